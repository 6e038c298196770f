import { kindCodes } from '../models/kind.ts'
import type { Service, Weekday } from '../models/service.ts'
import { accessibilityFeatures, channels, employmentSituations, weekdays } from '../models/service.ts'
import { add, anyOf, type Bits, countShared, emptyBits, keep, larger, occupied } from './bits.ts'
import { type Criteria, choices, type TimeOfDay, times } from './criteria.ts'

/** What a service is filed under for each filter. A service that doesn't say whom it is for is for everyone. */
const filed = {
  kind: (service: Service): string[] => service.kinds,
  self_referral: ({ referral }: Service) => (referral.self ? ['yes'] : []),
  open_to_referrals: ({ referral }: Service) => (referral.open ? ['yes'] : []),
  channel: (service: Service): string[] =>
    service.channels.length > 0 || !service.locations.some(({ type }) => type === 'physical')
      ? service.channels
      : ['in_person'],
  language: ({ languages }: Service) => ['en', ...languages],
  accessibility: ({ locations }: Service): string[] => [...new Set(locations.flatMap((each) => each.accessibility))],
  /** Days ('MO'), parts of any day ('evening') and parts of a day ('MO evening'). */
  hours: ({ schedules }: Service) => [...new Set(schedules.flatMap(hoursOf))],
  free: ({ cost }: Service) => (cost.free ? ['yes'] : []),
  situation: ({ eligibility }: Service): string[] =>
    eligibility.situations.length > 0 ? eligibility.situations : Object.keys(employmentSituations),
}
type Dimension = keyof typeof filed | Measure | 'area'

/** What is a number with each service, and the numbers it fits: from the first up to the second. */
const measured = {
  age: ({ eligibility }: Service) => [eligibility.minimumAge ?? 0, eligibility.maximumAge ?? 120],
  // A service that doesn't say how long its wait is fits no wish for a short one.
  max_wait: ({ referral }: Service) => [Math.ceil(referral.waitWeeks ?? 255), 254],
}
type Measure = keyof typeof measured

function hoursOf({ days, opensAt, closesAt }: Service['schedules'][number]): string[] {
  const opens = opensAt || (closesAt ? '00:00' : undefined)
  const closes = closesAt || (opensAt ? '24:00' : undefined)
  const parts: TimeOfDay[] = []
  if (opens && closes) {
    if (opens < '12:00') parts.push('morning')
    if (opens < '17:00' && closes > '12:00') parts.push('afternoon')
    if (closes > '18:00') parts.push('evening')
  }
  return [...days, ...parts, ...days.flatMap((day) => parts.map((part) => `${day} ${part}`))]
}

/** One wish about the services: those that are in any of the sets. `names` are the criteria it comes from. */
interface Filter {
  names: (keyof Criteria)[]
  bits: Bits
}

/** The sets that filters and counts are made of: for each value of each filter, the services filed under it. */
export class Facets {
  #sets = new Map<Dimension, Map<string, Bits>>()
  #capacity: number
  /** National and online services are in every area. */
  #everywhere: Bits
  /** The areas of each service one after another: service n has those from #areaFrom[n] up to #areaFrom[n + 1]. */
  #areaOf = new Uint16Array(1024)
  #areaFrom: Uint32Array
  #areaCodes: string[] = []
  #areaNumber = new Map<string, number>()
  /** For each measure, the first and last number that each service fits. */
  #spans: Record<Measure, { first: Uint8Array; last: Uint8Array }>
  #size = 0

  constructor(capacity: number) {
    this.#capacity = capacity
    this.#everywhere = emptyBits(capacity)
    this.#areaFrom = new Uint32Array(capacity + 1)
    const span = () => ({ first: new Uint8Array(capacity), last: new Uint8Array(capacity) })
    this.#spans = { age: span(), max_wait: span() }
    for (const dimension of [...Object.keys(filed), ...Object.keys(measured), 'area'])
      this.#sets.set(dimension as Dimension, new Map())
  }

