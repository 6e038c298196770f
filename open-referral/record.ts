import Joi from 'joi'
import type { NamedArea } from './service-areas.ts'

/** A service as an Open Referral UK 3.0 feed sends it: what Waymark reads of it. Only the required is sure to be there. */
export interface ServiceRecord {
  id: string
  name: string
  status: 'active' | 'inactive' | 'defunct' | 'temporarily closed'
  organization?: { id: string; name: string; description?: string; email?: unknown; website?: unknown }
  organization_id?: string
  description?: string
  url?: unknown
  email?: unknown
  fees?: unknown
  minimum_age?: number
  maximum_age?: number
  assured_date?: unknown
  assurer_email?: unknown
  eligibility_description?: unknown
  application_process?: unknown
  wait_time?: unknown
  phones: { number?: unknown; description?: unknown }[]
  schedules: Record<string, unknown>[]
  service_areas: NamedArea[]
  service_at_locations: { id: string; location?: LocationRecord }[]
  attributes: { taxonomy_term?: { name?: string; term?: string } }[]
  languages: { code?: unknown }[]
  cost_options: { amount?: unknown; option?: unknown; amount_description?: unknown }[]
  capacities: { available?: unknown; description?: unknown }[]
}

export interface LocationRecord {
  id: string
  location_type?: 'physical' | 'postal' | 'virtual'
  name?: string
  latitude?: unknown
  longitude?: unknown
  addresses: { address_1?: string; city?: string; state_province?: string; postal_code?: string }[]
  accessibility: { description?: string; details?: string; accessibility?: string }[]
  transportation?: unknown
}

const uuid = Joi.string().guid({ separator: '-' }).lowercase()
const words = Joi.string().allow('', null).empty(['', null])
const list = (item: Joi.Schema) => Joi.array().items(item).allow(null).empty(null).default([])
const object = (keys: Joi.SchemaMap) => Joi.object(keys).unknown()

const location = object({
  id: uuid.required(),
  location_type: Joi.valid('physical', 'postal', 'virtual').default('physical'),
  name: words,
  addresses: list(object({ address_1: words, city: words, state_province: words, postal_code: words })),
  accessibility: list(object({ description: words, details: words, accessibility: words })),
})

/** What a record can't be taken without. Everything else that won't do is left out of the service, and counted. */
const schema = object({
  id: uuid.required(),
  name: Joi.string().trim().max(500).required(),
  status: Joi.valid('active', 'inactive', 'defunct', 'temporarily closed').required(),
  organization: object({ id: uuid.required(), name: Joi.string().trim().required(), description: words }),
  organization_id: uuid,
  description: words,
  minimum_age: Joi.number().min(0).max(130).allow(null).empty(null),
  maximum_age: Joi.number().min(0).max(130).allow(null).empty(null),
  phones: list(object({})),
  schedules: list(object({})),
  service_areas: list(object({ name: words, extent: words, uri: words, service_area: words })),
  service_at_locations: list(object({ id: uuid.required(), location })),
  attributes: list(object({ taxonomy_term: object({ name: words, term: words }) })),
  languages: list(object({})),
  cost_options: list(object({})),
  capacities: list(object({})),
}).or('organization', 'organization_id')

/**
 * Holds one thing from a feed against the standard.
 * @returns the record with its lists filled in, or the reason, in a sentence's words, why it can't be taken.
 */
export function readRecord(from: unknown): { record?: ServiceRecord; reason?: string } {
  const { value, error } = schema.validate(from, { errors: { wrap: { label: false } } })
  return error ? { reason: error.message } : { record: value }
}
