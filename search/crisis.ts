import type { Guesser } from './guess.ts'
import { Phrasebook } from './phrases.ts'
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

/**
 * What the phrases say of some words: danger, a figure of speech that only sounds like it, or null when they say nothing. What
 * is said is in search/words/danger.txt, figures of speech in no-danger.txt; the longer phrase wins, and of two for the same words
 * danger. Never log what is asked here.
 */
export function dangerIn(words: string): 'danger' | 'no danger' | null {
  const found = phrasebook.find(reader.read(words)).map(({ value }) => value)
  return found.includes('danger') ? 'danger' : (found[0] ?? null)
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
