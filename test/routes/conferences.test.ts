import { expect } from 'chai'
import type { Agent } from 'supertest'
import { Conference } from '../../models/conference.ts'
import { Notice } from '../../models/notice.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import type { Message } from '../../notices/channels.ts'
import { collectConferenceNotices } from '../../notices/conferences.ts'
import { deliverNotices } from '../../notices/deliver.ts'
import { cast } from '../../seed/cast.ts'
import { organisation } from '../../seed/organisations.ts'
import { Types } from '../../storage/mongoose.ts'
import { aboutAsha, debtAdvice } from '../support/asha.ts'
import { signIn } from '../support/world.ts'

const idOf = (email: string) => String(cast.find((user) => user.email === email)?._id)
const tariq = 'tariq@debt.example'
const bea = 'bea@debt.example'
const nia = 'nia@therapies.example'
const hana = 'hana@hub.example'
const grace = 'grace@surgery.example'

/** Asha's story with debt advice and Talking Therapies; her NHS number goes to the second alone. */
async function withTwoServices(lastName: string) {
  const agent = await signIn(grace)
  const therapies = await Service.findOne({
    organisation: organisation('therapies')._id,
    name: 'Talking therapies in Bristol',
  }).lean()
  const service = [(await debtAdvice())._id, therapies?._id]
  const sent = await agent
    .post('/support-requests/new')
    .type('form')
    .send(aboutAsha({ service, lastName, nhsNumber: '943 476 5919', dobYear: '1980' }))
  expect(sent.status).to.equal(303)
  const [, id] = sent.headers.location!.match(/([0-9a-f]{24})/)!
  return `/support-requests/${id}/conference`
}
const add = (agent: Agent, page: string, email: string, more: object = {}) =>
  agent
    .post(`${page}/members`)
    .type('form')
    .send({ user: idOf(email), agreed: 'yes', consentHow: 'phone', ...more })
const remove = (agent: Agent, page: string, email: string) =>
  agent
    .post(`${page}/members/removals`)
    .type('form')
    .send({ user: idOf(email) })
const note = (agent: Agent, page: string, text: string) => agent.post(`${page}/notes`).type('form').send({ note: text })

