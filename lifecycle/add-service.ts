import type { Actor } from '../access/actor.ts'
import { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import { type ConsentWay, SupportRequest } from '../models/support-request.ts'
import { Types } from '../storage/mongoose.ts'
import { dayOf } from './clocks.ts'
import { renewed } from './consent.ts'
import { fits } from './eligibility.ts'
import { hubsAmong } from './hubs.ts'
import { nameOf, partiesOf } from './party.ts'
import { finish, homeOf, planReferral } from './send.ts'
import { hasBegun, settleWaiting } from './sequence.ts'
import { openStatuses } from './steps.ts'

export interface Addition {
  service: string
  /** The referral of this request that has to begin first; sent at once when absent. */
  first?: string
  consent: ConsentWay
  /** Who said yes for the person, and what they are to them; absent when they did themselves. */
  representative?: string
  relationship?: string
}

/**
 * Sends a person's story to one service more, now or once another referral of theirs has begun. Each service at most once
 * for a support request: the same form sent twice, or by two people, makes one referral.
 * @returns sentences by field when it won't do, null when it is done
 */
export async function addService(
  request: SupportRequest,
  { service: id, first, consent, representative, relationship }: Addition,
  by: Actor,
  at = new Date(),
): Promise<Record<string, string> | null> {
  const all = await Referral.find({ supportRequest: request._id }, { status: 1, died: 1 }).lean()
  if (all.some(({ died }) => died)) return { service: 'Their death is recorded: nothing more is sent about them' }
  if (all.every(({ status }) => status === 'entered_in_error'))
    return { service: 'It was entered in error: nothing more is sent' }
  const service = await Service.findById(id).lean()
  if (!service) return { service: 'Choose a service from the directory' }
  const fit = fits(service, request.person, await homeOf(request.person), dayOf(at))
  if (!fit.possible || fit.result === 'not') return { service: fit.reasons.join(' ') }
  const awaited = first
    ? await Referral.findOne({ _id: new Types.ObjectId(first), supportRequest: request._id }).lean()
    : null
  if (first && !(awaited && openStatuses.includes(awaited.status) && !hasBegun(awaited) && !awaited.after?.ended))
    return { first: 'Choose one that has not begun yet, or send it now' }
  const { hubs, referrer } = request
  const parties = partiesOf({ organisation: '', referrer, supportRequest: request._id, hubs }, by)
  const plan = {
    ...(await planReferral(service, at, fit, {
      consent: renewed({ how: consent, representative, relationship }, by.name, at),
    })),
    sentBy: { ...nameOf(by), party: parties.includes('referrer') ? ('referrer' as const) : ('hub' as const) },
    ...(awaited ? { after: awaited._id } : {}),
  }
  const { modifiedCount } = await SupportRequest.updateOne(
    { _id: request._id, 'referrals.service': { $ne: id } },
    {
      $push: { referrals: plan },
      $set: { unfinished: true },
      $addToSet: { hubs: { $each: await hubsAmong([service.organisation]) } },
    },
  )
  if (!modifiedCount) return { service: 'This story has gone there already' }
  const now: SupportRequest | null = await SupportRequest.findById(request._id).lean()
  if (now) await finish(now)
  if (awaited) await settleWaiting(awaited._id, false, at)
  return null
}
