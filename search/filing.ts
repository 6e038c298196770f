import { add, type Bits, emptyBits, larger, longer } from './bits.ts'

/** Between the values of a combination: in no code of ours. */
const between = '|'

/** A service's values as one text, the same for all services that have the same. */
export function combine(values: Iterable<string>): string {
  return [...new Set(values)].sort().join(between)
}

/** Every whole number from one to another as one text; none when the first is the greater. */
export function span(from: number, to: number): string {
  return `${from}${upTo}${to}`
}
const upTo = '..'

/** The values that `combine` or `span` made one text of. */
function valuesIn(combination: string): string[] {
  const [from, to] = combination.split(upTo).map(Number)
  if (to === undefined) return combination.split(between).filter(Boolean)
  return Array.from({ length: Math.max(0, to - from! + 1) }, (_, i) => String(from! + i))
}

/** How many filters there are: what every service has a row of. */
const width = 10

/**
 * What every service is filed under, for each of ten filters. There are few combinations of values among many services, so a
 * service has one number for each filter, that of its combination: counting all values of all filters takes ten steps a service.
 */
export class Filing<Filter extends string> {
  #filters: readonly Filter[]
  #capacity: number
  #rows: Uint16Array | Uint32Array
  #size = 0
  /** For each filter, the numbers of its combinations and of its values. No two filters share a number. */
  #combinations: Map<string, number>[]
  #values: Record<Filter, Map<string, number>>
  /** The numbers of the values of each combination. */
  #valuesOf: number[][] = []
  #valueCount = 0
  /** The services of a value: made when first asked for, kept up from then on. */
  #sets = new Map<number, Bits>()
  #none: Bits

  constructor(filters: readonly Filter[], capacity: number) {
    if (filters.length !== width) throw new Error(`There must be ${width} filters`)
    this.#filters = filters
    this.#capacity = capacity
    this.#rows = new Uint16Array(capacity * width)
    this.#none = emptyBits(capacity)
    this.#combinations = filters.map(() => new Map())
    this.#values = Object.fromEntries(filters.map((filter) => [filter, new Map()])) as Record<
      Filter,
      Map<string, number>
    >
  }

  /** Makes room for ordinals below `capacity`. */
  grow(capacity: number): void {
    this.#capacity = capacity
    this.#rows = longer(this.#rows, capacity * width)
    this.#none = emptyBits(capacity)
    for (const [value, bits] of this.#sets) this.#sets.set(value, larger(bits, capacity))
  }

  /** Files the next service under a combination of values for each filter: what `combine` or `span` makes. */
  add(ordinal: number, combinationOf: (filter: Filter) => string): void {
    this.#size = ordinal + 1
    for (let i = 0; i < width; i++) {
      const combination = combinationOf(this.#filters[i]!)
      const number = this.#combinations[i]!.get(combination) ?? this.#newCombination(i, combination)
      this.#rows[ordinal * width + i] = number
      if (this.#sets.size === 0) continue
      for (const value of this.#valuesOf[number]!) {
        const bits = this.#sets.get(value)
        if (bits) add(bits, ordinal)
      }
    }
  }

  #newCombination(filter: number, combination: string): number {
    const known = this.#values[this.#filters[filter]!]
    const values = valuesIn(combination).map((text) => {
      if (!known.has(text)) known.set(text, this.#valueCount++)
      return known.get(text)!
    })
    const number = this.#valuesOf.push(values) - 1
    if (number > 0xffff && this.#rows instanceof Uint16Array) this.#rows = Uint32Array.from(this.#rows)
    this.#combinations[filter]!.set(combination, number)
    return number
  }

  /** The services filed under a value, those that are gone too; none for a value unheard of. Don't change the answer. */
  of(filter: Filter, text: string): Bits {
    const value = this.#values[filter].get(text)
    if (value === undefined) return this.#none
    let bits = this.#sets.get(value)
    if (!bits) {
      const wanted = Uint8Array.from(this.#valuesOf, (values) => (values.includes(value) ? 1 : 0))
      const column = this.#filters.indexOf(filter)
      bits = emptyBits(this.#capacity)
      for (let i = 0; i < this.#size; i++) if (wanted[this.#rows[i * width + column]!] === 1) add(bits, i)
      this.#sets.set(value, bits)
    }
    return bits
  }

  /** How many of these services are filed under each value of each filter. */
  count(bits: Bits): Counts<Filter> {
    const rows = this.#rows
    const tally = new Uint32Array(this.#valuesOf.length)
    for (let i = 0; i < bits.length; i++) {
      for (let word = bits[i]!; word !== 0; word &= word - 1) {
        let at = ((i << 5) + 31 - Math.clz32(word & -word)) * width
        // All searches spend most of their time here, and written out it takes half of what a loop does.
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at++]!]!++
        tally[rows[at]!]!++
      }
    }
    return this.#counts(tally)
  }

  /** How many of these services are filed under each value of one filter. */
  countOne(filter: Filter, bits: Bits): Counts<Filter> {
    const rows = this.#rows
    const column = this.#filters.indexOf(filter)
    const tally = new Uint32Array(this.#valuesOf.length)
    for (let i = 0; i < bits.length; i++) {
      for (let word = bits[i]!; word !== 0; word &= word - 1) {
        tally[rows[((i << 5) + 31 - Math.clz32(word & -word)) * width + column]!]!++
      }
    }
    return this.#counts(tally)
  }

  /** @param tally how many services have each combination */
  #counts(tally: Uint32Array): Counts<Filter> {
    const found = new Uint32Array(this.#valueCount)
    for (let i = 0; i < tally.length; i++) {
      if (tally[i]! > 0) for (const value of this.#valuesOf[i]!) found[value]! += tally[i]!
    }
    return new Counts(this.#values, found)
  }
}

/** How many services were found filed under each value. */
export class Counts<Filter extends string> {
  #values: Record<Filter, Map<string, number>>
  #found: Uint32Array

  constructor(values: Record<Filter, Map<string, number>>, found: Uint32Array) {
    this.#values = values
    this.#found = found
  }

  of(filter: Filter, text: string): number {
    return this.#found[this.#values[filter].get(text) ?? -1] ?? 0
  }

  /** All values of a filter that any were found under, and `more` of each. */
  all(filter: Filter, more = 0): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const [text, value] of this.#values[filter])
      if (this.#found[value]! > 0) counts[text] = this.#found[value]! + more
    return counts
  }
}
