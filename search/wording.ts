import type { Kind } from '../models/kind.ts'
import { add, type Bits, emptyBits, has, join, longer } from './bits.ts'
import { blockOf, blockSize } from './near.ts'
import { weights, wordsPart } from './ranking.ts'
import { TextIndex, type Texts } from './text.ts'

/** Which kinds the words mean, surest first, each with how surely (0 to 1). */
export interface Meaning {
  kinds: { kind: Kind; weight: number }[]
  /** The words that told so, as they were typed. */
  phrase: string
  /** Other words may matter as much, or it is a guess. */
  unsure?: boolean
}

/** Services of a kind that the words mean. */
export interface Meant {
  bits: Bits
  weight: number
}

/** The words of one question seen from the services: which have a meaning or a text that fits, and what that is worth. */
export class Wording {
  #index = new TextIndex()
  #meant: Meant[] = []
  /** The services whose text fits the question being answered, how well (0 to 1), and the best of each block. */
  #fitting: Uint32Array = new Uint32Array(0)
  #fit: Float32Array
  #bestFit: Float32Array
  #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
    this.#fit = new Float32Array(capacity)
    this.#bestFit = new Float32Array(capacity / blockSize)
  }

  grow(capacity: number): void {
    this.#capacity = capacity
    this.#fit = longer(this.#fit, capacity)
    this.#bestFit = longer(this.#bestFit, capacity / blockSize)
  }

  add(ordinal: number, texts: Texts): void {
    this.#index.add(ordinal, texts)
  }

  /**
   * Takes up a question, and answers which services fit it: those of a kind that is meant, and those whose text answers nearly
   * all of it when there is such a kind, half of it when that is unsure, else nearly as much as the best. What it is worth to
   * each can be asked from then on.
   */
  ask(q: string, meant: Meant[], unsure = false): Bits {
    for (const ordinal of this.#fitting) {
      this.#fit[ordinal] = 0
      this.#bestFit[blockOf(ordinal)] = 0
    }
    this.#meant = meant
    const bits = emptyBits(this.#capacity)
    for (const kind of meant) join(bits, kind.bits)
    const least = meant.length === 0 ? 0.2 : unsure ? 0.5 : 0.85
    const { ordinals, scores, coverage } = this.#index.match(q, least, bits)
    const enough = meant.length > 0 ? least : Math.max(least, 0.7 * most(coverage))
    let size = 0
    for (let i = 0; i < ordinals.length; i++) {
      const ordinal = ordinals[i]!
      if (coverage[i]! >= enough) add(bits, ordinal)
      else if (!has(bits, ordinal)) continue
      this.#fit[ordinal] = coverage[i]! * Math.min(1, 1.5 * scores[i]!)
      const block = blockOf(ordinal)
      this.#bestFit[block] = Math.max(this.#bestFit[block]!, this.#fit[ordinal]!)
      ordinals[size++] = ordinal
    }
    this.#fitting = ordinals.subarray(0, size)
    return bits
  }

  /** How well the words fit, 0 to 1. */
  part(ordinal: number): number {
    let kind = 0
    for (let i = 0; i < this.#meant.length; i++) {
      const { bits, weight } = this.#meant[i]!
      if (weight > kind && has(bits, ordinal)) kind = weight
    }
    return wordsPart(kind, this.#fit[ordinal]!)
  }

  points(ordinal: number): number {
    return weights.words * this.part(ordinal)
  }

  /** No service of `among` in the block has more points. */
  most(block: number, among: Bits): number {
    let kind = 0
    for (let i = 0; i < this.#meant.length; i++) {
      const { bits, weight } = this.#meant[i]!
      if (weight > kind && (bits[block]! & among[block]!) !== 0) kind = weight
    }
    return weights.words * wordsPart(kind, this.#bestFit[block]!)
  }
}

function most(values: Float32Array): number {
  let most = 0
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!
  return most
}
