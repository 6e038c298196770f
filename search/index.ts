import { Service } from '../models/service.ts'
import { suggestsDanger } from './crisis.ts'
import type { Answer, Criteria, Result } from './criteria.ts'
import { findPlace } from './places.ts'

let services: Service[] | undefined

/** Reads all published services from the store into memory. */
export async function buildIndex(): Promise<void> {
  services = await Service.find({ status: { $ne: 'defunct' } }).lean()
}

/** True once there is something to search in. */
export function indexReady(): boolean {
  return services !== undefined
}

/** Reads these services again. */
export async function reindex(_serviceIds: string[]): Promise<void> {
  await buildIndex()
}

/** Asks the store every so often what changed since. Call what it returns to stop. */
export function followChanges(everyMs = 1000): () => void {
  const timer = setInterval(() => void buildIndex(), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Answers a search. */
export async function search(criteria: Criteria): Promise<Answer> {
  const found = criteria.place ? await findPlace(criteria.place) : undefined
  const place = found && 'place' in found ? found.place : null
  const words = criteria.q.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = (services ?? []).filter(
    (service) =>
      (!criteria.kind.length || service.kinds.some((kind) => criteria.kind.includes(kind))) &&
      words.every((word) => `${service.name} ${service.description} ${service.kinds}`.toLowerCase().includes(word)),
  )
  const kind: Record<string, number> = {}
  for (const service of matching) for (const code of service.kinds) kind[code] = (kind[code] ?? 0) + 1
  return {
    criteria,
    total: matching.length,
    page: criteria.page,
    pages: Math.ceil(matching.length / 20),
    urgent: suggestsDanger(criteria.q),
    place,
    placeChoices: found && 'choices' in found ? found.choices : [],
    understood: null,
    facets: { kind },
    results: matching.slice((criteria.page - 1) * 20, criteria.page * 20).map((service) => row(service)),
    errors: found && 'error' in found ? { place: found.error } : {},
  }
}

function row(service: Service): Result {
  const point = service.locations.find(({ lat }) => lat !== undefined)
  return {
    id: service._id,
    name: service.name,
    organisation: service.organisationName,
    summary: service.description.slice(0, 200),
    kinds: service.kinds,
    distance_km: null,
    areas: service.covers.areas,
    lat: point?.lat ?? null,
    lon: point?.lon ?? null,
    url: `/services/${service._id}`,
    town: point?.address?.city ?? null,
    wait_weeks: service.referral.waitWeeks ?? null,
    open_to_referrals: service.referral.open,
    self_referral: service.referral.self,
    channels: service.channels,
    status: service.status,
    checked_at: service.assurance.checkedAt?.toISOString() ?? null,
    stale: !service.assurance.dueAt || service.assurance.dueAt < new Date(),
    covers_place: null,
  }
}
