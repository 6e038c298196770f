import { type Kind, kindCodes } from '../models/kind.ts'
import type { Meaning } from './catalogue.ts'
import { denials } from './denial.ts'
import { type Match, Phrasebook, type Token } from './phrases.ts'
import { Reader } from './reading.ts'
import { Recent } from './recent.ts'
import { choicesIn, type Entry, everyWay, groupsIn, kindWords, readWords } from './words.ts'

type Weights = Partial<Record<Kind, number>>

/** Small words that tell nothing about the kind of help. Not among them are 'not', 'no', 'up', 'off', which change what others mean. */
const small = new Set(
  `a an the and or of for in at by with from is am are was were be been being it its this that these those
  i im ive id me my mine we our us you your he she his her him they them their hes shes theyre theyve
  has have had having do does did so very really just quite rather please thanks thank hi hello dear hey any some
  get gets got gets getting would could should may might must when which how where if as such because been still now also can
  does doing having s t ve re u ur lot bit`.split(/\s+/),
)

/** Words that tell something only beside others: what they are all that is left of is not looked for. */
const light = new Set(
  'on off up out in into down to no not about over back go went come want wants need needs like with without myself'.split(
    ' ',
  ),
)

/** Words that may stand in any question and are not missed when no phrase takes them. */
const vague = new Set(
  `every time times all always again ever never much more most thing things way day days week weeks month months year years
  today now since then than too one two other me
  pt pts hx pmh dx rx re pls plz yo yr yrs`.split(/\s+/),
)

/** Letters and numbers by themselves tell nothing: 'c/o', '45F', '8/52'. */
const mark = /^(?:[a-z]|\d+[a-z]{0,2})$/

/** What a phrase says; from several choices (`chosen`) one word may be all that is left. */
interface Said {
  kinds: Weights
  chosen: boolean
}

/** Words that mean something when they come together, wherever they stand: one run of stems of each group. */
interface Pairing {
  groups: number
  kinds: Weights
}

const reader = new Reader()
const phrasebook = new Phrasebook<Said>((length) => (length === 1 ? 0 : 2))
const pairings: Pairing[] = []
/** The runs of all pairings by their first stem. */
const pairRuns = new Map<string, { pairing: number; group: number; run: string[] }[]>()
const remembered = new Recent<Reading>(10_000)
learnWords()

function learnWords(): void {
  const plain = new Map<string, Weights>()
  const exactly = new Set<string>()
  for (const [kind, entries] of kindWords()) {
    for (const { phrase, weight, exact } of entries.flatMap(eachChoice)) {
      if (phrase.includes('+')) learnPairing(phrase, { [kind]: weight })
      else if (phrase.includes('[')) learnChoices(phrase, { [kind]: weight }, exact)
      else {
        const stems = learn(phrase)
        const key = stems.join(' ')
        if (exact) exactly.add(key)
        const known = plain.get(key) ?? {}
        // 'Works for us' leaves only 'work', and that word alone says much less.
        const sure = reader.learn(phrase).length > 1 && stems.length === 1 ? weight / 2 : weight
        known[kind] = Math.max(known[kind] ?? 0, sure)
        plain.set(key, known)
      }
    }
  }
  // What means nothing takes its words away, but no phrase that means something.
  for (const phrase of readWords('nothing.txt').flatMap((entry) => everyWay(entry.phrase))) {
    const key = learn(phrase).join(' ')
    if (!plain.has(key) && key.includes(' ') === phrase.includes(' ')) plain.set(key, {})
  }
  for (const [key, kinds] of plain) {
    const exact = exactly.has(key)
    const anyOrder = !exact && Object.keys(kinds).length > 0
    if (key) phrasebook.add(key.split(' '), { kinds, chosen: false }, { exact, anyOrder })
  }
}

/** What is nothing but one choice, '[empty chair / his chair]', is as many phrases. */
function eachChoice(entry: Entry): Entry[] {
  const steps = entry.phrase.includes('+') ? [] : choicesIn(entry.phrase)
  return steps.length === 1 ? steps[0]!.filter(Boolean).map((phrase) => ({ ...entry, phrase })) : [entry]
}

function learn(phrase: string): string[] {
  return withoutSmall(reader.learn(phrase)).map(({ stem }) => stem)
}

