import { type Kind, kindCodes } from '../models/kind.ts'
import { type Pieces, pieceCount, Scale } from './pieces.ts'

/** A sentence from which to learn. */
export interface Said {
  words: string
  /** None for what is danger, or only sounds like it. */
  kinds: Kind[]
  danger: boolean
}

/** What the turns of phrase in a question tell. */
export interface Told {
  /** How likely each kind is, in their order; together 1. */
  kinds: number[]
  /** How likely it is that someone is in danger, 0 to 1. */
  danger: number
}

/**
 * What turns of phrase mean, learned from the examples by what they are made of: the words, the pairs and the pieces of
 * words. It knows nothing of what words mean, as the embedding model does, but much better which of them tell the kinds apart.
 */
export class Turns {
  #scale: Scale
  #kinds: Lean
  #danger: Lean

  /** Learns, in some three seconds for 20,000 sentences. */
  constructor(said: Said[]) {
    this.#scale = new Scale(said.map(({ words }) => words))
    const all = said.map((one) => ({ ...one, pieces: this.#scale.weigh(one.words) }))
    const told = all.filter(({ kinds }) => kinds.length > 0)
    this.#kinds = learn(
      told.map(({ pieces }) => pieces),
      told.map(({ kinds }) => kindCodes.map((kind) => (kinds.includes(kind) ? 1 / kinds.length : 0))),
      shares,
    )
    this.#danger = learn(
      all.map(({ pieces }) => pieces),
      all.map(({ danger }) => [Number(danger)]),
      chances,
    )
  }

  tell(words: string): Told {
    const pieces = this.#scale.weigh(words)
    return { kinds: shares(leaning(this.#kinds, pieces)), danger: chances(leaning(this.#danger, pieces))[0]! }
  }
}

/** How each piece leans to each of some sides. */
interface Lean {
  sides: number
  /** Piece by piece, side by side. */
  weights: Float32Array
  bias: Float32Array
}

const passes = 8
const rate = 0.1
/** So little off the mark there is nothing to learn. */
const negligible = 0.003
/** A prime larger than there are examples shares no factor with their number. */
const stride = 1_000_003

/**
 * Logistic regression by stochastic descent, in which a piece that was seen often learns more slowly (AdaGrad, Duchi, Hazan
 * and Singer 2011).
 * @param wanted for each example, how likely each side should be
 * @param likely makes that of how it leans
 */
function learn(examples: Pieces[], wanted: number[][], likely: (lean: number[]) => number[]): Lean {
  const sides = wanted[0]?.length ?? 0
  const lean = { sides, weights: new Float32Array(pieceCount * sides), bias: new Float32Array(sides) }
  const moved = new Float32Array(lean.weights.length).fill(1e-4)
  for (let n = 0; n < passes * examples.length; n++) {
    // Far steps through the list mix what stands together in it, the same way each time.
    const which = (n * stride) % examples.length
    const { at, weights } = examples[which]!
    for (const [side, is] of likely(leaning(lean, examples[which]!)).entries()) {
      const off = is - wanted[which]![side]!
      if (Math.abs(off) < negligible) continue
      lean.bias[side]! -= (rate / 20) * off
      for (let i = 0; i < at.length; i++) {
        const place = at[i]! * sides + side
        const slope = off * weights[i]!
        moved[place]! += slope * slope
        lean.weights[place]! -= (rate * slope) / Math.sqrt(moved[place]!)
      }
    }
  }
  return lean
}

function leaning({ sides, weights, bias }: Lean, pieces: Pieces): number[] {
  const lean = Array.from(bias)
  for (let i = 0; i < pieces.at.length; i++) {
    const from = pieces.at[i]! * sides
    for (let side = 0; side < sides; side++) lean[side]! += weights[from + side]! * pieces.weights[i]!
  }
  return lean
}

/** How likely each of several is, of which one must be. */
function shares(lean: number[]): number[] {
  const raised = lean.map(Math.exp)
  const all = raised.reduce((sum, each) => sum + each, 0)
  return raised.map((each) => each / all)
}

/** How likely each is by itself. */
function chances(lean: number[]): number[] {
  return lean.map((each) => 1 / (1 + Math.exp(-each)))
}
