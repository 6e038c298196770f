import { Referral } from '../models/referral.ts'
import { dayOf, isWorkingDay, nudgeAfter, nudgesDue } from './clocks.ts'
import { tellings } from './send.ts'
import { type Party, statuses } from './steps.ts'

/** So many are looked at together, so that pages are answered in between. */
const together = 100

/**
 * Nudges whoever a referral waits for, and hands it to the hub when nothing came of that. Nothing is ever declined or
 * closed by itself, and nobody is nudged at a weekend or on a bank holiday. Each nudge is one conditional update that
 * carries its own telling and when to look again: it happens once.
 * @returns how many nudges were given
 */
export async function nudgeOverdue(at = new Date()): Promise<number> {
  if (!isWorkingDay(dayOf(at))) return 0
  let given = 0
  let found: Waiting[]
  do {
    found = await Referral.find(
      { nudgeAt: { $lt: at } },
      { status: 1, history: 1, within: 1, dueAt: 1, nudges: 1, version: 1 },
    )
      .sort({ nudgeAt: 1 })
      .limit(together)
      .lean()
    for (const referral of found) given += await nudge(referral, at)
  } while (found.length === together)
  return given
}

type Waiting = Pick<Referral, '_id' | 'status' | 'history' | 'within' | 'dueAt' | 'nudges' | 'version'>

/** Gives one referral what is due to it, and says when to look again. Returns how many nudges that was: none or one. */
async function nudge(referral: Waiting, at: Date): Promise<number> {
  const { nudges: byNow, withHub } = nudgesDue(referral, at)
  const isDue = withHub || byNow > referral.nudges
  const nudges = Math.max(byNow, referral.nudges) + Number(withHub)
  const to: Party = withHub ? 'hub' : statuses[referral.status].waitsFor!
  const about = referral.status === 'sent' && !withHub ? 'nudge' : 'overdue'
  const nudgeAt = withHub ? undefined : nudgeAfter({ ...referral, nudges }, at)
  const { modifiedCount } = await Referral.updateOne(
    { _id: referral._id, version: referral.version, nudges: referral.nudges },
    {
      $set: {
        ...(nudgeAt ? { nudgeAt } : {}),
        ...(isDue ? { nudges, noticesDueAt: at } : {}),
        ...(withHub ? { withHub: true } : {}),
      },
      ...(nudgeAt ? {} : { $unset: { nudgeAt: 1 } }),
      ...(isDue ? { $push: { outbox: { $each: tellings(about, [to], at) } } } : {}),
    },
    { timestamps: false },
  )
  return isDue ? modifiedCount : 0
}
