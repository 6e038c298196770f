import type { Service } from '../models/service.ts'
import { add, anyOf, type Bits, both, emptyBits, has, join, larger, listWord, longer } from './bits.ts'
import type { Place } from './criteria.ts'
import { blockSize, type Distances, straight } from './near.ts'
import type { Covers } from './ranking.ts'

/** The services that a person can use wherever in the place they live, and those they may, living in some of it. */
export interface Usable {
  surely: Bits
  maybe: Bits
  /** Those that cover an area of which nobody here knows whether the place lies in it. */
  unknown: Bits
}

/**
 * The layer of an area of which all of England has one, where nobody here may know which lies in which: regions, boards of the NHS,
 * Jobcentre districts, and what an imported listing calls by a name.
 */
function layerOf(code: string): string | null {
  if (/^[a-z]/.test(code)) return 'named'
  return code.match(/^(?:E12|E54|JCP)/)?.[0] ?? null
}

/** Whether more may lie in an area than this hub knows: in a board or district that it doesn't know, and in any region. */
function mayBeMore(code: string, knows: (code: string) => boolean): boolean {
  return layerOf(code) !== null && (!/^(?:E54|JCP)/.test(code) || !knows(code))
}

/** Whom each service is for by where they live or have their GP: people of some areas, within a circle, or everywhere. */
export class Coverage {
  #capacity: number
  #says: Bits
  #everywhere: Bits
  /** Those that cover an area of a layer (see `layerOf`): who isn't known to be in any area of it may be in that one. */
  #layers = new Map<string, Bits>()
  /** The services of an area's code: for those who live there, and for those whose GP is there. */
  #homes = new Map<string, Bits>()
  #gps = new Map<string, Bits>()
  /** Those that cover a circle around each place they stand at, how wide it is (km straight), and the widest of all. */
  #round: Bits
  #radius: Float64Array
  #widest = 0
  #listed = new Uint32Array(blockSize)

  constructor(capacity: number) {
    this.#capacity = capacity
    this.#says = emptyBits(capacity)
    this.#everywhere = emptyBits(capacity)
    this.#round = emptyBits(capacity)
    this.#radius = new Float64Array(capacity)
  }

  grow(capacity: number): void {
    this.#capacity = capacity
    this.#says = larger(this.#says, capacity)
    this.#everywhere = larger(this.#everywhere, capacity)
    this.#round = larger(this.#round, capacity)
    this.#radius = longer(this.#radius, capacity)
    for (const areas of [this.#homes, this.#gps, this.#layers])
      for (const [code, bits] of areas) areas.set(code, larger(bits, capacity))
  }

  /** @param knows whether an area is one of this hub's */
  add(
    ordinal: number,
    { areas, by = 'home', radiusKm, everywhere }: Service['covers'],
    knows: (code: string) => boolean,
  ): void {
    for (const code of areas) if (mayBeMore(code, knows)) this.#put(this.#layers, layerOf(code)!, ordinal)
    if (everywhere || radiusKm || areas.length > 0) add(this.#says, ordinal)
    if (everywhere) add(this.#everywhere, ordinal)
    if (radiusKm) {
      add(this.#round, ordinal)
      this.#radius[ordinal] = straight(radiusKm)
      this.#widest = Math.max(this.#widest, this.#radius[ordinal]!)
    }
    for (const [kept, counts] of [
      [this.#homes, by !== 'gp'],
      [this.#gps, by !== 'home'],
    ] as const) {
      for (const code of counts ? areas : []) this.#put(kept, code, ordinal)
    }
  }

  #put(kept: Map<string, Bits>, key: string, ordinal: number): void {
    if (!kept.has(key)) kept.set(key, emptyBits(this.#capacity))
    add(kept.get(key)!, ordinal)
  }

  /** The services that someone who lives there, with a GP there, can use, as far as the services say. */
  of(home: Place, gp: Place, distances: Distances): Usable {
    const surely = this.#everywhere.slice()
    const maybe = emptyBits(this.#capacity)
    for (const [kept, { areas, parts, either }] of [
      [this.#homes, home],
      [this.#gps, gp],
    ] as const) {
      const each = (parts ?? either ?? [areas]).map((some) => this.#ofAny(kept, some))
      for (const bits of each) join(maybe, bits)
      join(surely, each.reduce(both))
    }
    // A circle that holds the middle of an area need not hold all of it.
    const round = home.parts ? maybe : surely
    for (let block = 0; block < this.#round.length; block++) {
      if (this.#round[block] === 0 || distances.least[block]! > this.#widest) continue
      const size = listWord(this.#round[block]!, block, this.#listed)
      for (let n = 0; n < size; n++) {
        const ordinal = this.#listed[n]!
        if (distances.km(ordinal) <= this.#radius[ordinal]!) add(round, ordinal)
      }
    }
    return { surely, maybe, unknown: this.#unknown(home) }
  }

  #unknown({ areas }: Place): Bits {
    const unknown = emptyBits(this.#capacity)
    const isEnglish = areas.some((code) => code[0] === 'E')
    for (const [layer, bits] of this.#layers) {
      if (isEnglish && !areas.some((code) => layerOf(code) === layer)) join(unknown, bits)
    }
    return unknown
  }

  #ofAny(kept: Map<string, Bits>, areas: string[]): Bits {
    return anyOf(
      areas.flatMap((code) => kept.get(code) ?? []),
      this.#capacity,
    )
  }

  /** Whether a service covers the person, given those that do. */
  told({ surely, maybe, unknown }: Usable, ordinal: number): Covers {
    if (!has(this.#says, ordinal)) return 'unknown'
    if (has(surely, ordinal)) return 'yes'
    return has(maybe, ordinal) || has(unknown, ordinal) ? 'unknown' : 'no'
  }

  /** The best that any of `among` in the block can say. */
  bestTold({ surely, maybe, unknown }: Usable, among: Bits, block: number): Covers {
    if ((among[block]! & surely[block]!) !== 0) return 'yes'
    return (among[block]! & (maybe[block]! | unknown[block]! | ~this.#says[block]!)) !== 0 ? 'unknown' : 'no'
  }
}
