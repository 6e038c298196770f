import type { Kind } from './kind.ts'

/**
 * What help is needed, in codes to count by and to send on: code, label, and the category of Gravity's SDOHCC list
 * (hl7.org/fhir/us/sdoh-clinicalcare) where it has that one.
 */
export const needs = {
  work: { label: 'Finding, keeping or going back to work', sdohcc: 'employment-status' },
  money: { label: 'Money, debt or benefits', sdohcc: 'financial-insecurity' },
  housing: { label: 'Housing', sdohcc: 'housing-instability' },
  mood: { label: 'Low mood, worry or stress' },
  pain: { label: 'Pain, joints or muscles' },
  condition: { label: 'Living with an illness or disability' },
  company: { label: 'Company, or something to do', sdohcc: 'social-connection' },
  caring: { label: 'Caring for somebody' },
  skills: { label: 'Skills, reading or numbers' },
  english: { label: 'English', sdohcc: 'language-access' },
  online: { label: 'Getting online', sdohcc: 'digital-access' },
  substances: { label: 'Alcohol, drugs or gambling' },
  bereavement: { label: 'A death' },
} as const satisfies Record<string, { label: string; sdohcc?: string }>
export type Need = keyof typeof needs
export const needCodes = Object.keys(needs) as Need[]

/** The need that each kind of support answers before any other; none where it may be anything. */
const answers: Partial<Record<Kind, Need>> = {
  'talking-therapies': 'mood',
  'physio-first': 'pain',
  ips: 'work',
  'debt-advice': 'money',
  'vcs-employment': 'work',
  'supported-employment': 'work',
  'work-and-health-advice': 'work',
  'benefits-advice': 'money',
  'employer-support': 'work',
  volunteering: 'company',
  'skills-and-learning': 'skills',
  'housing-advice': 'housing',
  'peer-support': 'company',
  'wellbeing-activities': 'company',
  'carers-support': 'caring',
  'substance-misuse': 'substances',
  'bereavement-support': 'bereavement',
}

/** The needs that help of these kinds is for. */
export const needsFor = (kinds: Kind[]): Need[] => [...new Set(kinds.flatMap((kind) => answers[kind] ?? []))]
