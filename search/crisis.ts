import { suggestsDangerElsewhere } from './elsewhere.ts'
import type { Guesser } from './guess.ts'
import { Phrasebook, type Token } from './phrases.ts'
import { Reader } from './reading.ts'
import { type Reading, read } from './understand.ts'
import { choicesIn, readWords } from './words.ts'

const reader = new Reader()
const phrasebook = new Phrasebook<'danger' | 'no danger'>((length) => Math.min(2, Math.max(0, length - 2)))
for (const value of ['danger', 'no danger'] as const) {
  for (const { phrase, exact } of readWords(`${value.replace(' ', '-')}.txt`)) {
    const steps = choicesIn(phrase).map((choices) => ({
      runs: choices.filter((one) => one !== '').map((one) => reader.learn(one).map(({ stem }) => stem)),
      optional: choices.includes(''),
    }))
    phrasebook.addChoices(steps, value, { exact })
  }
}

type Saying = 'danger' | 'no danger' | null

/** What was heard in some words. */
export interface Heard {
  said: Saying
  /** What a figure of speech or a denial leaves over, in which no phrase tells: something else may be said there. */
  rest: string
}

/**
 * What the phrases say of some words: danger, a figure of speech that only sounds like it, or null when they say nothing. What
 * is said is in search/words/danger.txt, figures of speech in no-danger.txt; the longer phrase wins, and of two for the same words
 * danger. Never log what is asked here.
 */
export function dangerIn(words: string): Saying {
  return hear(words).said
}

/** The same, with what is left to be guessed at. */
export function hear(words: string): Heard {
  const text = words.replace(initials, '$1').replace(strayStop, '$1 ')
  if (askedForAlone.test(text) || suggestsDangerElsewhere(text)) return { said: 'danger', rest: '' }
  const parts: string[] = []
  let harmless = false
  // No phrase reaches over a clause, and many short texts are searched much faster than one long one.
  for (const clause of clausesOf(reader.read(text))) {
    const found = phrasebook.find(clause)
    if (found.some(({ value }) => value === 'danger')) return { said: 'danger', rest: '' }
    harmless ||= found.length > 0
    const taken = new Set(found.flatMap(({ at }) => at))
    parts.push(...partsOf(clause, taken).map(({ from, to }) => text.slice(from, to)))
  }
  return harmless ? { said: 'no danger', rest: parts.join(', ') } : { said: null, rest: words }
}

/** Whoever asks for these and nothing else may be in danger; among other words they are as often a place to work. */
const askedForAlone =
  /^\W*(?:the |an? )?(?:wom[ae]n['’]?s )?(?:refuges?|aid|samaritans)(?: near me| near here| number| phone number| helpline| now| tonight)?\W*$/i

/** 'D.V.' is one word. */
const initials = /\b([a-z])\.(?=[a-z]\b)/gi
/** After these words nobody ends a sentence: 'I want to. die'. */
const strayStop = /\b(to|wanna|gonna|my|kill|no ?where to go)[\s.…,;:!?()]*[.…,;:!?()][\s.…,;:!?()]*/gi

function clausesOf(tokens: Token[]): Token[][] {
  const clauses: Token[][] = []
  for (const token of tokens) {
    const last = clauses.at(-1)
    if (last?.[0]!.clause === token.clause) last.push(token)
    else clauses.push([token])
  }
  return clauses
}

/** Words at which someone goes on to say something else. */
const joiners = new Set(['and', 'so', 'because', 'cos', 'then'])

/** Where the parts of a clause stand of which no word is taken. */
function partsOf(clause: Token[], taken: Set<number>): { from: number; to: number }[] {
  const starts = [0, ...clause.flatMap(({ word }, at) => (at > 0 && joiners.has(word) ? [at] : [])), clause.length]
  return starts.slice(1).flatMap((end, n) => {
    const start = starts[n]!
    for (let at = start; at < end; at++) if (taken.has(at)) return []
    const first = joiners.has(clause[start]!.word) ? start + 1 : start
    return first < end ? [{ from: clause[first]!.from, to: clause[end - 1]!.to }] : []
  })
}

/** Whether the words suggest that someone is in danger: then urgent help is shown above everything. */
export function suggestsDanger(words: string): boolean {
  return dangerIn(words) === 'danger'
}

/**
 * Whether someone may be in danger of whom no phrase tells, neither of that nor of a figure of speech: by what the words are like,
 * where the vocabulary is unsure of them. Null when that was not known in time.
 * @param isNamed whether a service or its organisation is called so: then nothing is to be guessed
 * @param reads another way to read words, for those that are not to be remembered
 * @param least how likely it must be, where that is more than a search asks for
 */
export async function feared(
  words: string,
  guesser: Pick<Guesser, 'guess'>,
  isNamed: (reading: Reading) => boolean = () => false,
  reads: (words: string) => Reading = read,
  least = 0,
): Promise<boolean | null> {
  const reading = reads(words)
  if (reading.sure || !words.includes(' ') || isNamed(reading)) return false
  const guess = await guesser.guess(words)
  return guess === null ? null : guess.danger && guess.fear >= least
}
