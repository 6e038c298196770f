import type { Actor } from '../access/actor.ts'
import { visibleSupportRequests } from '../access/visible.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { User } from '../models/user.ts'
import type { Types } from '../storage/mongoose.ts'
import { partiesOf } from './party.ts'

/**
 * Takes a referral in hand, if nobody of the organisation has: the worklist's 'I'll do it'.
 * @returns who has it now; undefined when there is no such referral for them
 */
export async function claim(reference: string, by: Actor) {
  const referral = await Referral.findOne({ reference }).lean()
  if (!referral || !partiesOf(referral, by).some((party) => ['provider', 'hub'].includes(party))) return undefined
  await Referral.updateOne(
    { _id: referral._id, assignedTo: { $exists: false } },
    { $set: { assignedTo: { user: by.user, name: by.name } } },
  )
  return (await Referral.findById(referral._id).lean())?.assignedTo
}

/** Gives a referral to a colleague of the same organisation, or back to all of them. Returns whether it was. */
export async function assign(reference: string, by: Actor, to: Types.ObjectId | null) {
  const referral = await Referral.findOne({ reference }).lean()
  if (!referral || !partiesOf(referral, by).some((party) => ['provider', 'hub'].includes(party))) return false
  const colleague = to && (await User.findOne({ _id: to, organisation: by.organisation, active: true }).lean())
  if (to && !colleague) return false
  const change = colleague
    ? { $set: { assignedTo: { user: colleague._id, name: colleague.name } } }
    : { $unset: { assignedTo: 1 } }
  const { matchedCount } = await Referral.updateOne({ _id: referral._id }, change)
  return matchedCount === 1
}

/** Makes a hub worker or the referrer's colleague the one who holds a support request together. Returns whether they are now. */
export async function becomeKeyWorker(supportRequest: Types.ObjectId, by: Actor, at = new Date()) {
  const { user, name, jobTitle, organisationName } = by
  const { matchedCount } = await SupportRequest.updateOne(
    { $and: [visibleSupportRequests(by), { _id: supportRequest }] },
    { $set: { keyWorker: { user, name, jobTitle, organisationName, since: at } } },
  )
  return matchedCount === 1
}
