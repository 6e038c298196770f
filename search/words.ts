import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import dictionary from 'dictionary-en-gb'
import { stemmer } from 'stemmer'
import { root } from '../config.ts'
import { type Kind, kindCodes } from '../models/kind.ts'
import { stem } from './tokens.ts'

const folder = path.join(root, 'search', 'words')

/** One line of a words file: what people say and how surely it means what the file is about. */
export interface Entry {
  /** May hold choices, [a / b]. */
  phrase: string
  weight: number
  /** Only as it stands, with no other words in between. */
  exact: boolean
}

interface Line {
  text: string
  /** Where it stands, for whoever must mend it: 'search/words/ips.txt, line 12'. */
  at: string
}

/** The phrases of a words file, line by line. */
export function readWords(file: string): Entry[] {
  return readLines(file).map(({ text, at }) => readEntry(text, at))
}

/**
 * Reads one line: 'council tax = 0.7', 'autistic / autism + job / work', '[scared / afraid] of [him / my ex]', '"be gone"'.
 * @param at where it stands
 * @throws Error that says where, and what should stand there
 */
export function readEntry(text: string, at: string): Entry {
  const [written = '', weight, ...more] = text.split('=').map((part) => part.trim())
  const number = weight === undefined ? 1 : Number(weight)
  const phrase = written.replaceAll('"', '')
  if (!/[a-z0-9]/i.test(phrase) || !(number > 0 && number <= 1) || more.length > 0) {
    throw new Error(`${at}: “${text}” should be a phrase, or a phrase = a number up to 1`)
  }
  const outside = phrase.replace(/\[[^[\]]*\]/g, 'x')
  if (/[[\]]/.test(outside)) throw new Error(`${at}: “${text}” has a [ or a ] too many`)
  if (outside.includes('+') ? groupsIn(outside).some(isEmpty) : outside.includes(' / ')) {
    throw new Error(`${at}: “${text}” should have words on both sides of each +, or its choices in [ ]`)
  }
  return { phrase, weight: number, exact: written.startsWith('"') }
}

const isEmpty = (group: string[]) => group.every((one) => one === '')

/** A phrase as the choices it offers one after another: 'a [b / c d]' is [['a'], ['b', 'c d']]. */
export function choicesIn(phrase: string): string[][] {
  return phrase
    .split(/(\[[^[\]]*\])/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('[') ? part.slice(1, -1).split('/') : [part]).map((one) => one.trim()))
}

/** Every way of saying a phrase: 'a [b / c]' is 'a b' and 'a c'. */
export function everyWay(phrase: string): string[] {
  return choicesIn(phrase)
    .reduce<string[][]>((ways, some) => ways.flatMap((way) => some.map((one) => [...way, one])), [[]])
    .map((parts) => parts.filter((part) => part !== '').join(' '))
}

/** A whole sentence that someone has said, and which kinds of help are right for it. */
export interface Example {
  words: string
  kinds: Kind[]
}

/** The sentences of a file in search/words/examples, line by line: 'off sick again => work-and-health-advice'. */
export function examples(file: string): Example[] {
  return readLines(`examples/${file}`).map(({ text, at }) => {
    const [words = '', kinds = ''] = text.split('=>').map((part) => part.trim())
    const known = kinds.split(' ').filter((kind): kind is Kind => kindCodes.includes(kind as Kind))
    if (known.join(' ') !== kinds) throw new Error(`${at}: “${kinds}” should be kinds of support`)
    return { words, kinds: known }
  })
}

/** What is written for each kind. */
export function kindWords(): Map<Kind, Entry[]> {
  const files = readdirSync(folder)
  return new Map(
    kindCodes.filter((kind) => files.includes(`${kind}.txt`)).map((kind) => [kind, readWords(`${kind}.txt`)]),
  )
}

/** The groups of 'autism / autistic + job / work', each with all that may stand for it. */
export function groupsIn(phrase: string): string[][] {
  return phrase
    .split('+')
    .map((group) => (group.includes('[') ? everyWay(group) : group.split('/')).map((one) => one.trim()))
}

/** Other ways of writing one word: from each of them to the word. */
export function sameWords(): Map<string, string> {
  return new Map(
    readLines('same.txt').flatMap(({ text, at }) => {
      const [word, others] = text.split(':').map((part) => part.trim())
      if (!word || !others) throw new Error(`${at}: “${text}” should be a word: others, others`)
      return others.split(',').map((other): [string, string] => [other.trim(), word])
    }),
  )
}

/** The words of an English dictionary as it writes them, names with capitals. */
export const dictionaryWords: readonly string[] = Buffer.from(dictionary.dic)
  .toString()
  .split('\n')
  .map((line) => line.replace(/\/.*/, ''))

/** The stems of ordinary words, which are no slips of telling ones: those of an English dictionary, and of ordinary.txt. */
export const ordinaryStems: ReadonlySet<string> = new Set([
  ...dictionaryWords.map((word) => stemmer(word.toLowerCase())),
  ...readLines('ordinary.txt').flatMap(({ text }) => text.split(/\s+/).map((word) => stem(word))),
])

/** The lines of a file whose phrases are compared as they stand. */
export const plainLines = (file: string): string[] => readLines(file).map(({ text }) => text)

/** The lines of a file that are no remarks. */
function readLines(file: string): Line[] {
  return readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .map((line, i) => ({ text: line.trim(), at: `search/words/${file}, line ${i + 1}` }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
}
