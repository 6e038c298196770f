import type { Kind } from '../models/kind.ts'
import type { Referral } from '../models/referral.ts'
import { dayOf } from './clocks.ts'
import { reasonLabel, reasons } from './reasons.ts'
import { statuses, steps } from './steps.ts'

/** A SNOMED CT code and its term. Codes are texts: a spreadsheet or a float cuts the last digits off. */
export interface Code {
  code: string
  term: string
}

/** What a referral to each kind is recorded as. Only codes found in NHS sources; a kind without one is left uncoded. */
export const referralCodes: Partial<Record<Kind, Code>> = {
  'social-prescribing': { code: '871731000000106', term: 'Referral to social prescribing service' },
  ips: { code: '1082611000000105', term: 'Referral to an Individual Placement and Support service' },
  'vcs-employment': { code: '1098041000000101', term: 'Referral to an employment support service' },
  'supported-employment': { code: '1098041000000101', term: 'Referral to an employment support service' },
  'work-and-health-advice': { code: '1098041000000101', term: 'Referral to an employment support service' },
  'physio-first': { code: '306170007', term: 'Referral to physiotherapy service' },
}
/** Said no to social prescribing. */
export const declinedCode: Code = { code: '871711000000103', term: 'Social prescribing declined' }

/** Dihedral group tables of the Verhoeff check, as SNOMED CT uses it: confluence.ihtsdotools.org, Check-digit computation. */
const times =
  '0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210'.split(
    ' ',
  )
const turns = '0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258'.split(' ')

/** Whether a text can be a SNOMED CT identifier: 6 to 18 digits with a right check digit (Verhoeff). */
export function isSnomedCode(code: string): boolean {
  if (!/^[1-9]\d{5,17}$/.test(code)) return false
  let check = 0
  for (const [place, digit] of [...code].reverse().entries())
    check = Number(times[check]![Number(turns[place % 8]![Number(digit)])])
  return check === 0
}

const inWords = (at: Date) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' }).format(at)

/**
 * A few lines to paste into the GP record: what, when, with which codes, what came of it. Without the person's name,
 * since it is pasted into their own record.
 */
export function gpSummary(
  referral: Pick<
    Referral,
    | 'reference'
    | 'serviceName'
    | 'organisationName'
    | 'kinds'
    | 'sentAt'
    | 'startedAt'
    | 'closedAt'
    | 'status'
    | 'history'
  >,
) {
  const { reference, serviceName, organisationName, kinds, sentAt, startedAt, closedAt, status, history } = referral
  const codes = [
    ...new Map(kinds.flatMap((kind) => referralCodes[kind] ?? []).map((each) => [each.code, each])).values(),
  ]
  const last = history.at(-1)
  const declined = last?.reason === 'person_declined' && kinds.includes('social-prescribing')
  const reason = last && reasonLabel(steps[last.step].reasons, last.reason)
  const list = last && steps[last.step].reasons
  const restricted = list && last.reason && reasons[list][last.reason]?.restricted
  const text = [
    `Referred to ${serviceName}, ${organisationName}, on ${inWords(sentAt)} (Waymark ${reference}).`,
    ...[...codes, ...(declined ? [declinedCode] : [])].map(({ code, term }) => `SNOMED CT ${code} | ${term} |`),
    ...(startedAt ? [`First contact ${inWords(startedAt)}.`] : []),
    `${statuses[status].label}${closedAt ? ` on ${inWords(closedAt)}` : ''}${reason ? `: ${reason.toLowerCase()}` : ''}.`,
    ...(closedAt && last?.comment && !restricted ? [`Note: ${last.comment}`] : []),
  ].join('\n')
  return { text, codes: [...codes, ...(declined ? [declinedCode] : [])], on: dayOf(sentAt) }
}
