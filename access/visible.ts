import type { Actor } from './actor.ts'

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
