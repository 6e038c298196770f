import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { sendSupportRequest } from '../../lifecycle/send.ts'
import { type Party, stepNames } from '../../lifecycle/steps.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { Notice } from '../../models/notice.ts'
import { Organisation } from '../../models/organisation.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import type { Person } from '../../models/support-request.ts'
import { User } from '../../models/user.ts'
import { type Channel, type Channels, type Message, NotSent } from '../../notices/channels.ts'
import { backOff, collectNotices, deliverNotices } from '../../notices/deliver.ts'
import { safeWay } from '../../notices/safe-contact.ts'
import { wordsFor, wordsForPerson, wordsForStaff } from '../../notices/words.ts'
import { actor, aReferral, aService, grace, ready, sending, somebodyElse, tariq } from '../lifecycle/people.ts'

const minute = 60_000
const at = new Date('2030-01-07T10:00:00Z')
const after = (minutes: number) => new Date(at.getTime() + minutes * minute)
const nothing: Channel = async () => {}

describe('What a person may be sent', () => {
  const person = (changes: Partial<Person>): Person => ({
    ...sending([]).person,
    email: 'sam@home.example',
    address: '1 Any Street',
    ...changes,
  })
  const contact = (preferred: Person['safeContact']['preferred'], ...allowed: Person['safeContact']['allowed']) =>
    person({ safeContact: { preferred, allowed, voicemail: false, discreet: false } })

  it('goes the way they prefer, if they allowed it', () => {
    expect(safeWay(contact('email', 'text', 'email'), false)).to.deep.equal({
      channel: 'email',
      address: 'sam@home.example',
    })
    expect(safeWay(contact('text', 'text', 'email'), false)).to.include({ channel: 'text' })
    expect(safeWay(contact('phone', 'phone', 'post'), false)).to.include({ channel: 'post' })
  })

  it('never goes a way they did not allow, nor to an address they did not give', () => {
    expect(safeWay(contact('email', 'phone'), false)).to.deep.equal({ withheld: 'Only by phone' })
    expect(safeWay(contact('email'), false)).to.deep.equal({ withheld: 'No way of writing was allowed' })
    expect(safeWay({ ...contact('email', 'email'), email: undefined }, false)).to.have.property('withheld')
  })

  it('is a reminder only as they wish it, and never a way they did not allow', () => {
    const wishing = (reminders: 'text' | 'email' | 'none', ...allowed: ('text' | 'email')[]) => {
      const { safeContact, ...rest } = contact('email', ...allowed)
      return { ...rest, safeContact: { ...safeContact, reminders } }
    }
    expect(safeWay(wishing('text', 'text', 'email'), false, 'reminder')).to.include({ channel: 'text' })
    expect(safeWay(wishing('text', 'text', 'email'), false, 'accept')).to.include({ channel: 'email' })
    expect(safeWay(wishing('text', 'email'), false, 'reminder')).to.include({ channel: 'email' })
    expect(safeWay(wishing('none', 'text', 'email'), false, 'reminder')).to.have.property('withheld')
    expect(safeWay(contact('post', 'post'), false, 'appointment')).to.include({ channel: 'post' })
    expect(safeWay(contact('post', 'post'), false, 'reminder'), 'a letter comes too late').to.have.property('withheld')
    expect(safeWay(wishing('none', 'text', 'email'), false, 'appointment')).to.include({ channel: 'email' })
  })

  it('is nothing after a death', () => {
    expect(safeWay(contact('email', 'email', 'text', 'post'), true)).to.deep.equal({ withheld: 'The person has died' })
  })
})

