import { expect } from 'chai'
import type { Agent } from 'supertest'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import { trackingCodeOf } from '../../lifecycle/send.ts'
import { Referral } from '../../models/referral.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { signIn, visitor } from '../support/world.ts'

const inDays = (days: number) => addDays(dayOf(new Date()), days)
const aTime = { on: inDays(8), time: '10:00', minutes: '45', channel: 'in_person', where: 'St Jude’s', agreed: 'no' }
const read = async (reference: string) => (await Referral.findOne({ reference }).lean())!

/** Asha referred and accepted; Tariq, and Asha with her reference and code. */
async function accepted(changes: Record<string, unknown> = {}) {
  const reference = await graceRefersAsha({ lastName: 'Meeting', ...changes })
  const tariq = await signIn('tariq@debt.example')
  await tariq.post(`/referrals/${reference}/steps`).type('form').send({ step: 'accept', version: 0 }).expect(303)
  const request = await SupportRequest.findById((await read(reference)).supportRequest).lean()
  const asha = await visitor()
  await asha
    .post('/track')
    .type('form')
    .send({ reference, code: trackingCodeOf(request!) })
    .expect(303)
  return { reference, tariq, asha }
}

const book = (agent: Agent, reference: string, changes: object = {}) =>
  agent
    .post(`/referrals/${reference}/appointments`)
    .type('form')
    .send({ ...aTime, ...changes })

