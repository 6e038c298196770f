import { tokens } from './tokens.ts'

/** A name of fewer telling words than this is what anybody may say: 'Debt advice'. */
const fewest = 2
/** Beside a name of at least so many, one word more may be typed. */
const enough = 3
/** What is longer is no name. */
const most = 12

/** Which services are called what: found by all the words of the name, in any order, and nearly nothing else. */
export class Names {
  #ordinals = new Map<string, number[]>()

  add(ordinal: number, name: string): void {
    const key = keyOf(nameWords(name))
    const same = this.#ordinals.get(key)
    if (same) same.push(ordinal)
    else if (key.includes(' ')) this.#ordinals.set(key, [ordinal])
  }

  /** The services that have the name of these words (see nameWords), those that are gone too. */
  find(words: string[]): number[] {
    if (words.length < fewest || words.length > most) return []
    const found = this.#ordinals.get(keyOf(words))
    if (found || words.length <= enough) return found ?? []
    return words.flatMap((left) => this.#ordinals.get(keyOf(words.filter((word) => word !== left))) ?? [])
  }
}

/** The telling words of a name, each once, in one order whatever theirs. */
export const nameWords = (name: string): string[] => [...new Set(tokens(name))].sort()
const keyOf = (words: string[]) => words.join(' ')
