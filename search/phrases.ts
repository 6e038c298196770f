/** A word of a question: as it was understood, what is compared (its stem), and where it stood. */
export interface Token {
  word: string
  stem: string
  /** The letters of the question it was read from. */
  from: number
  to: number
  /** Counts up at every full stop, comma and 'but': no phrase reaches over one. */
  clause: number
}

/** A phrase found in a question. */
export interface Match<Value> {
  value: Value
  /** The tokens it took, by their number. */
  at: number[]
  /** 1 when it stands there word for word, less with words in between or in another order. */
  likeness: number
  /** How many steps of the phrase were only met by saying nothing. */
  missing: number
}

/** One step of a phrase: one of several runs of stems; `optional` ones may be left out, with `missed` that is remarked. */
export interface Choice {
  runs: string[][]
  optional?: boolean
  missed?: boolean
}

/** A step, with its runs by their first stem. */
interface Step {
  runs: Map<string, string[][]>
  optional: boolean
  missed: boolean
}

/** With more steps than this met by saying nothing, nothing was said; nor is it by one word that is left. */
const mostMissing = 1

interface Phrase<Value> {
  steps: Step[]
  /** The stems that it may begin with. */
  firsts: Set<string>
  /** For each step that can't be left out, the marks of the stems it may begin with. */
  needs: number[]
  value: Value
  likeness: number
  exact: boolean
}

/** A phrase has at most so many other words between two of its own. */
const widest = 2

/** Finds known phrases in a question. Longer phrases win, and no word is taken twice but by phrases that take the same words. */
export class Phrasebook<Value> {
  #phrases: Phrase<Value>[] = []
  /** The phrases by the stems of the one step that is least common among all: few of them need looking at. */
  #byRarest: Map<string, Phrase<Value>[]> | undefined
  #gaps: (length: number) => number

  /** @param gaps how many other words may stand between the words of a phrase of this length */
  constructor(gaps: (length: number) => number) {
    this.#gaps = gaps
  }

  /**
   * @param anyOrder also find the words of a pair the other way round: 'debt advice', 'advice about debt'
   * @param exact only with no other words in between
   */
  add(stems: string[], value: Value, { anyOrder = false, exact = false, likeness = 1 } = {}): void {
    if (stems.length === 0) return
    const steps = stems.map((stem) => ({ runs: [[stem]] }))
    this.#put(steps, { value, likeness, exact })
    if (anyOrder && stems.length === 2) this.add(stems.toReversed(), value, { likeness: 0.85 })
  }

  /** Adds what may be said in several ways, without listing each of them. */
  addChoices(steps: Choice[], value: Value, { exact = false } = {}): void {
    this.#put(steps, { value, likeness: 1, exact })
  }

