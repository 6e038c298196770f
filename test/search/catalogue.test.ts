import { expect } from 'chai'
import fc from 'fast-check'
import { type Kind, kindCodes } from '../../models/kind.ts'
import {
  accessibilityFeatures,
  channels,
  employmentSituations,
  type Service,
  type Weekday,
  weekdays,
} from '../../models/service.ts'
import { Catalogue, type Meaning } from '../../search/catalogue.ts'
import { type Criteria, choices, criteriaFor, type Place, times } from '../../search/criteria.ts'
import { areaKnowledge, makeGazetteer } from '../../search/gazetteer.ts'
import { kmBetween } from '../../search/near.ts'
import { explain, wordsPart } from '../../search/ranking.ts'
import { aService, at, bath, bristol, nottingham } from './some-services.ts'

const areaCodes: string[] = ['E06000022', 'E06000023', 'E06000018', 'E47000009']
const relatives = (code: string) =>
  code === 'E47000009' ? ['E06000022', 'E06000023'] : code <= 'E06000019' ? [] : ['E47000009']
const knowledge = { relatives, standsIn: () => [] }

/** A combined authority of two councils. */
const west: Place = {
  ...bristol,
  areas: ['E47000009'],
  parts: [['E06000022', 'E47000009'], ['E06000023', 'E47000009']], // biome-ignore format: two rows
}

const unasked = { meaning: null, place: null }

const some = <T>(values: readonly T[], most = 3) => fc.subarray([...values], { maxLength: most })
const keys = <T extends object>(record: T) => Object.keys(record) as (keyof T)[]
const kinds = kindCodes.slice(0, 4)

const anyService: fc.Arbitrary<Service> = fc
  .record({
    kinds: some(kinds, 2),
    status: fc.constantFrom('active' as const, 'temporarily closed' as const),
    eligibility: fc.record({
      minimumAge: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
      maximumAge: fc.option(fc.integer({ min: 30, max: 120 }), { nil: undefined }),
      situations: some(keys(employmentSituations), 2),
    }),
    covers: fc.record({
      areas: some(areaCodes, 2),
      by: fc.constantFrom(undefined, 'home' as const, 'gp' as const, 'either' as const),
      everywhere: fc.boolean(),
      radiusKm: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    }),
    referral: fc.record({
      open: fc.boolean(),
      self: fc.boolean(),
      waitWeeks: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    }),
    cost: fc.record({ free: fc.boolean() }),
    channels: some(keys(channels)),
    languages: some(['so', 'ur', 'pl']),
    schedules: fc.array(
      fc.record({
        days: some(weekdays, 4),
        opensAt: fc.constantFrom(undefined, '08:00', '13:00', '17:00', '18:30', '22:00'),
        closesAt: fc.constantFrom(undefined, '00:00', '06:00', '12:00', '17:00', '18:00', '21:00'),
      }),
      { maxLength: 2 },
    ),
    locations: fc.array(
      fc
        .record({
          lat: fc.double({ min: 51, max: 53, noNaN: true }),
          lon: fc.double({ min: -3, max: -1, noNaN: true }),
          accessibility: some(keys(accessibilityFeatures)),
        })
        .map((location) => ({ ...at(location.lat, location.lon), ...location })),
      { maxLength: 2 },
    ),
  })
  .map(aService)

const anyWishes = fc.record({
  within: fc.constantFrom(2, 10, 33, 80),
  area: some(areaCodes, 2),
  kind: some(kinds, 2),
  age: fc.integer({ min: 0, max: 120 }),
  self_referral: fc.boolean(),
  open_to_referrals: fc.boolean(),
  max_wait: fc.integer({ min: 0, max: 30 }),
  channel: some(keys(channels), 2),
  language: some(['so', 'ur', 'en', 'xx'], 2),
  accessibility: some(keys(accessibilityFeatures), 2),
  day: some(weekdays, 2),
  time: fc.constantFrom(...keys(times)),
  free: fc.boolean(),
  situation: some(keys(employmentSituations), 2),
})
type Wish = keyof Criteria & (typeof anyWishes extends fc.Arbitrary<infer All> ? keyof All : never)

/** Up to four wishes at a time: with more, next to nothing is left to count. */
const anyCriteria: fc.Arbitrary<Criteria> = anyWishes.chain((wishes) =>
  some(keys(wishes) as Wish[], 4).map((chosen) =>
    criteriaFor(Object.fromEntries(chosen.map((name) => [name, wishes[name]]))),
  ),
)

