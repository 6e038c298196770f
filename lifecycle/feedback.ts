import { type Feedback, Referral } from '../models/referral.ts'
import { isThePerson, type Mover, partiesOf } from './party.ts'
import { tellings } from './send.ts'
import { type Status, underWay } from './steps.ts'

/** Did you get the help you needed? */
export const helpedAnswers = { yes: 'Yes', partly: 'Some of it', no: 'No' } as const

/** How often one person may say how it went: enough to change their mind, not to fill the store. */
const most = 10

const canTell: Status[] = [...underWay, 'completed', 'ended_early', 'declined', 'expired', 'withdrawn']

/** Whether the person may say now how it went: once they have begun, or it is over. */
export const mayGiveFeedback = ({ status, feedback, died }: Pick<Referral, 'status' | 'feedback' | 'died'>) =>
  canTell.includes(status) && !died && (feedback ?? []).length < most

/**
 * Keeps how it went, as the person says, and tells those who helped and those who referred that there is word from them.
 * @returns whether it was kept
 */
export async function giveFeedback(
  reference: string,
  by: Mover,
  { helped, comment }: Omit<Feedback, 'at'>,
  at = new Date(),
  quietly = false,
): Promise<boolean> {
  const referral = await Referral.findOne({ reference }).lean()
  if (!referral || !isThePerson(by) || !partiesOf(referral, by).length || !mayGiveFeedback(referral)) return false
  const said: Feedback = { at, helped, ...(comment ? { comment } : {}) }
  const outbox = quietly ? [] : tellings('feedback', ['provider', 'referrer'], at)
  const { modifiedCount } = await Referral.updateOne(
    { _id: referral._id, status: referral.status },
    { $push: { feedback: said, outbox: { $each: outbox } }, ...(quietly ? {} : { $set: { noticesDueAt: at } }) },
    { timestamps: false },
  )
  return modifiedCount === 1
}
