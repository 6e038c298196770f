import { grouped } from '../gazetteer/grouped.ts'
import { plainLines } from './words.ts'

/** Of scripts without spaces, the phrases may stand anywhere; of others, only as whole words. */
const unspaced = /\p{Script=Han}/u
const lines = plainLines('danger-elsewhere.txt')
const anywhere = lines.filter((line) => unspaced.test(line)).map((line) => bare(line).trim())
const byFirstWord = grouped(lines.filter((line) => !unspaced.test(line)).map(bare), (phrase) => [phrase.split(' ')[1]!])

/**
 * Whether someone says in another language that somebody is in danger: the phrases of search/words/danger-elsewhere.txt as they
 * stand, since the rest of the vocabulary knows English alone.
 */
export function suggestsDangerElsewhere(words: string): boolean {
  const said = bare(words)
  const isSaid = (phrase: string) => said.includes(phrase)
  return anywhere.some(isSaid) || said.split(' ').some((word) => byFirstWord.get(word)?.some(isSaid))
}

/** Lower case, without accents and whatever else is often left out, one space around each word. */
function bare(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    // Accents of European letters and signs of Arabic ones; what joins or parts letters without being seen.
    .replace(/[\u0300-\u036f\u064b-\u0655\u200c\u200d]/g, '')
    .replaceAll('ł', 'l')
    .replace(/[’'‘`]/g, '')
  return ` ${plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()} `
}
