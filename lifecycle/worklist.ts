import type { QueryFilter } from 'mongoose'
import type { Actor } from '../access/actor.ts'
import type { Referral } from '../models/referral.ts'
import { aDay, dayOf } from './clocks.ts'
import { followUpsFor } from './follow-ups.ts'
import type { List, Status } from './steps.ts'

const toMove: Status[] = ['sent', 'accepted']
const waitingLists: List[] = ['urgent_waiting', 'waiting']

/** Days that a provider has to confirm that they have stopped, before the hub is asked to ring them. */
const daysToConfirm = 4

/**
 * What waits for a user: a decision, a first contact, an answer to a question, word that they have stopped, a follow-up; at the hub, what was sent there and what
 * nobody answered or confirmed. To be asked together with access/visible.
 */
export function needing(actor: Actor): QueryFilter<Referral> {
  const decided = [
    { organisation: actor.organisation, status: { $in: toMove } },
    { organisation: actor.organisation, stopping: true as const },
    followUpsFor(actor, dayOf(new Date())),
  ]
  const unconfirmed = { stopping: true as const, closedAt: { $lt: new Date(Date.now() - daysToConfirm * aDay) } }
  if (actor.roles.includes('hub')) return { $or: [{ withHub: true }, unconfirmed, ...decided] }
  const sides: QueryFilter<Referral>[] = []
  if (actor.roles.includes('provider')) sides.push(...decided)
  // Both are in these lists, which have an index.
  const theirs = { 'referrer.organisation': actor.organisation, list: { $in: waitingLists } }
  if (actor.roles.includes('referrer'))
    sides.push(
      { ...theirs, status: 'info_needed' as const },
      // What it waited for has ended: send it, or withdraw it.
      { ...theirs, status: 'draft' as const, 'after.ended': true as const },
    )
  return { $or: sides }
}

/** A list's choice of whose: everybody's, what the reader has, and what nobody of their team has. */
export const owners = { all: 'Everybody’s', mine: 'Mine', nobody: 'Nobody’s' } as const
export type Owner = keyof typeof owners

/** The filter of a choice; where a referral says who has it is as in lifecycle/looking-after. */
export function ownedBy(owner: Owner, { user, organisation, roles }: Actor): QueryFilter<Referral> {
  if (owner === 'all') return {}
  if (owner === 'mine') return { $or: [{ 'assignedTo.user': user }, { 'triagedBy.user': user }] }
  if (!roles.includes('hub')) return { organisation, assignedTo: { $exists: false } }
  // Said as what it isn't: most are nobody's, and are found sooner in the list's own order than by any index of these.
  return {
    $nor: [
      { organisation, assignedTo: { $exists: true } },
      { organisation: { $ne: organisation }, triagedBy: { $exists: true } },
    ],
  }
}
