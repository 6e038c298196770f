import { expect } from 'chai'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import { askFollowUps } from '../../lifecycle/follow-ups.ts'
import { say } from '../../lifecycle/messages.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { DecisionLink } from '../../models/decision-link.ts'
import { Organisation } from '../../models/organisation.ts'
import { Referral } from '../../models/referral.ts'
import { aService, grace } from '../lifecycle/people.ts'
import { codeFor, linkInMessage, messagesNow } from '../support/decision-link.ts'
import { signIn, visitor } from '../support/world.ts'

/** Someone who has opened a link with its code, and may decide. */
async function openedWith({ address, email }: { address: string; email: string }) {
  const agent = await visitor()
  await agent.post(`${address}/code`)
  await agent
    .post(address)
    .type('form')
    .send({ code: codeFor(email) })
    .expect(303)
  return agent
}

/** A new referral, its link opened: the page on which to decide. */
async function opened() {
  const { reference, address, email } = await linkInMessage()
  return { agent: await openedWith({ address, email }), reference, address }
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

  it('sends a new link after each thing recorded, until it has ended, and lets them record all there is', async () => {
    const { email, reference, ...first } = await linkInMessage()
    let address = first.address
    /** Opens the newest link and does one thing there; afterwards the link in the message that follows, if any does. */
    const record = async (where: string, form: object) => {
      const agent = await openedWith({ address, email })
      const answer = await agent.post(`/decide/referral/${where}`).type('form').send(form).expect(200)
      await agent.get('/decide/referral').expect(404)
      const [message] = (await messagesNow()).filter(({ to }) => to === email)
      expect(answer.text.includes('A new one is on its way'), JSON.stringify(form)).to.equal(message !== undefined)
      if (message) address = new URL(message.body.match(/http\S+\/decide\/\S+/)![0]).pathname
      return message
    }
    await record('steps', { step: 'accept', version: 0 })
    const on = addDays(dayOf(new Date()), 9)
    const [onYear, onMonth, onDay] = on.split('-')
    const time = { on, onYear, onMonth, onDay, time: '18:30', minutes: '60', channel: 'in_person', where: 'The hall' }
    await record('appointments', { ...time, agreed: 'no' })
    const [offered] = (await Referral.findOne({ reference }).lean())!.appointments
    await Referral.updateOne({ reference }, { $set: { 'appointments.0.startsAt': new Date(Date.now() - 1_000) } })
    await record(`appointments/${offered!._id}`, { change: 'record', happened: 'attended' })
    const today = dayOf(new Date())
    await record('steps', { step: 'begin', version: 1, startedOn: today })
    const end = { step: 'complete', version: 2, reason: 'moved_on', endedOn: today, employmentStatus: '01' }
    const { goals } = (await Referral.findOne({ reference }).lean())!
    const perGoal = Object.fromEntries(goals.map((_, n) => [`goal${n}`, 'achieved']))
    expect(await record('steps', { ...end, ...perGoal })).to.equal(undefined)
    const ended = (await Referral.findOne({ reference }).lean())!
    expect([ended.status, ended.appointments[0]!.state]).to.deep.equal(['completed', 'attended'])

    // Three months on they are asked, by a link too.
    const longAgo = ended.followUps.map((each, n) => (n ? each : { ...each, dueOn: today }))
    await Referral.updateOne({ reference }, { $set: { followUpOn: today, followUps: longAgo } })
    await askFollowUps()
    const asked = (await messagesNow()).find(({ to }) => to === email)!
    expect(asked.subject).to.equal(`Referral ${reference} is due a follow-up`)
    address = new URL(asked.body.match(/http\S+\/decide\/\S+/)![0]).pathname
    await record('follow-ups', { weeks: '13', inWork: 'yes', stillHelped: 'yes' })
    expect((await Referral.findOne({ reference }).lean())!.followUps[0]!.answer).to.include({ inWork: 'yes' })
  })

  it('sends another link to the organisation’s own address where one is spent or out of date, once an hour', async () => {
    const { agent, address, reference } = await opened()
    await agent.post('/decide/referral/steps').type('form').send({ step: 'accept', version: 0 }).expect(200)
    const { organisation } = (await Referral.findOne({ reference }).lean())!
    const { email } = (await Organisation.findById(organisation).lean())!
    await messagesNow()
    const gone = await (await visitor()).get(address).expect(404)
    const form = gone.text.match(/action="(\/decide\/[^"]+\/another)"/)![1]!
    const answer = await (await visitor()).post(form).expect(200)
    await (await visitor()).post(form).expect(200)
    const sent = (await messagesNow()).filter(({ to }) => to === email)
    expect(sent).to.have.length(1)
    expect(sent[0]!.subject).to.equal(`Referral ${reference} can be opened again`)
    expect(answer.text).to.not.include(email!).and.not.include(reference)
    await (await visitor()).get(new URL(sent[0]!.body.match(/http\S+/)![0]).pathname).expect(200)
    // Of a link that never was, and of one to a referral that is over, the page says the same.
    const strip = (html: string) => html.replace(/nonce="[^"]*"/g, '')
    const madeUp = await (await visitor()).post('/decide/never-was/another').expect(200)
    expect(strip(madeUp.text)).to.equal(strip(answer.text))
    await takeStep({ reference, step: 'withdraw', by: grace, reason: 'no_longer_needed' })
    await DecisionLink.updateMany({}, { $unset: { anotherAt: 1 } })
    await messagesNow()
    expect(strip((await (await visitor()).post(form).expect(200)).text)).to.equal(strip(answer.text))
    expect(await messagesNow()).to.deep.equal([])
  })

  it('tells them by a link what the hub has recorded for them, so that they can go on from there', async () => {
    const { reference, email } = await linkInMessage()
    const hana = await signIn('hana@hub.example')
    const accept = { step: 'accept', version: 0, toldBy: 'phone' }
    await hana.post(`/referrals/${reference}/steps`).type('form').send(accept).expect(303)
    const [message] = (await messagesNow()).filter(({ to }) => to === email)
    expect(message!.body).to.include('/decide/').and.include('how it went')
  })

  it('lets them write a message, which spends nothing', async () => {
    const { agent, reference } = await opened()
    const write = (message: string) => agent.post('/decide/referral/messages').type('form').send({ message })
    expect((await write('')).status).to.equal(422)
    await write('Is there a carer we should ring?').expect(303)
    const { messages } = (await Referral.findOne({ reference }).lean())!
    expect(messages[0]!.by).to.include({ name: 'Two Volunteers', party: 'provider' })
    expect((await agent.get('/decide/referral').expect(200)).text).to.include('Is there a carer we should ring?')
  })

  it('sends them a new link when it is withdrawn after they began, to confirm that they have stopped', async () => {
    const { reference, email } = await linkInMessage()
    const { organisation } = (await Referral.findOne({ reference }).lean())!
    const by = { provider: organisation, name: 'Two Volunteers' }
    await takeStep({ reference, step: 'accept', by })
    await takeStep({ reference, step: 'begin', by, carries: { startedOn: dayOf(new Date()) } })
    await takeStep({ reference, step: 'withdraw', by: grace, reason: 'consent_withdrawn' })
    const message = (await messagesNow()).findLast(({ to, subject }) => to === email && subject.includes(reference))!
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
