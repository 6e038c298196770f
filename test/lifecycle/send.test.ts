import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { actionsFor } from '../../lifecycle/actions.ts'
import { readReference, trackingCodeFits } from '../../lifecycle/reference.ts'
import { type CannotSend, completeUnfinished, type Sending, sendSupportRequest } from '../../lifecycle/send.ts'
import { Postcode } from '../../models/postcode.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { fitShown } from '../../views/referrals/referral.ts'
import { actor, aService, grace, hana, ready, sending, somebodyElse, thrown } from './people.ts'

describe('Sending a support request', () => {
  before(ready)

  it('makes one referral for each service, each awaiting a decision by itself', async () => {
    const services = [await aService(), await aService({ organisation: 'Therapies', organisationName: 'Therapies' })]
    const at = new Date('2026-11-20T17:30:00Z')
    const { supportRequest, referrals, repeated } = await sendSupportRequest(
      sending(
        services.map(({ _id }) => _id),
        { at },
      ),
    )
    expect(repeated).to.equal(false)
    expect(referrals.map(({ service }) => service)).to.have.members(services.map(({ _id }) => _id))
    for (const referral of referrals) {
      expect(referral).to.deep.include({ status: 'sent', version: 0, personName: 'Sam Okoye', sentAt: at })
      expect(referral.supportRequest).to.deep.equal(supportRequest._id)
      expect(readReference(referral.reference)).to.equal(referral.reference)
      expect(referral.history.map(({ step, from, to }) => [step, from, to])).to.deep.equal([['send', 'draft', 'sent']])
      expect(referral.history[0]!.by).to.include({ name: 'Grace Hall', party: 'referrer' })
      expect(referral.dueAt!.toISOString()).to.equal('2026-11-27T23:59:59.999Z')
    }
  })

  it('keeps how the person fitted each service, as whoever sent it was shown, and by which listing', async () => {
    const full = await aService({ referral: { open: true, self: true, capacity: 'no-capacity' } })
    const old = await aService({ eligibility: { description: '', minimumAge: 100, situations: [] } })
    const { _id, updatedAt } = await aService()
    const overrides = { [old._id]: 'Nearly 100, and nothing else is near' }
    const { referrals } = await sendSupportRequest(
      sending([full._id, old._id, _id], { overrides, at: new Date(Date.now() + 1_000) }),
    )
    const kept = (service: string) => referrals.find((each) => each.service === service)!
    expect(kept(full._id).fit).to.deep.include({ result: 'needs-assessment', reasons: ['It says it is full.'] })
    expect(kept(old._id).fit).to.include({ result: 'not' })
    expect(kept(_id).fit).to.deep.equal({ result: 'eligible', reasons: [], listedAt: updatedAt })
    expect(fitShown(kept(old._id))).to.match(
      /^When it was sent: “Takes people aged 100 or over; Sam is \d+\.” \(The listing was last changed on .*\.\)$/,
    )
    // Sent before the listing as it now is, as records from elsewhere are.
    expect(fitShown({ ...kept(_id), sentAt: new Date(0) })).to.equal(
      'When it was sent, nothing in the listing spoke against it.',
    )
    expect(fitShown({ ...kept(old._id), status: 'entered_in_error' })).to.equal('')
  })

  it('makes one of a form sent eight times at once', async () => {
    const services = [(await aService())._id, (await aService())._id]
    const once = sending(services)
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendSupportRequest(once)))
    expect(new Set(answers.map(({ supportRequest }) => String(supportRequest._id)))).to.have.length(1)
    for (const answer of answers) expect(answer.referrals).to.have.length(2)
    expect(await Referral.countDocuments({ service: { $in: services } })).to.equal(2)
  })

  it('takes another user’s form of the same key for another one', async () => {
    const once = sending([(await aService())._id])
    const mine = await sendSupportRequest(once)
    const theirs = await sendSupportRequest({ ...once, by: actor('Lin', 'Surgery', 'referrer') })
    expect(theirs.supportRequest._id).not.to.deep.equal(mine.supportRequest._id)
  })

  it('gives a citizen a code, and the same one when the page is loaded again', async () => {
    const once = sending([(await aService())._id], { by: undefined })
    const first = await sendSupportRequest(once)
    const again = await sendSupportRequest(once)
    expect(again).to.include({ repeated: true, trackingCode: first.trackingCode })
    expect(trackingCodeFits(first.supportRequest.trackingCodeHash, first.trackingCode!)).to.equal(true)
    expect(JSON.stringify(first.supportRequest)).not.to.include(first.trackingCode)
    expect(first.referrals[0]!.history[0]!.by).to.include({ name: 'The person', party: 'person' })
  })

  it('is about what was ticked, else what the services are for, else for a hub what the words mean', async () => {
    const [debt, grief] = [await aService(), await aService({ kinds: ['bereavement-support'] })]
    const about = async (services: string[], need: Partial<Sending['need']> = {}) => {
      const plain = sending(services)
      const { supportRequest } = await sendSupportRequest({ ...plain, need: { ...plain.need, ...need } })
      return supportRequest.need.about
    }
    expect(await about([debt._id, grief._id])).to.deep.equal(['money', 'bereavement'])
    expect(await about([debt._id], { about: ['housing'] })).to.deep.equal(['housing'])
    const hub = await aService({ kinds: ['social-prescribing'], triage: true })
    expect(await about([hub._id], { story: 'Bailiffs at the door' })).to.include('money')
    expect(await about([hub._id], { story: 'xyzzy' })).to.deep.equal([])
    await Service.updateOne({ _id: hub._id }, { $set: { status: 'defunct' } })
  })

  it('sends nothing at all when one of the services can’t take it, and says why', async () => {
    const good = await aService()
    const young = await aService({ eligibility: { description: '', maximumAge: 25, situations: [] } })
    const closed = await aService({ referral: { open: false, self: true } })
    const gone = randomUUID()
    const once = sending([good._id, young._id, closed._id, gone], { at: new Date('2026-11-20T12:00:00Z') })
    const error = (await thrown(sendSupportRequest(once))) as CannotSend
    expect(error.services).to.deep.equal({
      [young._id]: ['Takes people aged 25 or under; Sam is 41.'],
      [closed._id]: ['It isn’t taking referrals now.'],
      [gone]: ['It isn’t in the directory any more.'],
    })
    expect(await Referral.countDocuments({ service: { $in: once.services } })).to.equal(0)
    expect(await SupportRequest.countDocuments({ 'referrals.service': good._id })).to.equal(0)
  })

  it('takes a reason for an exception to age or area, and never for a closed service', async () => {
    const young = await aService({ eligibility: { description: '', maximumAge: 25, situations: [] } })
    const closed = await aService({ referral: { open: false, self: true } })
    const overrides = { [young._id]: 'Agreed with their manager', [closed._id]: 'Please' }
    const { referrals } = await sendSupportRequest(sending([young._id], { overrides }))
    expect(referrals[0]!.override).to.equal('Agreed with their manager')
    await thrown(sendSupportRequest(sending([closed._id], { overrides })))
  })

  it('goes to the hub of where the person lives when nobody knows which service', async () => {
    const hub = { organisation: 'Hub', organisationName: 'Hub', triage: true }
    await aService({ ...hub, name: 'Elsewhere', covers: { areas: ['E06000999'], everywhere: false } })
    const here = await aService({ ...hub, name: 'Here', covers: { areas: ['E06000998'], everywhere: false } })
    await Postcode.create({ _id: 'ZE3 9JU', lat: 60, lon: -1.2, areas: ['E06000998'] })
    const person = { ...sending([]).person, postcode: 'ZE3 9JU' }
    const { referrals } = await sendSupportRequest(sending(['hub'], { person }))
    expect(referrals.map(({ service }) => service)).to.deep.equal([here._id])
    const names = actionsFor(referrals[0]!, hana).map(({ name }) => name)
    expect(names).to.include.members(['accept', 'decline', 'redirect'])
  })

  it('is finished at the next start when a crash cut it short, once', async () => {
    const services = [await aService(), await aService(), await aService()]
    const { supportRequest, referrals } = await sendSupportRequest(sending(services.map(({ _id }) => _id)))
    // As a crash after the second write would leave it.
    await Referral.deleteMany({ _id: { $in: referrals.slice(1).map(({ _id }) => _id) } })
    await SupportRequest.updateOne({ _id: supportRequest._id }, { $set: { unfinished: true } })
    expect(await completeUnfinished()).to.equal(1)
    expect(await completeUnfinished()).to.equal(0)
    const found = await Referral.find({ supportRequest: supportRequest._id }).lean()
    expect(found.map(({ reference }) => reference)).to.have.members(referrals.map(({ reference }) => reference))
  })

  it(`keeps one request of each of many forms sent one to three times at once`, async function () {
    const forms = process.env.LONG ? 10_000 : 150
    this.timeout(forms * 1_000)
    const service = (await aService())._id
    const keys = Array.from({ length: forms }, () => randomUUID())
    const before = await SupportRequest.countDocuments()
    for (let start = 0; start < forms; start += 50) {
      const batch = keys.slice(start, start + 50)
      await Promise.all(
        batch.flatMap((key, index) => {
          const form = sending([service], { key, by: grace, person: somebodyElse() })
          return Array.from({ length: 1 + (index % 3) }, () => sendSupportRequest(form))
        }),
      )
    }
    expect((await SupportRequest.countDocuments()) - before).to.equal(forms)
    expect(await Referral.countDocuments({ service })).to.equal(forms)
  })
})
