import { Phrasebook } from './phrases.ts'
import { Reader } from './reading.ts'
import { readWords } from './words.ts'

const reader = new Reader()
const stems = (phrase: string) => reader.learn(phrase).map(({ stem }) => stem)
const phrasebook = new Phrasebook<'danger' | 'no danger'>((length) => Math.min(2, Math.max(0, length - 2)))
for (const { phrase } of readWords('danger.txt')) phrasebook.add(stems(phrase), 'danger')
for (const { phrase } of readWords('no-danger.txt')) phrasebook.add(stems(phrase), 'no danger')

/**
 * Whether the words suggest that someone is in danger: then urgent help is shown above everything. What is said is in
 * search/words/danger.txt, figures of speech in no-danger.txt; the longer phrase wins. Never log what is asked here.
 */
export function suggestsDanger(words: string): boolean {
  return phrasebook.find(reader.read(words)).some(({ value }) => value === 'danger')
}