function learnChoices(phrase: string, kinds: Weights, exact: boolean): void {
  const steps = choicesIn(phrase).map((choices) => {
    const runs = choices.map((choice) =>
      learn(choice).filter((stem, _, all) => all.length > 1 || stem === choice || !light.has(stem)),
    )
    const told = runs.filter(({ length }) => length > 0)
    const optional = told.length < runs.length
    // 'Get' is a small word, so that 'fit enough' meets '[get / keep] fit enough', and says less.
    return { runs: told, optional, missed: optional && !choices.includes('') }
  })
  phrasebook.addChoices(
    steps.filter(({ runs }) => runs.length > 0),
    { kinds, chosen: steps.length > 1 },
    { exact },
  )
}

function learnPairing(phrase: string, kinds: Weights): void {
  const groups = groupsIn(phrase)
  for (const [group, runs] of groups.entries()) {
    for (const run of runs.map(learn)) {
      if (run[0] === undefined || (run.length === 1 && light.has(run[0]))) continue
      const same = pairRuns.get(run[0])
      const entry = { pairing: pairings.length, group, run }
      if (same) same.push(entry)
      else pairRuns.set(run[0], [entry])
    }
  }
  pairings.push({ groups: groups.length, kinds })
}

function withoutSmall(tokens: Token[]): Token[] {
  return tokens.filter(({ word }) => !small.has(word))
}

/** What the vocabulary makes of some words. */
export interface Reading {
  /** Null when it knows nothing of them. */
  meaning: Meaning | null
  /** Whether it is sure: when not, something else may be asked too. */
  sure: boolean
  /** How much of the words that tell something it knows, 0 to 1. */
  share: number
  /** The words without what they deny ('not in debt'), and empty when nothing else is left. */
  rest: string
  /** The kinds that are denied and not meant by anything else. */
  denied: Kind[]
}

/** What is made of words that are not to be understood, only searched for. */
export const unread: Reading = { meaning: null, sure: false, share: 0, rest: '', denied: [] }

/** Below this the strongest phrase is a hint and no more. */
const hint = 0.6
/** One word says little of a question with more words than this that could tell something. */
const short = 4
/** With a smaller share than this of the words that tell something known, what is not known may be what matters. */
const mostTold = 0.75

/**
 * What kinds of support the words mean, by the vocabulary in search/words; null when it knows nothing of them.
 * Slips are corrected, longer phrases win over the words in them, and what is denied ('not in debt') doesn't count.
 */
export function understand(words: string): Meaning | null {
  return read(words).meaning
}

/** The same, with how sure it is. */
export function read(words: string): Reading {
  return remembered.get(words, () => readOnce(words))
}

/** Forgets that these words were ever read. */
export function forgetReading(words: string): void {
  remembered.forget(words)
}

/** What `read` answers, for words that are not to be remembered. */
export function readOnce(words: string): Reading {
  const tokens = withoutSmall(reader.read(words))
  const matches = together(phrasebook.find(tokens))
  const taken = new Set(matches.flatMap(({ at }) => at))
  const all = [...matches, ...pairs(tokens)]
  const { meant, denied: turnedAway, gone, rest } = denials(all, { words, tokens, taken })
  const scores = new Map(kindCodes.map((kind) => [kind, score(kind, meant)]))
  const denied = kindCodes.filter((kind) => scores.get(kind)! < 0.2 && score(kind, turnedAway) >= hint)
  const top = Math.max(...scores.values())
  if (top < 0.2) return { meaning: null, sure: false, share: 0, rest, denied }
  const kinds = [...scores]
    .map(([kind, points]) => ({ kind, weight: (points / top) * Math.min(1, top) }))
    .filter(({ weight }) => weight >= 0.45 * Math.min(1, top))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 4)
  const told = new Set(meant.filter(({ value }) => Object.keys(value).length > 0).flatMap(({ at }) => at))
  const typed = [...told].flatMap((at) => words.slice(tokens[at]!.from, tokens[at]!.to).split(' '))
  const silent = (word: string, at: number) =>
    told.has(at) || gone.has(at) || light.has(word) || vague.has(word) || mark.test(word)
  const untold = tokens.filter(({ word }, at) => !silent(word, at)).length
  const share = typed.length / (typed.length + untold)
  const sure = top >= hint && share >= mostTold && (typed.length > 1 || tokens.length <= short)
  const phrase = quote(words, tokens, meant, kinds)
  if (sure) return { meaning: { kinds, phrase }, sure, share, rest, denied }
  // 'Urgent care' says less of carers than 'care' does.
  const doubted = kinds.map(({ kind, weight }) => ({ kind, weight: weight * Math.max(0.5, share) }))
  return { meaning: { kinds: doubted, phrase, unsure: true }, sure, share, rest, denied }
}