describe('A case conference', () => {
  it('is read by its team alone: not by colleagues, not by those who chose it, not by other hubs', async () => {
    const page = await withTwoServices('Conference')
    const hub = await signIn(hana)
    await add(hub, page, tariq).expect(303)
    const adviser = await signIn(tariq)
    await note(adviser, page, 'She is <frightened> of the landlord').expect(303)
    expect((await adviser.get(page)).text)
      .to.include('She is &lt;frightened&gt; of the landlord')
      .and.include('Tariq Hussain')
    for (const email of [bea, nia, grace, 'sal@nottshub.example', 'priya@trentside.example'])
      await (await signIn(email)).get(page).expect(404)
    const chooses = await hub.get(page).expect(200)
    expect(chooses.text).to.include('The notes are for the team').and.not.include('frightened')
    await note(hub, page, 'Mine too').expect(404)
    await add(hub, page, hana).expect(303)
    expect((await hub.get(page)).text).to.include('frightened')
  })

  it('shows a member what was shared with their own organisation, and the hub the whole story', async () => {
    const page = await withTwoServices('Sharedonly')
    const hub = await signIn(hana)
    for (const email of [tariq, nia, hana]) await add(hub, page, email)
    expect((await (await signIn(tariq)).get(page)).text)
      .to.include('Bailiffs')
      .and.not.include('943 476 5919')
    expect((await (await signIn(nia)).get(page)).text).to.include('943 476 5919')
    expect((await hub.get(page)).text).to.include('943 476 5919')
  })

  it('records who joined and left, by whom and how the person agreed, and closes to whoever was taken off', async () => {
    const page = await withTwoServices('Joinedleft')
    const [hub, adviser] = [await signIn(hana), await signIn(tariq)]
    await add(hub, page, tariq)
    await note(adviser, page, 'First')
    await remove(hub, page, tariq).expect(303)
    await adviser.get(page).expect(404)
    await note(adviser, page, 'Second').expect(404)
    const { changes, team, notes } = (await Conference.findById(page.split('/')[2]).lean())!
    expect(changes.map(({ by, change, name, consent }) => [by, change, name, consent])).to.deep.equal([
      ['Hana Suzuki', 'added', 'Tariq Hussain', 'phone'],
      ['Hana Suzuki', 'removed', 'Tariq Hussain', undefined],
    ])
    expect([team.length, notes.length]).to.deep.equal([0, 1])
    expect((await hub.get(page)).text).to.match(/Tariq Hussain, [^<]*, left/)
  })

  it('names only people of organisations that take part, each once, and once the person has agreed', async () => {
    const page = await withTwoServices('Onlythose')
    const hub = await signIn(hana)
    const refused = await add(hub, page, tariq, { agreed: undefined })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('you can only do this when they have agreed')
    expect((await add(hub, page, 'fen@backfirst.example')).status).to.equal(422)
    await Promise.all([add(hub, page, tariq), add(hub, page, tariq)])
    expect((await Conference.findById(page.split('/')[2]).lean())?.team).to.have.length(1)
    for (const email of [tariq, nia]) await add(await signIn(email), page, bea).expect(404)
  })

  it('closes to a member whose organisation no longer takes part', async () => {
    const page = await withTwoServices('Declinedafter')
    await add(await signIn(hana), page, tariq)
    const adviser = await signIn(tariq)
    const { reference } = (await Referral.findOne({
      supportRequest: page.split('/')[2],
      organisation: organisation('debt')._id,
    }).lean())!
    expect((await adviser.get(`/referrals/${reference}`)).text).to.include(page)
    const form = { step: 'decline', version: 0, reason: 'at_capacity' }
    await adviser.post(`/referrals/${reference}/steps`).type('form').send(form).expect(303)
    await adviser.get(page).expect(404)
    expect((await adviser.get(`/referrals/${reference}`)).text).to.not.include(page)
  })

  it('is the key worker’s to choose, whoever they work for, and no other referrer’s', async () => {
    const page = await withTwoServices('Keychooses')
    const agent = await signIn(grace)
    await agent.get(page).expect(404)
    await agent.post(page.replace('/conference', '/key-worker')).expect(303)
    await add(agent, page, nia).expect(303)
    expect((await agent.get(page)).text).to.include('Nia Price')
  })

  it('keeps what was typed when a note won’t do', async () => {
    const page = await withTwoServices('Longnote')
    const hub = await signIn(hana)
    await add(hub, page, hana)
    const long = await note(hub, page, `Long ${'x'.repeat(4_000)}`)
    expect(long.status).to.equal(422)
    expect(long.text).to.include('Use 4,000 characters or fewer').and.include('Long xxx')
    expect((await note(hub, page, ' ')).text).to.include('Write a note')
  })

  it('tells the others in the team of a new note, once each and without a word of it or of the person', async () => {
    const page = await withTwoServices('Toldofnote')
    const hub = await signIn(hana)
    for (const email of [hana, tariq, nia]) await add(hub, page, email)
    await note(hub, page, 'She is frightened of the landlord')
    await remove(hub, page, nia)
    await Promise.all([collectConferenceNotices(), collectConferenceNotices()])
    await collectConferenceNotices()
    const about = { conference: new Types.ObjectId(page.split('/')[2]) }
    const users = (await Notice.find(about).lean()).map(({ to }) => String(to.user))
    expect(users.filter((user) => user !== idOf(nia))).to.deep.equal([idOf(tariq)])
    const kept: Message[] = []
    const channel = async (message: Message) => void kept.push(message)
    await Notice.updateMany({ status: 'waiting', conference: { $exists: false } }, { $set: { status: 'withheld' } })
    await deliverNotices({ email: channel, text: channel, post: channel })
    const theirs = kept.filter(({ body }) => body.includes(page))
    expect(theirs.map(({ to }) => to)).to.deep.equal([tariq])
    const [{ subject, body }] = theirs as [Message]
    expect(subject).to.equal('A new note in a case conference')
    expect(`${subject} ${body}`).to.not.match(/Asha|Toldofnote|frightened|landlord/)
  })

  it('is not told of to somebody who was taken off the team before the message left', async () => {
    const page = await withTwoServices('Takenoff')
    const hub = await signIn(hana)
    for (const email of [hana, tariq]) await add(hub, page, email)
    await note(hub, page, 'For the team')
    await collectConferenceNotices()
    await remove(hub, page, tariq)
    const channel = async () => {}
    await deliverNotices({ email: channel, text: channel, post: channel })
    const notices = await Notice.find({ conference: new Types.ObjectId(page.split('/')[2]) }).lean()
    expect(notices.map(({ status }) => status)).to.deep.equal(['withheld'])
  })

  it('is not there under an address that is none', async () => {
    const hub = await signIn(hana)
    for (const id of ['x', '0'.repeat(24)]) await hub.get(`/support-requests/${id}/conference`).expect(404)
  })
})
