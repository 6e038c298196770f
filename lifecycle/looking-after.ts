import type { Actor } from '../access/actor.ts'
import { visibleSupportRequests } from '../access/visible.ts'
import { type HasIt, Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { User } from '../models/user.ts'
import { Types } from '../storage/mongoose.ts'
import { partiesOf } from './party.ts'

/** Where a referral says who of somebody's team has it: those who decide and the hub that watches each have their own. */
export function placeFor(referral: Parameters<typeof partiesOf>[0], by: Actor) {
  const sides = partiesOf(referral, by)
  return sides.includes('provider') ? 'assignedTo' : sides.includes('hub') ? 'triagedBy' : null
}

/** Who of this user's team has a referral. */
export function hasIt(referral: Referral, by: Actor): HasIt | undefined {
  const place = placeFor(referral, by)
  return place ? referral[place] : undefined
}

/**
 * Takes a referral in hand, if nobody of the team has: the worklist's 'I'll do it'.
 * @returns who has it now; undefined when there is no such referral for them
 */
export async function claim(reference: string, by: Actor, at = new Date()): Promise<HasIt | undefined> {
  const referral = await Referral.findOne({ reference }).lean()
  const place = referral && placeFor(referral, by)
  if (!place) return undefined
  await Referral.updateOne(
    { _id: referral._id, [place]: { $exists: false } },
    { $set: { [place]: { user: by.user, name: by.name, since: at, givenBy: by.name } } },
  )
  return (await Referral.findById(referral._id).lean())?.[place]
}

/**
 * Gives a referral to a colleague of the same organisation, or back to all of them, whoever had it.
 * @returns who has it now, null for nobody in particular; undefined when it is not theirs to give, or to them
 */
export async function assign(reference: string, by: Actor, to: Types.ObjectId | null, at = new Date()) {
  const referral = await Referral.findOne({ reference }).lean()
  const place = referral && placeFor(referral, by)
  if (!place) return undefined
  const colleague = to && (await colleaguesOf(by)).find(({ _id }) => String(_id) === String(to))
  if (to && !colleague) return undefined
  const has = colleague ? { user: colleague._id, name: colleague.name, since: at, givenBy: by.name } : null
  const { matchedCount } = await Referral.updateOne(
    { _id: referral._id },
    has ? { $set: { [place]: has } } : { $unset: { [place]: 1 } },
  )
  return matchedCount ? has : undefined
}

/** Those of a user's organisation who work on referrals that come to it: to whom one can be given. By name. */
export const colleaguesOf = ({ organisation }: Pick<Actor, 'organisation'>) =>
  User.find({ organisation, active: true, roles: { $in: ['provider', 'hub'] } }, { name: 1, jobTitle: 1 })
    .sort({ name: 1 })
    .lean()

/**
 * Makes a hub worker or the referrer's colleague the one who holds a support request together, in place of whom they saw
 * there (the user's id; '' for nobody). Returns whether they are now: somebody else may have been quicker.
 */
export async function becomeKeyWorker(supportRequest: Types.ObjectId, by: Actor, instead = '', at = new Date()) {
  const { user, name, jobTitle, organisationName } = by
  const seen = Types.ObjectId.isValid(instead)
    ? { 'keyWorker.user': new Types.ObjectId(instead) }
    : { keyWorker: { $exists: false } }
  const { matchedCount } = await SupportRequest.updateOne(
    { $and: [visibleSupportRequests(by), { _id: supportRequest }, { $or: [seen, { 'keyWorker.user': user }] }] },
    { $set: { keyWorker: { user, name, jobTitle, organisationName, since: at } } },
  )
  return matchedCount === 1
}
