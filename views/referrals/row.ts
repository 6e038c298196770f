import { dayOf } from '../../lifecycle/clocks.ts'
import { followUpDue } from '../../lifecycle/follow-ups.ts'
import { statuses } from '../../lifecycle/steps.ts'
import type { Referral } from '../../models/referral.ts'
import { daysAgo, isOverdue, type Side, whatHappensNext } from './words.ts'

/** A referral as one line of a list: what tells it apart, where it stands and since when, and what comes next for this side. */
export function rowShown(referral: Referral, side: Side) {
  const overdue = isOverdue(referral)
  const followUp = side === 'provider' && followUpDue(referral, dayOf(new Date()))
  const next = followUp ? `Say how things stand ${followUp.weeks} weeks on` : whatHappensNext(referral, side)
  const { reference, personName, serviceName, status, listedAt, urgency } = referral
  return {
    reference,
    // What was entered in error is hidden wherever it was shown.
    personName: status === 'entered_in_error' ? 'Entered in error' : personName,
    serviceName,
    otherSide: side === 'provider' ? referredBy(referral) : referral.organisationName,
    status,
    urgent: urgency === 'urgent' && statuses[status].open,
    age: status === 'draft' ? 'not sent yet' : daysAgo(listedAt),
    next,
    overdue,
  }
}

/** 'Grace Obi, GP, Harbourside Surgery', or that the person came by themselves. */
export function referredBy({ referrer: { user, name, jobTitle, organisationName } }: Pick<Referral, 'referrer'>) {
  return user ? [name, jobTitle, organisationName].filter(Boolean).join(', ') : 'The person themselves'
}
