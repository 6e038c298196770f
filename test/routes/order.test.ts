import { expect } from 'chai'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { aboutAsha, debtAdvice } from '../support/asha.ts'
import { signIn } from '../support/world.ts'

const grace = () => signIn('grace@surgery.example')

async function two() {
  const agent = await grace()
  const debt = await debtAdvice()
  const therapy = (await Service.findOne({ name: 'Talking therapies in Bristol' }).lean())!
  const send = (form: Record<string, unknown>) =>
    agent
      .post('/support-requests/new')
      .type('form')
      .send(aboutAsha({ service: [debt._id, therapy._id], dobYear: '1980', ...form }))
  return { agent, debt, therapy, send }
}

describe('Sending to several, one after another', () => {
  it('asks when to send each, only where there are several', async () => {
    const { agent, debt, therapy } = await two()
    const page = await agent.get(`/support-requests/new?service=${debt._id}&service=${therapy._id}`)
    expect(page.text).to.include(`name="after-${debt._id}"`).and.include(`Once ${debt.name} has begun`)
    expect((await agent.get(`/support-requests/new?service=${debt._id}`)).text).to.not.include('name="after-')
  })

  it('sends the first, keeps the second until that has begun, and says so to the referrer and the person', async () => {
    const { agent, debt, therapy, send } = await two()
    const sent = await send({ lastName: 'Inorder', [`after-${therapy._id}`]: debt._id }).expect(303)
    const made = await Referral.find({ personName: 'Asha Inorder' }).lean()
    expect(made.map(({ serviceName, status }) => [serviceName, status])).to.have.deep.members([
      [debt.name, 'sent'],
      [therapy.name, 'draft'],
    ])
    const page = await agent.get(sent.headers.location!)
    expect(page.text).to.include(`Waits for ${debt.name} to begin`).and.include('Not sent yet')
    const waiting = made.find(({ status }) => status === 'draft')!
    expect((await agent.get(`/referrals/${waiting.reference}`)).text).to.include('Send now')
    const [, code] = page.text.match(/the code <strong class="reference">([A-Z0-9-]+)</) ?? []
    const asha = await signIn('max@icb.example')
    await asha.post('/track').type('form').send({ reference: waiting.reference, code }).expect(303)
    expect((await asha.get('/track/referral')).text)
      .to.include('Your referral has not been sent yet')
      .and.include(`this is sent once ${debt.name} has begun`)
      .and.not.include('If you hear nothing')
  })

  it('refuses two that wait for each other, keeping what was chosen', async () => {
    const { debt, therapy, send } = await two()
    const each = { [`after-${therapy._id}`]: debt._id, [`after-${debt._id}`]: therapy._id }
    const page = await send({ lastName: 'Circle', ...each }).expect(422)
    expect(page.text).to.include('These wait for each other').and.include(`href="#after-${debt._id}"`)
    expect(page.text).to.include(`<option value="${therapy._id}" selected>`)
    expect(await Referral.countDocuments({ personName: 'Asha Circle' })).to.equal(0)
  })

  it('sends now what waits for something that was not chosen', async () => {
    const { therapy, send } = await two()
    await send({ lastName: 'Nosuch', [`after-${therapy._id}`]: 'x' }).expect(303)
    expect(await Referral.countDocuments({ personName: 'Asha Nosuch', status: 'sent' })).to.equal(2)
  })
})
