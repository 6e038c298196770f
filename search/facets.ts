import { type Kind, kindCodes } from '../models/kind.ts'
import type { Service, Weekday } from '../models/service.ts'
import { accessibilityFeatures, channels, employmentSituations, weekdays } from '../models/service.ts'
import { add, anyOf, type Bits, count, countShared, emptyBits, keep, larger } from './bits.ts'
import { type Criteria, choices, type TimeOfDay, times } from './criteria.ts'
import { type Counts, combine, Filing, span } from './filing.ts'

/** What a service is filed under for each filter. A service that doesn't say whom it is for is for everyone. */
const filed = {
  kind: ({ kinds }: Service) => combine(kinds),
  /** National and online services are in every area: they are kept apart. */
  area: ({ covers }: Service, areas: string[]) => (covers.everywhere ? '' : combine(areas)),
  /** What can be said of it with a yes, by the name of the criterion. */
  yes: ({ referral, cost }: Service) =>
    combine([referral.self ? 'self_referral' : '', referral.open ? 'open_to_referrals' : '', cost.free ? 'free' : '']),
  /** Every year of age that it is for, up to 120. */
  age: ({ eligibility: { minimumAge, maximumAge } }: Service) =>
    span(Math.max(0, Math.ceil(minimumAge ?? 0)), Math.min(120, Math.floor(maximumAge ?? 120))),
  /** Every number of weeks that its wait is no longer than. One that doesn't say fits no wish for a short one. */
  max_wait: ({ referral: { waitWeeks } }: Service) =>
    typeof waitWeeks === 'number' ? span(Math.ceil(waitWeeks), 104) : '',
  channel: ({ channels, locations }: Service) =>
    channels.length > 0 || !locations.some(({ type }) => type === 'physical') ? combine(channels) : 'in_person',
  language: ({ languages }: Service) => combine(['en', ...languages]),
  accessibility: ({ locations }: Service) => combine(locations.flatMap(({ accessibility }) => accessibility)),
  /** Days ('MO'), parts of any day ('evening') and parts of a day ('MO evening'). */
  hours: ({ schedules }: Service) => combine(schedules.flatMap(hoursOf)),
  situation: ({ eligibility: { situations } }: Service) =>
    combine(situations.length > 0 ? situations : Object.keys(employmentSituations)),
}
type Filed = keyof typeof filed

function hoursOf({ days, opensAt, closesAt }: Service['schedules'][number]): string[] {
  if (!opensAt && !closesAt) return days
  const opens = opensAt || '00:00'
  const closes = !closesAt || closesAt === '00:00' ? '24:00' : closesAt
  if (closes >= opens) return openingOn(days, opens, closes)
  return [...openingOn(days, opens, '24:00'), ...openingOn(days.map(dayAfter), '00:00', closes)]
}

/** What an opening that ends before midnight, or with it, is filed under. */
function openingOn(days: Weekday[], opens: string, closes: string): string[] {
  const parts: TimeOfDay[] = []
  if (opens < '12:00') parts.push('morning')
  if (opens < '17:00' && closes > '12:00') parts.push('afternoon')
  // Open till half past five is no use to those who look for an evening; from five to six is.
  if (opens >= '17:00' || closes > '18:00') parts.push('evening')
  return [...days, ...parts, ...days.flatMap((day) => parts.map((part) => `${day} ${part}`))]
}

const dayAfter = (day: Weekday) => weekdays[(weekdays.indexOf(day) + 1) % weekdays.length]!

/** One wish about the services. `names` are the criteria it comes from. */
interface Filter {
  names: (keyof Criteria)[]
  bits: Bits
}

/** The services of `from` that fit all the filters. */
export interface Narrowed {
  from: Bits
  filters: Filter[]
  fitting: Bits
}

