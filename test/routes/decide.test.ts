import { expect } from 'chai'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import { say } from '../../lifecycle/messages.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { DecisionLink } from '../../models/decision-link.ts'
import { Referral } from '../../models/referral.ts'
import type { Message } from '../../notices/channels.ts'
import { collectNotices, deliverNotices } from '../../notices/deliver.ts'
import { aService, grace } from '../lifecycle/people.ts'
import { codeFor, linkInMessage } from '../support/decision-link.ts'
import { visitor } from '../support/world.ts'

/** Opened with its code: the page on which to decide. */
async function opened() {
  const { reference, address, email } = await linkInMessage()
  const agent = await visitor()
  await agent.post(`${address}/code`)
  await agent
    .post(address)
    .type('form')
    .send({ code: codeFor(email) })
    .expect(303)
  return { agent, reference, address }
}

describe('deciding without signing in', () => {
  it('takes the link in the message, a code sent to the organisation, and one step', async () => {
    const { reference, address, email, message } = await linkInMessage()
    // But for the link, in whose letters any name may stand.
    expect(message.subject + message.body.replace(address, '')).not.to.match(/Sam|Okoye/)
    const agent = await visitor()
    // Fetched by a mail scanner any number of times: nothing is spent, nothing is shown.
    for (const _ of [1, 2, 3]) {
      const door = await agent.get(address)
      expect(door.status).to.equal(200)
      expect(door.text).not.to.include('Okoye')
    }
    await agent.post(`${address}/code`)
    const opened = await agent
      .post(address)
      .type('form')
      .send({ code: codeFor(email) })
    expect(opened.headers.location).to.equal('/decide/referral')
    const page = await agent.get('/decide/referral')
    expect(page.text).to.include('Sam Okoye').and.to.include('Bailiffs at the door')
    expect(page.text, 'what was not shared').not.to.include('BS2 0AA')
    const done = await agent.post('/decide/referral/steps').type('form').send({ step: 'accept', version: 0 })
    expect(done.status).to.equal(200)
    const { status, history } = (await Referral.findOne({ reference }).lean())!
    expect(status).to.equal('accepted')
    expect(history.at(-1)!.by).to.include({ name: 'Two Volunteers', party: 'provider' })
    expect((await agent.get('/decide/referral')).status).to.equal(404)
    expect((await agent.get(address)).status).to.equal(404)
  })

  it('shows nothing to whoever has the link and not the code, and ends the link after ten wrong ones', async () => {
    const { address, email, reference } = await linkInMessage()
    const agent = await visitor()
    expect((await agent.get('/decide/referral')).status).to.equal(404)
    await agent.post(`${address}/code`)
    const code = codeFor(email)
    const wrong = code === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 10; tries++)
      expect((await agent.post(address).type('form').send({ code: wrong })).status).to.be.oneOf([404, 422])
    expect((await agent.post(address).type('form').send({ code })).status).to.equal(404)
    expect((await Referral.findOne({ reference }).lean())!.status).to.equal('sent')
  })

  it('is over after seven days, and for an address that was made up', async () => {
    const { address } = await linkInMessage()
    const agent = await visitor()
    await DecisionLink.updateMany({}, { $set: { expiresAt: new Date(Date.now() - 1) } })
    expect((await agent.get(address)).status).to.equal(404)
    expect((await agent.get('/decide/anything')).status).to.equal(404)
  })

  it('keeps the form with words beside what is missing', async () => {
    const { agent } = await opened()
    const answer = await agent.post('/decide/referral/steps').type('form').send({ step: 'decline', version: 0 })
    expect(answer.status).to.equal(422)
    expect(answer.text).to.include('Choose a reason from the list')
  })

  it('lets them accept, put on the waiting list, decline, ask and pass on, each spending the link', async () => {
    const other = await aService({ name: 'Another debt advice', kinds: ['peer-support'] })
    const ways = [
      { step: 'accept' },
      { step: 'wait_list', weeks: '6' },
      { step: 'decline', reason: 'at_capacity' },
      { step: 'ask', question: 'Is there a lift?' },
      { step: 'redirect', reason: 'better_fit', service: other._id, consent: 'phone' },
    ]
    for (const way of ways) {
      const { agent, reference, address } = await opened()
      expect((await agent.get('/decide/referral')).text, way.step).to.include(`value="${way.step}"`)
      const done = await agent
        .post('/decide/referral/steps')
        .type('form')
        .send({ version: 0, ...way })
      expect(done.status, way.step).to.equal(200)
      expect((await Referral.findOne({ reference }).lean())!.history.at(-1)!.step).to.equal(way.step)
      expect((await agent.get('/decide/referral')).status).to.equal(404)
      expect((await agent.get(address)).status).to.equal(404)
    }
  })

  it('lets them offer an appointment once they have accepted, as the one thing done with a link', async () => {
    const { agent, reference } = await opened()
    const page = (await agent.get('/decide/referral')).text
    expect(page).to.not.include('Offer or book an appointment')
    // Before they ask the person for consent, what each of the others would be told.
    expect(page).to.match(/aria-describedby="redirect-service[^"]*-item-hint"[\s\S]*Also told: /)
    const referral = await Referral.findOne({ reference }).lean()
    const by = { provider: referral!.organisation, name: 'Two Volunteers' }
    await takeStep({ reference, step: 'accept', by })
    expect((await agent.get('/decide/referral')).text).to.include('Offer or book an appointment')
    const on = addDays(dayOf(new Date()), 9)
    const time = { on, time: '18:30', minutes: '60', channel: 'in_person', where: 'The chapel hall', agreed: 'no' }
    const post = (form: object) => agent.post('/decide/referral/appointments').type('form').send(form)
    expect((await post({ ...time, where: '' })).status).to.equal(422)
    expect((await post(time)).status).to.equal(200)
    expect((await Referral.findOne({ reference }).lean())!.appointments[0]).to.include({
      state: 'offered',
      where: 'The chapel hall',
      madeBy: 'Two Volunteers',
    })
    expect((await post(time)).status).to.equal(404)
  })

  it('lets them read what was answered and what was written to them, and shows that they have', async () => {
    const { agent, reference } = await opened()
    const referral = (await Referral.findOne({ reference }).lean())!
    const by = { provider: referral.organisation, name: 'Two Volunteers' }
    await takeStep({ reference, step: 'ask', by, carries: { question: 'Is there a lift?' } })
    await takeStep({ reference, step: 'answer', by: grace, carries: { answer: 'There is a ramp' } })
    await say({ reference, by: grace, text: 'She can come on Mondays' })
    const page = await agent.get('/decide/referral').expect(200)
    expect(page.text).to.include('From Grace Hall').and.include('nothing in the listing spoke against it')
    expect(page.text).to.include('There is a ramp').and.include('She can come on Mondays')
    const { messages } = (await Referral.findOne({ reference }).lean())!
    expect(messages[0]!.seenBy).to.include('provider')
  })

  it('sends them a new link when it is withdrawn after they began, to confirm that they have stopped', async () => {
    const { reference, email } = await linkInMessage()
    const { organisation } = (await Referral.findOne({ reference }).lean())!
    const by = { provider: organisation, name: 'Two Volunteers' }
    await takeStep({ reference, step: 'accept', by })
    await takeStep({ reference, step: 'begin', by, carries: { startedOn: dayOf(new Date()) } })
    await takeStep({ reference, step: 'withdraw', by: grace, reason: 'consent_withdrawn' })
    const kept: Message[] = []
    const channel = async (message: Message) => void kept.push(message)
    await collectNotices()
    await deliverNotices({ email: channel, text: channel, post: channel })
    const message = kept.find(({ to, subject }) => to === email && subject.includes(reference))!
    const address = new URL(message.body.match(/http\S+\/decide\/\S+/)![0]).pathname
    const agent = await visitor()
    await agent.post(`${address}/code`)
    const code = { code: codeFor(email) }
    await agent.post(address).type('form').send(code).expect(303)
    expect((await agent.get('/decide/referral')).text).to.include('Stop, and confirm that you have')
    const confirm = { step: 'confirm_stop', version: 3 }
    await agent.post('/decide/referral/steps').type('form').send(confirm).expect(200)
    expect((await Referral.findOne({ reference }).lean())!).to.not.have.property('stopping')
  })

  it('is over once the referral is entered in error, or another organisation’s', async () => {
    const { agent, reference, address } = await opened()
    await Referral.updateOne({ reference }, { $set: { status: 'entered_in_error' } })
    expect((await agent.get('/decide/referral')).status).to.equal(404)
    expect((await agent.get(address)).status).to.equal(404)
    await Referral.updateOne({ reference }, { $set: { status: 'sent', organisation: 'Somebody else' } })
    expect((await agent.get('/decide/referral')).status).to.equal(404)
    expect(
      (await agent.post('/decide/referral/steps').type('form').send({ step: 'accept', version: 0 })).status,
    ).to.equal(404)
  })
})
