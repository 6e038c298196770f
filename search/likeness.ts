import type { Kind } from '../models/kind.ts'

/** A phrase of the vocabulary as a sentence-embedding model sees it: a vector of length 1. */
export interface Known {
  kind: Kind
  weight: number
  vector: ArrayLike<number>
}

/** Kinds of support, most likely first, the first with 1. */
export type Guess = { kind: Kind; weight: number }[]

/** So many phrases have a say. */
const electors = 12
/** Less alike than this, even the nearest phrase says nothing; a few words must come nearer, being like so much by chance. */
const alike = { few: 0.7, several: 0.5 }
const few = 3

/**
 * The kinds of support whose phrases come nearest to a question: none when nothing is near enough.
 * @param count how many words the question has
 */
export function nearestKinds(question: ArrayLike<number>, count: number, known: Known[]): Guess {
  const nearest = known
    .map(({ kind, weight, vector }) => ({ kind, weight, likeness: product(question, vector) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, electors)
  if (!nearest[0] || nearest[0].likeness < (count > few ? alike.several : alike.few)) return []
  const votes = new Map<Kind, number>()
  for (const { kind, weight, likeness } of nearest) votes.set(kind, (votes.get(kind) ?? 0) + weight * likeness ** 8)
  const most = Math.max(...votes.values())
  return [...votes]
    .map(([kind, all]) => ({ kind, weight: all / most }))
    .filter(({ weight }) => weight >= 0.2)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
