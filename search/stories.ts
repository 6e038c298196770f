import { createHash } from 'node:crypto'
import { dangerIn, inDanger } from './crisis.ts'
import type { Guesser } from './guess.ts'
import { Recent } from './recent.ts'
import { guesser } from './search.ts'

/** What was heard in a story, by its hash: a referral's page is looked at again and again, and nobody's words are to be kept here. */
const heard = new Recent<boolean>(10_000)
/**
 * Whether someone's story suggests that they, or somebody else, are in danger: by the phrases in it, and by what its sentences are
 * like, in the time that a search has for it. Never log what is asked here.
 */
export async function tellsOfDanger(
  story: string,
  by: Pick<Guesser, 'guess' | 'running' | 'complete'> = guesser,
): Promise<boolean> {
  if (!by.running) return dangerIn(story) === 'danger'
  const mark = createHash('sha256').update(story).digest('base64')
  if (heard.has(mark)) return heard.get(mark, () => false)
  const danger = await inDanger(story, by, { isText: true })
  if (by.complete && danger !== null) heard.keep(mark, danger)
  return danger === true
}
