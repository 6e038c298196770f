import { plain, stem } from './tokens.ts'

/** What a text is made of: pieces by their numbers, each once, and how much each weighs. Their squares add up to 1. */
export interface Pieces {
  at: number[]
  weights: number[]
}

/** Pieces have so many numbers; two that share one hardly ever meet. */
export const pieceCount = 2 ** 17
/** Runs of so many letters tell a word whatever its ending, and in spite of a slip. */
const run = 4

/** How much each piece tells: the fewer texts it is in, the more (inverse document frequency). */
export class Scale {
  #tells = new Float32Array(pieceCount)

  constructor(texts: string[]) {
    for (const text of texts) for (const at of numbersIn(text)) this.#tells[at]!++
    this.#tells = this.#tells.map((found) => Math.log((1 + texts.length) / (1 + found)) + 1)
  }

  weigh(text: string): Pieces {
    const at = [...numbersIn(text)]
    const length = Math.hypot(...at.map((each) => this.#tells[each]!))
    return { at, weights: at.map((each) => this.#tells[each]! / length) }
  }
}

/** The words of a text as stems, each with the next, and the runs of letters in it. */
function numbersIn(text: string): Set<number> {
  const words = plain(text).split(' ')
  const stems = ['^', ...words.map(stem), '$']
  const spaced = words.map((word) => ` ${word} `)
  return new Set(
    [
      ...stems.slice(1, -1),
      ...stems.slice(1).map((next, i) => `${stems[i]} ${next}`),
      ...spaced.flatMap((word) =>
        Array.from({ length: word.length - run + 1 }, (_, i) => `~${word.slice(i, i + run)}`),
      ),
    ].map(numberOf),
  )
}

/** A piece's number: its 32-bit FNV-1a hash, cut short. */
function numberOf(piece: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < piece.length; i++) hash = Math.imul(hash ^ piece.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % pieceCount
}
