import { stem } from './tokens.ts'
import { dictionaryWords } from './words.ts'

/** The stems of what an English dictionary writes small: no names. */
const stems = new Set(dictionaryWords.filter((word) => /^[a-z]+$/.test(word)).map(stem))

/** Whether a name, in small letters, is an everyday word too: 'reading', 'bath', 'hope'. */
export function isEverydayWord(name: string): boolean {
  return /^[a-z]+$/.test(name) && stems.has(stem(name))
}
