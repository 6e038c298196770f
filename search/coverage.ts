import type { Service } from '../models/service.ts'
import { add, type Bits, emptyBits, has, join, larger, listWord, longer } from './bits.ts'
import type { Place } from './criteria.ts'
import { blockSize, type Distances, straight } from './near.ts'
import type { Covers } from './ranking.ts'

/** Whom each service is for by where they live or have their GP: people of some areas, within a circle, or everywhere. */
export class Coverage {
  #capacity: number
  #says: Bits
  #everywhere: Bits
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
    for (const areas of [this.#homes, this.#gps])
      for (const [code, bits] of areas) areas.set(code, larger(bits, capacity))
  }

  add(ordinal: number, { areas, by = 'home', radiusKm, everywhere }: Service['covers']): void {
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
      for (const code of counts ? areas : []) {
        if (!kept.has(code)) kept.set(code, emptyBits(this.#capacity))
        add(kept.get(code)!, ordinal)
      }
    }
  }

  /** The services that someone who lives there, with a GP there, can use, as far as the services say. */
  of(home: Place, gp: Place, distances: Distances): Bits {
    const covers = this.#everywhere.slice()
    for (const [kept, { areas }] of [
      [this.#homes, home],
      [this.#gps, gp],
    ] as const) {
      for (const code of areas) {
        const bits = kept.get(code)
        if (bits) join(covers, bits)
      }
    }
    for (let block = 0; block < this.#round.length; block++) {
      if (this.#round[block] === 0 || distances.least[block]! > this.#widest) continue
      const size = listWord(this.#round[block]!, block, this.#listed)
      for (let n = 0; n < size; n++) {
        const ordinal = this.#listed[n]!
        if (distances.km(ordinal) <= this.#radius[ordinal]!) add(covers, ordinal)
      }
    }
    return covers
  }

  /** Whether a service covers the person, given those that do. */
  told(covers: Bits, ordinal: number): Covers {
    if (!has(this.#says, ordinal)) return 'unknown'
    return has(covers, ordinal) ? 'yes' : 'no'
  }

  /** The best that any of `among` in the block can say. */
  bestTold(covers: Bits, among: Bits, block: number): Covers {
    if ((among[block]! & covers[block]!) !== 0) return 'yes'
    return (among[block]! & ~this.#says[block]!) !== 0 ? 'unknown' : 'no'
  }
}
