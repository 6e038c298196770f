import { expect } from 'chai'
import { statuses } from '../../lifecycle/steps.ts'
import { Area } from '../../models/area.ts'
import { Postcode } from '../../models/postcode.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { seedPatch, storeIsEmpty } from '../../seed/index.ts'
import { stories } from '../../seed/stories.ts'
import { theApp } from '../support/world.ts'

const planned = stories.flatMap((story) => Object.values(story.to))
const passedOn = 1 + 2

describe('seeding a store', () => {
  before(theApp)

  it('makes it one that people can sign in to', async () => {
    expect(await storeIsEmpty()).to.equal(false)
  })

  it('changes nothing the second time', async () => {
    const everything = () => Promise.all([Service.find().lean(), Referral.find().lean(), SupportRequest.find().lean()])
    const before = await everything()
    await seedPatch()
    expect(await everything()).to.deep.equal(before)
  })

  it('says what areas and outward postcodes lie in that an import was first to bring', async () => {
    const both = () => Promise.all([Area.findById('E06000025').lean(), Postcode.findById('BS2').lean()])
    const before = await both()
    await Area.updateOne({ _id: 'E06000025' }, { $set: { within: [] } })
    await Postcode.updateOne({ _id: 'BS2' }, { $set: { areas: [] } })
    await seedPatch()
    expect(await both()).to.deep.equal(before)
  })

  it('tells its stories to the end that was written, and passes one on', async () => {
    const seeded = await SupportRequest.find({ idempotencyKey: /demonstration/ }).lean()
    expect(seeded).to.have.length(stories.length)
    const referrals = await Referral.find({ supportRequest: { $in: seeded.map((one) => one._id) } }).lean()
    expect(referrals.filter((referral) => !referral.continues)).to.have.length(planned.length)
    expect(referrals.filter((referral) => referral.continues)).to.have.length(passedOn)
    expect(referrals.length).to.be.within(65, 90)
  })

  it('has referrals in every status', async () => {
    const found = await Referral.distinct('status')
    expect(found).to.include.members(Object.keys(statuses))
  })

  it('has some that are overdue, and history that never runs ahead of the clock', async () => {
    const now = new Date()
    const seeded = await SupportRequest.distinct('_id', { idempotencyKey: /demonstration/ })
    const referrals = await Referral.find({ supportRequest: { $in: seeded } }).lean()
    expect(referrals.filter((referral) => referral.dueAt && referral.dueAt < now).length).to.be.at.least(4)
    for (const { history, reference } of referrals) {
      const times = history.map((entry) => entry.at.getTime())
      expect(
        [...times].sort((a, b) => a - b),
        reference,
      ).to.deep.equal(times)
      expect(times.at(-1) ?? 0, reference).to.be.at.most(now.getTime())
    }
  })
})
