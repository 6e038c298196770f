import { expect } from 'chai'
import { takeStep } from '../../lifecycle/take-step.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { recipientsOf } from '../../notices/recipients.ts'
import { cast } from '../../seed/cast.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { whole } from '../support/whole-list.ts'
import { signIn } from '../support/world.ts'

const hana = () => signIn('hana@hub.example')

/** A referral for debt advice of Grace's, whose key worker is Hana. */
async function held(lastName: string, changes: Record<string, unknown> = {}) {
  const reference = await graceRefersAsha({ lastName, ...changes })
  const { supportRequest } = (await Referral.findOne({ reference }).lean())!
  const agent = await hana()
  const page = `/support-requests/${supportRequest}`
  await agent.post(`${page}/key-worker`).expect(303)
  return { agent, reference, page, supportRequest }
}
const another = async () => (await Service.findOne({ name: 'Talking therapies in Bristol' }).lean())!

describe('The key worker', () => {
  it('has a list of their people, with what needs them now', async () => {
    const { agent, reference } = await held('Keylist')
    const tariq = await signIn('tariq@debt.example')
    expect((await agent.get('/key-worker').expect(200)).text)
      .to.include('Asha Keylist')
      .and.include('They decide by')
    const ask = { step: 'ask', version: 0, question: 'Which council?' }
    await tariq.post(`/referrals/${reference}/steps`).type('form').send(ask).expect(303)
    const list = (await agent.get('/key-worker')).text
    expect(list).to.match(/Needs you now[\s\S]*Asha Keylist[\s\S]*Answer their question/)
    expect((await (await signIn('dean@leenvalleypcn.example')).get('/key-worker')).text).to.include(
      'You are nobody’s key worker',
    )
  })

  it('sees where each referral stands, the question that waits, and the person’s other requests', async () => {
    await graceRefersAsha({ lastName: 'Keypage', story: 'Rent arrears in the spring' })
    const { agent, reference, page } = await held('Keypage')
    const tariq = await signIn('tariq@debt.example')
    const ask = { step: 'ask', version: 0, question: 'Which council is it?' }
    await tariq.post(`/referrals/${reference}/steps`).type('form').send(ask)
    const shown = (await agent.get(page)).text
    expect(shown).to.include('Which council is it?').and.include(`/referrals/${reference}#answer`)
    expect(shown)
      .to.include('Also referred')
      .and.match(/by Frome Bank Surgery/)
    const sal = await signIn('sal@nottshub.example')
    await sal.get(page).expect(404)
  })

  it('sends the story to one service more, once the person agrees, and never twice', async () => {
    const { agent, page, supportRequest } = await held('Keyadds', { dobYear: '1980' })
    const { _id, name } = await another()
    const send = (form: object) => agent.post(`${page}/referrals`).type('form').send(form)
    const looked = await send({ look: 'talking therapies', looking: 'yes' }).expect(200)
    expect(looked.text)
      .to.include(name)
      .and.match(/Each is told: name; contact details[\s\S]*Also told: [^<]*NHS number/)
    const refused = await send({ service: _id, look: 'talking therapies' })
    expect(refused.status).to.equal(422)
    expect(refused.text)
      .to.include('Choose how the person said yes')
      .and.match(new RegExp(`value="${_id}"[^>]* checked`))
    const answers = await Promise.all([1, 2, 3].map(() => send({ service: _id, consent: 'phone' })))
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 422, 422])
    const made = await Referral.find({ supportRequest, service: _id }).lean()
    expect(made).to.have.length(1)
    expect(made[0]?.history[0]?.by).to.include({ name: 'Hana Suzuki', party: 'hub' })
  })

  it('lets one wait for another to begin, sees it go out by itself, or decides when it can’t', async () => {
    const { agent, page, reference, supportRequest } = await held('Keywaits', { dobYear: '1980' })
    const first = (await Referral.findOne({ reference }).lean())!
    const { _id } = await another()
    const form = { service: _id, consent: 'phone', first: String(first._id) }
    await agent.post(`${page}/referrals`).type('form').send(form).expect(303)
    const waiting = (await Referral.findOne({ supportRequest, service: _id }).lean())!
    expect(waiting.status).to.equal('draft')
    expect((await agent.get(page)).text).to.include(`Waits for ${first.serviceName} to begin`)
    const nia = await signIn('nia@therapies.example')
    await nia.get(`/referrals/${waiting.reference}`).expect(404)
    await takeStep({ reference, step: 'decline', by: mover('tariq@debt.example'), reason: 'at_capacity' })
    expect((await agent.get('/key-worker')).text).to.match(
      /Asha Keywaits[\s\S]*has ended without beginning[\s\S]*Send it now, or withdraw it/,
    )
    expect(await whole(agent, '/referrals')).to.include('Asha Keywaits')
    await agent
      .post(`/referrals/${waiting.reference}/steps`)
      .type('form')
      .send({ step: 'send', version: 0 })
      .expect(303)
    await nia.get(`/referrals/${waiting.reference}`).expect(200)
  })

  it('changes what one waits for, to another of the same person alone', async () => {
    const { agent, page, reference, supportRequest } = await held('Keyorder', { dobYear: '1980' })
    const first = (await Referral.findOne({ reference }).lean())!
    const { _id } = await another()
    await agent
      .post(`${page}/referrals`)
      .type('form')
      .send({ service: _id, consent: 'phone', first: String(first._id) })
    const { reference: waits } = (await Referral.findOne({ supportRequest, service: _id }).lean())!
    const other = (await Referral.findOne({ reference: await graceRefersAsha({ lastName: 'Otherone' }) }).lean())!
    const change = (first: string) => agent.post(`${page}/waits`).type('form').send({ reference: waits, first })
    await change(String(other._id)).expect(303)
    expect((await agent.get(page)).text).to.include('Nothing was changed')
    await change(String(first._id)).expect(303)
    expect((await agent.get(page)).text).to.include('It goes out once the other has begun')
    await change('x').expect(404)
    const sal = await signIn('sal@nottshub.example')
    await sal
      .post(`${page}/waits`)
      .type('form')
      .send({ reference: waits, first: String(first._id) })
      .expect(404)
  })

  it('is asked whether it lasted once a follow-up is due, until somebody answers', async () => {
    const { agent, reference } = await held('Keylasted')
    const dueOn = '2026-01-05'
    await Referral.updateOne(
      { reference },
      { $set: { status: 'completed', followUps: [{ weeks: 13, dueOn }], followUpOn: dueOn } },
    )
    const asked = new RegExp(`Asha Keylasted[\\s\\S]*${reference}#follow-ups"><strong>Ask whether it lasted`)
    expect((await agent.get('/key-worker')).text).to.match(asked)
    const answer = { weeks: 13, inWork: 'yes', stillHelped: 'yes' }
    await agent.post(`/referrals/${reference}/follow-ups`).type('form').send(answer).expect(303)
    expect((await agent.get('/key-worker')).text).not.to.match(asked)
  })

  it('sends nothing more about somebody who has died', async () => {
    const { agent, page, reference } = await held('Keydied', { dobYear: '1980' })
    await takeStep({ reference, step: 'withdraw', by: mover('grace@surgery.example'), reason: 'died' })
    const refused = await agent
      .post(`${page}/referrals`)
      .type('form')
      .send({ service: (await another())._id, consent: 'phone' })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('Their death is recorded')
  })

  it('is told whatever the referrer is, each of them once', async () => {
    const { reference } = await held('Keytold')
    const referral = (await Referral.findOne({ reference }).lean())!
    const told = (await recipientsOf(referral, 'referrer')).map(({ user }) => String(user))
    expect(told).to.deep.equal(
      [mover('grace@surgery.example'), mover('hana@hub.example')].map(({ user }) => String(user)),
    )
    const grace = await signIn('grace@surgery.example')
    const instead = String(mover('hana@hub.example').user)
    const address = `/support-requests/${referral.supportRequest}/key-worker`
    await grace.post(address).type('form').send({ instead }).expect(303)
    expect(await recipientsOf(referral, 'referrer')).to.have.length(1)
  })

  it('is asked to look for other help when one ended and nothing else of its kind goes on', async () => {
    const { agent, page, reference } = await held('Keylooks')
    await takeStep({ reference, step: 'decline', by: mover('tariq@debt.example'), reason: 'at_capacity' })
    expect((await agent.get(page)).text).to.match(/href="\/services\?[^"]*"[^>]*>Look for other help/)
  })
})

/** One of the cast, as the lifecycle knows them. */
function mover(email: string) {
  const user = cast.find((one) => one.email === email)!
  return { ...user, user: user._id, organisationName: '', areas: [] }
}
