import type { Db } from '../places.ts'
import { goalsAsLists } from './goals-as-lists.ts'
import { listReferrals } from './lists.ts'
import { lookAtAll } from './nudges.ts'
import { urgentFirst } from './urgent-first.ts'

/** One change to what is stored. It may be run again after a crash in the middle: write it so that this does no harm. */
export interface Migration {
  number: number
  title: string
  run(db: Db): Promise<void>
}

/**
 * Every change to what is stored, in order. Add the next at the end, with the next number, and never change one that
 * has been released.
 */
export const migrations: Migration[] = [
  { number: 1, title: 'The store as first released', run: async () => {} },
  { number: 2, title: 'What people hope for becomes a list, kept with each referral too', run: goalsAsLists },
  { number: 3, title: 'Each referral says which list it is in', run: listReferrals },
  { number: 4, title: 'What is urgent has lists of its own', run: urgentFirst },
  { number: 5, title: 'Each referral says when to look whether somebody is to be nudged', run: lookAtAll },
]

export const newest = migrations.at(-1)!.number
