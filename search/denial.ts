import type { Match, Token } from './phrases.ts'
import { stem, tokens as telling } from './tokens.ts'
import { readWords } from './words.ts'

/** Words that turn away what follows: directly, or with at most so many others between. What they deny, see `isDenied`. */
const negators = new Map([
  ...['no', 'without', 'dont', 'doesnt', 'didnt', 'havent', 'hasnt', 'isnt', 'arent', 'wasnt'].map(
    (word): [string, number] => [stem(word), 1],
  ),
  ['not', 2],
  ['except', 1],
  ['instead', 1],
])
/** What follows these is turned away whatever it is: 'a group instead of counselling'. */
const excluding = /^(?:except|instead of)\b/i

const stems = (words: string) => new Set(words.split(/\s+/).map(stem))

/** 'No problem with my housing' denies the housing: these words come between and count for nothing. */
const problems = stems('problem trouble issue')
/** So does 'don't want counselling', 'isn't about benefits'. */
const turningAway = stems('want need look ask seek after about interested')
const between = new Set([...problems, ...turningAway, stem('with'), stem('longer')])
/** What people are glad to be without; of anything else, such as a job, lacking it is wanting it. */
const troubles = new Set(readWords('troubles.txt').flatMap(({ phrase }) => phrase.split(' ').map(stem)))
/** 'No help with my debts', 'not helping', 'not working for my depression': help that is lacked denies no trouble. */
const helps = stems(
  'help support advice adviser relief treatment counselling therapy therapist group class pay note leave',
)
/** 'A job, not benefits' turns away help by its name, when nothing but an article stands between; 'not had physio' lacks it. */
const namesOfHelp = stems('benefits housing counselling therapy physio physiotherapy volunteering advice')
const bare = new Set(['not', 'isnt'])
const justBefore = /^\W*(?:(?:a|an|the|my|any|about|for)\W+)*$/i

/** The phrases found in a question, parted by whether it turns them away. */
export interface Denials<Value> {
  meant: Match<Value>[]
  denied: Match<Value>[]
  /** The tokens that only deny and are denied. */
  gone: Set<number>
  /** The words without those, and empty when nothing else is left. */
  rest: string
}

/**
 * Tells what a question means from what it only denies: 'not in debt, need a job'.
 * @param taken the tokens that phrases take: what denies a phrase is no part of another
 */
export function denials<Value>(
  found: Match<Value>[],
  { words, tokens, taken }: { words: string; tokens: Token[]; taken: Set<number> },
): Denials<Value> {
  const deniers = new Map(found.map((match) => [match, denier(match, tokens, taken, words)]))
  denyAfterOr(deniers, tokens, words)
  const meant = found.filter((match) => deniers.get(match) === null)
  const denied = found.filter((match) => deniers.get(match) !== null)
  const kept = new Set(meant.flatMap(({ at }) => at))
  const spans = denied.flatMap((match) => spanOf(match, deniers.get(match)!, tokens))
  const gone = new Set(spans.filter((at) => !kept.has(at)))
  return { meant, denied, gone, rest: without(words, tokens, gone) }
}

/** The word just before the match, that is no part of a phrase itself, which denies it; null when none does. */
function denier(match: Match<unknown>, tokens: Token[], taken: Set<number>, words: string): number | null {
  const first = match.at[0]!
  for (let i = first - 1, others = 0; i >= 0 && others <= 2; i--) {
    const isOthers = taken.has(i) && !match.at.includes(i) && !turningAway.has(tokens[i]!.stem)
    if (tokens[i]!.clause !== tokens[first]!.clause || isOthers) return null
    const reach = negators.get(tokens[i]!.stem)
    if (reach !== undefined) return others < reach && isDenied(match, i, tokens, words) ? i : null
    if (!between.has(tokens[i]!.stem)) others++
  }
  return null
}

/**
 * Whether a negator before a match turns it away: a trouble that someone says they haven't ('not in debt', 'no pain'), or help
 * that they don't want ('don't need counselling'). Who has no job, home, carer or sick pay lacks it, and wants it.
 */
function isDenied({ at }: Match<unknown>, negator: number, tokens: Token[], words: string): boolean {
  const first = at[0]!
  if (excluding.test(words.slice(tokens[negator]!.from, tokens[first]!.from))) return true
  const stemsOf = (some: Token[]) => some.map(({ stem }) => stem)
  const before = stemsOf(tokens.slice(negator + 1, first))
  const matched = stemsOf(at.map((i) => tokens[i]!))
  const next = tokens[at.at(-1)! + 1]
  const withNext = next?.clause === tokens[first]!.clause ? [...matched, next.stem] : matched
  const isTrouble = matched.some((each) => troubles.has(each)) && !withNext.some((each) => helps.has(each))
  if (tokens[negator]!.word === 'instead') return false
  const typedBetween = words.slice(tokens[negator]!.to, tokens[first]!.from)
  if ([...before, ...matched].some((each) => problems.has(each))) return true
  // 'Don't want to be homeless' asks for help; 'it isn't about debt' does not.
  if (before.includes('about') || turningAway.has(matched[0]!)) return true
  // 'Not a doctor, need a job': what is needed isn't what the negator is about.
  if (before.slice(1).some((each) => turningAway.has(each))) return false
  if (before.length > 0 && turningAway.has(before[0]!)) return !isTrouble && !/\bto\b/i.test(typedBetween)
  if (before.some((each) => helps.has(each) || each === 'work')) return false
  if (isTrouble) return true
  return bare.has(tokens[negator]!.word) && namesOfHelp.has(matched[0]!) && justBefore.test(typedBetween)
}

/** 'Not anxious or depressed' denies both. */
function denyAfterOr(deniers: Map<Match<unknown>, number | null>, tokens: Token[], words: string): void {
  const inOrder = [...deniers.keys()].sort((a, b) => a.at[0]! - b.at[0]!)
  for (const match of inOrder) {
    const first = match.at[0]!
    const afterOr = first > 0 && /^\s+n?or\s+$/i.test(words.slice(tokens[first - 1]!.to, tokens[first]!.from))
    if (!afterOr || !match.at.some((i) => troubles.has(tokens[i]!.stem) || namesOfHelp.has(tokens[i]!.stem))) continue
    const before = inOrder.some(({ at }, n) => at.at(-1) === first - 1 && deniers.get(inOrder[n]!) !== null)
    if (before) deniers.set(match, first)
  }
}

/** A match and what denies it, with all that stands between the two, and 'problem' when it follows: 'no alcohol problem'. */
function spanOf({ at }: Match<unknown>, from: number, tokens: Token[]): number[] {
  const next = at.at(-1)! + 1
  const problem = problems.has(tokens[next]?.stem ?? '') ? [next] : []
  return [...Array.from({ length: at[0]! - from }, (_, n) => from + n), ...at, ...problem]
}

/** The words without those tokens; empty when only words that tell nothing would be left. */
function without(words: string, tokens: Token[], gone: Set<number>): string {
  if (gone.size > 0 && gone.size === tokens.length) return ''
  // Several tokens may have been read from the same letters.
  const spans = new Map([...gone].map((at) => [tokens[at]!.from, tokens[at]!]))
  const left = [...spans.values()]
    .sort((a, b) => b.from - a.from)
    .reduce((left, { from, to }) => left.slice(0, from) + left.slice(to), words)
    .replace(/\s+/g, ' ')
    .trim()
  // 'Don't need housing help' leaves 'help', which tells nothing.
  return gone.size > 0 && telling(left).length === 0 ? '' : left
}
