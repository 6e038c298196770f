import type { Types } from 'mongoose'
import type { Actor } from '../access/actor.ts'
import type { Referral } from '../models/referral.ts'
import type { Party } from './steps.ts'

/** Someone who proved with reference and code that a support request is theirs. */
export interface ThePerson {
  supportRequest: Types.ObjectId
}

/** An organisation without users, whose decision link and code somebody there has. */
export interface TheOrganisation {
  provider: string
  name: string
}

/** Waymark itself, doing what was decided beforehand; the sentence goes into the record. */
export interface Waymark {
  because: string
}

/** Who moves a referral. */
export type Mover = Actor | ThePerson | TheOrganisation | Waymark

export const isThePerson = (mover: Mover): mover is ThePerson => 'supportRequest' in mover
export const isWaymark = (mover: Mover): mover is Waymark => 'because' in mover
export const isTheOrganisation = (mover: Mover): mover is TheOrganisation => 'provider' in mover

/** Who a mover is, as records name them. */
export function nameOf(mover: Mover) {
  if (isWaymark(mover)) return { name: 'Waymark', jobTitle: '', organisationName: '' }
  if (isThePerson(mover)) return { name: 'The person', jobTitle: '', organisationName: '' }
  if (isTheOrganisation(mover)) {
    const { provider, name } = mover
    return { name, jobTitle: '', organisation: provider, organisationName: name }
  }
  const { user, name, jobTitle, organisation, organisationName } = mover
  return { user, name, jobTitle, organisation, organisationName }
}

/** The sides of a referral that somebody is on; none for a stranger, to whom it doesn't exist. */
export function partiesOf(
  referral: Pick<Referral, 'organisation' | 'referrer' | 'supportRequest' | 'hubs'>,
  mover: Mover,
): Party[] {
  if (isWaymark(mover)) return ['waymark']
  if (isThePerson(mover)) return String(mover.supportRequest) === String(referral.supportRequest) ? ['person'] : []
  if (isTheOrganisation(mover)) return mover.provider === referral.organisation ? ['provider'] : []
  const { roles, organisation, areas } = mover
  const sides: Party[] = []
  // A hub decides what was sent to the hub itself as any provider does.
  const decides = roles.includes('provider') || roles.includes('hub')
  if (decides && organisation === referral.organisation) sides.push('provider')
  if (roles.includes('referrer') && organisation === referral.referrer.organisation) sides.push('referrer')
  // As in access/visible: a hub without areas looks after everybody.
  if (roles.includes('hub') && (!areas.length || referral.hubs.includes(organisation))) sides.push('hub')
  if (roles.includes('administrator')) sides.push('administrator')
  return sides
}
