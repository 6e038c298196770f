import type { Kind } from '../models/kind.ts'
import type { Referral } from '../models/referral.ts'
import { type EmploymentStatus, employmentStatuses } from '../models/support-request.ts'
import { dayOf } from './clocks.ts'
import { measures, scoresThatCount } from './measures.ts'
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

/** Work situations that have a code of their own: NHS Data Dictionary status to SNOMED CT finding. */
export const employmentCodes: Partial<Record<string, Code>> = {
  '01': { code: '224363007', term: 'Employed' },
  '02': { code: '73438004', term: 'Unemployed' },
  '07': { code: '224372004', term: 'Does voluntary work' },
  '08': { code: '105493001', term: 'Retired' },
}

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

const coded = ({ code, term }: Code) => `SNOMED CT ${code} | ${term} |`

/** The work situation that was written down when it ended. */
function workAtTheEnd(history: Referral['history']): string[] {
  const found = history.findLast(({ step }) => step === 'complete')?.carries?.employmentStatus
  const words = employmentStatuses[found as EmploymentStatus]
  const code = employmentCodes[String(found)]
  return words ? [`Work at the end: ${words.toLowerCase()}.${code ? ` ${coded(code)}` : ''}`] : []
}

/** The last score of each measure that has a code. */
function scoresInLines(measurements: Referral['measurements']): string[] {
  const last = new Map(scoresThatCount(measurements).map((each) => [each.measure, each]))
  return [...last].flatMap(([name, { scores, on }]) => {
    const { snomed, label } = measures[name]!
    const [instrument] = label.split(',')
    const day = inWords(new Date(`${on}T12:00:00Z`))
    return snomed ? [`${instrument} score ${scores.total} on ${day}. SNOMED CT ${snomed}`] : []
  })
}

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
    | 'measurements'
  >,
) {
  const { reference, serviceName, organisationName, kinds, sentAt, startedAt, closedAt, status, history } = referral
  const codes = [
    ...new Map(kinds.flatMap((kind) => referralCodes[kind] ?? []).map((each) => [each.code, each])).values(),
  ]
  // What was confirmed afterwards doesn't say how it ended.
  const last = history.findLast(({ from, to }) => from !== to)
  const declined = last?.reason === 'person_declined' && kinds.includes('social-prescribing')
  const reason = last && reasonLabel(steps[last.step].reasons, last.reason)
  const list = last && steps[last.step].reasons
  const restricted = list && last.reason && reasons[list][last.reason]?.restricted
  const text = [
    `Referred to ${serviceName}, ${organisationName}, on ${inWords(sentAt)} (Waymark ${reference}).`,
    ...[...codes, ...(declined ? [declinedCode] : [])].map(coded),
    ...(startedAt ? [`First contact ${inWords(startedAt)}.`] : []),
    `${statuses[status].label}${closedAt ? ` on ${inWords(closedAt)}` : ''}${reason ? `: ${reason.toLowerCase()}` : ''}.`,
    ...(closedAt && last?.comment && !restricted ? [`Note: ${last.comment}`] : []),
    ...workAtTheEnd(history),
    ...scoresInLines(referral.measurements),
  ].join('\n')
  return { text, codes: [...codes, ...(declined ? [declinedCode] : [])], on: dayOf(sentAt) }
}
