import type { Actor } from './actor.ts'

type Filter = Record<string, unknown>
const branchesOf = (filter: Filter) => (Object.keys(filter).join() === '$or' ? (filter.$or as Filter[]) : [filter])

/** All of these filters at once, written so that each way to satisfy them can be served by an index of its own. */
export function together(...filters: object[]): Filter {
  const ways = filters.reduce<Filter[][]>(
    (found, filter) => found.flatMap((way) => branchesOf(filter as Filter).map((branch) => [...way, branch])),
    [[]],
  )
  return ways.length === 1 ? { $and: ways[0] } : { $or: ways.map((way) => ({ $and: way })) }
}

/** A filter that finds nothing: what someone who may see nothing is given. */
const nothing = { _id: { $in: [] } }

/**
 * What a hub looks after: everything that names it (who lives in its areas, and what was sent to or by it); everything
 * there is when it has no areas of its own.
 */
const ofTheHub = ({ areas, organisation }: Actor) => (areas.length ? { hubs: organisation } : {})

/**
 * The referrals a user may find: their organisation's own, sent or received, and at a hub those that it looks after.
 * Every query for a referral starts from this filter, so another organisation's referral is simply not found.
 */
export function visibleReferrals(actor: Actor) {
  if (actor.roles.includes('hub')) return ofTheHub(actor)
  const sides = []
  if (actor.roles.includes('provider')) sides.push({ organisation: actor.organisation })
  if (actor.roles.includes('referrer')) sides.push({ 'referrer.organisation': actor.organisation })
  return sides.length ? { $or: sides } : nothing
}

/** The support requests a user may find: those their organisation sent, and at a hub those that it looks after. */
export function visibleSupportRequests(actor: Actor) {
  if (actor.roles.includes('hub')) return ofTheHub(actor)
  return actor.roles.includes('referrer') ? { 'referrer.organisation': actor.organisation } : nothing
}
