import type { Referral } from '../models/referral.ts'
import { dayOf } from './clocks.ts'
import { followUpDue } from './follow-ups.ts'
import { unseen } from './messages.ts'
import { statuses } from './steps.ts'

export const needLabels = {
  answer: 'Answer their question',
  decide: 'Send it now, or withdraw it',
  chase: 'It is overdue: ring them',
  look: 'Look for other help',
  read: 'Read what they wrote',
  'follow-up': 'Ask whether it lasted',
} as const
export type Need = keyof typeof needLabels

const endedWithoutHelp: Referral['status'][] = ['declined', 'expired', 'ended_early']

/**
 * What whoever holds a person's referrals together has to do about one of them now, most pressing first. Help that ended
 * needs other help to be found, unless another of theirs of the same kind is open or helped.
 * @param all every referral of the person that is known, this one among them
 */
export function needsOf(referral: Referral, all: Referral[], at = new Date()): Need[] {
  const { status, dueAt, after, kinds } = referral
  const needs: Need[] = []
  if (after?.ended && status === 'draft') needs.push('decide')
  if (status === 'info_needed') needs.push('answer')
  if (statuses[status].open && dueAt && dueAt < at && status !== 'info_needed') needs.push('chase')
  const helped = ({ status, kinds: others }: Referral) =>
    (statuses[status].open || status === 'completed') && others.some((kind) => kinds.includes(kind))
  if (endedWithoutHelp.includes(status) && !all.some(helped)) needs.push('look')
  if (unseen(referral, 'referrer').some(({ by }) => by.party !== 'referrer')) needs.push('read')
  if (followUpDue(referral, dayOf(at))) needs.push('follow-up')
  return needs
}
