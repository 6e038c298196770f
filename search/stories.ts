import { createHash } from 'node:crypto'
import { dangerIn, feared, ofMany, sentencesOf } from './crisis.ts'
import type { Guesser } from './guess.ts'
import { guesser } from './index.ts'
import { Recent } from './recent.ts'

/** What was heard in a story, by its hash: a referral's page is looked at again and again, and nobody's words are to be kept here. */
const heard = new Recent<boolean>(10_000)
/** More sentences than this are not guessed at: whoever writes so much says it in plain words somewhere. */
const mostSentences = 12

/**
 * Whether someone's story suggests that they, or somebody else, are in danger: by the phrases in it, or, where no phrase tells, by
 * what each of its sentences is like, in the time that a search has for it. Never log what is asked here.
 */
export async function tellsOfDanger(
  story: string,
  by: Pick<Guesser, 'guess' | 'running' | 'complete'> = guesser,
): Promise<boolean> {
  if (dangerIn(story) === 'danger') return true
  if (!by.running) return false
  const mark = createHash('sha256').update(story).digest('base64')
  if (heard.has(mark)) return heard.get(mark, () => false)
  const sentences = sentencesOf(story).slice(0, mostSentences)
  const fears = await Promise.all(
    sentences.map((each) =>
      dangerIn(each) === null ? feared(each, asked(by), sentences.length > 1 ? ofMany : 0) : false,
    ),
  )
  const danger = fears.includes(true)
  if (by.complete && (danger || !fears.includes(null))) heard.keep(mark, danger)
  return danger
}

const asked = (by: Pick<Guesser, 'guess'>) => ({ guess: (words: string) => by.guess(words, { kept: false }) })
