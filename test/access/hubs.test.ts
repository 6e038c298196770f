import { expect } from 'chai'
import type { Agent } from 'supertest'
import { visibleReferrals } from '../../access/visible.ts'
import { entrustToHubs } from '../../lifecycle/hubs.ts'
import { partiesOf } from '../../lifecycle/party.ts'
import { Organisation } from '../../models/organisation.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { recipientsOf } from '../../notices/recipients.ts'
import { cast } from '../../seed/cast.ts'
import { organisation } from '../../seed/organisations.ts'
import { actor } from '../lifecycle/people.ts'
import { aboutAsha, graceRefersAsha } from '../support/asha.ts'
import { signIn } from '../support/world.ts'

const west = organisation('hub')._id
const notts = organisation('nottshub')._id
const userOf = (email: string) => cast.find((user) => user.email === email)!._id

/** Every way to a referral or its support request that a hub has, with the answer it gave. */
async function everyWay(hub: Agent, reference: string, request: unknown): Promise<[string, number][]> {
  const post = async (path: string, body: object) => (await hub.post(path).type('form').send(body)).status
  const get = async (path: string) => (await hub.get(path)).status
  return [
    ['page', await get(`/referrals/${reference}`)],
    ['actions', await get(`/referrals/${reference}/actions`)],
    ['message', await post(`/referrals/${reference}/messages`, { message: 'Hello' })],
    ['assignment', await post(`/referrals/${reference}/assignments`, {})],
    ['step', await post(`/referrals/${reference}/steps`, { step: 'accept', version: 0 })],
    ['whole story', await get(`/support-requests/${request}`)],
    ['key worker', await post(`/support-requests/${request}/key-worker`, {})],
  ]
}

describe('A hub sees its own area', () => {
  it('and nothing of another’s, by any way', async () => {
    const reference = await graceRefersAsha({ lastName: 'Ownarea' })
    const { supportRequest, hubs } = (await Referral.findOne({ reference }).lean())!
    expect(hubs).to.deep.equal([west])
    const sal = await signIn('sal@nottshub.example')
    for (const [way, status] of await everyWay(sal, reference, supportRequest)) expect(status, way).to.equal(404)
    for (const list of ['needs', 'open', 'waiting', 'closed'])
      expect((await sal.get(`/referrals?show=${list}`)).text, list).to.not.include('Ownarea')
    const hana = await signIn('hana@hub.example')
    for (const [way, status] of await everyWay(hana, reference, supportRequest))
      expect(status, way).to.be.oneOf([200, 303])
  })

  it('and what was sent to it, from wherever', async () => {
    const { _id } = (await Service.findOne({ organisation: notts, triage: true }).lean())!
    const override = { [`override-${_id}`]: 'Moving to Nottingham next week' }
    const reference = await graceRefersAsha({ service: _id, lastName: 'Moving', ...override })
    const { hubs } = (await Referral.findOne({ reference }).lean())!
    expect(hubs).to.deep.equal([west, notts])
    for (const email of ['sal@nottshub.example', 'hana@hub.example'])
      await (await signIn(email)).get(`/referrals/${reference}`).expect(200)
  })

  it('and what it sent itself, from wherever the person lives', async () => {
    const hana = await signIn('hana@hub.example')
    const sal = await signIn('sal@nottshub.example')
    const everywhere = await Service.findOne({
      'covers.everywhere': true,
      status: 'active',
      'referral.open': true,
    }).lean()
    const form = aboutAsha({ service: everywhere?._id, postcode: 'NG7 2AA', lastName: 'Sentfar', dobYear: '1980' })
    const { headers } = await hana.post('/support-requests/new').type('form').send(form).expect(303)
    await hana.get(headers.location!).expect(200)
    await sal.get(headers.location!).expect(200)
  })

  it('is every hub’s where nobody lives in any', async () => {
    const everywhere = await Service.findOne({
      'covers.everywhere': true,
      status: 'active',
      'referral.open': true,
    }).lean()
    const reference = await graceRefersAsha({ service: everywhere?._id, postcode: 'ZE1 0AA', lastName: 'Nowhere' })
    for (const email of ['sal@nottshub.example', 'hana@hub.example'])
      await (await signIn(email)).get(`/referrals/${reference}`).expect(200)
  })

  it('tells its own people alone what needs a hub', async () => {
    const referral = (await Referral.findOne({ reference: await graceRefersAsha({ lastName: 'Told' }) }).lean())!
    const told = (await recipientsOf(referral, 'hub')).map(({ user }) => String(user))
    expect(told)
      .to.include(String(userOf('hana@hub.example')))
      .and.not.include(String(userOf('sal@nottshub.example')))
  })

  it('has from its next start what it was not there for', async () => {
    const reference = await graceRefersAsha({ lastName: 'Before' })
    const { supportRequest } = (await Referral.findOne({ reference }).lean())!
    await Referral.updateOne({ reference }, { $unset: { hubs: 1 } })
    await SupportRequest.updateOne({ _id: supportRequest }, { $set: { hubs: [] } })
    await Organisation.updateOne({ _id: west }, { $set: { entrusted: ['E06000022'] } })
    await entrustToHubs()
    expect((await Referral.findOne({ reference }).lean())?.hubs).to.deep.equal([west])
    expect((await SupportRequest.findById(supportRequest).lean())?.hubs).to.deep.equal([west])
  })

  it('is on a side of exactly those referrals that it may find', async () => {
    await graceRefersAsha({ lastName: 'Agree' })
    const hubs = [
      { ...actor('Hana', west, 'hub'), areas: organisation('hub').areas },
      { ...actor('Sal', notts, 'hub'), areas: organisation('nottshub').areas },
      actor('Everybody’s', 'A hub without areas', 'hub'),
    ]
    for (const hub of hubs) {
      const found = await Referral.find(visibleReferrals(hub), { reference: 1 }).lean()
      const on = (await Referral.find().lean()).filter((referral) => partiesOf(referral, hub).includes('hub'))
      expect(found.map(({ reference }) => reference)).to.have.members(on.map(({ reference }) => reference))
      expect(found).to.not.be.empty
    }
  })
})
