import type { Referral } from '../models/referral.ts'
import { type Status, statuses } from './steps.ts'

const withoutHelp: Status[] = ['declined', 'expired', 'ended_early']

/**
 * Whether somebody asked for help and none came: every referral of a support request is over, none of them ever began,
 * and one at least ended because a service couldn't or didn't help.
 */
export function isUnmetNeed(referrals: readonly Pick<Referral, 'status' | 'startedAt'>[]): boolean {
  const some = (is: (referral: Pick<Referral, 'status' | 'startedAt'>) => boolean) => referrals.some(is)
  return (
    !some(({ status }) => statuses[status].open) &&
    !some(({ startedAt }) => startedAt !== undefined) &&
    some(({ status }) => withoutHelp.includes(status))
  )
}
