import type { QueryFilter } from 'mongoose'
import type { Actor } from '../access/actor.ts'
import { Referral } from '../models/referral.ts'
import { aDay, dayOf } from './clocks.ts'
import { followUpsFor } from './follow-ups.ts'
import type { List, Status } from './steps.ts'

const toMove: Status[] = ['sent', 'accepted']
const waitingLists: List[] = ['urgent_waiting', 'waiting']

/** Days that a provider has to confirm that they have stopped, before the hub is asked to ring them. */
const daysToConfirm = 4

/**
 * What waits for a user: a decision, a first contact, an answer to a question; at the hub, what was sent there and what nobody
 * answered. Of everything, or of one list of what is under way and one of what waits. What isn't so is said with `$nor`,
 * which no store looks up in an index.
 */
function now({ organisation, roles }: Actor, open?: List, waiting?: List): QueryFilter<Referral>[] {
  const decision = { organisation, status: { $in: toMove }, ...(open ? { list: open } : {}) }
  if (roles.includes('hub')) {
    const handed = { withHub: true as const }
    const lists = open && waiting ? [open, waiting] : undefined
    return [...(lists?.map((list) => ({ ...handed, list })) ?? [handed]), { ...decision, $nor: [handed] }]
  }
  const theirs = { 'referrer.organisation': organisation, list: waiting ?? { $in: waitingLists } }
  return [
    ...(roles.includes('provider') ? [decision] : []),
    ...(roles.includes('referrer')
      ? [
          { ...theirs, status: 'info_needed' as const },
          // What it waited for has ended: send it, or withdraw it.
          { ...theirs, status: 'draft' as const, 'after.ended': true as const },
        ]
      : []),
  ]
}

/** What still waits for a user once it is closed: word that they have stopped, or at the hub that nobody said so; a follow-up. */
function afterwards(actor: Actor): QueryFilter<Referral>[] {
  const { organisation, roles } = actor
  const theirs = [{ organisation, stopping: true as const }, followUpsFor(actor, dayOf(new Date()))]
  if (!roles.includes('hub')) return roles.includes('provider') ? theirs : []
  const closedAt = { $lt: new Date(Date.now() - daysToConfirm * aDay) }
  return [{ stopping: true, closedAt, organisation: { $ne: organisation } }, ...theirs]
}

/** All that needs a user, as filters of which no referral satisfies two: to be asked together with access/visible. */
export const needing = (actor: Actor) => [...now(actor), ...afterwards(actor)]

/** The same in parts, what is urgent first. */
export const needingInParts = (actor: Actor) => [
  now(actor, 'urgent', 'urgent_waiting'),
  [...now(actor, 'open', 'waiting'), ...afterwards(actor)],
]

/** A list's choice of whose: everybody's, what the reader has, and what nobody of their team has. */
export const owners = { all: 'Everybody’s', mine: 'Mine', nobody: 'Nobody’s' } as const
export type Owner = keyof typeof owners

/** The filter of a choice; where a referral says who has it is as in lifecycle/looking-after. */
export function ownedBy(owner: Owner, { user, organisation, roles }: Actor): QueryFilter<Referral> {
  if (owner === 'all') return {}
  if (owner === 'mine')
    return { $or: [{ 'assignedTo.user': user }, { 'triagedBy.user': user, $nor: [{ 'assignedTo.user': user }] }] }
  if (!roles.includes('hub')) return { organisation, assignedTo: { $exists: false } }
  // Said as what it isn't: most are nobody's, and are found sooner in the list's own order than by any index of these.
  return {
    $nor: [
      { organisation, assignedTo: { $exists: true } },
      { organisation: { $ne: organisation }, triagedBy: { $exists: true } },
    ],
  }
}

/** How many referrals the filters find, of which none finds what another does; no more than `most` of each are counted. */
export async function howMany(filters: QueryFilter<Referral>[], most: number): Promise<number> {
  const counts = await Promise.all(filters.map((filter) => Referral.countDocuments(filter, { limit: most })))
  return counts.reduce((sum, each) => sum + each, 0)
}

type Order = { listedAt: 1 | -1 }

/** One page of a list in parts, one part after the other: each is what its filters find, in order. */
export async function pageOf(parts: QueryFilter<Referral>[][], order: Order, skip: number, limit: number) {
  const found: Referral[] = []
  let before = skip
  for (const filters of parts) {
    const rows = await inOrder(filters, order, before, limit - found.length)
    found.push(...rows)
    if (found.length === limit) break
    before = rows.length || !before ? 0 : Math.max(0, before - (await howMany(filters, before)))
  }
  return found
}

/** What several filters find, each asked by itself, merged. */
async function inOrder(filters: QueryFilter<Referral>[], order: Order, skip: number, limit: number) {
  const [first, ...others] = filters
  if (!first) return []
  if (!others.length) return Referral.find(first).sort(order).skip(skip).limit(limit).lean()
  const found: Referral[][] = await Promise.all(
    filters.map((filter) =>
      Referral.find(filter)
        .sort(order)
        .limit(skip + limit)
        .lean(),
    ),
  )
  return found
    .flat()
    .sort((a, b) => (Number(a.listedAt) - Number(b.listedAt)) * order.listedAt)
    .slice(skip, skip + limit)
}
