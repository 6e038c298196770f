import { aDay } from '../../lifecycle/clocks.ts'
import { draftsFor } from '../../lifecycle/drafts.ts'
import type { Draft } from '../../models/draft.ts'
import { daysAgo } from '../referrals/words.ts'

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/** A draft as one line of a list. `names` are those of services, by id. */
export function draftShown({ key, services, values, updatedAt }: Draft, names = new Map<string, string>()) {
  const person = [text(values.firstName), text(values.lastName)].filter(Boolean).join(' ')
  return {
    key,
    person: person || 'Somebody without a name yet',
    services: services.flatMap((id) => (id === 'hub' ? ['The hub'] : (names.get(id) ?? []))),
    saved: daysAgo(updatedAt),
    until: new Date(updatedAt.getTime() + draftsFor * aDay),
  }
}
