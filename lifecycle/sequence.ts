import { Referral } from '../models/referral.ts'
import type { Types } from '../storage/mongoose.ts'
import { tellings } from './send.ts'
import { statuses, underWay } from './steps.ts'
import { StepError, takeStep } from './take-step.ts'

/**
 * "Start B when A has begun." B waits as a draft that names A: its provider doesn't know of it and no clock runs. That A has
 * begun, or ended without, is what decides; what follows from it for B is one conditional update of B, so it may be tried
 * again by whoever finds it undone, and happens once.
 */

type First = Pick<Referral, 'status' | 'startedAt'>

/** Whether a referral has got as far as those that wait for it need. */
export const hasBegun = ({ status, startedAt }: First) =>
  startedAt !== undefined || underWay.includes(status) || status === 'completed'

/** Ids that wait for each other in a circle, and would for ever. `after`: which waits for which. */
export function circles(after: Record<string, string>): string[] {
  return Object.keys(after).filter((id) => {
    const seen = new Set<string>()
    for (let at: string | undefined = after[id]; at !== undefined; at = after[at]) {
      if (at === id) return true
      if (seen.has(at)) return false
      seen.add(at)
    }
    return false
  })
}

/** What was waiting for a referral that went elsewhere waits for where it went. */
const follow = (referral: Referral, { _id, serviceName }: Pick<Referral, '_id' | 'serviceName'>) =>
  Referral.updateOne(
    { _id: referral._id, status: 'draft', 'after.referral': referral.after?.referral },
    { $set: { 'after.referral': _id, 'after.serviceName': serviceName } },
    { timestamps: false },
  )

/** What it waited for will never begin: whoever holds it together decides. */
const layBefore = (referral: Referral, at: Date) =>
  Referral.updateOne(
    { _id: referral._id, status: 'draft', 'after.ended': { $ne: true } },
    {
      $set: { 'after.ended': true, withHub: true, noticesDueAt: at },
      $push: { outbox: { $each: tellings('sequence', ['referrer', 'hub'], at) } },
    },
    { timestamps: false },
  )

/** Sends it, unless the person has died meanwhile: then somebody has to decide. */
async function send(referral: Referral, first: Referral, quietly: boolean, at: Date) {
  if (await Referral.exists({ supportRequest: referral.supportRequest, died: true })) return layBefore(referral, at)
  try {
    const by = { because: `${first.serviceName} has begun` }
    await takeStep({ reference: referral.reference, step: 'send', by, at, quietly })
  } catch (error) {
    // Somebody sent or withdrew it meanwhile.
    if (!(error instanceof StepError)) throw error
  }
}

/**
 * Does what is due to those that wait for a referral: sends them once it has begun, follows it where it was passed on, and
 * asks for a decision when it ended. Harmless at any time.
 */
export async function settleWaiting(first: Types.ObjectId, quietly = false, at = new Date()): Promise<void> {
  // Only a draft has `after`: asking for the status too might be served by all drafts there are.
  const waiting = await Referral.find({ 'after.referral': first }).lean()
  const known: Referral | null = waiting.length ? await Referral.findById(first).lean() : null
  if (!known || (statuses[known.status].open && !hasBegun(known))) return
  const next = known.continuedBy?.find(({ after }) => !after) ?? known.continuedBy?.[0]
  for (const referral of waiting) {
    if (hasBegun(known)) await send(referral, known, quietly, at)
    else if (next) await follow(referral, next)
    else await layBefore(referral, at)
  }
  // It may have begun between what was read and what was written.
  if (next && !hasBegun(known)) await settleWaiting(next._id, quietly, at)
}

/** Settles whatever a crash left waiting. @returns how many still wait, and rightly */
export async function settleAll(at = new Date()): Promise<number> {
  const waiting = { status: 'draft' as const, 'after.ended': { $ne: true as const } }
  const firsts = await Referral.distinct('after.referral', waiting)
  for (const first of firsts) if (first) await settleWaiting(first as Types.ObjectId, false, at)
  return Referral.countDocuments(waiting)
}

/** Those for which another could wait: not begun, not ended. */
export const stillWaitedFor = (referrals: Referral[]) =>
  referrals.filter((each) => statuses[each.status].open && !hasBegun(each) && !each.after?.ended)

/** The referrals of a support request for which another of them could wait: not begun, not ended, and no circle. */
export async function couldWaitFor(referral: Referral): Promise<Referral[]> {
  const all: Referral[] = await Referral.find({ supportRequest: referral.supportRequest }).lean()
  const after = Object.fromEntries(all.flatMap((each) => (each.after ? [[each._id, each.after.referral]] : [])))
  return stillWaitedFor(all).filter(
    (each) =>
      String(each._id) !== String(referral._id) &&
      !circles(stringly({ ...after, [String(referral._id)]: each._id })).includes(String(referral._id)),
  )
}

const stringly = (ids: object) => Object.fromEntries(Object.entries(ids).map(([id, other]) => [id, String(other)]))

/** Lets a draft wait for another of its support request instead. Returns whether it does now. */
export async function waitFor(referral: Referral, first: Types.ObjectId, at = new Date()): Promise<boolean> {
  const found = (await couldWaitFor(referral)).find(({ _id }) => String(_id) === String(first))
  if (!found) return false
  const { modifiedCount } = await Referral.updateOne(
    { _id: referral._id, status: 'draft', version: referral.version },
    {
      $set: { 'after.referral': found._id, 'after.serviceName': found.serviceName },
      $unset: { 'after.ended': 1, withHub: 1 },
    },
  )
  await settleWaiting(found._id, false, at)
  return modifiedCount === 1
}
