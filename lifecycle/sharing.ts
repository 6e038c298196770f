import type { Kind } from '../models/kind.ts'
import type { Service } from '../models/service.ts'
import type { Person, SupportRequest } from '../models/support-request.ts'
import { goesByHome } from './eligibility.ts'

/**
 * What of a person's story goes to which service: no more than it needs.
 * Source: NHS England, Sharing information with the voluntary sector ("a debt counselling service may need your name and
 * telephone number to arrange a meeting"); PRSB Social Prescribing Standard v1.1.
 */
export const shareable = {
  name: 'Name',
  contact: 'Contact details that are safe to use',
  language: 'Language, interpreter and communication needs',
  story: 'What help is needed, and how urgently',
  goals: 'Hopes and goals',
  dateOfBirth: 'Date of birth',
  postcode: 'Postcode',
  gpPractice: 'GP practice',
  address: 'Address',
  nhsNumber: 'NHS number',
  employment: 'Work situation',
} as const
export type Shareable = keyof typeof shareable

const always: Shareable[] = ['name', 'contact', 'language', 'story', 'goals']
const clinical: Kind[] = ['talking-therapies', 'physio-first', 'substance-misuse']
const aboutWork: Kind[] = [
  'talking-therapies',
  'physio-first',
  'ips',
  'vcs-employment',
  'supported-employment',
  'work-and-health-advice',
  'employer-support',
  'skills-and-learning',
  'volunteering',
  'debt-advice',
  'benefits-advice',
  'social-prescribing',
]

/** What a service is told about a person, in the order the consent page shows it. */
export function sharesWith(
  service: Pick<Service, 'kinds' | 'eligibility' | 'covers' | 'channels'> & { triage?: boolean },
): Shareable[] {
  const { kinds, eligibility, covers, channels, triage = false } = service
  const some = (list: Kind[]) => kinds.some((kind) => list.includes(kind))
  const isClinical = some(clinical)
  const visits = channels.includes('home_visit')
  const needed: Partial<Record<Shareable, boolean>> = {
    dateOfBirth: isClinical || eligibility.minimumAge !== undefined || eligibility.maximumAge !== undefined,
    postcode: isClinical || visits || covers.areas.length > 0 || covers.radiusKm !== undefined,
    // A hub chooses among services that go by it.
    gpPractice: isClinical || triage || !goesByHome(covers),
    address: isClinical || visits,
    nhsNumber: isClinical,
    employment: some(aboutWork),
  }
  return (Object.keys(shareable) as Shareable[]).filter((field) => always.includes(field) || needed[field])
}

/** Field names as words in a sentence: 'date of birth; NHS number'. */
export const listed = (fields: readonly string[]) =>
  fields
    .map((field) => (shareable[field as Shareable] ?? field).replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase()))
    .join('; ')

/** What every service is told, in words. */
export const toldToEach = `Each is told: ${listed(always)}`

/** What a service is told besides, in words; undefined when nothing. */
export function toldBesides(service: Parameters<typeof sharesWith>[0]): string | undefined {
  const besides = sharesWith(service).filter((field) => !always.includes(field))
  return besides.length ? `Also told: ${listed(besides)}` : undefined
}

/** A person and their need as a recipient sees them: what wasn't shared isn't there. */
export interface Shared {
  person: Partial<Person> & Pick<Person, 'firstName' | 'lastName' | 'safeContact'>
  need: Partial<SupportRequest['need']> & Pick<SupportRequest['need'], 'story' | 'urgency'>
}

/** Only what was shared, and of the ways to get in touch only those that the person allowed. */
export function shared({ person, need }: Pick<SupportRequest, 'person' | 'need'>, shares: readonly string[]): Shared {
  const has = (field: Shareable) => shares.includes(field)
  const { allowed } = person.safeContact
  const post = allowed.includes('post')
  return {
    person: {
      firstName: person.firstName,
      lastName: person.lastName,
      safeContact: person.safeContact,
      ...(allowed.includes('phone') || allowed.includes('text') ? { phone: person.phone } : {}),
      ...(allowed.includes('email') ? { email: person.email } : {}),
      ...(has('address') || post ? { address: person.address } : {}),
      ...(has('postcode') || has('address') || post ? { postcode: person.postcode } : {}),
      ...(has('gpPractice') ? { gp: person.gp } : {}),
      ...(has('dateOfBirth') ? { dateOfBirth: person.dateOfBirth } : {}),
      ...(has('nhsNumber') ? { nhsNumber: person.nhsNumber } : {}),
      language: person.language,
      interpreter: person.interpreter,
      communicationNeeds: person.communicationNeeds,
    },
    need: {
      story: need.story,
      goals: need.goals,
      urgency: need.urgency,
      ...(has('employment') ? { employmentStatus: need.employmentStatus, offSick: need.offSick } : {}),
    },
  }
}
