/** A word of a question: as it was understood, what is compared (its stem), and where it stood. */
export interface Token {
  word: string
  stem: string
  /** The letters of the question it was read from. */
  from: number
  to: number
  /** Counts up at every full stop, comma and 'but': no phrase reaches over one. */
  clause: number
}

/** A phrase found in a question. */
export interface Match<Value> {
  value: Value
  /** The tokens it took, by their number. */
  at: number[]
  /** 1 when it stands there word for word, less with words in between or in another order. */
  likeness: number
}

interface Phrase<Value> {
  stems: string[]
  value: Value
  likeness: number
}

/** Finds known phrases in a question. Longer phrases win, and no word is taken twice. */
export class Phrasebook<Value> {
  #byFirst = new Map<string, Phrase<Value>[]>()
  #gaps: (length: number) => number

  /** @param gaps how many other words may stand between the words of a phrase of this length */
  constructor(gaps: (length: number) => number) {
    this.#gaps = gaps
  }

  /** @param anyOrder also find the words of a pair the other way round: 'debt advice', 'advice about debt' */
  add(stems: string[], value: Value, { anyOrder = false } = {}): void {
    if (stems.length === 0) return
    this.#put({ stems, value, likeness: 1 })
    if (anyOrder && stems.length === 2) this.#put({ stems: stems.toReversed(), value, likeness: 0.85 })
  }

  #put(phrase: Phrase<Value>): void {
    const same = this.#byFirst.get(phrase.stems[0]!)
    if (same) same.push(phrase)
    else this.#byFirst.set(phrase.stems[0]!, [phrase])
  }

  find(tokens: Token[]): Match<Value>[] {
    const candidates = tokens.flatMap((token, start) =>
      (this.#byFirst.get(token.stem) ?? []).flatMap((phrase) => this.#match(phrase, tokens, start) ?? []),
    )
    candidates.sort((a, b) => b.at.length - a.at.length || b.likeness - a.likeness || a.at[0]! - b.at[0]!)
    const taken = new Set<number>()
    return candidates.filter(({ at }) => {
      if (at.some((each) => taken.has(each))) return false
      for (const each of at) taken.add(each)
      return true
    })
  }

  #match({ stems, value, likeness }: Phrase<Value>, tokens: Token[], start: number): Match<Value> | null {
    const at = [start]
    let spare = this.#gaps(stems.length)
    const allowed = spare
    for (let i = start + 1; at.length < stems.length; i++) {
      const token = tokens[i]
      if (!token || token.clause !== tokens[start]!.clause) return null
      if (token.stem === stems[at.length]) at.push(i)
      else if (spare-- === 0) return null
    }
    return { value, at, likeness: likeness * 0.93 ** (allowed - spare) }
  }
}
