import type { Actor } from './actor.ts'

/** A filter that finds nothing: what someone who may see nothing is given. */
const nothing = { _id: { $in: [] } }

/**
 * The referrals a user may find: their organisation's own, sent or received, and at the hub all of them.
 * Every query for a referral starts from this filter, so another organisation's referral is simply not found.
 */
export function visibleReferrals(actor: Actor) {
  if (actor.roles.includes('hub')) return {}
  const sides = []
  if (actor.roles.includes('provider')) sides.push({ organisation: actor.organisation })
  if (actor.roles.includes('referrer')) sides.push({ 'referrer.organisation': actor.organisation })
  return sides.length ? { $or: sides } : nothing
}

/** The support requests a user may find: those their organisation sent, and at the hub all of them. */
export function visibleSupportRequests(actor: Actor) {
  if (actor.roles.includes('hub')) return {}
  return actor.roles.includes('referrer') ? { 'referrer.organisation': actor.organisation } : nothing
}
