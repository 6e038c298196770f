import { expect } from 'chai'
import { ageOn, fits } from '../../lifecycle/eligibility.ts'

const bristol = { areas: ['E06000023', 'E47000009'], lat: 51.4545, lon: -2.5879 }
const sam = { firstName: 'Sam', dateOfBirth: '2009-11-23' }
const today = '2026-11-22'

type Service = Parameters<typeof fits>[0]
const service = (changes: Partial<Service> = {}): Service => ({
  status: 'active',
  eligibility: { description: '', situations: [] },
  covers: { areas: [], everywhere: false },
  locations: [],
  referral: { open: true, self: true },
  ...changes,
})
const fit = (changes: Partial<Service>, self = false) => fits(service(changes), sam, bristol, today, self)

describe('Whether a service fits', () => {
  it('counts whole years, and a birthday on the day itself', () => {
    expect(ageOn('2026-11-22', '2009-11-23')).to.equal(16)
    expect(ageOn('2026-11-23', '2009-11-23')).to.equal(17)
    expect(ageOn('2027-02-28', '2008-02-29')).to.equal(18)
    expect(ageOn('2027-03-01', '2008-02-29')).to.equal(19)
  })

  const cases: [title: string, changes: Partial<Service>, self: boolean, result: string, reasons: string[]][] = [
    ['takes anybody when nothing is said', {}, false, 'eligible', []],
    [
      'says the ages it takes',
      { eligibility: { description: '', minimumAge: 18, maximumAge: 64, situations: [] } },
      false,
      'not',
      ['Takes people aged 18 to 64; Sam is 16.'],
    ],
    [
      'speaks to a citizen as you',
      { eligibility: { description: '', minimumAge: 18, situations: [] } },
      true,
      'not',
      ['Takes people aged 18 or over; you are 16.'],
    ],
    [
      'takes the oldest and the youngest of its range',
      { eligibility: { description: '', minimumAge: 16, maximumAge: 16, situations: [] } },
      false,
      'eligible',
      [],
    ],
    [
      'covers any of the areas a place lies in',
      { covers: { areas: ['E47000009'], everywhere: false } },
      false,
      'eligible',
      [],
    ],
    [
      'says when it does not cover the place',
      { covers: { areas: ['E06000018'], everywhere: false } },
      false,
      'not',
      ['Doesn’t cover where Sam lives.'],
    ],
    [
      'leaves it open where the GP is when the service goes by that and the home is outside',
      { covers: { areas: ['E06000018'], by: 'gp', everywhere: false } },
      false,
      'needs-assessment',
      ['It goes by where the GP practice is, and Sam’s home is outside its area.'],
    ],
    ['covers everywhere', { covers: { areas: ['E06000018'], everywhere: true } }, false, 'eligible', []],
    [
      'says when it is closed to referrals',
      { referral: { open: false, self: true } },
      false,
      'not',
      ['It isn’t taking referrals now.'],
    ],
    ['still lets people refer themselves then', { referral: { open: false, self: true } }, true, 'eligible', []],
    [
      'says when people can’t refer themselves',
      { referral: { open: true, self: false } },
      true,
      'not',
      ['You can’t refer yourself to it: a professional has to.'],
    ],
    ['says when it has ended', { status: 'defunct' }, false, 'not', ['It is no longer running.']],
    [
      'warns when it is full',
      { referral: { open: true, self: true, capacity: 'no-capacity' } },
      false,
      'needs-assessment',
      ['It says it is full.'],
    ],
  ]
  for (const [title, changes, self, result, reasons] of cases)
    it(title, () => expect(fit(changes, self)).to.include({ result }).and.to.have.deep.property('reasons', reasons))

  it('goes by where the GP practice is once that is known, for a service that does', () => {
    const [inside, outside] = [['E06000018'], ['E06000023']]
    const among = (by: 'home' | 'gp' | 'either', areas: string[], gpAreas?: string[]) =>
      fits(service({ covers: { areas: inside, by, everywhere: false } }), sam, { areas, gpAreas }, today)
    const results = (by: 'home' | 'gp' | 'either') => [
      among(by, outside, inside).result,
      among(by, inside, outside).result,
      among(by, outside, outside).result,
      among(by, inside, []).result,
      among(by, inside).result,
    ]
    expect(results('gp')).to.deep.equal(['eligible', 'not', 'not', 'not', 'eligible'])
    expect(results('either')).to.deep.equal(['eligible', 'eligible', 'not', 'eligible', 'eligible'])
    expect(results('home')).to.deep.equal(['not', 'eligible', 'not', 'eligible', 'eligible'])
    expect([among('gp', inside, outside), among('gp', inside, [])].flatMap(({ reasons }) => reasons)).to.deep.equal([
      'It goes by where the GP practice is, and that is outside its area.',
      'It goes by where the GP practice is, and Sam has none.',
    ])
  })

  it('measures a radius from its nearest place', () => {
    const bath = { _id: 'x', type: 'physical' as const, lat: 51.3811, lon: -2.359, accessibility: [] }
    const covers = (radiusKm: number) => ({ covers: { areas: [], everywhere: false, radiusKm }, locations: [bath] })
    expect(fit(covers(20)).result).to.equal('eligible')
    expect(fit(covers(15)).result).to.equal('not')
    expect(fits(service(covers(20)), sam, { areas: [] }, today).result).to.equal('needs-assessment')
  })

  it('does not guess when nobody knows where the person lives', () => {
    const found = fits(service({ covers: { areas: ['E06000023'], everywhere: false } }), sam, { areas: [] }, today)
    expect(found).to.include({ result: 'needs-assessment', possible: true })
  })
})