/** The same rules as the catalogue's, written as slowly and plainly as possible. */
const fits: { [name in keyof Criteria]?: (s: Service, c: Criteria, place: Place | null, gp: Place | null) => boolean } =
  {
    kind: (s, c) => c.kind.length === 0 || s.kinds.some((kind) => c.kind.includes(kind)),
    area: (s, c) =>
      c.area.length === 0 ||
      s.covers.everywhere ||
      s.covers.areas.flatMap((code) => [code, ...relatives(code)]).some((code) => c.area.includes(code)),
    age: (s, c) =>
      c.age === undefined || ((s.eligibility.minimumAge ?? 0) <= c.age && c.age <= (s.eligibility.maximumAge ?? 120)),
    self_referral: (s, c) => !c.self_referral || s.referral.self,
    open_to_referrals: (s, c) => !c.open_to_referrals || s.referral.open,
    max_wait: (s, c) => c.max_wait === undefined || (s.referral.waitWeeks ?? Infinity) <= c.max_wait,
    channel: (s, c) => {
      const ways = s.channels.length > 0 ? s.channels : s.locations.length > 0 ? ['in_person'] : []
      return c.channel.length === 0 || c.channel.some((channel) => ways.includes(channel))
    },
    language: (s, c) =>
      c.language.length === 0 || c.language.some((code) => code === 'en' || s.languages.includes(code)),
    accessibility: (s, c) => c.accessibility.every((need) => s.locations.some((l) => l.accessibility.includes(need))),
    day: (s, c) => (c.day.length === 0 && !c.time) || s.schedules.some((hours) => opens(hours, c.day, c.time)),
    free: (s, c) => !c.free || s.cost.free,
    situation: (s, c) =>
      c.situation.length === 0 ||
      s.eligibility.situations.length === 0 ||
      s.eligibility.situations.some((situation) => c.situation.includes(situation)),
    within: (s, c, place, gp) => {
      if (c.within === undefined || !place) return true
      if (s.locations.length === 0) return s.covers.everywhere || coversBy(s, place, gp)
      return s.locations.some((l) => kmBetween(place.lat, place.lon, l.lat!, l.lon!) <= c.within!)
    },
  }

/** Whether the areas of a service hold the home, the GP practice, or either, by what it goes by. */
function coversBy(service: Service, home: Place, gp: Place | null): boolean {
  const covers = (codes: string[]) => codes.some((code) => service.covers.areas.includes(code))
  return countedFor(service, home, gp).some(
    ({ areas, parts = [] }) => covers(areas) || (parts.length > 0 && parts.every(covers)),
  )
}

/** Whether they hold some part of it. */
function coversSome(service: Service, home: Place, gp: Place | null): boolean {
  return countedFor(service, home, gp).some(({ parts = [] }) =>
    parts.flat().some((code) => service.covers.areas.includes(code)),
  )
}

function countedFor({ covers: { by = 'home' } }: Service, home: Place, gp: Place | null): Place[] {
  return [by === 'gp' ? [] : home, by === 'home' ? [] : (gp ?? home)].flat()
}

function opens({ days, opensAt, closesAt }: Service['schedules'][number], wanted: Weekday[], time?: string): boolean {
  const [from, to] = [opensAt ?? '00:00', closesAt && closesAt !== '00:00' ? closesAt : '24:00']
  const next = days.map((day) => weekdays[(weekdays.indexOf(day) + 1) % 7]!)
  const stretches = from <= to ? [{ days, from, to }] : [{ days, from, to: '24:00' }, { days: next, from: '00:00', to }] // biome-ignore format: a night
  return stretches.some(({ days, from, to }) => {
    if (wanted.length > 0 && !wanted.some((day) => days.includes(day))) return false
    if (!time) return true
    if (!opensAt && !closesAt) return false
    if (time === 'morning') return from < '12:00'
    return time === 'afternoon' ? from < '17:00' && to > '12:00' : to > '18:00' || from >= '17:00'
  })
}

function fitting(services: Service[], criteria: Criteria, place: Place | null, gp: Place | null): Service[] {
  return services.filter((service) => Object.values(fits).every((fit) => fit(service, criteria, place, gp)))
}

