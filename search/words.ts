import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../config.ts'
import { type Kind, kindCodes } from '../models/kind.ts'

const folder = path.join(root, 'search', 'words')

/** One line of a words file: what people say and how surely it means what the file is about. */
export interface Entry {
  phrase: string
  weight: number
}

/** The lines of a words file that are no remarks: 'council tax = 0.7', 'autistic / autism + job / work'. */
export function readWords(file: string): Entry[] {
  return lines(file).map((line) => {
    const [phrase, weight] = line.split('=').map((part) => part.trim())
    const number = weight === undefined ? 1 : Number(weight)
    if (!phrase || !(number > 0 && number <= 1)) {
      throw new Error(`search/words/${file}: “${line}” should be a phrase, or a phrase = a number up to 1`)
    }
    return { phrase, weight: number }
  })
}

/** What is written for each kind. */
export function kindWords(): Map<Kind, Entry[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))
  return new Map(
    kindCodes.filter((kind) => files.includes(`${kind}.txt`)).map((kind) => [kind, readWords(`${kind}.txt`)]),
  )
}

/** Other ways of writing one word: from each of them to the word. */
export function sameWords(): Map<string, string> {
  return new Map(
    lines('same.txt').flatMap((line) => {
      const [word, others] = line.split(':').map((part) => part.trim())
      if (!word || !others) throw new Error(`search/words/same.txt: “${line}” should be a word: others, others`)
      return others.split(',').map((other): [string, string] => [other.trim(), word])
    }),
  )
}

/** Ordinary words, which are no slips of telling ones. */
export function ordinaryWords(): Set<string> {
  return new Set(lines('ordinary.txt').flatMap((line) => line.split(/\s+/)))
}

function lines(file: string): string[] {
  return readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}