describe('The words of a notice', () => {
  const abouts = [...stepNames, ...['nudge', 'overdue', 'message', 'appointment', 'reminder', 'follow-up', 'feedback']]
  it('hold nothing personal, for anyone about anything', () => {
    for (const about of abouts) {
      const given = { about, reference: 'K7MR-4TXD', site: 'https://waymark.example' }
      for (const words of [wordsForStaff(given), wordsForPerson(given, false), wordsForPerson(given, true)])
        expect(`${words.subject} ${words.body}`).not.to.match(/Sam|Okoye|debt|therap|undefined|null/i)
    }
  })

  it('say to a provider that a referral is new, and to whoever works with it that it is urgent; never to the person', () => {
    const given = { about: 'send', reference: 'K7MR-4TXD', site: 'https://waymark.example' }
    expect(wordsFor('provider', given).subject).to.equal('Referral K7MR-4TXD is new and waits for your decision')
    const urgent = wordsFor('hub', { ...given, about: 'overdue', urgent: true })
    expect([urgent.subject, urgent.body.split('\n')[0]]).to.deep.equal([
      'Urgent referral K7MR-4TXD is overdue',
      'Urgent referral K7MR-4TXD is overdue.',
    ])
    const { subject, body } = wordsFor('person', { ...given, urgent: true })
    expect(subject + body).not.to.match(/urgent/i)
  })

  it('ask the hub to look for other help where there was a no or an early end, and nobody else', () => {
    const given = { reference: 'K7MR-4TXD', site: 'https://waymark.example' }
    const asked = (party: Party, about: string) => wordsFor(party, { ...given, about }).body.includes('other help')
    expect([asked('hub', 'end_early'), asked('hub', 'decline'), asked('hub', 'overdue')]).to.deep.equal([
      true,
      true,
      false,
    ])
    expect([asked('referrer', 'end_early'), asked('person', 'end_early')]).to.deep.equal([false, false])
  })

  it('say nothing of support, reference or site to someone who asked for discretion', () => {
    for (const about of abouts) {
      const { subject, body } = wordsForPerson({ about, reference: 'K7MR-4TXD', site: 'https://waymark.example' }, true)
      expect(`${subject} ${body}`).not.to.match(/waymark|K7MR|request|support|referral|accepted|declined/i)
    }
  })
})

