import { expect } from 'chai'
import {
  checkedPart,
  coversPart,
  distancePart,
  explain,
  isStale,
  openPart,
  overduePenalty,
  standing,
  waitPart,
  weights,
  wordsPart,
} from '../../search/ranking.ts'
import { aService } from './some-services.ts'

const now = new Date('2026-06-01')

describe('The ranking', () => {
  it('of words: either the meaning or the text is enough, both are better, a sure meaning beats a good text', () => {
    expect(wordsPart(0, 0)).to.equal(0)
    expect(wordsPart(1, 0)).to.be.greaterThan(wordsPart(0, 1))
    expect(wordsPart(1, 1)).to.be.greaterThan(wordsPart(1, 0))
    expect(wordsPart(1, 1)).to.be.at.most(1)
    expect(wordsPart(0.5, 0)).to.be.lessThan(wordsPart(1, 0))
  })

  it('puts a service that says the very words before others of its kind, though it is due a check', () => {
    const checkedAt = new Date('2026-01-01')
    const overdue = standing(aService({ assurance: { checkedAt, dueAt: checkedAt } }), now)
    const checked = standing(aService({ assurance: { checkedAt, dueAt: new Date('2026-07-01') } }), now)
    expect(weights.words * wordsPart(1, 1) + overdue).to.be.above(weights.words * wordsPart(1, 0) + checked)
  })

  it('of distance: gently less with every kilometre, never a cliff', () => {
    expect(distancePart(0)).to.equal(1)
    expect(distancePart(10)).to.equal(0.5)
    for (let km = 1; km < 600; km++) {
      expect(distancePart(km)).to.be.lessThan(distancePart(km - 1))
      expect(distancePart(km - 1) - distancePart(km)).to.be.lessThan(0.1)
    }
    expect(distancePart(null)).to.equal(distancePart(15))
    expect(distancePart(null, 'unknown')).to.be.lessThan(distancePart(50, 'unknown'))
  })

  it('of coverage: yes before unknown before no', () => {
    expect(coversPart('yes')).to.be.greaterThan(coversPart('unknown'))
    expect(coversPart('unknown')).to.be.greaterThan(coversPart('no'))
  })

  it('of openness: referrals, then self-referrals only, then neither; a full service counts as closed', () => {
    const points = (referral: object) => openPart(aService({ referral }))
    expect(points({ open: true })).to.equal(1)
    expect(points({ open: false, self: true })).to.be.within(0.1, 0.9)
    expect(points({ open: false, self: false })).to.equal(0)
    expect(points({ open: true, capacity: 'no-capacity' })).to.equal(0)
  })

  it('of waits: shorter is better, unknown is between two and three months', () => {
    const points = (waitWeeks?: number) => waitPart(aService({ referral: { waitWeeks } }))
    expect(points(0)).to.equal(1)
    expect(points(2)).to.be.greaterThan(points(6))
    expect(points()).to.be.within(points(13), points(8))
  })

  it('of checks: in date, then never, then overdue', () => {
    const points = (assurance: { checkedAt?: Date; dueAt?: Date }) => checkedPart({ assurance }, now)
    const checkedAt = new Date('2026-01-01')
    expect(points({ checkedAt, dueAt: new Date('2026-07-01') })).to.equal(1)
    expect(points({ checkedAt, dueAt: new Date('2026-05-01') })).to.equal(0)
    expect(points({})).to.be.within(0.1, 0.9)
    expect(isStale({ assurance: {} }, now)).to.equal(true)
    expect(isStale({ assurance: { checkedAt } }, now)).to.equal(false)
  })

  it('sinks a listing past its assurance date below any that speaks for itself as well, and one never checked only a little', () => {
    const checkedAt = new Date('2026-01-01')
    const points = (assurance: { checkedAt?: Date; dueAt?: Date }) => standing(aService({ assurance }), now)
    const inDate = points({ checkedAt, dueAt: new Date('2026-07-01') })
    const overdue = points({ checkedAt, dueAt: new Date('2026-05-01') })
    expect(inDate - overdue).to.be.at.least(14)
    expect(inDate - points({})).to.be.below(4)
    expect(
      explain(aService({ assurance: { checkedAt, dueAt: checkedAt } }), { words: 0, km: null, covers: 'no' }, now)
        .overdue,
    ).to.equal(overduePenalty)
  })

  it('sinks a service that is closed for now below any that is not, whatever else speaks for it', () => {
    const closed = aService({ status: 'temporarily closed', referral: { open: true, waitWeeks: 0 } })
    const checkedAt = new Date('2020-01-01')
    const poor = aService({ referral: { open: false, waitWeeks: 52 }, assurance: { checkedAt, dueAt: checkedAt } })
    const near = weights.distance * distancePart(0) + weights.covers
    const far = weights.distance * distancePart(600)
    expect(standing(closed, now) + near).to.be.lessThan(standing(poor, now) + far)
  })

  it('explains the points that it gave', () => {
    const service = aService({ referral: { open: true, waitWeeks: 6 } })
    const parts = explain(service, { words: 1, km: 10, covers: 'yes' }, now)
    const { overdue, ...others } = parts
    expect(overdue).to.equal(0)
    expect(others).to.deep.equal({ words: 60, distance: 12.5, covers: 30, open: 6, wait: 2.5, checked: 4, closed: 0 })
    expect(parts.open + parts.wait + parts.checked + parts.overdue + parts.closed).to.equal(standing(service, now))
  })
})
