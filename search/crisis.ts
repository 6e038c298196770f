import { suggestsDangerElsewhere } from './elsewhere.ts'
import type { Guesser } from './guess.ts'
import { alarming } from './likeness.ts'
import { Phrasebook, type Token } from './phrases.ts'
import { Reader } from './reading.ts'
import { type Reading, read, readOnce } from './understand.ts'
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
  /** The parts of the words, without those that hold a figure of speech or a denial: beside it, something else may be said. */
  parts: string[]
}

/**
 * What the phrases say of some words: danger, a figure of speech that only sounds like it, or null when they say nothing. What
 * is said is in search/words/danger.txt, figures of speech in no-danger.txt; the longer phrase wins, and of two for the same words
 * danger. Never log what is asked here.
 */
export function dangerIn(words: string): Saying {
  return hear(words).said
}

/** The same, with the parts in which danger may still be told, though no phrase tells it. */
export function hear(words: string): Heard {
  const text = words.replace(initials, '$1').replace(strayStop, '$1 ')
  if (askedForAlone.test(text) || suggestsDangerElsewhere(text)) return { said: 'danger', parts: [] }
  const parts: string[] = []
  let harmless = false
  // No phrase reaches over a clause, and many short texts are searched much faster than one long one.
  for (const clause of clausesOf(reader.read(text))) {
    const found = phrasebook.find(clause)
    if (found.some(({ value }) => value === 'danger')) return { said: 'danger', parts: [] }
    harmless ||= found.length > 0
    const taken = new Set(found.flatMap(({ at }) => at))
    parts.push(...partsOf(clause, taken).map(({ from, to }) => text.slice(from, to)))
  }
  return { said: harmless ? 'no danger' : null, parts }
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
    if (last?.at(-1)?.clause === token.clause) last.push(token)
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

type Guessing = Pick<Guesser, 'guess'> & Partial<Pick<Guesser, 'fearSoFar'>>

const isUnsure = (words: string, reads: (words: string) => Reading = readOnce) =>
  words.includes(' ') && !reads(words).sure

async function likelyFeared(words: string, guesser: Guessing, least: number): Promise<boolean | null> {
  const guess = await guesser.guess(words)
  if (guess) return guess.danger && guess.fear >= least
  // Under a heavy load, better an alarm too many than none.
  return (guesser.fearSoFar?.(words) ?? 0) >= Math.max(least, alarming) || null
}

/** One of several parts must be as likely a danger as this: each is another chance to be wrong. */
const ofMany = 0.6
/** Parts with fewer words say too little by themselves. */
const fewest = 5
/** So many parts are guessed at, all of most texts. */
const mostParts = 60
/** More letters than this are a text: guessed at by its sentences, and remembered nowhere. */
const longest = 300
/** All that may be danger is waited for so long (ms): longer than for what only sorts results. */
const patience = 2500

/**
 * Whether someone may be in danger by what is heard in their words and by what the words are like: all of them, and each part, since
 * what is plain ('in debt') or harmless hides what stands beside it. Null when that was not known in time.
 * @param isNamed whether a service or its organisation is called so: then nothing is to be guessed
 * @param isText whether the words are someone's story, and not what is searched for
 */
export async function inDanger(
  words: string,
  guesser: Guessing,
  {
    heard = hear(words),
    isNamed = () => false,
    isText = words.length > longest,
  }: { heard?: Heard; isNamed?: (reading: Reading) => boolean; isText?: boolean } = {},
): Promise<boolean | null> {
  if (heard.said === 'danger') return true
  const whole = !isText && heard.said === null && isUnsure(words, read) ? [words] : []
  const apart = isText ? untoldOf(words) : heard.said || heard.parts.length > 1 ? heard.parts : []
  const parts = [...new Set(apart)]
    .filter((part) => part.split(/\s+/).length >= fewest && isUnsure(part))
    .slice(0, mostParts)
  if (whole.length + parts.length === 0 || (!isText && isNamed(read(words)))) return false
  // Whoever speaks of danger, and be it past or a figure of speech, is nearer to it; and what stands alone is all there is.
  const least = (heard.said && !isText) || apart.length === 1 ? 0 : ofMany
  const asked: Guessing = {
    guess: (some) => guesser.guess(some, { kept: !isText && some === words, patience }),
    fearSoFar: (some) => guesser.fearSoFar?.(some) ?? null,
  }
  // First the whole: when many ask, what it tells keeps the parts out of the queue.
  const first = await Promise.all(whole.map((each) => likelyFeared(each, asked, 0)))
  if (first[0]) return true
  const fears = [...first, ...(await Promise.all(parts.map((each) => likelyFeared(each, asked, least))))]
  return fears.includes(true) || (fears.includes(null) ? null : false)
}

/** The parts of a text in which no phrase tells: its sentences and lines, and of one with a figure of speech what stands beside that. */
function untoldOf(text: string): string[] {
  return text
    .split(/(?<=[.!?;])\s+|\n+/)
    .flatMap((each) => (each.length > longest ? each.split(/,|\band\b/) : [each]))
    .flatMap((each) => {
      const { said, parts } = hear(each)
      return said === null ? [each] : parts
    })
}
