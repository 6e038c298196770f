import type { Actor } from '../access/actor.ts'
import { type FollowUp, Referral } from '../models/referral.ts'
import { addDays, dayOf } from './clocks.ts'
import { type Mover, nameOf, partiesOf } from './party.ts'

/** Weeks after the end when it is asked whether it lasted. */
export const followUpWeeks = [13, 26, 52] as const

/** The follow-ups of a referral that ended on a day, as a change to it. */
export function followUpsFrom(endedOn: string): Pick<Referral, 'followUps' | 'followUpOn'> {
  const followUps = followUpWeeks.map((weeks) => ({ weeks, dueOn: addDays(endedOn, weeks * 7) }))
  return { followUps, followUpOn: followUps[0]!.dueOn }
}

/** The follow-ups that may be answered now: due, and not answered. */
export const followUpsDue = ({ followUps }: Pick<Referral, 'followUps'>, today: string) =>
  (followUps ?? []).filter(({ dueOn, answer }) => !answer && dueOn <= today)

export interface FollowUpAnswer {
  reference: string
  weeks: number
  by: Mover
  inWork: NonNullable<FollowUp['answer']>['inWork']
  stillHelped: NonNullable<FollowUp['answer']>['stillHelped']
  comment?: string
  at?: Date
}

/**
 * Keeps the answer to a follow-up: the first one given, by any side that may.
 * @returns whether it was kept; false when it isn't due, was answered already, or isn't theirs to answer
 */
export async function answerFollowUp({
  reference,
  weeks,
  by,
  inWork,
  stillHelped,
  comment,
  at = new Date(),
}: FollowUpAnswer) {
  const referral = await Referral.findOne({ reference }).lean()
  const [party] = referral ? partiesOf(referral, by).filter((each) => each !== 'administrator') : []
  if (!referral || !party || !followUpsDue(referral, dayOf(at)).some((each) => each.weeks === weeks)) return false
  const { name } = nameOf(by)
  const answer = {
    at,
    by: { name, party },
    inWork,
    stillHelped,
    ...(comment?.trim() ? { comment: comment.trim() } : {}),
  }
  const next = referral.followUps.find((each) => !each.answer && each.weeks !== weeks)?.dueOn
  const { modifiedCount } = await Referral.updateOne(
    { _id: referral._id, followUps: { $elemMatch: { weeks, answer: { $exists: false } } } },
    {
      $set: { 'followUps.$.answer': answer, ...(next ? { followUpOn: next } : {}) },
      ...(next ? {} : { $unset: { followUpOn: 1 } }),
    },
  )
  return modifiedCount === 1
}

/** A filter for the referrals with a follow-up due that a user's organisation may answer. */
export const followUpsFor = (actor: Actor, today: string) => ({
  followUpOn: { $lte: today },
  $or: [{ organisation: actor.organisation }, { 'referrer.organisation': actor.organisation }],
})