describe('an appointment', () => {
  it('is offered by the provider, taken by the person, moved, and cancelled by the person with a reason', async () => {
    const { reference, tariq, asha } = await accepted()
    await book(tariq, reference).expect(303)
    const [offered] = (await read(reference)).appointments
    const hers = `/track/referral/appointments/${offered!._id}`
    expect((await asha.get('/track/referral')).text)
      .to.include('Take this appointment')
      .and.include('Offered')
    await asha.post(hers).type('form').send({ change: 'take' }).expect(303)
    expect((await asha.get('/track/referral')).text).to.not.include('Take this appointment')

    const its = `/referrals/${reference}/appointments/${offered!._id}`
    await tariq
      .post(its)
      .type('form')
      .send({ change: 'move', on: inDays(9), time: '2.30pm' })
      .expect(303)
    expect((await asha.get('/track/referral')).text).to.match(/at 14:30.*Booked[\s\S]*Moved from .* at 10:00/)

    const without = await asha.post(hers).type('form').send({ change: 'cancel' }).expect(422)
    expect(without.text).to.include('Choose an answer to “Reason”')
    await asha.post(hers).type('form').send({ change: 'cancel', reason: 'service_cancelled' }).expect(422)
    await asha.post(hers).type('form').send({ change: 'cancel', reason: 'ill' }).expect(303)
    expect((await tariq.get(`/referrals/${reference}`)).text).to.match(/Cancelled<[\s\S]*Ill \(The person\)/)
    const late = await asha.post(hers).type('form').send({ change: 'take' }).expect(409)
    expect(late.text).to.include('This appointment is over or cancelled')
  })

  it('keeps what was typed, with words beside what won’t do', async () => {
    const { reference, tariq } = await accepted()
    const wrong = { on: inDays(-1), time: 'noonish', minutes: '', where: 'The old library' }
    const page = await book(tariq, reference, wrong).expect(422)
    for (const words of [
      'Enter a time, like 9:30 or 14:00',
      'Enter a date no earlier than',
      'Enter “How long, in minutes”',
      'href="#appointment-time"',
      'id="appointment-time"',
      'value="noonish"',
      'The old library',
    ])
      expect(page.text).to.include(words)
    expect((await book(tariq, reference, { minutes: '7.5' }).expect(422)).text).to.include(
      'Enter a whole number from 5 to 480',
    )
    await book(tariq, reference, { on: inDays(366) }).expect(422)
    expect((await read(reference)).appointments).to.deep.equal([])
  })

  it('answers a form posted empty with what is missing', async () => {
    const { reference, tariq } = await accepted()
    await tariq.post(`/referrals/${reference}/appointments`).expect(422)
    await tariq.post(`/referrals/${reference}/appointments/6b0574c1acf35ef9ee476268`).expect(422)
    await tariq.post(`/referrals/${reference}/measurements`).expect(422)
    await tariq.post(`/referrals/${reference}/follow-ups`).expect(422)
  })

  it('is in London time on both sides of a change of the clocks', async function () {
    const { reference, tariq } = await accepted()
    const year = new Date().getUTCFullYear()
    const springs = [year, year + 1].map((each) => lastSunday(each, 3)).find((day) => day > inDays(1))!
    // Just after a change the next may be more than a year off, for which nothing can be booked.
    if (springs > inDays(365)) this.skip()
    const page = await book(tariq, reference, { on: springs, time: '1:30' }).expect(422)
    expect(page.text).to.include('The clocks go forward that night and leave this time out')
    await book(tariq, reference, { on: springs, time: '2:30' }).expect(303)
    await book(tariq, reference, { on: addDays(springs, -1), time: '10:00' }).expect(303)
    const [after, before] = (await read(reference)).appointments
    expect(after!.startsAt.toISOString()).to.equal(`${springs}T01:30:00.000Z`)
    expect(before!.startsAt.toISOString()).to.equal(`${addDays(springs, -1)}T10:00:00.000Z`)
    expect((await tariq.get(`/referrals/${reference}`)).text)
      .to.match(/at 02:30/)
      .and.match(/at 10:00/)
  })

  it('is recorded as attended, or missed with a coded reason, once it has begun', async () => {
    const { reference, tariq } = await accepted()
    await book(tariq, reference, { agreed: 'yes' }).expect(303)
    const [booked] = (await read(reference)).appointments
    const its = `/referrals/${reference}/appointments/${booked!._id}`
    const record = (happened: string) => tariq.post(its).type('form').send({ change: 'record', happened })
    expect((await record('attended').expect(409)).text).to.include('It hasn’t begun yet')
    await Referral.updateOne({ reference }, { $set: { 'appointments.0.startsAt': new Date(Date.now() - 1_000) } })
    expect((await tariq.get(`/referrals/${reference}`)).text).to.include('Record what happened')
    await record('slept').expect(422)
    await record('forgot').expect(303)
    expect((await read(reference)).appointments[0]).to.include({ state: 'not_attended', reason: 'forgot' })
  })

  it('goes into a calendar, which says nothing where the person asked for care', async () => {
    const open = await accepted()
    await book(open.tariq, open.reference).expect(303)
    const file = async ({ reference, asha }: typeof open) => {
      const { _id } = (await read(reference)).appointments[0]!
      const answer = await asha.get(`/track/referral/appointments/${_id}/calendar.ics`).expect(200)
      expect(answer.headers['content-type']).to.match(/^text\/calendar/)
      expect(answer.headers['content-disposition']).to.equal('attachment; filename="appointment.ics"')
      return { text: answer.text, _id }
    }
    const plain = await file(open)
    expect(plain.text).to.include('LOCATION:St Jude’s')
    const careful = await accepted({ discreet: 'yes' })
    await book(careful.tariq, careful.reference).expect(303)
    expect((await file(careful)).text)
      .to.include('SUMMARY:Appointment\r\n')
      .and.not.match(/LOCATION|St Jude|debt/i)
    // Another's is not found, nor is any without a code.
    await careful.asha.get(`/track/referral/appointments/${plain._id}/calendar.ics`).expect(404)
    await (await visitor()).get(`/track/referral/appointments/${plain._id}/calendar.ics`).expect(404)
  })

  it('is off once the referral has ended, on again when it is reopened, and gone from sight when entered in error', async () => {
    const { reference, tariq, asha } = await accepted()
    await book(tariq, reference, { agreed: 'yes', where: 'Somewhere private' }).expect(303)
    const step = (agent: Agent, form: object) => agent.post(`/referrals/${reference}/steps`).type('form').send(form)
    await step(tariq, { step: 'end_early', version: 1, reason: 'stopped_coming' }).expect(303)
    const ended = await asha.get('/track/referral')
    expect(ended.text)
      .to.match(/Somewhere private/)
      .and.include('Cancelled')
      .and.not.include('Put it in your calendar')
    await book(tariq, reference).expect(409)
    await step(tariq, { step: 'reopen', version: 2, reason: 'came_back' }).expect(303)
    expect((await asha.get('/track/referral')).text)
      .to.include('Booked')
      .and.include('Put it in your calendar')
    const grace = await signIn('grace@surgery.example')
    await step(grace, { step: 'enter_in_error', version: 3, reason: 'wrong_person' }).expect(303)
    for (const page of [await asha.get('/track/referral'), await tariq.get(`/referrals/${reference}`)])
      expect(page.text).to.not.include('Somewhere private')
    const { _id } = (await read(reference)).appointments[0]!
    await asha.get(`/track/referral/appointments/${_id}/calendar.ics`).expect(404)
  })

  it('is for those who help to make, and for nobody else to see', async () => {
    const { reference, tariq } = await accepted()
    await book(tariq, reference).expect(303)
    const grace = await signIn('grace@surgery.example')
    expect((await grace.get(`/referrals/${reference}`)).text)
      .to.include('St Jude’s')
      .and.not.include('Offer or book')
    await book(grace, reference).expect(404)
    await book(await signIn('nia@therapies.example'), reference).expect(404)
  })

  it('is reminded of as the person wishes: asked when first booked, and theirs to change', async () => {
    const text = { allowed: ['phone', 'text'], preferred: 'phone' }
    const { reference, tariq, asha } = await accepted(text)
    const question = 'How do they want to be reminded?'
    expect((await tariq.get(`/referrals/${reference}`)).text).to.include(question)
    await book(tariq, reference, { reminders: 'text' }).expect(303)
    const wish = async () =>
      (await SupportRequest.findById((await read(reference)).supportRequest).lean())!.person.safeContact.reminders
    expect(await wish()).to.equal('text')
    expect((await tariq.get(`/referrals/${reference}`)).text).to.not.include(question)
    await asha.post('/track/referral/reminders').type('form').send({ reminders: 'email' }).expect(422)
    await asha.post('/track/referral/reminders').type('form').send({ reminders: 'none' }).expect(303)
    expect(await wish()).to.equal('none')
  })
})

function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month, 0, 12))
  last.setUTCDate(last.getUTCDate() - last.getUTCDay())
  return dayOf(last)
}
