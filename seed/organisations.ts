import type { Organisation } from '../models/organisation.ts'
import { stableUuid } from './ids.ts'
import { readTable, words } from './table.ts'

type Column = 'key' | 'name' | 'domain' | 'phone' | 'areas' | 'description'

export interface SeedOrganisation extends Omit<Organisation, 'createdAt' | 'updatedAt'> {
  key: string
  domain: string
  phone: string
}

/** Every organisation of the patch, made up: websites under .example, telephone numbers that Ofcom keeps for drama. */
export const organisations: SeedOrganisation[] = readTable<Column>('organisations.csv').map((row) => ({
  _id: stableUuid(`organisation ${row.key}`),
  key: row.key,
  domain: row.domain,
  name: row.name,
  description: row.description,
  website: `https://www.${row.domain}`,
  email: `hello@${row.domain}`,
  phone: row.phone,
  areas: words(row.areas),
}))

const byKey = new Map(organisations.map((organisation) => [organisation.key, organisation]))

/** @throws Error when no organisation has that key, so that a slip in a table is found at once. */
export function organisation(key: string) {
  const found = byKey.get(key)
  if (!found) throw new Error(`seed/organisations.csv has no '${key}'`)
  return found
}
