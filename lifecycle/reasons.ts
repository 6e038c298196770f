import type { Kind } from '../models/kind.ts'
import { moneyKinds, type Party, type ReasonList, treatmentKinds, workKinds } from './steps.ts'

/**
 * Why a referral took a step, as codes from versioned lists. A code is never removed or given another meaning: it gets
 * an end date and a new one takes its place, so that old records keep what they said.
 */
export interface Reason {
  label: string
  /** A few words are needed with it. */
  comment?: boolean
  /** Who may give it; everyone who may take the step when absent. */
  by?: readonly Party[]
  /** Only for services of these kinds; all when absent. */
  kinds?: readonly Kind[]
  /** 'YYYY-MM-DD', first and last day it may be chosen. */
  from?: string
  until?: string
  /** Fields of the step that it goes with: of each row, one has to be filled in. */
  needs?: readonly (readonly string[])[]
  /** The person has died: nothing is ever sent to them again. */
  died?: boolean
  /** Only those who look after the referral see the comment. */
  restricted?: boolean
  /** NHS Data Dictionary REFERRAL REJECTION REASON, NHS e-Referral Service reason, FHIR Task.statusReason or achievement. */
  nhs?: string
  ers?: string
  fhir?: string
}

export const reasons: Record<ReasonList, Record<string, Reason>> = {
  decline: {
    out_of_area: { label: 'Lives outside our area', nhs: '02', ers: 'SERVICE_INAPPROPRIATE' },
    age_outside_range: { label: 'Outside our age range', nhs: '02', ers: 'REDIRECTED_AGE' },
    criteria_not_met: { label: 'Doesn’t meet our criteria', comment: true, nhs: '02', ers: 'SERVICE_INAPPROPRIATE' },
    at_capacity: { label: 'We are full', fhir: 'at capacity' },
    waiting_list_closed: { label: 'Our waiting list is closed', fhir: 'no-capacity' },
    duplicate_open: { label: 'Already with us', nhs: '01' },
    incomplete_information: {
      label: 'Not enough information',
      comment: true,
      nhs: '03',
      ers: 'FURTHER_INFORMATION_REQUIRED',
    },
    needs_more_specialist_help: {
      label: 'Needs more specialist help',
      comment: true,
      nhs: '02',
      ers: 'REDIRECTED_APPROPRIATE_SPECIALTY',
    },
    prerequisite_missing: {
      label: 'Something has to happen first',
      comment: true,
      nhs: '02',
      ers: 'SERVICE_PREREQUISITES_NOT_COMPLETE',
    },
    advice_given: { label: 'Advice given instead', comment: true },
    person_declined: { label: 'The person doesn’t want it' },
    could_not_contact: { label: 'We couldn’t reach the person' },
    service_not_provided: { label: 'We don’t offer this any more', nhs: '02', ers: 'SERVICE_INAPPROPRIATE' },
    safety_or_conflict: {
      label: 'Safety, or a conflict of interest',
      comment: true,
      restricted: true,
      nhs: '02',
      ers: 'REDIRECTED_CONFIDENTIALITY',
    },
    other: { label: 'Another reason', comment: true, ers: 'OTHER' },
  },
  withdraw: {
    no_longer_needed: { label: 'Help isn’t needed any more', ers: 'NO_LONGER_REQUIRED' },
    needs_met_elsewhere: { label: 'Found help somewhere else', ers: 'TREATMENT_NO_LONGER_REQUIRED' },
    changed_mind: { label: 'Changed their mind' },
    moved_away: { label: 'Moved out of the area' },
    work_or_caring: { label: 'Work or caring responsibilities' },
    too_long: { label: 'Waited too long' },
    consent_withdrawn: { label: 'Doesn’t want their information shared any more' },
    going_private: { label: 'Paying for help elsewhere', ers: 'INTEND_PRIVATE' },
    not_engaged: { label: 'Didn’t take part', by: ['referrer', 'hub'] },
    mistaken: { label: 'Sent by mistake', by: ['referrer', 'hub'], ers: 'RAISED_IN_ERROR' },
    ineligible: { label: 'Not eligible', by: ['referrer', 'hub'] },
    died: { label: 'The person has died', by: ['referrer', 'hub'], died: true, ers: 'PATIENT_DIED' },
    other: { label: 'Another reason', comment: true, ers: 'OTHER_OTHER' },
  },
  end: {
    could_not_contact: { label: 'We couldn’t reach the person' },
    stopped_coming: { label: 'Stopped coming' },
    person_declined: { label: 'The person chose to stop' },
    needs_met_elsewhere: { label: 'Found help somewhere else' },
    needs_more_specialist_help: { label: 'Needs more specialist help', comment: true },
    moved_away: { label: 'Moved out of the area' },
    work_or_caring: { label: 'Work or caring responsibilities' },
    unwell: { label: 'Too unwell to go on' },
    service_closed: { label: 'We can’t offer this any more', comment: true },
    died: { label: 'The person has died', died: true },
    other: { label: 'Another reason', comment: true },
  },
  hold: {
    unwell: { label: 'Unwell' },
    away: { label: 'Away' },
    work_or_caring: { label: 'Work or caring responsibilities' },
    waiting_for_other_help: { label: 'Waiting for other help first' },
    person_asked: { label: 'The person asked for a pause' },
    staff_absence: { label: 'We are short of staff' },
    other: { label: 'Another reason', comment: true },
  },
  outcome: {
    job_started: {
      label: 'Started a job (4 paid hours or more)',
      kinds: workKinds,
      needs: [['jobStartedOn'], ['hoursPerWeek']],
    },
    job_kept: { label: 'Kept their job', kinds: [...workKinds, ...treatmentKinds] },
    returned_to_work: {
      label: 'Went back to work',
      kinds: [...workKinds, ...treatmentKinds],
    },
    moved_on: { label: 'Moved on to training, volunteering or another service' },
    discharged: { label: 'Discharged', kinds: [...treatmentKinds, 'substance-misuse'] },
    back_to_gp: { label: 'Sent back to the GP', kinds: treatmentKinds },
    debt_dealt_with: { label: 'Debt dealt with', kinds: moneyKinds, needs: [['debtDealtWith']] },
    income_gained: {
      label: 'Income gained',
      kinds: moneyKinds,
      needs: [['benefitsGained', 'moneyAdviceGained']],
    },
    housing_secured: { label: 'Home kept or found', kinds: ['housing-advice'] },
    helped: { label: 'Got the help they came for', fhir: 'achieved' },
    partly_helped: { label: 'Got some of the help they came for', fhir: 'improving' },
    advice_only: { label: 'Advice or information only' },
    not_helped: { label: 'Finished without the help they came for', comment: true, fhir: 'not-achieved' },
  },
  advice: {
    can_be_done_there: { label: 'They can do this themselves, with what we tell them', comment: true },
    refer_to: { label: 'They can send it to a service that we name', comment: true },
    something_first: {
      label: 'Something has to happen first',
      comment: true,
      ers: 'SERVICE_PREREQUISITES_NOT_COMPLETE',
    },
    no_service_needed: { label: 'No service is needed', comment: true },
    more_known: {
      label: 'More has to be known before anyone can help',
      comment: true,
      ers: 'FURTHER_INFORMATION_REQUIRED',
    },
  },
  redirect: {
    better_fit: { label: 'Another service fits better' },
    out_of_area: { label: 'Lives nearer another service', ers: 'REDIRECTED_CLINIC' },
    age_outside_range: { label: 'Outside our age range', ers: 'REDIRECTED_AGE' },
    at_capacity: { label: 'We are full' },
    needs_more_specialist_help: { label: 'Needs more specialist help', ers: 'REDIRECTED_APPROPRIATE_SPECIALTY' },
    person_asked: { label: 'The person asked for it' },
    other: { label: 'Another reason', comment: true, ers: 'REDIRECTED_OTHER' },
  },
  expire: {
    no_response: { label: 'The provider didn’t answer' },
    referrer_no_response: { label: 'The question was never answered' },
  },
  error: {
    wrong_person: { label: 'It was about the wrong person' },
    duplicate: { label: 'It was sent twice' },
    wrong_service: { label: 'It went to the wrong service' },
    test: { label: 'It was a test' },
    other: { label: 'Another reason', comment: true },
  },
  cancel_appointment: {
    ill: { label: 'Ill', ers: 'PATIENT_ILL' },
    work_or_caring: { label: 'Work or caring' },
    transport: { label: 'Can’t get there' },
    not_needed: { label: 'Not needed any more', ers: 'NO_LONGER_REQUIRED' },
    another_time: { label: 'Another time is better' },
    service_cancelled: { label: 'The service had to cancel', by: ['provider', 'hub'] },
    unknown: { label: 'Rather not say', ers: 'UNKNOWN' },
  },
  miss_appointment: {
    too_late: { label: 'came too late', ers: 'ARRIVED_TOO_LATE' },
    cancelled_too_late: { label: 'cancelled at the last moment', ers: 'CANCELLED_TOO_LATE' },
    forgot: { label: 'forgot', ers: 'PATIENT_FORGOT' },
    ill: { label: 'was ill', ers: 'PATIENT_ILL' },
    work_or_caring: { label: 'work or caring' },
    transport: { label: 'couldn’t get there' },
    service_cancelled: { label: 'the service had to cancel' },
    unknown: { label: 'reason not known', ers: 'UNKNOWN' },
  },
  reopen: {
    came_back: { label: 'The person came back' },
    closed_by_mistake: { label: 'It was closed by mistake' },
    more_help_needed: { label: 'More help is needed' },
  },
}

/** The reasons of a list that these parties may give today for a service of these kinds: code, label, whether words are needed with it, and what other systems call it. */
export function reasonsFor(list: ReasonList, by: readonly Party[], kinds: readonly Kind[], today: string) {
  return Object.entries(reasons[list])
    .filter(
      ([, reason]) =>
        (!reason.by || reason.by.some((party) => by.includes(party))) &&
        (!reason.kinds || reason.kinds.some((kind) => kinds.includes(kind))) &&
        (!reason.from || reason.from <= today) &&
        (!reason.until || today <= reason.until),
    )
    .map(([code, { label, comment = false, nhs, ers, fhir }]) => ({ code, label, comment, maps: { nhs, ers, fhir } }))
}

/** The words of a reason's code, whatever its dates. */
export const reasonLabel = (list: ReasonList | undefined, code: string | undefined) =>
  (list && code && reasons[list][code]?.label) || ''
