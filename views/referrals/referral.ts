import { languages } from '../../forms/support-request.ts'
import { dayOf } from '../../lifecycle/clocks.ts'
import { ageOn } from '../../lifecycle/eligibility.ts'
import { reasonLabel, reasons } from '../../lifecycle/reasons.ts'
import { listed, type Shared } from '../../lifecycle/sharing.ts'
import { fieldsEverOf, steps, toldBy } from '../../lifecycle/steps.ts'
import { needs } from '../../models/need.ts'
import type { Referral } from '../../models/referral.ts'
import {
  type ContactChannel,
  consentWays,
  contactChannels,
  employmentStatuses,
  type GpPractice,
  gpRegistrations,
  reminderWishes,
  type SupportRequest,
} from '../../models/support-request.ts'
import { day } from '../helpers.ts'

interface Fact {
  label: string
  value: string
  /** In place of a value: several. */
  items?: string[]
}

/** Label and value pairs for the page, without those that have nothing to say. */
const facts = (pairs: [string, unknown][]): Fact[] =>
  pairs.flatMap(([label, value]) => (value ? [{ label, value: String(value) }] : []))

/** 'Housing, Money, debt or benefits'. */
export const aboutShown = ({ about = [] }: Pick<SupportRequest['need'], 'about'>) =>
  about.map((code) => needs[code].label).join('; ')

/** 'Easton Family Practice, BS5 0HE', or that there is none. */
const gpShown = ({ registered, name, place }: GpPractice) =>
  [name, place].filter(Boolean).join(', ') || gpRegistrations[registered]

/** The person, need and safe contact, in words for the page of a referral: only what was shared with who reads it. */
export function storyShown({ person, need }: Shared) {
  const { safeContact, dateOfBirth } = person
  const may = (...ways: ContactChannel[]) => safeContact.allowed.some((way) => ways.includes(way))
  return {
    story: need.story,
    needFacts: [
      ...facts([['About', aboutShown(need)]]),
      ...(need.goals?.length ? [{ label: 'Hopes for', value: '', items: need.goals }] : []),
      ...facts([
        [
          'Work',
          need.employmentStatus && employmentStatuses[need.employmentStatus] + (need.offSick ? ', off sick now' : ''),
        ],
      ]),
    ],
    personFacts: facts([
      ['Name', `${person.firstName} ${person.lastName}`],
      ['Date of birth', dateOfBirth && `${day(`${dateOfBirth}T12:00:00Z`)} (${ageOn(dayOf(new Date()), dateOfBirth)})`],
      ['Postcode', person.postcode],
      ['GP practice', person.gp && gpShown(person.gp)],
      ['NHS number', person.nhsNumber?.replace(/(\d{3})(\d{3})(\d{4})/, '$1 $2 $3')],
      ['Language', languages.find(({ value }) => value === person.language)?.text],
      ['Interpreter', person.interpreter && 'Needed'],
      ['Communication', person.communicationNeeds],
    ]),
    contactFacts: facts([
      ['First by', contactChannels[safeContact.preferred]],
      ['Only by', safeContact.allowed.map((way) => contactChannels[way]).join(', ')],
      // Whoever sees more than they may use is told so beside it.
      [may('phone', 'text') ? 'Phone' : 'Phone, not to be used', person.phone],
      [may('email') ? 'Email' : 'Email, not to be used', person.email],
      [may('post') ? 'Address' : 'Address, not for letters', person.address],
      ['Voicemail', safeContact.voicemail ? 'Messages may be left' : 'Leave no message'],
      ['Discreet', safeContact.discreet && 'Say nothing about what it is about'],
      ['Reminders', safeContact.reminders && reminderWishes[safeContact.reminders]],
      ['Please note', safeContact.notes],
    ]),
  }
}

/** Who said yes to this recipient, how and when, and who wrote it down. */
export function consentShown({ consent, referrals }: SupportRequest, { _id }: Pick<Referral, '_id'>) {
  const renewed = referrals.find((plan) => String(plan._id) === String(_id))?.consent
  const { givenBy, representative, relationship, how, at, recordedBy } = renewed ?? consent
  const who =
    givenBy === 'representative' ? `${representative}${relationship ? ` (${relationship})` : ''}` : 'The person'
  const byWhom = recordedBy === 'The person' ? '' : `, recorded by ${recordedBy}`
  return `${who} said yes ${consentWays[how].toLowerCase()} on ${day(at)}${byWhom}.`
}

/** How they fitted the service when it was sent, as it was shown then; '' where that was not kept. */
export function fitShown({ fit, status, sentAt }: Pick<Referral, 'fit' | 'status' | 'sentAt'>) {
  if (!fit || status === 'entered_in_error') return ''
  const found = fit.reasons.length ? `: “${fit.reasons.join(' ')}”` : ', nothing in the listing spoke against it.'
  // Of records from elsewhere the listing may be the younger.
  const known = fit.listedAt < sentAt ? ` (The listing was last changed on ${day(fit.listedAt)}.)` : ''
  return `When it was sent${found}${known}`
}

/**
 * What has happened, newest first, in plain words; what is for those who decide, only to them. Of a referral entered in
 * error the shell: who did what and when, and none of the words.
 */
export function historyShown(
  { history, goals, status }: Pick<Referral, 'history' | 'goals' | 'status'>,
  decides: boolean,
) {
  const hidden = status === 'entered_in_error'
  return history.toReversed().map(({ step, at, by, reason, comment, carries, shared }) => {
    const { done, reasons: list } = steps[step]
    const restricted = list && reason && reasons[list][reason]?.restricted
    const organisation = by.organisationName && by.organisationName !== by.name ? by.organisationName : ''
    return {
      at,
      what: done,
      who:
        [by.name, by.jobTitle, organisation].filter(Boolean).join(', ') +
        (by.onBehalfOf ? `, for ${by.onBehalfOf}` : '') +
        (by.toldBy ? `, who told them ${toldBy[by.toldBy].toLowerCase()}` : ''),
      reason: hidden && list !== 'error' ? '' : reasonLabel(list, reason),
      comment: hidden || (restricted && !decides) ? undefined : comment,
      carries: fieldsEverOf(step, goals)
        .filter(({ name }) => !hidden && name !== 'comment' && carries?.[name])
        .map(({ name, label, recorded, type, choices }) => {
          const value = String(carries?.[name])
          const shown = type === 'date' ? day(value) : type === 'number' ? Number(value).toLocaleString('en-GB') : value
          return { label: recorded ?? label, value: choices?.[value] ?? shown }
        }),
      shared:
        !hidden && shared && `What the service could see then (version ${shared.version}): ${listed(shared.fields)}`,
    }
  })
}
