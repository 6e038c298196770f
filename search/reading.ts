import { grouped } from '../gazetteer/grouped.ts'
import type { Token } from './phrases.ts'
import { allowance, lettersOf, mayBeSlips, slips } from './slips.ts'
import { stem } from './tokens.ts'
import { ordinaryStems, sameWords } from './words.ts'

/** Reads questions as people type them: slips corrected where they are plain, other spellings made one. */
export class Reader {
  #same = sameWords()
  /** How many words the longest spelling has that begins with this one. */
  #longestSame = new Map<string, number>()
  /** The words that phrases are made of: slips are looked for among them, by the first letter. */
  #telling = new Set<string>()
  #tellingStems = new Set<string>()
  #byLetter = new Map<string, { word: string; letters: number }[]>()
  #corrected = new Map<string, string>()

  constructor() {
    for (const key of this.#same.keys()) {
      const words = key.split(' ')
      this.#longestSame.set(words[0]!, Math.max(this.#longestSame.get(words[0]!) ?? 0, words.length))
    }
  }

  /** A phrase of the vocabulary as tokens; its words count as telling from now on. */
  learn(phrase: string): Token[] {
    const words = this.#unify(split(phrase))
    for (const { word } of words) {
      this.#telling.add(word)
      this.#tellingStems.add(stem(word))
    }
    this.#byLetter.clear()
    return words.map((word) => ({ ...word, stem: stem(word.word) }))
  }

  /** The question as tokens. */
  read(question: string): Token[] {
    const typed = split(question)
    const last = typed.length - 1
    const words = this.#unify(typed.flatMap((word, at) => (at === last ? this.#finish(word) : this.#mend(word))))
    return words.map((word) => ({ ...word, stem: stem(word.word) }))
  }

  /** Puts one word for its other spellings, which may be several words long; the longest first. */
  #unify(words: Word[]): Word[] {
    const unified: Word[] = []
    for (let i = 0; i < words.length; ) {
      let length = Math.min(this.#longestSame.get(words[i]!.word) ?? 0, words.length - i)
      let other: string | undefined
      for (; length > 0 && other === undefined; length--) {
        const some = words.slice(i, i + length)
        if (some.at(-1)!.clause === some[0]!.clause) other = this.#same.get(some.map(({ word }) => word).join(' '))
      }
      const used = other === undefined ? 1 : length + 1
      const { from, clause } = words[i]!
      const to = words[i + used - 1]!.to
      for (const word of (other ?? words[i]!.word).split(' ')) unified.push({ word, from, to, clause })
      i += used
    }
    return unified
  }

  /** A word nobody knows is taken for the telling word that it is a slip of, or for two that were run together. */
  #mend(word: Word): Word[] {
    let mended = this.#corrected.get(word.word)
    if (mended === undefined) {
      mended = this.#correct(word.word)
      if (this.#corrected.size > 20_000) this.#corrected.clear()
      this.#corrected.set(word.word, mended)
    }
    return mended.split(' ').map((each) => ({ ...word, word: each }))
  }

  #correct(word: string): string {
    if (this.#knows(word) || ordinaryStems.has(stem(word)) || /\d/.test(word)) return word
    const most = allowance(word)
    const letters = lettersOf(word)
    let best = word
    let least = most + 1
    // Hardly anyone slips on the first letter; those who swap the first two are met by the second.
    for (const letter of most === 0 ? '' : word.slice(0, 2)) {
      for (const known of this.#beginningWith(letter)) {
        if (!mayBeSlips(letters, known.letters, least - 1)) continue
        const far = slips(word, known.word, least - 1)
        if (far < least) {
          best = known.word
          least = far
        }
      }
    }
    return best === word ? this.#splitUp(word) : best
  }

  /** The telling words that a word of four letters or more may be a slip of. */
  #beginningWith(letter: string) {
    if (this.#byLetter.size === 0) {
      const long = [...this.#telling].filter(({ length }) => length > 3)
      const known = long.map((word) => ({ word, letters: lettersOf(word) }))
      this.#byLetter = grouped(known, ({ word }) => [word[0]!])
    }
    return this.#byLetter.get(letter) ?? []
  }

  #knows(word: string): boolean {
    return this.#telling.has(word) || this.#same.has(word) || this.#tellingStems.has(stem(word))
  }

  /** The last word may be half typed: 'couns' is the beginning of 'counselling'. The shortest that it begins is meant. */
  #finish(typed: Word): Word[] {
    const { word } = typed
    const mended = this.#mend(typed)
    const isRead = mended.length > 1 || mended[0]!.word !== word || this.#knows(word) || ordinaryStems.has(stem(word))
    if (isRead || word.length < 4) return mended
    const [shortest] = this.#beginningWith(word[0]!)
      .map((known) => known.word)
      .filter((known) => known.startsWith(word))
      .sort((a, b) => a.length - b.length)
    return shortest ? [{ ...typed, word: shortest }] : mended
  }

  #splitUp(word: string): string {
    for (let i = 4; i <= word.length - 4; i++) {
      const [left, right] = [word.slice(0, i), word.slice(i)]
      if (this.#telling.has(left) && this.#telling.has(right)) return `${left} ${right}`
    }
    return word
  }
}

type Word = Omit<Token, 'stem'>

/** Letters and apostrophes, or an acronym with dots: 'C.B.T.'. */
const oneWord =
  /(?<![\p{L}\p{N}])(?:[a-z]\.){1,8}[a-z](?![\p{L}\p{N}])|[\p{L}\p{M}\p{N}]+(?:['’‘`´][\p{L}\p{M}\p{N}]+)*/giu

/** The words of a text, plain, with where they stood and in which clause. */
function split(text: string): Word[] {
  const words: Word[] = []
  let clause = 0
  let end = 0
  for (const { 0: written, index } of text.matchAll(oneWord)) {
    const word = written
      // 'I'll' is not 'ill', nor 'we'd' 'wed'.
      .replace(/['’](ll|d)$/i, '')
      // 'Back's gone' is the back; 'he's' and 'Down's' stay words of their own.
      .replace(/(?<!^(?:he|she|it|that|there|here|who|what|where|how|let|down))['’]s$/i, '')
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]/g, '')
    if (/[.,;:!?()\n]/.test(text.slice(end, index)) || turns.has(word)) clause++
    end = index + written.length
    if (word !== '') words.push({ word, from: index, to: end, clause })
  }
  return words
}

/** Words that turn a sentence: what comes before them does not reach beyond. */
const turns = new Set(['but', 'however', 'although', 'though', 'except', 'whereas'])
