import type { Actor } from './actor.ts'

const branchesOf = (filter: object) =>
  Object.keys(filter).join() === '$or' ? (filter as { $or: object[] }).$or : [filter]

/**
 * All ways to satisfy these filters at once, one for each choice among what their `$or`s say. Asked by themselves each can be
 * read from an index of its own; asked together, DocumentDB reads far more.
 */
export const ways = (...filters: object[]): { $and: object[] }[] =>
  filters
    .reduce<object[][]>(
      (found, filter) => found.flatMap((way) => branchesOf(filter).map((branch) => [...way, branch])),
      [[]],
    )
    .map(($and) => ({ $and }))

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
  const { organisation, roles } = actor
  if (roles.includes('hub')) return ofTheHub(actor)
  const received = { organisation }
  const sent = { 'referrer.organisation': organisation }
  if (!roles.includes('referrer')) return roles.includes('provider') ? received : nothing
  // What they sent themselves is among what they received.
  return roles.includes('provider') ? { $or: [received, { ...sent, $nor: [received] }] } : sent
}

/** The support requests a user may find: those their organisation sent, and at a hub those that it looks after. */
export function visibleSupportRequests(actor: Actor) {
  if (actor.roles.includes('hub')) return ofTheHub(actor)
  return actor.roles.includes('referrer') ? { 'referrer.organisation': actor.organisation } : nothing
}
