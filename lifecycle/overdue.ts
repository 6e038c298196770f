import { Referral } from '../models/referral.ts'
import { dayOf, defaults, isWorkingDay, workingDaysBetween, workingDaysIn } from './clocks.ts'
import { tellings } from './send.ts'
import { type Party, statuses } from './steps.ts'

/** Nudges after these shares of the time to decide (2 and 4 of 5 working days); the day after it the hub takes over. */
const nudgeAt = [0.4, 0.8]

/** Working days that whoever was nudged about anything else has before the hub takes over. */
const daysBeforeHub = 2

/** What an unanswered referral needs now: how many nudges by today, and whether it is the hub's turn. */
export function nudgesDue(referral: Pick<Referral, 'status' | 'history' | 'within' | 'dueAt'>, at: Date) {
  if (referral.status === 'sent') {
    const decide = referral.within?.decide ?? defaults.decide
    const waited = workingDaysIn('sent', referral.history, dayOf(at))
    return {
      nudges: nudgeAt.filter((share) => waited >= Math.max(1, Math.round(decide * share))).length,
      withHub: waited > decide,
    }
  }
  const overdue = referral.dueAt !== undefined && referral.dueAt < at
  return {
    nudges: overdue ? 1 : 0,
    withHub: overdue && workingDaysBetween(dayOf(referral.dueAt!), dayOf(at)) > daysBeforeHub,
  }
}

/**
 * Nudges whoever a referral waits for, and hands it to the hub when nothing came of that. Nothing is ever declined or
 * closed by itself, and nobody is nudged at a weekend or on a bank holiday. Each nudge is one conditional update that
 * carries its own telling: it happens once.
 * @returns how many nudges were given
 */
export async function nudgeOverdue(at = new Date()): Promise<number> {
  if (!isWorkingDay(dayOf(at))) return 0
  let given = 0
  // Whoever decides may be nudged before the time is up; the others once it is.
  const due = { $or: [{ status: 'sent' as const }, { dueAt: { $lt: at } }] }
  const some = { status: 1, history: 1, within: 1, dueAt: 1, nudges: 1, version: 1 }
  for (const referral of await Referral.find({ $and: [due, { withHub: { $ne: true } }] }, some).lean()) {
    const { nudges, withHub } = nudgesDue(referral, at)
    const { waitsFor, open } = statuses[referral.status]
    if (!open || !waitsFor || (nudges <= (referral.nudges ?? 0) && !withHub)) continue
    const to: Party[] = withHub ? ['hub'] : [waitsFor]
    const outbox = tellings(referral.status === 'sent' && !withHub ? 'nudge' : 'overdue', to, at)
    const { modifiedCount } = await Referral.updateOne(
      { _id: referral._id, version: referral.version, nudges: referral.nudges },
      {
        $set: {
          nudges: Math.max(nudges, referral.nudges ?? 0) + Number(withHub),
          noticesDueAt: at,
          ...(withHub ? { withHub: true } : {}),
        },
        $push: { outbox: { $each: outbox } },
      },
      { timestamps: false },
    )
    given += modifiedCount
  }
  return given
}
