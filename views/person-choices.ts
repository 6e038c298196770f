import { languages } from '../forms/support-request.ts'
import { consentWords } from '../lifecycle/consent.ts'
import { needs } from '../models/need.ts'
import { consentWays, contactChannels, employmentStatuses, gpRegistrations } from '../models/support-request.ts'

const items = (table: Record<string, string>) => Object.entries(table).map(([value, text]) => ({ value, text }))

/** The lists to choose from on the pages that ask about a person and their need. */
export const personChoices = {
  languages,
  contactWays: items(contactChannels),
  // By hand: a table's keys that look like numbers would come before the rest.
  employmentStatuses: items(employmentStatuses).sort((a, b) => a.value.localeCompare(b.value)),
  gpRegistrations: items(gpRegistrations),
  urgencies: [
    { value: 'routine', text: 'Routine' },
    { value: 'urgent', text: 'Urgent', hint: 'Something will be lost by waiting: a job, a home, a deadline' },
  ],
  needs: Object.entries(needs).map(([value, { label }]) => ({ value, text: label })),
  consentWords,
  consentWays: items(consentWays),
  consentGivers: [
    { value: 'self', text: 'The person' },
    { value: 'representative', text: 'Someone who speaks for them' },
  ],
}