  #put(choices: Choice[], phrase: Omit<Phrase<Value>, 'steps' | 'firsts' | 'needs'>): void {
    const steps = choices.map(asStep)
    const required = steps.findIndex(({ optional }) => !optional)
    const first = required < 0 ? steps : steps.slice(0, required + 1)
    const firsts = new Set(first.flatMap(({ runs }) => [...runs.keys()]))
    const needs = steps.filter(({ optional }) => !optional).map(({ runs }) => marks(runs.keys()))
    this.#phrases.push({ ...phrase, steps, firsts, needs })
    this.#byRarest = undefined
  }

  #index(): Map<string, Phrase<Value>[]> {
    const common = new Map<string, number>()
    for (const { steps } of this.#phrases) {
      for (const stem of new Set(steps.flatMap(({ runs }) => [...runs.keys()])))
        common.set(stem, (common.get(stem) ?? 0) + 1)
    }
    const weight = (stems: Iterable<string>) => Math.max(...[...stems].map((stem) => common.get(stem)!))
    const index = new Map<string, Phrase<Value>[]>()
    for (const phrase of this.#phrases) {
      const needed = phrase.steps.filter(({ optional }) => !optional).map(({ runs }) => [...runs.keys()])
      const [rarest] = [...needed, ...(needed.length === 0 ? [phrase.firsts] : [])].sort(
        (a, b) => weight(a) - weight(b),
      )
      for (const stem of rarest!) {
        const same = index.get(stem)
        if (same) same.push(phrase)
        else index.set(stem, [phrase])
      }
    }
    return index
  }

  find(tokens: Token[]): Match<Value>[] {
    this.#byRarest ??= this.#index()
    const there = marks(tokens.map(({ stem }) => stem))
    // Of most phrases some step stands nowhere, and this is quick to see.
    const mayBe = ({ needs }: Phrase<Value>) => needs.every((step) => (step & there) !== 0)
    const possible = new Set<Phrase<Value>>()
    for (const { stem } of tokens) {
      for (const phrase of this.#byRarest.get(stem) ?? []) if (mayBe(phrase)) possible.add(phrase)
    }
    const candidates: Match<Value>[] = []
    for (const phrase of possible) {
      for (let start = 0; start < tokens.length; start++) {
        const match = phrase.firsts.has(tokens[start]!.stem) && this.#match(phrase, tokens, start)
        if (match) candidates.push(match)
      }
    }
    candidates.sort((a, b) => b.at.length - a.at.length || b.likeness - a.likeness || a.at[0]! - b.at[0]!)
    const taken = new Set<number>()
    const spans = new Set<string>()
    return candidates.filter(({ at }) => {
      if (spans.has(at.join())) return true
      if (at.some((each) => taken.has(each))) return false
      for (const each of at) taken.add(each)
      spans.add(at.join())
      return true
    })
  }

  #match({ steps, value, likeness, exact }: Phrase<Value>, tokens: Token[], start: number): Match<Value> | null {
    const { clause } = tokens[start]!
    let best: number[] = []
    let missing = 0
    const go = (n: number, at: number[], missed: number) => {
      const step = steps[n]
      if (!step) {
        const said = missed === 0 || at.length > 1
        if (said && at.length > best.length && between(at) <= (exact ? 0 : this.#gaps(at.length))) {
          best = at
          missing = missed
        }
        return
      }
      if (step.optional && missed + Number(step.missed) <= mostMissing) go(n + 1, at, missed + Number(step.missed))
      const from = at.length === 0 ? start : at.at(-1)! + 1
      const to = at.length === 0 ? start : from + (exact ? 0 : widest)
      for (let i = from; i <= to && tokens[i]?.clause === clause; i++) {
        for (const run of step.runs.get(tokens[i]!.stem) ?? []) {
          const further = follow(run, tokens, i, [...at, i])
          if (further) go(n + 1, further, missed)
        }
      }
    }
    go(0, [], 0)
    return best.length > 0 ? { value, at: best, likeness: likeness * 0.93 ** between(best), missing } : null
  }
}

/** One of 32 bits for each stem: two sets of stems without a common bit have no stem in common. */
function marks(stems: Iterable<string>): number {
  let all = 0
  for (const stem of stems) {
    let hash = 0
    for (let i = 0; i < stem.length; i++) hash = (hash * 31 + stem.charCodeAt(i)) | 0
    all |= 1 << (hash ^ (hash >>> 15))
  }
  return all
}

function asStep({ runs, optional = false, missed = false }: Choice): Step {
  const byFirst = new Map<string, string[][]>()
  for (const run of runs) byFirst.set(run[0]!, [...(byFirst.get(run[0]!) ?? []), run])
  return { runs: byFirst, optional, missed }
}

/** Adds to `at` where the rest of a run stands whose first stem was found at `first`; null when it doesn't. */
function follow(run: string[], tokens: Token[], first: number, at: number[]): number[] | null {
  let i = first
  for (let n = 1; n < run.length; n++) {
    const last = i + 1 + widest
    do i++
    while (i <= last && tokens[i]?.stem !== run[n])
    if (i > last || tokens[i]!.clause !== tokens[first]!.clause) return null
    at.push(i)
  }
  return at
}

/** How many other words stand between. */
function between(at: number[]): number {
  return at.length === 0 ? 0 : at.at(-1)! - at[0]! - at.length + 1
}
