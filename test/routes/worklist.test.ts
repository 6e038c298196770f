import { expect } from 'chai'
import type { Agent } from 'supertest'
import { addWorkingDays, dayOf, endOfDay } from '../../lifecycle/clocks.ts'
import { nudgeOverdue } from '../../lifecycle/overdue.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { cast } from '../../seed/cast.ts'
import { aboutAsha, graceRefersAsha } from '../support/asha.ts'
import { whole } from '../support/whole-list.ts'
import { signIn, visitor } from '../support/world.ts'

const hana = () => signIn('hana@hub.example')
const idOf = (email: string) => String(cast.find((user) => user.email === email)?._id)
const toTheHub = (lastName: string) =>
  graceRefersAsha({ service: 'hub', lastName, story: 'Debt letters and a bad back' })
const take = (agent: Agent, reference: string, form: object) =>
  agent.post(`/referrals/${reference}/steps`).type('form').send(form)
const give = (agent: Agent, reference: string, form: object) =>
  agent.post(`/referrals/${reference}/assignments`).type('form').send(form)

describe('The hub’s worklist', () => {
  it('gives a referral to a colleague by name, says who did, and back to all', async () => {
    const reference = await toTheHub('Given')
    const [agent, ravi] = [await hana(), await signIn('ravi@hub.example')]
    expect((await agent.get(`/referrals/${reference}`)).text).to.include('Ravi Menon, Key worker')
    await give(agent, reference, { to: idOf('ravi@hub.example') }).expect(303)
    expect((await ravi.get(`/referrals/${reference}`)).text).to.match(
      /Looked after by Ravi Menon, given by Hana Suzuki/,
    )
    await give(ravi, reference, { to: '' }).expect(303)
    expect((await ravi.get(`/referrals/${reference}`)).text).to.include('Nobody in particular looks after')
    expect((await Referral.findOne({ reference }).lean())?.assignedTo).to.equal(undefined)
  })

  it('gives nothing to someone of another organisation, nor for them', async () => {
    const reference = await toTheHub('Notgiven')
    await give(await hana(), reference, { to: idOf('tariq@debt.example') }).expect(404)
    await give(await hana(), reference, { to: 'nobody' }).expect(404)
    await give(await signIn('tariq@debt.example'), reference, { to: idOf('tariq@debt.example') }).expect(404)
    await give(await signIn('grace@surgery.example'), reference, {}).expect(404)
  })

  it('is claimed from the list itself, and shows mine, nobody’s and everybody’s', async () => {
    const [mine, nobodys] = [await toTheHub('Listmine'), await toTheHub('Listnobody')]
    const agent = await hana()
    const answer = await give(agent, mine, { from: 'list' })
    expect(answer.headers.location).to.equal('/referrals')
    const lists = {
      mine: await whole(agent, '/referrals?whose=mine'),
      nobody: await whole(agent, '/referrals?whose=nobody'),
      all: await whole(agent, '/referrals'),
    }
    expect(lists.mine).to.include(mine).and.not.include(nobodys)
    expect(lists.nobody).to.include(nobodys).and.not.include(mine)
    expect(lists.all).to.include(mine).and.include(nobodys).and.include('Hana Suzuki looks after it')
    expect(lists.all)
      .to.match(/Decide by \d+ \w+ 20\d\d/)
      .and.match(/today/)
  })

  it('puts what is urgent above all that is not, for those who decide and those who sent, until it has begun', async () => {
    const routine = await graceRefersAsha({ lastName: 'Canwait', urgency: 'routine' })
    const urgent = await graceRefersAsha({ lastName: 'Cannotwait', urgency: 'urgent' })
    const tariq = await signIn('tariq@debt.example')
    const placesIn = async (agent: Agent, address: string) => {
      const text = await whole(agent, address)
      const links = [urgent, routine].map((each) => `<a href="/referrals/${each}">`)
      for (const link of links) expect(text.split(link), `${link} once in ${address}`).to.have.length(2)
      return links.map((link) => text.indexOf(link))
    }
    const isAbove = async (email: string, address: string) => {
      const [first, then] = await placesIn(await signIn(email), address)
      expect(first, `${email} ${address}`).to.be.lessThan(then!)
    }
    for (const list of ['needs', 'open']) await isAbove('tariq@debt.example', `/referrals?show=${list}`)
    await isAbove('hana@hub.example', '/referrals?show=open')
    for (const reference of [urgent, routine])
      await take(tariq, reference, { step: 'wait_list', version: 0 }).expect(303)
    for (const email of ['tariq@debt.example', 'grace@surgery.example']) await isAbove(email, '/referrals?show=waiting')
    const startedOn = dayOf(new Date())
    const [startedOnYear, startedOnMonth, startedOnDay] = startedOn.split('-')
    const begin = { step: 'begin', version: 1, startedOn, startedOnDay, startedOnMonth, startedOnYear }
    for (const reference of [urgent, routine]) await take(tariq, reference, begin).expect(303)
    const [begun, other] = await placesIn(tariq, '/referrals?show=open')
    expect(begun).to.be.greaterThan(other!)
  })

  it('keeps who watches at the hub apart from who has it at the provider', async () => {
    const reference = await graceRefersAsha({ lastName: 'Watched' })
    await nudgeOverdue(endOfDay(addWorkingDays(dayOf(new Date()), 10)))
    const [agent, tariq] = [await hana(), await signIn('tariq@debt.example')]
    await give(agent, reference, {}).expect(303)
    await give(tariq, reference, {}).expect(303)
    const { assignedTo, triagedBy } = (await Referral.findOne({ reference }).lean())!
    expect([assignedTo?.name, triagedBy?.name]).to.deep.equal(['Tariq Hussain', 'Hana Suzuki'])
    expect((await agent.get(`/referrals/${reference}`)).text).to.include('Looked after there by Tariq Hussain')
    expect((await tariq.get(`/referrals/${reference}`)).text).to.not.include('by Hana Suzuki')
  })

  it('returns a referral with advice, which the referrer reads', async () => {
    const reference = await toTheHub('Advised')
    const agent = await hana()
    const empty = await take(agent, reference, { step: 'advise', version: 0, reason: 'can_be_done_there' })
    expect(empty.status).to.equal(422)
    expect(empty.text).to.include('href="#advise-comment"')
    const advice = { step: 'advise', version: 0, reason: 'can_be_done_there', comment: 'Ask for breathing space first' }
    await take(agent, reference, advice).expect(303)
    const grace = await signIn('grace@surgery.example')
    expect((await grace.get(`/referrals/${reference}`)).text)
      .to.include('Returned with advice')
      .and.include('Ask for breathing space first')
  })

  it('gives its advice to somebody who came by themselves where they follow their referral', async () => {
    const agent = await hana()
    const hub = await Service.findOne({ name: 'Finding the right help in the West of England' }).lean()
    const asha = await visitor()
    const address = `/services/${hub?._id}/self-referral`
    const sent = await asha
      .post(address)
      .type('form')
      .send(aboutAsha({ lastName: 'Selfadvised' }))
      .expect(303)
    const [reference, code] = (await asha.get(sent.headers.location!)).text.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/g) ?? []
    const advice = { step: 'advise', version: 0, reason: 'can_be_done_there', comment: 'Ring the council first' }
    await take(agent, reference!, advice).expect(303)
    await asha.post('/track').type('form').send({ reference, code }).expect(303)
    expect((await asha.get('/track/referral')).text)
      .to.include('The hub has written back with advice')
      .and.include('Ring the council first')
  })

  it('does not return with advice what was sent to somebody else', async () => {
    const reference = await graceRefersAsha({ lastName: 'Notours' })
    const form = { step: 'advise', version: 0, reason: 'can_be_done_there', comment: 'Words' }
    expect((await take(await hana(), reference, form)).status).to.equal(409)
    expect((await take(await signIn('tariq@debt.example'), reference, form)).status).to.equal(409)
  })

  it('looks for any other service to pass it on to, keeping what was ticked and typed', async () => {
    const reference = await toTheHub('Lookfor')
    const agent = await hana()
    const offered = (html: string) =>
      [...html.matchAll(/name="service" type="checkbox" value="([^"]+)"( checked)?/g)].map(([, id, ticked]) => ({
        id,
        ticked: Boolean(ticked),
      }))
    const [first] = offered((await agent.get(`/referrals/${reference}`)).text)
    const asked = {
      step: 'redirect',
      version: 0,
      service: first?.id,
      comment: 'Spoke on Monday',
      look: 'English classes',
    }
    const page = await take(agent, reference, { ...asked, looking: 'yes' }).expect(200)
    const found = offered(page.text)
    expect(found[0]).to.deep.equal({ id: first?.id, ticked: true })
    const classes = await Service.find({ _id: { $in: found.map(({ id }) => id) }, kinds: 'skills-and-learning' }).lean()
    expect(classes).to.not.be.empty
    expect(page.text)
      .to.include('Spoke on Monday')
      .and.include('value="English classes"')
      .and.not.include('There is a problem')
    // A mistake afterwards loses nothing of it.
    const wrong = await take(agent, reference, { ...asked, service: [first?.id, classes[0]?._id] }).expect(422)
    expect(offered(wrong.text).filter(({ ticked }) => ticked)).to.have.length(2)
    const right = { ...asked, service: [classes[0]?._id], reason: 'better_fit', consent: 'phone' }
    await take(agent, reference, right).expect(303)
  })
})
