import { expect } from 'chai'
import type { Actor } from '../../access/actor.ts'
import { visibleReferrals, ways } from '../../access/visible.ts'
import { actionsFor } from '../../lifecycle/actions.ts'
import { gpSummary } from '../../lifecycle/gp-summary.ts'
import type { Mover } from '../../lifecycle/party.ts'
import { completeUnfinished } from '../../lifecycle/send.ts'
import { statuses } from '../../lifecycle/steps.ts'
import { type Taking, takeStep } from '../../lifecycle/take-step.ts'
import { needing, pageOf } from '../../lifecycle/worklist.ts'
import { Referral } from '../../models/referral.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { consentShown, historyShown } from '../../views/referrals/referral.ts'
import { whatHappensNext } from '../../views/referrals/words.ts'
import { ada, aReferral, aService, dot, grace, hana, nia, ready, stranger, tariq, thePerson, thrown } from './people.ts'

const day = 86_400_000
const at = new Date('2026-11-20T10:42:00Z')
const later = (days: number) => new Date(at.getTime() + days * day)

describe('Taking a step', () => {
  before(ready)

  it('moves the referral and writes down who, what and when in one go', async () => {
    const { reference } = await aReferral({ at })
    const moved = await takeStep({ reference, step: 'accept', by: tariq, carries: { contact: 'Dot' }, at: later(3) })
    expect(moved).to.deep.include({ status: 'accepted', version: 1, decidedAt: later(3) })
    const { by, ...entry } = moved.history.at(-1)!
    expect(entry).to.deep.equal({
      step: 'accept',
      from: 'sent',
      to: 'accepted',
      at: later(3),
      carries: { contact: 'Dot' },
    })
    expect(by).to.deep.include({ name: 'Tariq Aziz', organisation: 'Debt Advice', party: 'provider' })
    expect(moved.dueAt!.toISOString()).to.equal('2026-12-07T23:59:59.999Z')
  })

  it('goes from sent to completed with the dates that count', async () => {
    const { reference } = await aReferral({ at })
    await takeStep({ reference, step: 'accept', by: tariq, at: later(1) })
    await takeStep({ reference, step: 'begin', by: tariq, carries: { startedOn: '2026-11-23' }, at: later(4) })
    const done = await takeStep({ reference, step: 'complete', by: dot, reason: 'helped', at: later(30) })
    expect(done).to.deep.include({ status: 'completed', decidedAt: later(1), closedAt: later(30) })
    expect(done.startedAt!.toISOString().slice(0, 10)).to.equal('2026-11-23')
    expect(done.dueAt).to.equal(undefined)
  })

  it('tells the slower of two colleagues who did what, and when', async () => {
    const { reference, version } = await aReferral({ at: later(-1) })
    await takeStep({ reference, step: 'accept', by: tariq, version, at })
    const error = await thrown(takeStep({ reference, step: 'decline', by: dot, version, reason: 'at_capacity', at }))
    expect(error).to.include({ status: 412, message: 'Tariq Aziz accepted it at 10:42; nothing was changed.' })
  })

  it('says the day too when it was another', async () => {
    const { reference } = await aReferral({ at: later(-1) })
    await takeStep({ reference, step: 'accept', by: tariq, at })
    const error = await thrown(takeStep({ reference, step: 'decline', by: dot, version: 0, at: later(2) }))
    expect(error.message).to.equal('Tariq Aziz accepted it at 10:42 on 20 November 2026; nothing was changed.')
  })

  it('refuses what can’t be done from here', async () => {
    const { reference } = await aReferral()
    const error = await thrown(takeStep({ reference, step: 'resume', by: tariq }))
    expect(error.status).to.equal(409)
    expect(error.message).to.equal(
      'This referral is now: sent, awaiting a decision. “Take off hold” can’t be done from there.',
    )
  })

  it('refuses what isn’t theirs to do', async () => {
    const { reference, supportRequest } = await aReferral()
    for (const by of [grace, ada, thePerson(supportRequest._id)])
      expect(await thrown(takeStep({ reference, step: 'accept', by }))).to.include({ status: 409 })
    expect(await thrown(takeStep({ reference, step: 'withdraw', by: tariq, reason: 'other' }))).to.include({
      status: 409,
    })
  })

  it('does not exist for anyone else', async () => {
    const { reference } = await aReferral()
    const other = await aReferral()
    for (const by of [stranger, nia, thePerson(other.supportRequest._id)])
      expect(await thrown(takeStep({ reference, step: 'accept', by }))).to.include({ status: 404 })
    expect(await thrown(takeStep({ reference: 'AAAA-AAAA', step: 'accept', by: tariq }))).to.include({ status: 404 })
  })

  const incomplete: [title: string, taking: Partial<Taking> & Pick<Taking, 'step'>, errors: Record<string, string>][] =
    [
      ['a decline without a reason', { step: 'decline' }, { reason: 'Choose a reason from the list' }],
      [
        'a reason from another list',
        { step: 'decline', reason: 'moved_away' },
        { reason: 'Choose a reason from the list' },
      ],
      [
        'a reason named as an object’s own',
        { step: 'decline', reason: 'constructor' },
        { reason: 'Choose a reason from the list' },
      ],
      [
        'a reason that needs words, without',
        { step: 'decline', reason: 'criteria_not_met' },
        { comment: 'Say a little more about “Doesn’t meet our criteria”' },
      ],
      ['a question without the question', { step: 'ask' }, { question: 'Enter “Your question”' }],
      [
        'a redirect to nowhere, without consent',
        { step: 'redirect', reason: 'better_fit' },
        { service: 'Choose at least one: “Service”', consent: 'Choose an answer to “Has the person agreed to this?”' },
      ],
    ]
  for (const [title, taking, errors] of incomplete)
    it(`asks for what is missing: ${title}`, async () => {
      const { reference } = await aReferral()
      const error = await thrown(takeStep({ reference, by: tariq, ...taking }))
      expect(error.status).to.equal(422)
      expect(error.errors).to.deep.equal(errors)
      expect(await Referral.findOne({ reference }).lean()).to.include({ status: 'sent', version: 0 })
    })

  it('keeps the reason and the words of a decline', async () => {
    const { reference } = await aReferral()
    const { history } = await takeStep({ reference, step: 'decline', by: tariq, reason: 'other', comment: ' See Ann ' })
    expect(history.at(-1)).to.include({ reason: 'other', comment: 'See Ann' })
  })

  it('lets the hub record what a provider said by phone, and says so', async () => {
    const { reference } = await aReferral()
    const { history } = await takeStep({ reference, step: 'accept', by: hana })
    expect(history.at(-1)!.by).to.include({ name: 'Hana Kim', party: 'hub', onBehalfOf: 'Debt Advice' })
  })

  it('lets a citizen answer and withdraw', async () => {
    const { reference, supportRequest } = await aReferral({ by: undefined })
    await takeStep({ reference, step: 'ask', by: tariq, carries: { question: 'Which debts?' } })
    const by = thePerson(supportRequest._id)
    await takeStep({ reference, step: 'answer', by, carries: { answer: 'Council tax' } })
    const { status, history } = await takeStep({ reference, step: 'withdraw', by, reason: 'changed_mind' })
    expect(status).to.equal('withdrawn')
    expect(history.map((entry) => entry.by.party)).to.deep.equal(['person', 'provider', 'person', 'person'])
  })

  it('lets the hub close an unanswered referral only once it is overdue', async () => {
    const { reference } = await aReferral({ at })
    const expire = (when: Date) =>
      takeStep({
        reference,
        step: 'expire',
        by: hana,
        reason: 'no_response',
        carries: { attempts: 'Rang twice' },
        at: when,
      })
    expect((await thrown(expire(later(5)))).message).to.equal('There is still time for an answer.')
    expect(await expire(later(8))).to.include({ status: 'expired' })
  })

  it('reopens for thirty days, and not after', async () => {
    const { reference } = await aReferral({ at })
    await takeStep({ reference, step: 'accept', by: tariq, at })
    await takeStep({ reference, step: 'end_early', by: tariq, reason: 'stopped_coming', at })
    expect(
      (await thrown(takeStep({ reference, step: 'reopen', by: tariq, reason: 'came_back', at: later(31) }))).status,
    ).to.equal(409)
    const open = await takeStep({ reference, step: 'reopen', by: tariq, reason: 'came_back', at: later(29) })
    expect(open).to.include({ status: 'in_progress' })
    expect(open.closedAt).to.equal(undefined)
  })

  it('carries the story on to another service, once the person has agreed', async () => {
    const { reference, supportRequest, _id } = await aReferral({ at })
    const next = await aService({ organisation: 'Therapies', organisationName: 'Therapies', name: 'Talking' })
    const taking = { reference, step: 'redirect', by: tariq, reason: 'better_fit' } as const
    const moved = await takeStep({ ...taking, carries: { service: next._id, consent: 'phone' }, at: later(1) })
    expect(moved.status).to.equal('redirected')
    const carried = await Referral.findOne({ continues: _id }).lean()
    expect(carried).to.deep.include({
      status: 'sent',
      organisation: 'Therapies',
      sentAt: later(1),
      personName: 'Sam Okoye',
    })
    expect(carried!.reference).to.equal(moved.continuedBy![0]!.reference)
    const request = await SupportRequest.findById(supportRequest._id).lean()
    expect(request!.referrals.map(({ service }) => service)).to.deep.equal([moved.service, next._id])
    await takeStep({ reference: carried!.reference, step: 'accept', by: nia })
  })

  it('keeps who agreed that the story goes on, and how: the person, or by name who speaks for them', async () => {
    const pass = async (more: Record<string, string>) => {
      const { reference, _id } = await aReferral()
      const carries = { service: (await aService())._id, consent: 'paper', ...more }
      await takeStep({ reference, step: 'redirect', by: tariq, reason: 'better_fit', carries, at })
      const [carried] = await Referral.find({ continues: _id }).lean()
      const request = await SupportRequest.findById(carried!.supportRequest).lean()
      return consentShown(request!, carried!)
    }
    expect(await pass({})).to.equal('The person said yes on paper on 20 November 2026, recorded by Tariq Aziz.')
    expect(await pass({ representative: 'Ida Okoye', relationship: 'mother' })).to.equal(
      'Ida Okoye (mother) said yes on paper on 20 November 2026, recorded by Tariq Aziz.',
    )
    expect((await thrown(pass({ representative: 'Ida Okoye' }))).errors).to.have.all.keys('relationship')
    expect((await thrown(pass({ relationship: 'mother' }))).errors).to.have.all.keys('representative')
  })

  it('keeps what the service could see when a question was answered, and by which wording', async () => {
    const { reference, shares } = await aReferral({ at })
    await takeStep({ reference, step: 'ask', by: tariq, carries: { question: 'How much is owed?' }, at })
    const { history } = await takeStep({ reference, step: 'answer', by: grace, carries: { answer: '£900' }, at })
    expect(history.at(-1)!.shared).to.deep.equal({ fields: shares, version: 'test' })
    expect(historyShown({ history, goals: [], status: 'sent' }, true)[0]!.shared).to.equal(
      'What the service could see then (version test): name; contact details that are safe to use; language, interpreter and communication needs; what help is needed, and how urgently; hopes and goals; work situation',
    )
  })

  it('tells the hub when help ended early, who may have to look for other help, unless the person has died', async () => {
    const told = async (reason: string) => {
      const { reference } = await aReferral({ at })
      await takeStep({ reference, step: 'accept', by: tariq, at })
      const { outbox } = await takeStep({ reference, step: 'end_early', by: tariq, reason, at })
      return outbox.filter(({ about }) => about === 'end_early').map(({ to }) => to)
    }
    expect(await told('stopped_coming')).to.deep.equal(['referrer', 'person', 'hub'])
    expect(await told('died')).to.deep.equal(['referrer'])
  })

  it('asks a provider who had begun to confirm that they have stopped, once, and no other', async () => {
    const withdrawn = async (...before: Omit<Taking, 'reference' | 'by'>[]) => {
      const { reference } = await aReferral({ at })
      for (const taking of before) await takeStep({ ...taking, reference, by: tariq, at })
      return takeStep({ reference, step: 'withdraw', by: grace, reason: 'consent_withdrawn', at: later(1) })
    }
    const names = (referral: Referral, by: Mover) => actionsFor(referral, by, later(1)).map(({ name }) => name)
    const accepted = await withdrawn({ step: 'accept' })
    expect(names(accepted, tariq)).to.deep.equal([])
    const begun = await withdrawn({ step: 'accept' }, { step: 'begin', carries: { startedOn: '2026-11-20' } })
    expect(begun.stopping).to.equal(true)
    expect(names(begun, tariq)).to.deep.equal(['confirm_stop'])
    expect(names(begun, grace)).to.not.include('confirm_stop')
    const among = (actor: Actor) =>
      pageOf(
        [needing(actor).flatMap((one) => ways(visibleReferrals(actor), one, { _id: begun._id }))],
        { listedAt: 1 },
        0,
        5,
      )
    const found = await among(tariq)
    expect(found.map((one) => whatHappensNext(one, 'provider'))).to.deep.equal(['Stop, and confirm that you have'])
    // Four days on the hub is asked to ring them.
    const asHub = async (days: number) => {
      await Referral.updateOne({ _id: begun._id }, { $set: { closedAt: new Date(Date.now() - days * day) } })
      return (await among(hana)).length
    }
    expect([await asHub(3), await asHub(5)]).to.deep.equal([0, 1])
    await Referral.updateOne({ _id: begun._id }, { $set: { closedAt: later(1) } })
    const { reference } = begun
    const done = await takeStep({ reference, step: 'confirm_stop', by: tariq, at: later(2) })
    expect(done)
      .to.deep.include({ status: 'withdrawn', closedAt: later(1) })
      .and.not.have.property('stopping')
    expect(done.outbox.filter(({ about }) => about === 'confirm_stop').map(({ to }) => to)).to.deep.equal(['referrer'])
    expect(gpSummary(done).text).to.include('Doesn’t want their information shared any more'.toLowerCase())
    expect((await thrown(takeStep({ reference, step: 'confirm_stop', by: tariq }))).status).to.equal(409)
  })

  it('passes on to several services at once, or to none', async () => {
    const { reference, _id } = await aReferral()
    const [one, two, closed] = [
      await aService(),
      await aService(),
      await aService({ referral: { open: false, self: false } }),
    ]
    const redirect = (...to: { _id: string }[]) =>
      takeStep({
        reference,
        step: 'redirect',
        by: hana,
        reason: 'better_fit',
        carries: { service: to.map((each) => each._id), consent: 'phone' },
      })
    expect((await thrown(redirect(one, closed))).errors).to.deep.equal({
      service: 'Debt advice: It isn’t taking referrals now.',
    })
    expect(await Referral.countDocuments({ continues: _id })).to.equal(0)
    await redirect(one, two)
    const carried = await Referral.find({ continues: _id }).lean()
    expect(carried.map(({ service }) => service)).to.have.members([one._id, two._id])
  })

  it('does not pass a person on to a service that can’t take them', async () => {
    const { reference, service } = await aReferral()
    const closed = await aService({ referral: { open: false, self: false } })
    const redirect = (to: string) =>
      takeStep({
        reference,
        step: 'redirect',
        by: tariq,
        reason: 'better_fit',
        carries: { service: to, consent: 'phone' },
      })
    expect((await thrown(redirect(closed._id))).errors).to.deep.equal({ service: 'It isn’t taking referrals now.' })
    expect((await thrown(redirect('nowhere'))).errors).to.deep.equal({ service: 'Choose a service from the directory' })
    expect((await thrown(redirect(service))).errors).to.deep.equal({ service: 'Choose another service than this one' })
    expect(await Referral.findOne({ reference }).lean()).to.include({ status: 'sent' })
  })

  it('finishes a redirect that a crash cut short, once', async () => {
    const { reference, _id, supportRequest } = await aReferral()
    const next = await aService()
    await takeStep({
      reference,
      step: 'redirect',
      by: tariq,
      reason: 'better_fit',
      carries: { service: next._id, consent: 'phone' },
    })
    // As a crash right after the one conditional update would leave it.
    await Referral.deleteOne({ continues: _id })
    await SupportRequest.updateOne({ _id: supportRequest._id }, { $pull: { referrals: { continues: _id } } })
    await Referral.updateOne({ _id }, { $set: { unfinished: true } })
    expect(await completeUnfinished()).to.equal(1)
    expect(await completeUnfinished()).to.equal(0)
    expect(await Referral.countDocuments({ continues: _id })).to.equal(1)
    const request = await SupportRequest.findById(supportRequest._id).lean()
    expect(request!.referrals.filter(({ continues }) => continues)).to.have.length(1)
  })

  it('offers each side what it may do now, and no more', async () => {
    const { supportRequest, _id } = await aReferral()
    const names = (...of: Parameters<typeof actionsFor>) => actionsFor(...of).map(({ name }) => name)
    const found = (await Referral.findById(_id).lean())!
    expect(names(found, tariq)).to.have.members(['accept', 'wait_list', 'ask', 'decline', 'redirect'])
    expect(names(found, grace)).to.have.members(['withdraw', 'enter_in_error'])
    expect(names(found, thePerson(supportRequest._id))).to.have.members(['withdraw'])
    expect(names(found, stranger)).to.deep.equal([])
    expect(actionsFor(found, thePerson(supportRequest._id))[0]!.reasons.map(({ code }) => code)).not.to.include('died')
    const outcomes = actionsFor({ ...found, status: 'in_progress' }, tariq).find(
      ({ name }) => name === 'complete',
    )!.reasons
    expect(outcomes.map(({ code }) => code))
      .to.include('debt_dealt_with')
      .and.not.to.include('back_to_gp')
  })
})

describe('Accepting and withdrawing at the same moment', () => {
  before(ready)

  it('has exactly one winner, every time', async function () {
    const races = process.env.LONG ? 1_000 : 100
    this.timeout(races * 1_000)
    const winners: Record<string, number> = {}
    const service = await aService()
    for (let race = 0; race < races; race++) {
      const { reference, version } = await aReferral({ services: [service._id] })
      const takings: Taking[] = [
        { reference, version, step: 'accept', by: tariq },
        { reference, version, step: 'withdraw', by: grace, reason: 'changed_mind' },
      ]
      if (race % 2) takings.reverse()
      const results = await Promise.allSettled(takings.map(takeStep))
      const won = results.filter((result) => result.status === 'fulfilled')
      const lost = results.filter((result) => result.status === 'rejected')
      expect(won).to.have.length(1)
      expect([409, 412]).to.include(lost[0]!.reason.status)
      const { status, history, version: now } = (await Referral.findOne({ reference }).lean())!
      expect(status).to.equal(won[0]!.value.status)
      expect(history).to.have.length(2)
      expect(now).to.equal(1)
      winners[status] = (winners[status] ?? 0) + 1
    }
    expect(Object.keys(winners).every((status) => status in statuses)).to.equal(true)
  })
})
