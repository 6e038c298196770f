import MiniSearch from 'minisearch'
import { type Bits, has } from './bits.ts'
import { Recent } from './recent.ts'
import { tokens } from './tokens.ts'
import { ordinaryStems } from './words.ts'

/** What a service says, and how much a word counts where it says it. */
export const fieldWeights = { name: 4, organisation: 2, town: 2, eligibility: 1, description: 1, access: 1 } as const
export type Texts = Record<keyof typeof fieldWeights, string>

/** The services whose words match, each with how well (0 to 1) and what share of the question it answers (0 to 1). */
export interface Matches {
  ordinals: Uint32Array
  scores: Float32Array
  coverage: Float32Array
}
const nothing: Matches = { ordinals: new Uint32Array(), scores: new Float32Array(), coverage: new Float32Array() }

/** Every service that has one word, and how strongly. */
interface Postings {
  ordinals: Uint32Array
  strengths: Float32Array
  size: number
}

/**
 * Full text over all services. MiniSearch knows the words (prefixes, slips of the finger); typed arrays know which service
 * has which word: asked for whole documents, MiniSearch takes some hundred times as long at 100,000 services.
 */
export class TextIndex {
  #postings = new Map<string, Postings>()
  #dictionary = new MiniSearch<{ id: string; word: string }>({ fields: ['word'], tokenize: (word) => [word] })
  #meant = new Recent<Meant[]>(5000)
  #size = 0
  /** For each service, what the current question has found so far; zero between questions. */
  #scores = new Float32Array(0)
  #which = new Uint32Array(0)
  /** The services found so far, in the order they were. */
  #touched = new Uint32Array(0)
  #found = 0
  #gathered = new Float32Array(0)
  #coverage = new Float32Array(0)

  add(ordinal: number, texts: Texts): void {
    const strengths = new Map<string, number>()
    for (const field in fieldWeights) {
      const weight = fieldWeights[field as keyof Texts]
      for (const word of new Set(tokens(texts[field as keyof Texts]))) {
        strengths.set(word, (strengths.get(word) ?? 0) + weight)
      }
    }
    for (const [word, strength] of strengths) this.#post(word, ordinal, strength / (strength + 2))
    this.#size = Math.max(this.#size, ordinal + 1)
  }

  #post(word: string, ordinal: number, strength: number): void {
    let postings = this.#postings.get(word)
    if (!postings) {
      postings = { ordinals: new Uint32Array(2), strengths: new Float32Array(2), size: 0 }
      this.#postings.set(word, postings)
      this.#dictionary.add({ id: word, word })
      this.#meant.clear()
    }
    if (postings.size === postings.ordinals.length) {
      const room = postings.size * 2
      const { ordinals, strengths } = postings
      postings.ordinals = new Uint32Array(room)
      postings.ordinals.set(ordinals)
      postings.strengths = new Float32Array(room)
      postings.strengths.set(strengths)
    }
    postings.ordinals[postings.size] = ordinal
    postings.strengths[postings.size++] = strength
  }

  /** Whether some service uses the word (a stem). */
  knows(word: string): boolean {
    return this.#postings.has(word)
  }

  /**
   * The services that have at least some of the words; nothing for no words. The answer stands until the next question.
   * @param enough the share of the question that a service must answer, unless it is one of `besides`
   */
  match(text: string, enough: number, besides: Bits): Matches {
    const words = [...new Set(tokens(text))].slice(0, 31)
    if (words.length === 0) return nothing
    this.#makeRoom()
    const asked = words
      .map((word, i) => {
        const meant = this.#expand(word, i === words.length - 1)
        const services = meant.reduce((sum, { word }) => sum + this.#postings.get(word)!.size, 0)
        return { meant, services, bit: 1 << i, rarity: Math.log(1 + this.#size / (services + 1)) }
      })
      .sort((a, b) => a.services - b.services)
    const all = asked.reduce((sum, { rarity }) => sum + rarity, 0)
    this.#found = 0
    let missed = 0
    for (const { meant, services, bit, rarity } of asked) {
      // A word that every eighth service has finds none by itself when rarer words have found some: it only adds to those.
      const finds = this.#found === 0 || services < this.#size / 8
      // What had none of the rarer words may have too little of the question left to answer. (A hair more is for rounding.)
      const late = missed > (1 - enough) * all * 1.000001
      for (const { word, likeness } of meant) {
        if (finds && late) this.#collect(word, rarity * likeness, bit, besides)
        else this.#collect(word, rarity * likeness, bit, finds)
      }
      missed += rarity
    }
    const rarities = new Float64Array(32)
    for (const { bit, rarity } of asked) rarities[31 - Math.clz32(bit)] = rarity
    return this.#gather(rarities, all)
  }

  #makeRoom(): void {
    if (this.#scores.length >= this.#size) return
    const room = Math.ceil(this.#size * 1.5)
    this.#scores = new Float32Array(room)
    this.#which = new Uint32Array(room)
    this.#touched = new Uint32Array(room)
    this.#gathered = new Float32Array(room)
    this.#coverage = new Float32Array(room)
  }

  /** Notes who has a word. @param finds whether it finds services that no word has found yet, or which of them it does */
  #collect(word: string, worth: number, bit: number, finds: boolean | Bits): void {
    const { ordinals, strengths, size } = this.#postings.get(word)!
    for (let p = 0; p < size; p++) {
      const ordinal = ordinals[p]!
      if (this.#which[ordinal] === 0) {
        if (finds === false || (finds !== true && !has(finds, ordinal))) continue
        this.#touched[this.#found++] = ordinal
      }
      this.#which[ordinal]! |= bit
      this.#scores[ordinal]! += worth * strengths[p]!
    }
  }

  #gather(rarities: Float64Array, all: number): Matches {
    const ordinals = this.#touched.subarray(0, this.#found)
    const scores = this.#gathered.subarray(0, this.#found)
    const coverage = this.#coverage.subarray(0, this.#found)
    for (let i = 0; i < ordinals.length; i++) {
      const ordinal = ordinals[i]!
      let met = 0
      for (let left = this.#which[ordinal]!; left !== 0; left &= left - 1)
        met += rarities[31 - Math.clz32(left & -left)]!
      coverage[i] = met / all
      scores[i] = this.#scores[ordinal]! / all
      this.#scores[ordinal] = 0
      this.#which[ordinal] = 0
    }
    return { ordinals, scores, coverage }
  }

  /**
   * The words of the services that a word may stand for: itself, and what it begins when it is the last (it may be half typed)
   * or unknown; failing those, what it is a slip of.
   */
  #expand(word: string, last: boolean): Meant[] {
    const known = this.#postings.has(word)
    if (known && !last) return [{ word, likeness: 1 }]
    return this.#meant.get(word, () => {
      const slips = !known && word.length >= 5 && !/\d/.test(word) && !ordinaryStems.has(word)
      const found = this.#dictionary
        .search(word, { prefix: word.length >= 3, fuzzy: slips && (word.length >= 8 ? 2 : 1) })
        .map(({ id }) => id as string)
        .filter((id) => id !== word)
      const begun = found.filter((id) => id.startsWith(word)).slice(0, 8)
      return [
        ...(known ? [{ word, likeness: 1 }] : []),
        ...begun.map((word) => ({ word, likeness: known ? 0.4 : 0.8 })),
        ...(begun.length > 0 ? [] : found.slice(0, 3).map((word) => ({ word, likeness: 0.6 }))),
      ]
    })
  }
}

interface Meant {
  word: string
  likeness: number
}