describe('Notices', () => {
  const graceAtWork = actor('Grace', 'Surgery', 'referrer')
  const provider = `Debt Advice ${randomUUID()}`
  const emailOnly: Person = {
    ...sending([]).person,
    lastName: randomUUID(),
    email: 'sam@home.example',
    safeContact: { preferred: 'email', allowed: ['email'], voicemail: false, discreet: false },
  }
  const theirs = { organisation: provider, organisationName: provider }
  const tariqHere = { ...tariq, organisation: provider, organisationName: provider }

  before(async () => {
    await ready()
    await Referral.updateMany({}, { $set: { outbox: [] }, $unset: { noticesDueAt: 1 } })
    await Notice.deleteMany({})
    const account = { passwordHash: 'x', active: true, jobTitle: '' }
    await User.create({
      ...account,
      _id: graceAtWork.user,
      name: 'Grace',
      email: `grace-${randomUUID()}@surgery.example`,
      organisation: 'Surgery',
      roles: ['referrer'],
    })
    await Organisation.create({
      _id: provider,
      name: provider,
      email: `office-${provider.slice(-36)}@debt.example`,
      areas: [],
    })
  })
  const refer = (changes: Partial<Person> = {}) =>
    aReferral({ by: graceAtWork, at, person: { ...emailOnly, ...changes } }, theirs)
  const noticesOf = (reference: string) => Notice.find({ reference }).lean()

  /** Channels that keep what they were given, and fail as told. */
  function keeping(fail?: () => Error | undefined) {
    const kept: Message[] = []
    const channel: Channel = async (message) => {
      const error = fail?.()
      if (error) throw error
      kept.push(message)
    }
    return { kept, channels: { email: channel, text: channel, post: channel } satisfies Channels }
  }

  it('are written in the same update as the step, for each side that it tells and not the one who took it', async () => {
    const { reference, outbox } = await refer()
    expect(outbox.map(({ to }) => to)).to.have.members(['provider', 'person'])
    const moved = await takeStep({ reference, step: 'accept', by: tariqHere, at })
    expect(moved.outbox.slice(2).map(({ to, about }) => [to, about])).to.deep.equal([
      ['referrer', 'accept'],
      ['person', 'accept'],
    ])
    expect(moved.noticesDueAt).to.deep.equal(at)
  })

  it('of what was sent to the hub itself reach those who triage there, not an address with a link', async () => {
    const organisation = randomUUID()
    const email = `triage-${organisation}@hub.example`
    await Organisation.create({
      _id: organisation,
      name: 'Hub',
      email: `office-${organisation}@hub.example`,
      areas: [],
    })
    const account = { name: 'Hana', jobTitle: '', passwordHash: 'x', active: true }
    await User.create({ ...account, email, organisation, roles: ['hub'] })
    const { reference } = await aReferral(
      { by: graceAtWork, at },
      { organisation, organisationName: 'Hub', triage: true },
    )
    const { kept, channels } = keeping()
    await collectNotices(at)
    await deliverNotices(channels, at)
    const mine = kept.filter(({ body }) => body.includes(reference))
    expect(mine.map(({ to }) => to)).to.deep.equal([email])
    expect(mine[0]!.body).to.not.include('/decide/')
    // Other tests send what nobody knew a service for to any hub there is.
    await Service.deleteMany({ organisation })
    await User.deleteMany({ organisation })
  })

  it('reach each recipient once, however often they are collected and delivered', async () => {
    const { reference } = await refer()
    await takeStep({ reference, step: 'accept', by: tariqHere, at })
    const { kept, channels } = keeping()
    await Promise.all([collectNotices(at), collectNotices(at), collectNotices(at)])
    await Promise.all([deliverNotices(channels, at), deliverNotices(channels, at), deliverNotices(channels, at)])
    await collectNotices(at)
    await deliverNotices(channels, after(60))
    const mine = kept.filter(({ body }) => body.includes(reference))
    expect(mine.map(({ to }) => to.split('@')[0]!.slice(0, 5)).sort()).to.deep.equal(['grace', 'offic', 'sam', 'sam'])
    expect((await Referral.findOne({ reference }).lean())!.outbox).to.deep.equal([])
    expect(await Referral.countDocuments({ reference, noticesDueAt: { $exists: true } })).to.equal(0)
    expect((await noticesOf(reference)).map(({ status }) => status)).to.deep.equal(['sent', 'sent', 'sent', 'sent'])
  })

  it('lose nothing and double nothing while mail is away for a day', async function () {
    const many = process.env.LONG ? 500 : 5
    this.timeout(60_000 + many * 1_000)
    const people = Array.from({ length: many }, somebodyElse)
    const sent = await Promise.all(people.map(({ lastName, dateOfBirth }) => refer({ lastName, dateOfBirth })))
    const references = sent.map(({ reference }) => reference)
    let away = true
    const { kept, channels } = keeping(() => (away ? new NotSent('connection refused', true) : undefined))
    await collectNotices(at)
    for (let minutes = 0; minutes < 24 * 60; minutes += 20) await deliverNotices(channels, after(minutes))
    expect(kept).to.have.length(0)
    away = false
    for (let minutes = 24 * 60; minutes < 30 * 60; minutes += 20) await deliverNotices(channels, after(minutes))
    for (const reference of references) expect(kept.filter(({ body }) => body.includes(reference))).to.have.length(2)
    expect(new Set(kept.map(({ id }) => id))).to.have.length(kept.length)
  })

  it('wait longer after each try, and never more than four hours', () => {
    expect([1, 2, 3, 8, 9, 20].map((tries) => backOff(tries) / minute)).to.deep.equal([1, 2, 4, 128, 240, 240])
  })

  it('are not tried again to a person when the first may have gone, and are to staff', async () => {
    const { reference } = await refer()
    await collectNotices(at)
    let broken = true
    const { kept, channels } = keeping(() => (broken ? new NotSent('line broke', false) : undefined))
    await deliverNotices(channels, at)
    broken = false
    await deliverNotices(channels, after(60))
    expect(kept.map(({ to }) => to)).to.deep.equal([`office-${provider.slice(-36)}@debt.example`])
    expect((await noticesOf(reference)).find(({ to }) => to.party === 'person')!.status).to.equal('uncertain')
  })

  it('are not sent twice to a person when the process dies while sending', async () => {
    const { reference } = await refer()
    await collectNotices(at)
    const cut = { status: 'sending' as const, claimedAt: at, handedAt: at }
    await Notice.updateMany({ reference }, { $set: cut, $unset: { dueAt: 1 } })
    const { kept, channels } = keeping()
    await deliverNotices(channels, after(5))
    expect(kept).to.have.length(0)
    await deliverNotices(channels, after(11))
    expect(kept).to.have.length(1)
    expect(kept[0]!.to).to.include('office')
  })

  it('are sent to everyone when the process died before any was handed over', async () => {
    const { reference } = await refer()
    await collectNotices(at)
    await Notice.updateMany({ reference }, { $set: { status: 'sending', claimedAt: at }, $unset: { dueAt: 1 } })
    const { kept, channels } = keeping()
    await deliverNotices(channels, after(11))
    await deliverNotices(channels, after(60))
    expect(kept.map(({ to }) => to.slice(0, 3)).sort()).to.deep.equal(['off', 'sam'])
  })

  it('are not sent again to staff either when only what became of them could not be written down', async () => {
    const { reference } = await refer()
    await collectNotices(at)
    const { kept, channels } = keeping()
    const updateOne = Notice.updateOne
    let fail = true
    Notice.updateOne = ((...given: Parameters<typeof updateOne>) => {
      if (!fail || !JSON.stringify(given[1]).includes('"sent"')) return updateOne.apply(Notice, given)
      fail = false
      throw new Error('the store went away')
    }) as never
    try {
      await deliverNotices(channels, at).catch(() => {})
    } finally {
      Notice.updateOne = updateOne
    }
    await deliverNotices(channels, after(5))
    expect(new Set(kept.map(({ id }) => id)).size).to.equal(kept.length)
    expect(fail).to.equal(false)
    expect(await Notice.countDocuments({ reference, status: 'sending' })).to.equal(1)
  })

  it('tell the person once of one story sent to several services', async () => {
    const services = await Promise.all([aService(theirs), aService(theirs), aService(theirs)])
    const { supportRequest } = await sendSupportRequest(
      sending(
        services.map(({ _id }) => _id),
        { by: graceAtWork, at, person: { ...emailOnly, lastName: randomUUID() } },
      ),
    )
    await collectNotices(at)
    const { kept, channels } = keeping()
    await deliverNotices(channels, at)
    expect(kept.filter(({ to }) => to === 'sam@home.example')).to.have.length(1)
    expect(kept.filter(({ to }) => to.startsWith('office'))).to.have.length(3)
    expect(await Notice.countDocuments({ 'to.supportRequest': supportRequest._id })).to.equal(1)
  })

  it('obey what the person allows at the moment they go out, and stop with a death recorded meanwhile', async () => {
    const { reference } = await refer({ lastName: randomUUID(), firstName: 'Late' })
    await collectNotices(at)
    await takeStep({ reference, step: 'withdraw', by: graceAtWork, reason: 'died', at })
    await collectNotices(at)
    const { kept, channels } = keeping()
    await deliverNotices(channels, after(1))
    expect(kept.filter(({ to }) => to.includes('sam'))).to.have.length(0)
    const theirs = (await noticesOf(reference)).filter(({ to }) => to.party === 'person')
    expect(theirs.map(({ status, why }) => [status, why])).to.deep.equal([['withheld', 'The person has died']])
  })

  it('say nothing more of what was entered in error meanwhile, except that it was', async () => {
    const { reference } = await refer()
    await collectNotices(at)
    await takeStep({ reference, step: 'enter_in_error', by: graceAtWork, reason: 'duplicate', at })
    await collectNotices(at)
    const { kept, channels } = keeping()
    await deliverNotices(channels, after(1))
    expect(kept.map(({ subject }) => subject)).to.deep.equal([`Referral ${reference}: marked as entered in error`])
  })

  it('stop for every other request of someone whose death is recorded', async () => {
    const same = { lastName: randomUUID() }
    const first = await refer(same)
    const second = await refer(same)
    await takeStep({ reference: first.reference, step: 'withdraw', by: graceAtWork, reason: 'died', at })
    await collectNotices(at)
    const { kept, channels } = keeping()
    await deliverNotices(channels, after(1))
    expect(kept.filter(({ to }) => to.includes('sam'))).to.have.length(0)
    expect((await noticesOf(second.reference)).filter(({ to }) => to.party === 'person')[0]!.status).to.equal(
      'withheld',
    )
  })

  it('stop for a person who died however their name was typed elsewhere, and under another name with their NHS number', async () => {
    const lastName = `Ó Brien${randomUUID()}`
    const first = await refer({ lastName, firstName: 'Zoë', nhsNumber: '9434765919' })
    const typed = await refer({ lastName: lastName.replace('Ó ', ' o').toUpperCase(), firstName: ' Zoe' })
    const married = await refer({ lastName: randomUUID(), nhsNumber: '9434765919', dateOfBirth: '1985-04-03' })
    const twin = await refer({ lastName, firstName: 'Zack' })
    await takeStep({ reference: first.reference, step: 'withdraw', by: graceAtWork, reason: 'died', at })
    await collectNotices(at)
    await deliverNotices(keeping().channels, after(1))
    const outcome = async ({ reference }: { reference: string }) =>
      (await noticesOf(reference)).find(({ to }) => to.party === 'person')!.status
    expect(await Promise.all([typed, married, twin].map(outcome))).to.deep.equal(['withheld', 'withheld', 'sent'])
  })

  it('hold neither address nor name where they are stored', async () => {
    const { reference } = await refer()
    await collectNotices(at)
    await deliverNotices({ email: nothing, text: nothing, post: nothing }, after(1))
    expect(JSON.stringify(await noticesOf(reference))).not.to.match(/sam@|Okoye|@debt/)
    expect(grace).to.be.an('object')
  })
})
