import { createHash, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { makeDecisionLink } from '../../access/decision-link.ts'
import { sendSupportRequest } from '../../lifecycle/send.ts'
import { type Shareable, shareable } from '../../lifecycle/sharing.ts'
import { DecisionLink } from '../../models/decision-link.ts'
import { Service } from '../../models/service.ts'
import { type ContactChannel, type Person, SupportRequest } from '../../models/support-request.ts'
import { User } from '../../models/user.ts'
import type { Message } from '../../notices/channels.ts'
import { collectNotices, deliverNotices } from '../../notices/deliver.ts'
import { cast } from '../../seed/cast.ts'
import { services as patchServices } from '../../seed/services/index.ts'
import { Types } from '../../storage/mongoose.ts'
import { sending } from '../lifecycle/people.ts'
import { debtAdvice } from '../support/asha.ts'
import { signIn, visitor } from '../support/world.ts'

/** Everything that can be told of a person, each thing unlike any other, with what has to be agreed for it to be seen. */
const told: [string, string, Shareable[]][] = [
  ['first name', 'Zelda', ['name']],
  ['last name', 'Quorn', ['name']],
  ['phone number', '0117 496 0877', ['contact']],
  ['email address', 'zq@sentinel.example', ['contact']],
  ['address', '7 Sentinel Row', ['contact', 'address']],
  ['notes on contact', 'Her brother answers', ['contact']],
  ['language', 'Polish', ['language']],
  ['communication needs', 'Large print please', ['language']],
  ['story', 'Eleven unopened letters', ['story']],
  ['goals', 'Sleep until morning', ['goals']],
  ['date of birth', '23 November 1961', ['dateOfBirth']],
  // A letter's address ends in it.
  ['postcode', 'BS2 0AA', ['postcode', 'address', 'contact']],
  ['NHS number', '943 476 5919', ['nhsNumber']],
  // In codes it is for the hub: of several services none is told what is meant for another.
  ['what it is about in codes', 'Caring for somebody', []],
  ['work', 'Unemployed', ['employment']],
]

const zelda = (allowed: ContactChannel[]): Person => ({
  firstName: 'Zelda',
  lastName: 'Quorn',
  dateOfBirth: '1961-11-23',
  postcode: 'BS2 0AA',
  phone: '0117 496 0877',
  email: 'zq@sentinel.example',
  address: '7 Sentinel Row',
  nhsNumber: '9434765919',
  safeContact: { preferred: allowed[0]!, allowed, voicemail: false, discreet: false, notes: 'Her brother answers' },
  language: 'pl',
  interpreter: true,
  communicationNeeds: 'Large print please',
})

const allowances: ContactChannel[][] = [['phone'], ['text'], ['email'], ['post'], ['email', 'post'], ['phone', 'email']]

/** What the consent on the form says that a service is told. */
async function agreed(grace: Awaited<ReturnType<typeof signIn>>, service: string): Promise<Shareable[]> {
  const page = (await grace.get(`/support-requests/new?service=${service}`).expect(200)).text
  const list = page.match(/<ul class="consent__fields">(.*?)<\/ul>/s)?.[1] ?? ''
  const labels = [...list.matchAll(/<li>(.*?)<\/li>/g)].map(([, label]) => label)
  return (Object.keys(shareable) as Shareable[]).filter((field) => labels.includes(shareable[field]))
}

/** The labels of what a page shows and nobody agreed to, and of ways to be in touch that aren't safe. */
function overshared(page: string, fields: Shareable[], allowed: ContactChannel[]) {
  const safe: Record<string, boolean> = {
    'phone number': allowed.includes('phone') || allowed.includes('text'),
    'email address': allowed.includes('email'),
    address: allowed.includes('post') || fields.includes('address'),
    postcode: allowed.includes('post') || fields.includes('address') || fields.includes('postcode'),
  }
  return told.flatMap(([what, words, needs]) =>
    page.includes(words) && !(needs.some((field) => fields.includes(field)) && (safe[what] ?? true)) ? [what] : [],
  )
}

describe('A provider is shown what the person agreed to and nothing else', function () {
  this.timeout(180_000)
  const worker = { _id: new Types.ObjectId(), email: `worker-${randomUUID()}@everywhere.example` }
  let provider: Awaited<ReturnType<typeof signIn>>
  let grace: Awaited<ReturnType<typeof signIn>>
  let services: Service[] = []

  before(async () => {
    await debtAdvice()
    // Those of the patch: other tests make hundreds of their own.
    const patch = patchServices(new Date()).map(({ _id }) => _id)
    services = await Service.find({ _id: { $in: patch }, status: 'active', 'referral.open': true })
      .sort({ _id: 1 })
      .lean()
    const { passwordHash } = cast[0]!
    const { organisation } = services[0]!
    const rest = { name: 'Someone there', jobTitle: '', active: true, passwordHash, organisation }
    await User.create({ ...rest, ...worker, roles: ['provider'] })
    provider = await signIn(worker.email)
    grace = await signIn('grace@surgery.example')
  })
  after(() => User.deleteOne({ _id: worker._id }))

  async function refer(service: Service, allowed: ContactChannel[], quietly = false) {
    const graceAtWork = cast.find(({ email }) => email === 'grace@surgery.example')!
    const { referrals } = await sendSupportRequest(
      sending([service._id], {
        person: zelda(allowed),
        need: {
          story: 'Eleven unopened letters',
          about: ['caring'],
          goals: ['Sleep until morning'],
          employmentStatus: '02',
          urgency: 'routine',
        },
        by: { ...graceAtWork, user: graceAtWork._id, organisationName: 'Frome Bank Surgery', areas: [] },
        overrides: { [service._id]: 'Please look all the same' },
        quietly,
      }),
    )
    return referrals[0]!
  }

  it('on the page of a referral, for every service of the patch', async () => {
    expect(services.length).to.be.greaterThan(100)
    for (const [n, service] of services.entries()) {
      const allowed = allowances[n % allowances.length]!
      const { reference } = await refer(service, allowed, true)
      await User.updateOne({ _id: worker._id }, { $set: { organisation: service.organisation } })
      const fields = await agreed(grace, service._id)
      const page = (await provider.get(`/referrals/${reference}`).expect(200)).text
      expect(page).to.include('Zelda').and.include('Eleven unopened letters')
      expect(overshared(page, fields, allowed), service.name).to.deep.equal([])
    }
  })

  it('on the decision page that opens from a message, for each way of sharing there is', async () => {
    const ways = new Map<string, Service>()
    for (const service of services) ways.set((await agreed(grace, service._id)).join(), service)
    expect(ways.size).to.be.greaterThan(2)
    for (const [n, [fields, service]] of [...ways].slice(0, 6).entries()) {
      const allowed = allowances[n % allowances.length]!
      const referral = await refer(service, allowed)
      const link = await makeDecisionLink(randomUUID(), referral)
      const { _id } = (await DecisionLink.findOne({ referral: referral._id }).lean())!
      const codeHash = createHash('sha256').update(`${_id} 123456`).digest('hex')
      await DecisionLink.updateOne({ _id }, { $set: { codeHash, codeUntil: new Date(Date.now() + 60_000) } })
      const there = await visitor()
      await there.post(new URL(link).pathname).type('form').send({ code: '123456' }).expect(303)
      const page = (await there.get('/decide/referral').expect(200)).text
      expect(page).to.include('Zelda').and.include('Eleven unopened letters')
      expect(overshared(page, fields.split(',') as Shareable[], allowed), service.name).to.deep.equal([])
    }
  })

  it('and in no message to anyone is there anything of it', async () => {
    const at = new Date()
    const theirs = await SupportRequest.find({ 'person.lastName': 'Quorn' }, { referrals: 1 }).lean()
    const references = theirs.flatMap(({ referrals }) => referrals.map(({ reference }) => reference))
    const kept: Message[] = []
    const channel = async (message: Message) => {
      kept.push(message)
    }
    await collectNotices(at)
    await deliverNotices({ email: channel, text: channel, post: channel }, at)
    const about = kept.filter(({ body }) => references.some((reference) => body.includes(reference)))
    expect(about.length).to.be.greaterThan(4)
    for (const { subject, body } of about) expect(overshared(`${subject} ${body}`, [], []), subject).to.deep.equal([])
  })

  it('holds to what the form said, even if the service asks for more by the time it is sent', async () => {
    const service = services.find(({ kinds }) => kinds.includes('talking-therapies'))!
    const { person, need } = sending([])
    const { referrals } = await sendSupportRequest({
      ...sending([service._id], { person, need, overrides: { [service._id]: 'Yes' } }),
      shown: { [service._id]: ['name', 'contact', 'language', 'story', 'goals'] },
    })
    expect(referrals[0]!.shares).to.deep.equal(['name', 'contact', 'language', 'story', 'goals'])
  })

  it('keeps who said yes, how, when, to which words, who wrote it down, and what each recipient may see', async () => {
    const { supportRequest } = await sendSupportRequest(
      sending([services[0]!._id], { overrides: { [services[0]!._id]: 'Yes' } }),
    )
    const { consent, referrals } = supportRequest
    expect(consent).to.include({ givenBy: 'self', how: 'in_room', recordedBy: 'Grace Hall', textVersion: 'test' })
    expect(consent.at).to.be.a('date')
    expect(referrals.map(({ organisationName, shares }) => [organisationName, shares.length > 4])).to.deep.equal([
      [services[0]!.organisationName, true],
    ])
  })
})
