import type { Types } from 'mongoose'
import type { Actor } from '../access/actor.ts'
import type { Referral } from '../models/referral.ts'
import type { Party } from './steps.ts'

/** Someone who proved with reference and code that a support request is theirs. */
export interface ThePerson {
  supportRequest: Types.ObjectId
}

/** Who moves a referral. */
export type Mover = Actor | ThePerson

export const isThePerson = (mover: Mover): mover is ThePerson => 'supportRequest' in mover

/** The sides of a referral that somebody is on; none for a stranger, to whom it doesn't exist. */
export function partiesOf(
  referral: Pick<Referral, 'organisation' | 'referrer' | 'supportRequest'>,
  mover: Mover,
): Party[] {
  if (isThePerson(mover)) return String(mover.supportRequest) === String(referral.supportRequest) ? ['person'] : []
  const { roles, organisation } = mover
  const sides: Party[] = []
  // A hub decides what was sent to the hub itself as any provider does.
  const decides = roles.includes('provider') || roles.includes('hub')
  if (decides && organisation === referral.organisation) sides.push('provider')
  if (roles.includes('referrer') && organisation === referral.referrer.organisation) sides.push('referrer')
  if (roles.includes('hub')) sides.push('hub')
  if (roles.includes('administrator')) sides.push('administrator')
  return sides
}