/** Of phrases that take the same words, one that says what all of them do. */
function together(matches: Match<Said>[]): Match<Weights>[] {
  const spans = new Map<string, Match<Weights>>()
  for (const { value, at, likeness, missing } of matches) {
    const merged = spans.get(at.join()) ?? { value: {}, at, likeness: 1, missing: 0 }
    const short = value.chosen && at.length === 1 ? Math.max(1, missing) : missing
    for (const [kind, weight] of Object.entries(value.kinds) as [Kind, number][]) {
      const sure = weight * likeness * 0.5 ** short
      merged.value[kind] = Math.max(merged.value[kind] ?? 0, sure)
    }
    spans.set(at.join(), merged)
  }
  return [...spans.values()]
}

/** The pairings of which each group is there, by other words. They take no word away from phrases. */
function pairs(tokens: Token[]): Match<Weights>[] {
  const found = new Map<number, number[][]>()
  for (const [start, { stem }] of tokens.entries()) {
    for (const { pairing, group, run } of pairRuns.get(stem) ?? []) {
      if (!run.every((each, n) => tokens[start + n]?.stem === each)) continue
      const places = found.get(pairing) ?? []
      places[group] ??= run.map((_, n) => start + n)
      found.set(pairing, places)
    }
  }
  return [...found].flatMap(([pairing, places]) => {
    const { groups, kinds } = pairings[pairing]!
    for (let group = 0; group < groups; group++) if (!places[group]) return []
    const at = [...new Set(places.flat())].sort((a, b) => a - b)
    return at.length >= groups ? { value: kinds, at, likeness: 1, missing: 0 } : []
  })
}

/** What the phrases say for a kind: the strongest counts whole, each further one less. Longer phrases say more. */
function score(kind: Kind, matches: Match<Weights>[]): number {
  return matches
    .map(({ value, at, likeness }) => (value[kind] ?? 0) * likeness * (1 + 0.15 * Math.min(2, at.length - 1)))
    .sort((a, b) => b - a)
    .reduce((sum, points, i) => sum + points * 0.5 ** i, 0)
}

/** A quote is no longer than this many letters: of words that stand further apart only they themselves are quoted. */
const longestQuote = 60

interface Span {
  from: number
  to: number
}

/** The words, as they were typed, that told the kinds: each once, however many phrases say so. */
function quote(words: string, tokens: Token[], matches: Match<Weights>[], kinds: Meaning['kinds']): string {
  const told = matches.filter(({ value }) => kinds.some(({ kind }) => (value[kind] ?? 0) > 0))
  const spans = told.flatMap(({ at }) => spansOf(at, tokens)).sort((a, b) => a.from - b.from || b.to - a.to)
  const apart: Span[] = []
  for (const span of spans) {
    const last = apart.at(-1)
    if (!last || span.from >= last.to) apart.push(span)
    else if (span.to > last.to) {
      if (span.to - last.from <= longestQuote) last.to = span.to
      else apart.push({ from: last.to, to: span.to })
    }
  }
  const quotes = [...new Set(apart.map(({ from, to }) => words.slice(from, to).trim()))].slice(0, 3)
  while (quotes.length > 1 && quotes.join(', ').length > longestQuote) quotes.pop()
  return quotes.join(', ')
}

/** Where a match stands: from its first word to its last, or the runs of its words when that is too long to quote. */
function spansOf(at: number[], tokens: Token[]): Span[] {
  const inOrder = [...at].sort((a, b) => a - b)
  const whole = { from: tokens[inOrder[0]!]!.from, to: tokens[inOrder.at(-1)!]!.to }
  if (whole.to - whole.from <= longestQuote) return [whole]
  const runs: Span[] = []
  for (const [n, i] of inOrder.entries()) {
    const { from, to } = tokens[i]!
    if (n > 0 && inOrder[n - 1] === i - 1 && from - runs.at(-1)!.to < 20) runs.at(-1)!.to = to
    else runs.push({ from, to })
  }
  return runs
}