  /** Makes room for ordinals below `capacity`. */
  grow(capacity: number): void {
    this.#capacity = capacity
    this.#everywhere = larger(this.#everywhere, capacity)
    this.#areaFrom = longer(this.#areaFrom, capacity + 1)
    for (const span of Object.values(this.#spans)) {
      span.first = longer(span.first, capacity)
      span.last = longer(span.last, capacity)
    }
    for (const sets of this.#sets.values()) for (const [value, bits] of sets) sets.set(value, larger(bits, capacity))
  }

  /** Files the next service. `areas` are all the codes it can be found under. */
  add(ordinal: number, service: Service, areas: string[]): void {
    for (const dimension in filed) {
      const values = filed[dimension as keyof typeof filed](service)
      for (const value of values) add(this.#make(dimension as Dimension, value), ordinal)
    }
    for (const measure in measured) this.#measure(measure as Measure, ordinal, service)
    this.#size = ordinal + 1
    let at = this.#areaFrom[ordinal]!
    for (const code of areas) {
      add(this.#make('area', code), ordinal)
      let number = this.#areaNumber.get(code)
      if (number === undefined) {
        number = this.#areaCodes.push(code) - 1
        this.#areaNumber.set(code, number)
      }
      if (at === this.#areaOf.length) this.#areaOf = longer(this.#areaOf, at * 2)
      this.#areaOf[at++] = number
    }
    this.#areaFrom[ordinal + 1] = at
    if (service.covers.everywhere) add(this.#everywhere, ordinal)
  }

  /** Notes the numbers a service fits; sets that were asked for before are kept up. */
  #measure(measure: Measure, ordinal: number, service: Service): void {
    const [first, last] = measured[measure](service).map((n) => Math.min(255, Math.max(0, n))) as [number, number]
    this.#spans[measure].first[ordinal] = first
    this.#spans[measure].last[ordinal] = last
    for (const [number, bits] of this.#sets.get(measure)!) {
      if (first <= Number(number) && Number(number) <= last) add(bits, ordinal)
    }
  }

  /** The services that a number fits: there are more numbers than anyone asks for, so each set is made when it is. */
  #fitting(measure: Measure, number: string): Bits {
    const known = this.#sets.get(measure)!.get(number)
    if (known) return known
    const bits = emptyBits(this.#capacity)
    const { first, last } = this.#spans[measure]
    const n = Number(number)
    for (let i = 0; i < this.#size; i++) if (first[i]! <= n && n <= last[i]!) add(bits, i)
    this.#sets.get(measure)!.set(number, bits)
    return bits
  }

  #make(dimension: Dimension, value: string): Bits {
    const sets = this.#sets.get(dimension)!
    let bits = sets.get(value)
    if (!bits) {
      bits = emptyBits(this.#capacity)
      sets.set(value, bits)
    }
    return bits
  }

  /** The services filed under a value; an empty set when there are none. */
  of(dimension: Dimension, value: string): Bits {
    if (dimension === 'age' || dimension === 'max_wait') return this.#fitting(dimension, value)
    return this.#sets.get(dimension)!.get(value) ?? emptyBits(this.#capacity)
  }

  #anyOf(dimension: Dimension, values: (string | number)[]): Bits {
    return anyOf(
      values.map((value) => this.of(dimension, String(value))),
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
      if (criteria[name] !== undefined) filters.push({ names: [name], bits: this.#anyOf(name, [criteria[name]]) })
    }
    for (const name of ['self_referral', 'open_to_referrals', 'free'] as const) {
      if (criteria[name]) filters.push({ names: [name], bits: this.of(name, 'yes') })
    }
    for (const feature of criteria.accessibility) {
      filters.push({ names: ['accessibility'], bits: this.of('accessibility', feature) })
    }
    if (criteria.area.length > 0) {
      const sets = criteria.area.map((code) => this.of('area', code))
      filters.push({ names: ['area'], bits: anyOf([this.#everywhere, ...sets], this.#capacity) })
    }
    if (criteria.day.length > 0 || criteria.time) {
      filters.push({ names: ['day', 'time'], bits: this.#anyOf('hours', hoursWanted(criteria.day, criteria.time)) })
    }
    return filters
  }

  /** The services of `from` that fit all the filters, and what to count for each criterion: those that fit all the others. */
  narrow(from: Bits, criteria: Criteria): { fitting: Bits; without: (name: keyof Criteria) => Bits } {
    const filters = this.#filters(criteria)
    const fitting = from.slice()
    for (const { bits } of filters) keep(fitting, bits)
    const without = (name: keyof Criteria) => {
      // Each access need is a filter of its own, so the others stay.
      if (name === 'accessibility' || !filters.some(({ names }) => names.includes(name))) return fitting
      const others = from.slice()
      for (const { names, bits } of filters) if (!names.includes(name)) keep(others, bits)
      return others
    }
    return { fitting, without }
  }

  /**
   * How many services each choice of each filter would show, all other filters staying as they are.
   * `within` is counted elsewhere: it depends on the place.
   */
  counts(without: (name: keyof Criteria) => Bits, criteria: Criteria): Record<string, Record<string, number>> {
    const fitting = without('q')
    const whereFitting = occupied(fitting)
    const among = (name: keyof Criteria): [Bits, Uint32Array] => {
      const bits = without(name)
      return bits === fitting ? [fitting, whereFitting] : [bits, occupied(bits)]
    }
    const counted = (name: keyof Criteria, dimension: Dimension, values: readonly string[]) => {
      const [bits, where] = among(name)
      return Object.fromEntries(values.map((v) => [v, countShared(bits, this.of(dimension, v), where)]))
    }
    const present = (found: Record<string, number>) =>
      Object.fromEntries(Object.entries(found).filter(([value, n]) => n > 0 || criteria.language.includes(value)))
    const hours = (name: 'day' | 'time', values: readonly string[]) => {
      const [bits, where] = among(name)
      return Object.fromEntries(
        values.map((value) => {
          const wanted =
            name === 'day'
              ? hoursWanted([value as Weekday], criteria.time)
              : hoursWanted(criteria.day, value as TimeOfDay)
          return [value, countShared(bits, this.#anyOf('hours', wanted), where)]
        }),
      )
    }
    return {
      kind: counted('kind', 'kind', kindCodes),
      area: this.#areaCounts(...among('area'), criteria.area),
      age: counted('age', 'age', Object.keys(choices.age)),
      self_referral: counted('self_referral', 'self_referral', ['yes']),
      open_to_referrals: counted('open_to_referrals', 'open_to_referrals', ['yes']),
      max_wait: counted('max_wait', 'max_wait', choices.max_wait.map(String)),
      channel: counted('channel', 'channel', Object.keys(channels)),
      language: present(counted('language', 'language', [...this.#sets.get('language')!.keys()])),
      accessibility: counted('accessibility', 'accessibility', Object.keys(accessibilityFeatures)),
      day: hours('day', weekdays),
      time: hours('time', Object.keys(times)),
      free: counted('free', 'free', ['yes']),
      situation: counted('situation', 'situation', Object.keys(employmentSituations)),
    }
  }

  /** There may be hundreds of areas and few of them to a service: walking the services beats meeting every set. */
  #areaCounts(bits: Bits, where: Uint32Array, chosen: string[]): Record<string, number> {
    const totals = new Uint32Array(this.#areaCodes.length)
    const [areaOf, areaFrom, everywhere] = [this.#areaOf, this.#areaFrom, this.#everywhere]
    for (let w = 0; w < where.length; w++) {
      const at = where[w]!
      // A service for everywhere counts in each area, below; those of its own must not count it twice.
      for (let word = bits[at]! & ~everywhere[at]!; word !== 0; word &= word - 1) {
        const ordinal = (at << 5) + (31 - Math.clz32(word & -word))
        const end = areaFrom[ordinal + 1]!
        for (let i = areaFrom[ordinal]!; i < end; i++) totals[areaOf[i]!]!++
      }
    }
    const national = countShared(bits, everywhere, where)
    const found: Record<string, number> = {}
    for (let i = 0; i < totals.length; i++) if (totals[i]! > 0) found[this.#areaCodes[i]!] = totals[i]! + national
    for (const code of chosen) found[code] ??= national
    return found
  }
}

/** The sets of hours that a wish for days, a part of the day, or both stands for. */
function hoursWanted(days: Weekday[], time: TimeOfDay | undefined): string[] {
  if (!time) return days
  return days.length > 0 ? days.map((day) => `${day} ${time}`) : [time]
}

function longer<Column extends Uint8Array | Uint16Array | Uint32Array>(column: Column, length: number): Column {
  const copy = new (column.constructor as new (length: number) => Column)(length)
  copy.set(column)
  return copy
}
