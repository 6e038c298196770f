import { type Need, needLabels, needsOf } from '../../lifecycle/needs.ts'
import { couldWaitFor } from '../../lifecycle/sequence.ts'
import { statuses } from '../../lifecycle/steps.ts'
import type { Referral } from '../../models/referral.ts'
import { channels } from '../../models/service.ts'
import { criteriaFor, toQuery } from '../../search/criteria.ts'
import { moment } from '../helpers.ts'
import { daysAgo, isOverdue, whatHappensNext } from '../referrals/words.ts'

interface Page {
  /** All of the person's referrals that are known. */
  all: Referral[]
  /** Where the person lives, as far as it belongs in an address. */
  near: string
  at?: Date
}

/** Where each need is met: on the referral's page, or in a search. */
const placeOf = (need: Need, { reference, kinds }: Referral, near: string) => {
  if (need === 'look') return `/services?${toQuery(criteriaFor({ kind: kinds, place: near, open_to_referrals: true }))}`
  const anchors = { answer: '#answer', decide: '#send', chase: '', read: '#messages', 'follow-up': '#follow-ups' }
  return `/referrals/${reference}${anchors[need]}`
}

/** One of a person's referrals as whoever holds them together sees it: where it stands, what is due, what to do. */
export function standingShown(referral: Referral, { all, near, at = new Date() }: Page) {
  const { reference, serviceName, organisationName, status, sentAt, closedAt, assignedTo, appointments, history } =
    referral
  const next = (appointments ?? [])
    .filter(({ state, startsAt }) => (state === 'booked' || state === 'offered') && startsAt > at)
    .sort((a, b) => +a.startsAt - +b.startsAt)[0]
  return {
    reference,
    serviceName,
    organisationName,
    status,
    age: `${statuses[status].open ? (status === 'draft' ? 'Planned' : 'Sent') : 'Closed'} ${daysAgo(closedAt ?? sentAt, at)}`,
    next: whatHappensNext(referral, 'referrer', +at),
    overdue: isOverdue(referral, +at),
    heldBy: assignedTo?.name,
    appointment: next && `${moment(next.startsAt)}, ${channels[next.channel].toLowerCase()}`,
    question: status === 'info_needed' ? history.at(-1)?.carries?.question : undefined,
    needs: needsOf(referral, all, at).map((need) => ({ label: needLabels[need], href: placeOf(need, referral, near) })),
  }
}

/** For a draft: those that it could wait for instead, as choices. */
export async function waitChoices(referral: Referral) {
  if (referral.status !== 'draft') return []
  const others = await couldWaitFor(referral)
  const another = others.some(({ _id }) => String(_id) !== String(referral.after?.referral))
  return (another ? others : []).map(({ _id, serviceName }) => ({
    value: String(_id),
    text: serviceName,
    chosen: String(_id) === String(referral.after?.referral),
  }))
}
