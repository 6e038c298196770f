import { Phrasebook } from './phrases.ts'
import { Reader } from './reading.ts'
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
 * Whether the words suggest that someone is in danger: then urgent help is shown above everything. What is said is in
 * search/words/danger.txt, figures of speech in no-danger.txt; the longer phrase wins. Never log what is asked here.
 */
export function suggestsDanger(words: string): boolean {
  return phrasebook.find(reader.read(words)).some(({ value }) => value === 'danger')
}