/** Filters services and counts what each choice of each filter would show. */
export class Facets {
  #filing: Filing<Filed>
  #everywhere: Bits
  #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
    this.#everywhere = emptyBits(capacity)
    this.#filing = new Filing(Object.keys(filed) as Filed[], capacity)
  }

  /** Makes room for ordinals below `capacity`. */
  grow(capacity: number): void {
    this.#capacity = capacity
    this.#everywhere = larger(this.#everywhere, capacity)
    this.#filing.grow(capacity)
  }

  /** Files the next service. `areas` are all the codes it can be found under. */
  add(ordinal: number, service: Service, areas: string[]): void {
    this.#filing.add(ordinal, (name) => filed[name](service, areas))
    if (service.covers.everywhere) add(this.#everywhere, ordinal)
  }

  /** The services of a kind, those that are gone too. Don't change the answer. */
  ofKind(kind: Kind): Bits {
    return this.#filing.of('kind', kind)
  }

  #anyOf(name: Filed, values: string[]): Bits {
    return anyOf(
      values.map((value) => this.#filing.of(name, value)),
      this.#capacity,
    )
  }

  /** One filter for each wish in the criteria. Of a list any will do, except access needs: a person needs all of theirs. */
  #filters(criteria: Criteria): Filter[] {
    const filters: Filter[] = []
    for (const name of ['kind', 'channel', 'language', 'situation'] as const) {
      if (criteria[name].length > 0) filters.push({ names: [name], bits: this.#anyOf(name, criteria[name]) })
    }
    for (const name of ['age', 'max_wait'] as const) {
      if (criteria[name] !== undefined)
        filters.push({ names: [name], bits: this.#filing.of(name, String(criteria[name])) })
    }
    for (const name of ['self_referral', 'open_to_referrals', 'free'] as const) {
      if (criteria[name]) filters.push({ names: [name], bits: this.#filing.of('yes', name) })
    }
    for (const feature of criteria.accessibility) {
      filters.push({ names: ['accessibility'], bits: this.#filing.of('accessibility', feature) })
    }
    if (criteria.area.length > 0) {
      const sets = criteria.area.map((code) => this.#filing.of('area', code))
      filters.push({ names: ['area'], bits: anyOf([this.#everywhere, ...sets], this.#capacity) })
    }
    if (criteria.day.length > 0 || criteria.time) {
      filters.push({ names: ['day', 'time'], bits: this.#anyOf('hours', hoursWanted(criteria.day, criteria.time)) })
    }
    return filters
  }

  narrow(from: Bits, criteria: Criteria): Narrowed {
    const filters = this.#filters(criteria)
    const fitting = from.slice()
    for (const { bits } of filters) keep(fitting, bits)
    return { from, filters, fitting }
  }

  /**
   * How many services each choice of each filter would show, all other filters staying as they are.
   * `within` is counted elsewhere: it depends on the place.
   */
  counts({ from, filters, fitting }: Narrowed, criteria: Criteria): Record<string, Record<string, number>> {
    // Each access need is a filter of its own, so the others stay when one more is chosen.
    const used = new Set<keyof Criteria>(filters.flatMap(({ names }) => names))
    used.delete('accessibility')
    const found: Record<string, Record<string, number>> = {}
    const counted = this.#filing.count(fitting)
    for (const name of names) {
      if (!used.has(name)) found[name] = this.#choices(name, criteria, fitting, counted)
    }
    for (const name of names.filter((name) => used.has(name))) {
      const others = from.slice()
      for (const { names, bits } of filters) if (!names.includes(name)) keep(others, bits)
      // Counting one by one takes longer than meeting the sets of the filter's choices when many services are left.
      const few = count(others) < (choosable[name].length * others.length) / 4
      const counted = named(name) || few ? this.#filing.countOne(filedUnder(name), others) : undefined
      found[name] = this.#choices(name, criteria, others, counted)
    }
    return found
  }

  /** How many of the services each choice of one filter would show. What has been counted of them needn't be again. */
  #choices(name: Choosable, criteria: Criteria, among: Bits, counted?: Counts<Filed>): Record<string, number> {
    if (named(name) && counted) {
      const national = name === 'area' ? countShared(among, this.#everywhere) : 0
      const counts = counted.all(name, national)
      for (const value of criteria[name]) counts[value] ??= national
      return counts
    }
    const counts: Record<string, number> = {}
    // Any age or wait may have been asked for, beside those that are offered.
    const typed = name === 'age' || name === 'max_wait' ? criteria[name] : undefined
    const offered = typed === undefined ? choosable[name] : new Set([...choosable[name], String(typed)])
    for (const choice of offered) {
      const wanted = wantedBy(name, choice, criteria)
      // Of a part of the day, when several days are chosen, any will do: a service may have more than one.
      counts[choice] =
        counted && wanted.length === 1
          ? counted.of(filedUnder(name), wanted[0]!)
          : countShared(among, this.#anyOf(filedUnder(name), wanted))
    }
    return counts
  }
}

/** What can be chosen of each filter; of areas and languages, whatever there is. */
const choosable = {
  kind: kindCodes as readonly string[],
  area: [],
  age: Object.keys(choices.age),
  self_referral: ['yes'],
  open_to_referrals: ['yes'],
  max_wait: choices.max_wait.map(String),
  channel: Object.keys(channels),
  language: [],
  accessibility: Object.keys(accessibilityFeatures),
  day: weekdays as readonly string[],
  time: Object.keys(times),
  free: ['yes'],
  situation: Object.keys(employmentSituations),
} satisfies Partial<Record<keyof Criteria, readonly string[]>>
type Choosable = keyof typeof choosable
const names = Object.keys(choosable) as Choosable[]
const named = (name: Choosable): name is 'area' | 'language' => name === 'area' || name === 'language'

function filedUnder(name: Choosable): Filed {
  if (name === 'day' || name === 'time') return 'hours'
  return name === 'self_referral' || name === 'open_to_referrals' || name === 'free' ? 'yes' : name
}

/** What a choice wants services filed under. Choosing a day leaves the part of the day as it is, and the other way round. */
function wantedBy(name: Choosable, choice: string, { day, time }: Criteria): string[] {
  if (name === 'day') return hoursWanted([choice as Weekday], time)
  if (name === 'time') return hoursWanted(day, choice as TimeOfDay)
  return [choice === 'yes' ? name : choice]
}

/** What a wish for days, a part of the day, or both wants services filed under. */
function hoursWanted(days: Weekday[], time: TimeOfDay | undefined): string[] {
  if (!time) return days
  return days.length > 0 ? days.map((day) => `${day} ${time}`) : [time]
}
