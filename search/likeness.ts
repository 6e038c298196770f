import { type Kind, kindCodes } from '../models/kind.ts'
import { TopList } from './top-list.ts'

/** What is known to mean something, as a sentence-embedding model sees it: a vector of length 1. */
export interface Known {
  /** None for what is danger, or only sounds like it. */
  kinds: Kind[]
  danger: boolean
  weight: number
  vector: ArrayLike<number>
}

export interface Guess {
  /** Kinds of support, most likely first, each with how likely (0 to 1). */
  kinds: { kind: Kind; weight: number }[]
  /** Whether it is like what people say who are in danger, and how likely that is (0 to 1). */
  danger: boolean
  fear: number
}

export const noIdea: Guess = { kinds: [], danger: false, fear: 0 }

/** So many that are nearest have a say, each by how near it is to this power. */
const electors = 24
const sharpness = { danger: 24, kinds: 16 }
/** Less alike than this, even the nearest says nothing; a few words must come nearer, being like so much by chance. */
const alike = { few: 0.7, several: 0.4 }
const few = 3
/** As likely a danger as this, urgent help is shown. Lower hears more of those in danger, and more who are in none: see the tests. */
const alarming = 0.49

/**
 * What the words may mean that come nearest to a question: nothing when none is near enough. What the nearest few tell by their
 * number, the sense tells by what all of them have in common, and both together err less than either.
 * @param count how many words the question has
 * @param sense what was learned from all that is known, once there was time for it
 */
export function likest(question: ArrayLike<number>, count: number, known: Known[], sense?: Sense): Guess {
  const likeness = new Float64Array(known.length)
  const [all, some] = [new TopList(electors), new TopList(electors)]
  for (let at = 0; at < known.length; at++) {
    likeness[at] = product(question, known[at]!.vector)
    all.offer(at, likeness[at]!)
    if (known[at]!.kinds.length > 0) some.offer(at, likeness[at]!)
  }
  const near = all.best()
  if (near.length === 0 || likeness[near[0]!]! < (count > few ? alike.several : alike.few)) return noIdea
  const say = (power: number) => (at: number) => known[at]!.weight * Math.max(0, likeness[at]!) ** power
  const fearing = say(sharpness.danger)
  const feared = sum(near.filter((at) => known[at]!.danger).map(fearing)) / sum(near.map(fearing))
  const voters = some.best()
  const telling = say(sharpness.kinds)
  const said = sum(voters.map(telling))
  const votes = kindCodes.map(() => 0)
  for (const at of voters) {
    const { kinds } = known[at]!
    for (const kind of kinds) votes[kindCodes.indexOf(kind)]! += telling(at) / kinds.length / said
  }
  if (!sense) return { kinds: strongest(votes), danger: feared >= alarming, fear: feared }
  const sensed = chances(sense.kinds, question)
  const fear = (feared + chance(sense.danger, question)) / 2
  return { kinds: strongest(votes.map((vote, i) => (vote + sensed[i]!) / 2)), danger: fear >= alarming, fear }
}

/** One side of a question that was learned: how much each of a vector's numbers speaks for it. */
export interface Side {
  weights: Float32Array
  bias: number
}

/** What was learned from all that is known: to tell danger from all else, and the kinds, in their order, from each other. */
export interface Sense {
  danger: Side
  kinds: Side[]
}

const pull = 2e-5

/**
 * Learns by stochastic descent (logistic regression, for the kinds with several sides), and takes the mean of where the later
 * passes end, so that the order of the examples matters little. Takes some three seconds for 8,000.
 */
export function learn(known: Known[]): Sense {
  const size = known[0]?.vector.length ?? 0
  const [danger] = descend(known, size, 1, 25, (sides, { vector, danger }) => [
    chance(sides[0]!, vector) - Number(danger),
  ])
  const told = known.filter((one) => one.kinds.length > 0)
  const kinds = descend(told, size, kindCodes.length, 12, (sides, { vector, kinds }) =>
    chances(sides, vector).map((likely, i) => likely - (kinds.includes(kindCodes[i]!) ? 1 / kinds.length : 0)),
  )
  return { danger: danger!, kinds }
}

/** So little off the mark there is nothing to learn. */
const negligible = 0.003
/** A prime larger than there are examples shares no factor with their number. */
const stride = 1_000_003

/** @param errors how far each side is off for one that is known */
function descend(
  known: Known[],
  size: number,
  count: number,
  passes: number,
  errors: (sides: Side[], one: Known) => number[],
): Side[] {
  const side = (): Side => ({ weights: new Float32Array(size), bias: 0 })
  const [sides, mean] = [Array.from({ length: count }, side), Array.from({ length: count }, side)]
  const later = Math.floor(passes / 2)
  for (let pass = 0; pass < passes; pass++) {
    const rate = 2 / (1 + (12 * pass) / passes)
    for (let n = 0; n < known.length; n++) {
      // Far steps through the list mix what stands together in it, the same way each time.
      const one = known[(n * stride) % known.length]!
      for (const [i, off] of errors(sides, one).entries())
        if (Math.abs(off) >= negligible) nudge(sides[i]!, one.vector, off, rate)
    }
    if (pass >= later) for (const [i, each] of sides.entries()) add(mean[i]!, each, 1 / (passes - later))
  }
  return mean
}

function nudge(side: Side, vector: ArrayLike<number>, off: number, rate: number): void {
  const { weights } = side
  for (let i = 0; i < weights.length; i++) weights[i]! -= rate * (off * vector[i]! + pull * weights[i]!)
  side.bias -= rate * off
}

function add(to: Side, { weights, bias }: Side, share: number): void {
  for (let i = 0; i < weights.length; i++) to.weights[i]! += share * weights[i]!
  to.bias += share * bias
}

function chance({ weights, bias }: Side, question: ArrayLike<number>): number {
  return 1 / (1 + Math.exp(-(bias + product(weights, question))))
}

function chances(sides: Side[], question: ArrayLike<number>): number[] {
  const raised = sides.map(({ weights, bias }) => Math.exp(bias + product(weights, question)))
  const all = sum(raised)
  return raised.map((each) => each / all)
}

function strongest(likely: number[]): Guess['kinds'] {
  const most = Math.max(...likely)
  return likely
    .map((weight, i) => ({ kind: kindCodes[i]!, weight }))
    .filter(({ weight }) => weight > 0 && weight >= 0.1 * most)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 4)
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
