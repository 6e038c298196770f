import { type Kind, kindCodes } from '../models/kind.ts'
import { TopList } from './top-list.ts'
import type { Told } from './turns.ts'

/** What is known to mean something, as a sentence-embedding model sees it: a vector of length 1. */
export interface Known {
  /** None for what is danger, or only sounds like it. */
  kinds: Kind[]
  danger: boolean
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
/** The turns of phrase tell the kinds with so many times the say of what is nearest. */
const turnsTell = 2
/** As likely a danger as this, urgent help is shown. Lower hears more of those in danger, and more who are in none: see the tests. */
export const alarming = 0.5

/**
 * What the words may mean that come nearest to a question: nothing when none is near enough. What the nearest few tell by
 * likeness, its turns of phrase tell by their words, and both together err less than either.
 * @param count how many words the question has
 * @param told what its turns of phrase tell
 */
export function likest(question: ArrayLike<number>, count: number, known: Known[], told: Told): Guess {
  const likeness = new Float64Array(known.length)
  const [all, some] = [new TopList(electors), new TopList(electors)]
  for (let at = 0; at < known.length; at++) {
    likeness[at] = product(question, known[at]!.vector)
    all.offer(at, likeness[at]!)
    if (known[at]!.kinds.length > 0) some.offer(at, likeness[at]!)
  }
  const near = all.best()
  if (near.length === 0 || likeness[near[0]!]! < (count > few ? alike.several : alike.few)) return noIdea
  const say = (power: number) => (at: number) => Math.max(0, likeness[at]!) ** power
  const fearing = say(sharpness.danger)
  const feared = sum(near.filter((at) => known[at]!.danger).map(fearing)) / sum(near.map(fearing))
  const fear = (feared + told.danger) / 2
  const voters = some.best()
  const telling = say(sharpness.kinds)
  const said = sum(voters.map(telling))
  const votes = told.kinds.map((each) => turnsTell * each)
  for (const at of voters) {
    const { kinds } = known[at]!
    for (const kind of kinds) votes[kindCodes.indexOf(kind)]! += telling(at) / kinds.length / said
  }
  return { kinds: strongest(votes.map((vote) => vote / (1 + turnsTell))), danger: fear >= alarming, fear }
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
