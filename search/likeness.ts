import type { Kind } from '../models/kind.ts'
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
  /** Kinds of support, most likely first, the first with 1. */
  kinds: { kind: Kind; weight: number }[]
  /** Whether it is like what people say who are in danger. */
  danger: boolean
}

export const noIdea: Guess = { kinds: [], danger: false }

/** So many that are nearest have a say, each by how near it is to this power. */
const electors = 12
const sharpness = 16
/** Less alike than this, even the nearest says nothing; a few words must come nearer, being like so much by chance. */
const alike = { few: 0.7, several: 0.5 }
const few = 3
/** As likely a danger as this, urgent help is shown: rather once too often than once too little. */
const alarming = 0.45

/**
 * What the words may mean that come nearest to a question: nothing when none is near enough.
 * @param count how many words the question has
 * @param sense what learnDanger made of all that is known, once there is time for it
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
  const say = (at: number) => known[at]!.weight * Math.max(0, likeness[at]!) ** sharpness
  const feared = sum(near.filter((at) => known[at]!.danger).map(say))
  const votes = new Map<Kind, number>()
  for (const at of some.best()) {
    const { kinds } = known[at]!
    for (const kind of kinds) votes.set(kind, (votes.get(kind) ?? 0) + say(at) / kinds.length)
  }
  const share = feared / sum(near.map(say))
  const likely = sense ? (share + sense(question)) / 2 : share
  return { kinds: strongest(votes), danger: likely >= alarming }
}

/** How likely it is danger (0 to 1). */
export type Sense = (question: ArrayLike<number>) => number

const passes = 25
const pull = 2e-5

/**
 * Learns to tell danger from all else (logistic regression by stochastic descent): what the nearest few tell by their number,
 * this tells by what all of them have in common, and both together err less than either. Takes a second for 8,000.
 */
export function learnDanger(known: Known[]): Sense {
  const weights = new Float64Array(known[0]?.vector.length ?? 0)
  let bias = 0
  const sense: Sense = (question) => 1 / (1 + Math.exp(-(bias + product(weights, question))))
  for (let pass = 0; pass < passes; pass++) {
    const rate = 2 / (1 + pass / 10)
    for (let n = 0; n < known.length; n++) {
      // Far steps through the list mix what stands together in it, the same way each time.
      const { vector, danger } = known[(n * stride) % known.length]!
      const off = sense(vector) - Number(danger)
      for (let i = 0; i < weights.length; i++) weights[i]! -= rate * (off * vector[i]! + pull * weights[i]!)
      bias -= rate * off
    }
  }
  return sense
}

/** A prime larger than there are examples shares no factor with their number. */
const stride = 1_000_003

function strongest(votes: Map<Kind, number>): Guess['kinds'] {
  const most = Math.max(...votes.values())
  return [...votes]
    .map(([kind, all]) => ({ kind, weight: all / most }))
    .filter(({ weight }) => weight >= 0.2)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
