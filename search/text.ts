import MiniSearch from 'minisearch'
import { Recent } from './recent.ts'
import { tokens } from './tokens.ts'

/** What a service says, and how much a word counts where it says it. */
export const fieldWeights = { name: 4, organisation: 2, town: 2, eligibility: 1, description: 1 } as const
export type Texts = Record<keyof typeof fieldWeights, string>

/** The services whose words match, each with how well (0 to 1) and what share of the question it answers (0 to 1). */
export interface Matches {
  ordinals: Uint32Array
  scores: Float32Array
  coverage: Float32Array
}

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
  #meant = new Recent<{ word: string; likeness: number }[]>(5000)
  #matched = new Recent<Matches>(500)
  #size = 0
  /** For each service, what the current question has found so far; zero between questions. */
  #scores = new Float32Array(0)
  #which = new Uint32Array(0)

  add(ordinal: number, texts: Texts): void {
    const strengths = new Map<string, number>()
    for (const [field, weight] of Object.entries(fieldWeights)) {
      for (const word of new Set(tokens(texts[field as keyof Texts]))) {
        strengths.set(word, (strengths.get(word) ?? 0) + weight)
      }
    }
    for (const [word, strength] of strengths) this.#post(word, ordinal, strength / (strength + 2))
    this.#size = Math.max(this.#size, ordinal + 1)
    this.#matched.clear()
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

  /** The services that have at least some of the words; nothing for no words. */
  match(text: string): Matches {
    const words = [...new Set(tokens(text))].slice(0, 31)
    return this.#matched.get(words.join(' '), () => this.#match(words))
  }

  #match(words: string[]): Matches {
    if (this.#scores.length < this.#size) {
      this.#scores = new Float32Array(this.#size * 1.5)
      this.#which = new Uint32Array(this.#size * 1.5)
    }
    const touched: number[] = []
    const rarity = words.map((word, i) => {
      const meant = this.#expand(word)
      const services = meant.reduce((sum, { word }) => sum + this.#postings.get(word)!.size, 0)
      const rare = Math.log(1 + this.#size / (services + 1))
      for (const { word, likeness } of meant) this.#collect(word, rare * likeness, 1 << i, touched)
      return rare
    })
    return this.#gather(touched, rarity)
  }

  #collect(word: string, worth: number, bit: number, touched: number[]): void {
    const { ordinals, strengths, size } = this.#postings.get(word)!
    for (let p = 0; p < size; p++) {
      const ordinal = ordinals[p]!
      if (this.#which[ordinal] === 0) touched.push(ordinal)
      this.#which[ordinal]! |= bit
      this.#scores[ordinal]! += worth * strengths[p]!
    }
  }

  #gather(touched: number[], rarity: number[]): Matches {
    const asked = rarity.reduce((sum, rare) => sum + rare, 0) || 1
    const coverage = Float32Array.from(touched, (ordinal) => {
      let met = 0
      for (let left = this.#which[ordinal]!; left !== 0; left &= left - 1) met += rarity[31 - Math.clz32(left & -left)]!
      return met / asked
    })
    const scores = Float32Array.from(touched, (ordinal) => this.#scores[ordinal]! / asked)
    for (const ordinal of touched) {
      this.#scores[ordinal] = 0
      this.#which[ordinal] = 0
    }
    return { ordinals: Uint32Array.from(touched), scores, coverage }
  }

  /** The words of the services that a word may stand for: itself, what it begins, and, for a word no service has, a slip. */
  #expand(word: string): { word: string; likeness: number }[] {
    return this.#meant.get(word, () => {
      const known = this.#postings.has(word)
      const found = this.#dictionary
        .search(word, {
          prefix: word.length >= 3,
          fuzzy: !known && word.length >= 5 && !/\d/.test(word) ? (word.length >= 8 ? 2 : 1) : false,
        })
        .map(({ id }) => id as string)
        .filter((id) => id !== word)
      const begun = found.filter((id) => id.startsWith(word)).slice(0, 8)
      const slips = known || begun.length > 0 ? [] : found.slice(0, 3)
      return [
        ...(known ? [{ word, likeness: 1 }] : []),
        ...begun.map((word) => ({ word, likeness: known ? 0.4 : 0.8 })),
        ...slips.map((word) => ({ word, likeness: 0.6 })),
      ]
    })
  }
}