describe('The catalogue', () => {
  it('finds what a plain filter finds, and counts each choice as choosing it would, for any criteria', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyService, { maxLength: 40 }),
        anyCriteria,
        fc.option(fc.constantFrom<Place>(bristol, bath, nottingham, west)),
        fc.option(fc.constantFrom<Place>(bristol, bath, nottingham, west)),
        async (services, criteria, place, gp) => {
          const catalogue = await Catalogue.build(services, knowledge)
          const { total, facets, results } = catalogue.answer({ criteria, meaning: null, place, gp })
          const expected = fitting(services, criteria, place, gp)
          expect(total).to.equal(expected.length)
          if (total <= 20) expect(results.map(({ id }) => id).sort()).to.deep.equal(expected.map((s) => s._id).sort())

          const counted = (change: Partial<Criteria>) => fitting(services, { ...criteria, ...change }, place, gp).length
          for (const kind of kindCodes) expect(facets.kind![kind], kind).to.equal(counted({ kind: [kind] }))
          for (const code of areaCodes)
            expect(facets.area![code] ?? counted({ area: [code] }), code).to.equal(counted({ area: [code] }))
          for (const age of Object.keys(choices.age)) expect(facets.age![age]).to.equal(counted({ age: Number(age) }))
          for (const weeks of choices.max_wait) expect(facets.max_wait![weeks]).to.equal(counted({ max_wait: weeks }))
          for (const channel of keys(channels))
            expect(facets.channel![channel]).to.equal(counted({ channel: [channel] }))
          for (const code of Object.keys(facets.language!))
            expect(facets.language![code]).to.equal(counted({ language: [code] }))
          for (const need of keys(accessibilityFeatures)) {
            const accessibility = [...new Set([...criteria.accessibility, need])]
            expect(facets.accessibility![need]).to.equal(counted({ accessibility }))
          }
          for (const day of weekdays) expect(facets.day![day], day).to.equal(counted({ day: [day] }))
          for (const time of keys(times)) expect(facets.time![time], time).to.equal(counted({ time }))
          for (const situation of keys(employmentSituations)) {
            expect(facets.situation![situation]).to.equal(counted({ situation: [situation] }))
          }
          for (const flag of ['self_referral', 'open_to_referrals', 'free'] as const) {
            expect(facets[flag]!.yes, flag).to.equal(counted({ [flag]: true }))
          }
          if (place)
            for (const km of choices.within) expect(facets.within![km], `${km} km`).to.equal(counted({ within: km }))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('finds the same after any changes as when built anew', async () => {
    const change = fc.oneof(
      fc.record({ put: anyService, over: fc.option(fc.nat(29)) }),
      fc.record({ drop: fc.nat(29) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyService, { minLength: 30, maxLength: 30 }),
        fc.array(change, { maxLength: 20 }),
        anyCriteria,
        async (services, changes, criteria) => {
          const catalogue = await Catalogue.build(services, knowledge)
          const now = new Map(services.map((service) => [service._id, service]))
          for (const each of changes) {
            // Asked in between, so that what is remembered from before a change would show.
            catalogue.answer({ criteria, meaning: null, place: bristol })
            if ('drop' in each) {
              catalogue.drop(services[each.drop]!._id)
              now.delete(services[each.drop]!._id)
            } else {
              const service = { ...each.put, _id: each.over === null ? each.put._id : services[each.over]!._id }
              catalogue.put(service)
              now.set(service._id, service)
            }
          }
          const anew = await Catalogue.build([...now.values()], knowledge)
          const question = { criteria, meaning: null, place: bristol }
          const before = catalogue.answer(question)
          const after = anew.answer(question)
          expect(before.total).to.equal(after.total)
          expect(before.facets).to.deep.include({
            kind: after.facets.kind,
            within: after.facets.within,
            age: after.facets.age,
          })
          // Services of equal standing may change places with one another: what all the pages hold together may not.
          const found = (among: Catalogue) =>
            Array.from({ length: Math.ceil(after.total / 20) }, (_, i) => ({
              ...question,
              criteria: { ...criteria, page: i + 1 },
            }))
              .flatMap((asked) => among.answer(asked).results.map(({ id }) => id))
              .sort()
          expect(found(catalogue)).to.have.lengthOf(after.total).and.deep.equal(found(anew))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('holds many more services than it was built with', async () => {
    const catalogue = await Catalogue.build([aService({ name: 'First' })])
    for (let i = 0; i < 3000; i++) catalogue.put(aService({ kinds: ['ips'], locations: [at(51 + i / 3000, -2)] }))
    const { total, facets } = catalogue.answer({ criteria: criteriaFor({}), meaning: null, place: bristol })
    expect(total).to.equal(3001)
    expect(facets.kind!.ips).to.equal(3000)
  })

  it('puts the same services first by looking near before far as by looking everywhere', async () => {
    const places = Array.from({ length: 3000 }, (_, i) => ({
      lat: 50.5 + (i % 83) / 25,
      lon: -3.5 + ((i * 7) % 97) / 30,
    }))
    const services = places.map(({ lat, lon }, i) =>
      aService({
        kinds: [kindCodes[i % 18] as Kind],
        locations: i % 9 === 0 ? [] : [at(lat, lon)],
        covers: i % 5 === 0 ? { everywhere: true } : i % 3 === 0 ? { areas: ['E06000023'] } : {},
        referral: { open: i % 4 > 0, self: i % 2 > 0, waitWeeks: i % 20 },
        status: i % 50 === 0 ? 'temporarily closed' : 'active',
      }),
    )
    const catalogue = await Catalogue.build(services, knowledge)
    for (const place of [bristol, bath, nottingham]) {
      const pageOf = (page: number) =>
        catalogue.answer({ criteria: criteriaFor({ page }), meaning: null, place, explain: true })
      const first = pageOf(1).results.map(({ id }) => id)
      // The last page needs all of them in order, so it must look everywhere.
      const points = (page: number) => pageOf(page).results.map((result) => sum(result))
      const seen = [points(1), points(2), points(75), points(150)].flat()
      expect(seen).to.deep.equal([...seen].sort((a, b) => b - a))
      const best = [...Array(150).keys()].flatMap((i) => pageOf(i + 1).results)
      expect(new Set(best.map(({ id }) => id)).size).to.equal(3000)
      expect(best.slice(0, 20).map(({ id }) => id)).to.deep.equal(first)
    }
  }).timeout(60_000)

  it('puts first what has most points when every service is looked at, for any meaning, place and filters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyService, { minLength: 200, maxLength: 400 }),
        fc.array(fc.record({ kind: fc.constantFrom(...kinds), weight: fc.double({ min: 0.2, max: 1, noNaN: true }) }), {
          maxLength: 1,
        }),
        fc.constantFrom<Place>(bristol, bath, nottingham, west),
        fc.option(fc.constantFrom<Place>(bristol, bath, nottingham, west)),
        fc.constantFrom<Partial<Criteria>>({}, { within: 80 }, { self_referral: true }),
        fc.integer({ min: 1, max: 3 }),
        async (services, meant, place, gp, wishes, page) => {
          const catalogue = await Catalogue.build(services, knowledge)
          const criteria = criteriaFor({ ...wishes, page, q: meant.length > 0 ? 'zyx' : '' })
          const { results } = catalogue.answer({ criteria, meaning: { kinds: meant, phrase: 'zyx' }, place, gp })
          const found = fitting(services, criteria, place, gp).filter(
            (s) => meant.length === 0 || s.kinds.includes(meant[0]!.kind),
          )
          const points = new Map(found.map((service) => [service._id, pointsOf(service, place, gp, meant)]))
          const best = [...points.values()].sort((a, b) => b - a).slice((page - 1) * 20, page * 20)
          expect(results).to.have.lengthOf(best.length)
          for (const [i, { id }] of results.entries()) expect(points.get(id)).to.be.closeTo(best[i]!, 0.01)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('finds names with the beginning of a word or a slip in it', async () => {
    const catalogue = await Catalogue.build([
      aService({ _id: 'a', name: 'Southmead Hospital' }),
      aService({ _id: 'b', name: 'Easton Community Centre', description: 'A warm welcome and a cooked lunch' }),
      aService({ _id: 'c', name: 'Northgate Hospital' }),
      aService({ _id: 'd', name: 'Rent and repairs', description: 'All about housing' }),
      aService({ _id: 'e', name: 'Littlewood House' }),
    ])
    const first = (q: string) =>
      catalogue.answer({ criteria: criteriaFor({ q }), meaning: null, place: null }).results[0]?.id
    expect(first('Southmead Hospital')).to.equal('a')
    expect(first('southm')).to.equal('a')
    expect(first('northgaet hospital')).to.equal('c')
    expect(first('cooked lunches')).to.equal('b')
    expect(first('housing')).to.equal('d')
    expect(first('xylophone')).to.equal(undefined)
    // A word that is spelt right is no slip: 'eastern' isn't Easton.
    expect(['northgaat', 'eastern'].map(first)).to.deep.equal(['c', undefined])
  })

  it('finds everything for words that don’t say which', async () => {
    const catalogue = await Catalogue.build([aService({ _id: 'a' }), aService({ _id: 'b' })])
    const found = (q: string) => catalogue.answer({ criteria: criteriaFor({ q }), meaning: null, place: null }).total
    expect(['help near me', 'local services', '', '??'].map(found)).to.deep.equal([2, 2, 2, 2])
    expect(found('help with xylophones')).to.equal(0)
  })

  it('finds what is open to someone by the words for it, and by the language spoken', async () => {
    const at = { type: 'physical' as const, lat: 51.46, lon: -2.58 }
    const catalogue = await Catalogue.build([
      aService({ _id: 'a', name: 'Money talk', locations: [{ ...at, accessibility: ['bsl'] }] }),
      aService({ _id: 'b', name: 'Walk and talk', locations: [{ ...at, accessibility: ['step_free'] }] }),
      aService({ _id: 'c', name: 'Tea and talk', languages: ['en', 'pa', 'not a code'] }),
    ])
    const found = (q: string) =>
      catalogue.answer({ criteria: criteriaFor({ q }), meaning: null, place: null }).results.map(({ id }) => id)
    expect(['BSL', 'deaf', 'wheelchair', 'punjabi'].map(found)).to.deep.equal([['a'], ['a'], ['b'], ['c']])
    expect(found('english')).to.deep.equal([])
  })

  it('finds what is for the young or for older people by the words for their age', async () => {
    const catalogue = await Catalogue.build([
      aService({ _id: 'young', eligibility: { minimumAge: 16, maximumAge: 24 } }),
      aService({ _id: 'old', eligibility: { minimumAge: 50 } }),
      aService({ _id: 'all', eligibility: { minimumAge: 18 } }),
    ])
    const found = (q: string) =>
      catalogue.answer({ criteria: criteriaFor({ q }), meaning: null, place: null }).results.map(({ id }) => id)
    for (const q of ['under 25s', '16-24', 'young people', 'youth']) expect(found(q), q).to.deep.equal(['young'])
    for (const q of ['over 50s', '50+', 'older people']) expect(found(q), q).to.deep.equal(['old'])
  })

  it('says neither yes nor no where nobody knows which region, board or named area a place lies in', async () => {
    const covering = (_id: string) => aService({ _id, covers: { areas: [_id] } })
    const catalogue = await Catalogue.build(['E12000003', 'E54000039', 'west-mercia', 'E06000010'].map(covering))
    const told = (areas: string[]) => {
      const place = { ...bristol, areas }
      const { results } = catalogue.answer({ criteria: criteriaFor({}), meaning: null, place })
      return Object.fromEntries(results.map(({ id, covers_place }) => [id, covers_place]))
    }
    const unknown = { E12000003: null, E54000039: null, 'west-mercia': null, E06000010: false }
    expect(told(['E08000035'])).to.deep.equal(unknown)
    expect(told(['E08000035', 'E12000009', 'E54000039'])).to.deep.include({ E12000003: false, E54000039: true })
    expect(told(['W06000015'])).to.deep.include({ E12000003: false })
  })

  it('brings a name forward where it may be meant, and not from the other end of the country', async () => {
    const catalogue = await Catalogue.build([
      aService({ _id: 'far', name: 'The Health Centre', locations: [at(54.97, -1.61)] }),
      aService({ _id: 'near', name: 'Easton Health Centre', locations: [at(51.46, -2.56)] }),
      aService({ _id: 'called', name: 'Easton Owls', locations: [at(51.38, -2.36)] }),
    ])
    const first = (q: string) =>
      catalogue.answer({ criteria: criteriaFor({ q, place: 'BS1' }), meaning: null, place: bristol }).results[0]?.id
    expect(first('the health centre')).to.equal('near')
    expect(first('easton owls')).to.equal('called')
  })

  it('also finds what has half of the words, when what the others mean is unsure', async () => {
    const catalogue = await Catalogue.build([
      aService({ _id: 'debt', kinds: ['debt-advice'] }),
      aService({ _id: 'named', name: 'Zebra money hour' }),
    ])
    const found = (unsure: boolean) => {
      const meaning: Meaning = { kinds: [{ kind: 'debt-advice', weight: 0.5 }], phrase: 'money', unsure }
      const { results } = catalogue.answer({
        criteria: criteriaFor({ q: 'zebra money tent' }),
        meaning,
        place: null,
      })
      return results.map(({ id }) => id)
    }
    expect(found(true)).to.deep.equal(['debt', 'named'])
    expect(found(false)).to.deep.equal(['debt'])
  })

  it('tells of a result brought forward for another meaning that it was', async () => {
    const kinds = ['debt-advice', 'debt-advice', 'debt-advice', 'housing-advice'] as const
    const catalogue = await Catalogue.build(kinds.map((kind, n) => aService({ _id: `${kind}-${n}`, kinds: [kind] })))
    const meaning: Meaning = {
      kinds: [
        { kind: 'debt-advice', weight: 1 },
        { kind: 'housing-advice', weight: 0.8 },
      ],
      phrase: 'zyx',
    }
    const { results } = catalogue.answer({ criteria: criteriaFor({ q: 'zyx' }), meaning, place: null, explain: true })
    expect(results.map(({ brought_forward }) => brought_forward)).to.deep.equal([false, false, true, false])
    expect(results[2]!.kinds).to.deep.equal(['housing-advice'])
  })

  it('finds services by what the words mean as well as by what they say', async () => {
    const catalogue = await Catalogue.build([
      aService({ _id: 'advice', name: 'Money Matters', kinds: ['debt-advice'] }),
      aService({ _id: 'named', name: 'The Bailiffs Inn Social Club', kinds: ['wellbeing-activities'] }),
      aService({ _id: 'other', name: 'Walking group', kinds: ['wellbeing-activities'] }),
    ])
    const meaning: Meaning = { kinds: [{ kind: 'debt-advice', weight: 1 }], phrase: 'bailiffs' }
    const found = (exact: boolean) =>
      catalogue
        .answer({ criteria: criteriaFor({ q: 'bailiffs', exact }), meaning, place: null })
        .results.map(({ id }) => id)
    expect(found(false)).to.deep.equal(['advice', 'named'])
    expect(found(true)).to.deep.equal(['named'])
  })

  it('says who a service near the border does not cover, and puts it below the one further away that does', async () => {
    const catalogue = await Catalogue.build([
      aService({ _id: 'near', locations: [at(51.46, -2.59)], covers: { areas: ['E06000022'] } }),
      aService({ _id: 'covers', locations: [at(51.5, -2.5)], covers: { areas: ['E06000023'] } }),
      aService({ _id: 'silent', locations: [at(51.5, -2.5)] }),
    ])
    const { results } = catalogue.answer({ criteria: criteriaFor({}), meaning: null, place: bristol })
    expect(results.map(({ id, covers_place }) => [id, covers_place])).to.deep.equal([
      ['covers', true],
      ['silent', null],
      ['near', false],
    ])
  })

  it('says of an area whether all of it is covered, and neither yes nor no of a service for some of it', async () => {
    const covered = { whole: ['E47000009'], both: ['E06000022', 'E06000023'], one: ['E06000023'], other: ['E06000018'] }
    const around = { locations: [at(51.4545, -2.5879)], covers: { radiusKm: 5 } }
    const catalogue = await Catalogue.build([
      ...Object.entries(covered).map(([_id, areas]) => aService({ _id, covers: { areas } })),
      aService({ _id: 'circle', ...around }),
    ])
    const { results } = catalogue.answer({ criteria: criteriaFor({}), meaning: null, place: west })
    expect(Object.fromEntries(results.map(({ id, covers_place }) => [id, covers_place]))).to.deep.equal({
      whole: true,
      both: true,
      one: null,
      other: false,
      circle: null,
    })
  })

  it('says neither yes nor no where it is not known which of two councils a postcode is in, and yes where both are covered', async () => {
    const covered = {
      both: ['E06000022', 'E06000023'],
      higher: ['E47000009'],
      one: ['E06000023'],
      other: ['E06000018'],
    }
    const catalogue = await Catalogue.build([
      ...Object.entries(covered).map(([_id, areas]) => aService({ _id, covers: { areas } })),
      aService({ _id: 'circle', locations: [at(51.4545, -2.5879)], covers: { radiusKm: 5 } }),
    ])
    const place = { ...west, areas: ['E06000022', 'E06000023', 'E47000009'], parts: undefined, either: west.parts }
    const { results } = catalogue.answer({ criteria: criteriaFor({}), meaning: null, place })
    expect(Object.fromEntries(results.map(({ id, covers_place }) => [id, covers_place]))).to.deep.equal({
      both: true,
      higher: true,
      one: null,
      other: false,
      circle: true,
    })
  })

  it('finds an opening in every part of the day that it reaches into, over midnight too', async () => {
    const parts: Record<string, string[]> = {
      '22:00-06:00': ['MO evening', 'TU morning'],
      '20:00-00:00': ['MO evening'],
      '17:00-18:00': ['MO evening'],
      '09:00-17:30': ['MO morning', 'MO afternoon'],
      '16:00-12:30': ['MO afternoon', 'MO evening', 'TU morning', 'TU afternoon'],
    }
    for (const [hours, expected] of Object.entries(parts)) {
      const [opensAt, closesAt] = hours.split('-')
      const catalogue = await Catalogue.build([aService({ schedules: [{ days: ['MO'], opensAt, closesAt }] })])
      const found = (['MO', 'TU'] as const).flatMap((day) =>
        keys(times)
          .filter((time) => catalogue.answer({ criteria: criteriaFor({ day: [day], time }), ...unasked }).total === 1)
          .map((time) => `${day} ${time}`),
      )
      expect(found, hours).to.deep.equal(expected)
    }
  })

  it('finds a service under every area that holds an area it is found under', async () => {
    const area = (_id: string, within: string[] = []) => ({ _id, name: _id, type: 'local-authority' as const, within })
    const areas = [area('COUNTY'), area('ICB'), area('A', ['COUNTY', 'ICB']), area('B', ['ICB'])]
    const catalogue = await Catalogue.build(
      [aService({ covers: { areas: ['ICB'] } })],
      areaKnowledge(makeGazetteer(areas, [], [])),
    )
    for (const { _id } of areas) {
      const { total, facets } = catalogue.answer({ criteria: criteriaFor({ area: [_id] }), ...unasked })
      expect([total, facets.area], _id).to.deep.equal([1, { COUNTY: 1, ICB: 1, A: 1, B: 1 }])
    }
  })

  it('finds a service that says nothing of whom it covers only under the areas that it stands in', async () => {
    const knowledge = { relatives: () => ['REGION', 'A', 'B'], standsIn: () => ['A', 'REGION'] }
    const catalogue = await Catalogue.build([aService({ locations: [at(51.45, -2.59)] })], knowledge)
    const found = (area: string) => catalogue.answer({ criteria: criteriaFor({ area: [area] }), ...unasked }).total
    expect(['A', 'REGION', 'B'].map(found)).to.deep.equal([1, 1, 0])
  })

  it('measures to the nearest of several locations and gives that one as the point', async () => {
    const catalogue = await Catalogue.build([aService({ locations: [at(53, -1.1), at(51.4545, -2.5879), at(50, -5)] })])
    const [result] = catalogue.answer({ criteria: criteriaFor({}), meaning: null, place: bristol }).results
    expect(result).to.include({ distance_km: 0, lat: 51.4545, lon: -2.5879 })
  })
})

/** The points of a service by the rules of search/ranking, in whole distances along the surface. */
function pointsOf(service: Service, place: Place, gp: Place | null, meant: { weight: number }[]): number {
  const { covers, locations } = service
  const km = Math.min(...locations.map(({ lat, lon }) => kmBetween(place.lat, place.lon, lat!, lon!)))
  const round = covers.radiusKm !== undefined && locations.length > 0
  const told = covers.everywhere || coversBy(service, place, gp) || (round && !place.parts && km <= covers.radiusKm!)
  const says = covers.everywhere || covers.areas.length > 0 || round
  const some = coversSome(service, place, gp) || (round && km <= covers.radiusKm!)
  const parts = explain(service, {
    words: wordsPart(meant[0]?.weight ?? 0, 0),
    km: km === Infinity ? null : km,
    covers: told ? 'yes' : says && !some ? 'no' : 'unknown',
  })
  return Object.values(parts).reduce((total, part) => total + part, 0)
}

function sum(result: object): number {
  const { explanation } = result as { explanation: Record<string, number> }
  return Math.round(Object.values(explanation).reduce((total, part) => total + part, 0) * 100) / 100
}
