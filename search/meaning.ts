import type { Meaning } from './catalogue.ts'
import type { Result } from './criteria.ts'
import type { Guesser } from './guess.ts'
import { type Guess, noIdea } from './likeness.ts'
import { tokens } from './tokens.ts'
import type { Reading } from './understand.ts'

/** What phrases say of all the words counts so much beside what is guessed of them. */
const phrased = 0.15
/** A guess is never as sure as the vocabulary. */
const guessed = 0.8
/** The second and third kind of a guess stand at least so close to the first. */
const closest = 0.6

/** What words mean, and how that was found out. */
export interface Interpretation {
  meaning: Meaning | null
  /** It is a guess, at least in part. */
  guessed: boolean
  /** A guess was asked for and did not come in time: the next answer may be a better one. */
  provisional: boolean
}

/** What the vocabulary makes of the words, and nothing else. */
export function asItStands({ meaning }: Reading): Interpretation {
  return { meaning, guessed: false, provisional: false }
}

/** Whether the words are in the name of the service that comes first, or of who offers it: then nothing is to be guessed. */
export function isNamed(words: string, first: Pick<Result, 'name' | 'organisation'> | undefined): boolean {
  const name = new Set(tokens(`${first?.name} ${first?.organisation}`))
  return tokens(words).every((word) => name.has(word))
}

/** Where the vocabulary is unsure, what it makes of the words together with what they are like. */
export async function withGuess({ meaning, rest }: Reading, guesser: Pick<Guesser, 'guess'>): Promise<Interpretation> {
  const guess = rest.includes(' ') ? await guesser.guess(rest) : noIdea
  if (!guess || guess.kinds.length === 0) return { meaning, guessed: false, provisional: guess === null }
  const kinds = together(meaning, guess)
  const agreed =
    meaning !== null && kinds[0]!.kind === meaning.kinds[0]!.kind && guess.kinds[0]!.kind === kinds[0]!.kind
  return agreed
    ? { meaning: { ...meaning, kinds }, guessed: false, provisional: false }
    : { meaning: { kinds: doubted(kinds), phrase: rest, unsure: true }, guessed: true, provisional: false }
}

/** The vocabulary has the more say the more of the words it knows, for so much its kinds weigh. The surest kind weighs 1. */
function together(meaning: Meaning | null, { kinds }: Guess): Meaning['kinds'] {
  const weights = new Map(meaning?.kinds.map(({ kind, weight }) => [kind, phrased * weight]))
  for (const { kind, weight } of kinds) weights.set(kind, (weights.get(kind) ?? 0) + weight)
  const most = Math.max(...weights.values())
  return [...weights]
    .map(([kind, weight]) => ({ kind, weight: weight / most }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
}

/** A guess is less sure, and since it may be wrong, each kind of it stands near enough to the first to be among the first results. */
function doubted(kinds: Meaning['kinds']): Meaning['kinds'] {
  return kinds.map(({ kind, weight }) => ({ kind, weight: guessed * Math.max(weight, closest) }))
}
