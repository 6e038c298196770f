import type { Actor } from '../access/actor.ts'
import { type FollowUp, Referral } from '../models/referral.ts'
import { addDays, dayOf } from './clocks.ts'
import { colleaguesOf } from './looking-after.ts'
import { type Mover, nameOf, partiesOf } from './party.ts'
import { tellings } from './send.ts'

/** Weeks after the end when it is asked whether it lasted. */
export const followUpWeeks = [13, 26, 52] as const

/** The follow-ups counted from a day (the first of a job, else the last contact), as a change to a referral. */
export function followUpsFrom(from: string): Pick<Referral, 'followUps' | 'followUpOn'> {
  const followUps = followUpWeeks.map((weeks) => ({ weeks, dueOn: addDays(from, weeks * 7) }))
  return { followUps, followUpOn: followUps[0]!.dueOn }
}

/**
 * The follow-up that may be answered now: the last one due, if it has no answer. One that nobody answered before the
 * next fell due stays without one: how things stood then is not known any more. Where `followUpOn` is gone none is due:
 * all are answered, it was reopened, or the person has died.
 */
export function followUpDue({ followUps, followUpOn }: Pick<Referral, 'followUps' | 'followUpOn'>, today: string) {
  if (!followUpOn || followUpOn > today) return undefined
  const latest = (followUps ?? []).findLast(({ dueOn }) => dueOn <= today)
  return latest && !latest.answer ? latest : undefined
}

export const inWorkAnswers = { yes: 'Yes', no: 'No', unknown: 'Not known' } as const
export const stillHelpedAnswers = { yes: 'Yes', partly: 'Partly', no: 'No', unknown: 'Not known' } as const

/** Said where an answer wasn't kept. */
export const alreadyAnswered = 'Somebody else has answered this already, or it isn’t due. Nothing was changed.'

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
  if (!referral || !party || followUpDue(referral, dayOf(at))?.weeks !== weeks) return false
  const { name } = nameOf(by)
  const answer = {
    at,
    by: { name, party },
    inWork,
    stillHelped,
    ...(comment?.trim() ? { comment: comment.trim() } : {}),
  }
  const next = referral.followUps.find((each) => each.weeks > weeks)?.dueOn
  const { modifiedCount } = await Referral.updateOne(
    {
      _id: referral._id,
      followUpOn: { $exists: true },
      followUps: { $elemMatch: { weeks, answer: { $exists: false } } },
    },
    {
      $set: { 'followUps.$.answer': answer, ...(next ? { followUpOn: next } : {}) },
      ...(next ? {} : { $unset: { followUpOn: 1 } }),
    },
  )
  return modifiedCount === 1
}

const dueBy = (today: string) => ({ followUpOn: { $lte: today }, status: 'completed' as const })

/** A filter for the referrals with a follow-up due that a user's organisation is to answer, having given the help. */
export const followUpsFor = (actor: Actor, today: string) => ({ ...dueBy(today), organisation: actor.organisation })

/** Has every person asked, once, how things stand when a follow-up falls due, and who helped where nobody there signs in. Returns how many. */
export async function askFollowUps(at = new Date()): Promise<number> {
  const today = dayOf(at)
  const unasked = { dueOn: { $lte: today }, askedAt: { $exists: false }, answer: { $exists: false } }
  let asked = 0
  for (const referral of await Referral.find({ ...dueBy(today), followUps: { $elemMatch: unasked } }).lean()) {
    const due = followUpDue(referral, today)
    if (!due || due.askedAt) continue
    // Those who sign in have it in their list.
    const byLink = (await colleaguesOf(referral)).length === 0
    const { modifiedCount } = await Referral.updateOne(
      { _id: referral._id, status: 'completed', followUps: { $elemMatch: { ...unasked, weeks: due.weeks } } },
      {
        $set: { 'followUps.$.askedAt': at, noticesDueAt: at },
        $push: { outbox: { $each: tellings('follow-up', byLink ? ['person', 'provider'] : ['person'], at) } },
      },
      { timestamps: false },
    )
    asked += modifiedCount
  }
  return asked
}
