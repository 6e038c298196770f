import { kindCodes } from '../models/kind.ts'
import { languageName } from '../models/language.ts'
import type { AccessibilityFeature, Service } from '../models/service.ts'
import type { Result } from './criteria.ts'

export type Location = Service['locations'][number]
type Point = Location & { lat: number; lon: number }

/** Where a service can be visited. */
export function pointsOf({ locations }: Service): Point[] {
  return locations.filter(
    (location): location is Point =>
      location.type === 'physical' && Number.isFinite(location.lat) && Number.isFinite(location.lon),
  )
}

/** The row of the results as far as it doesn't depend on who asks. */
export function listing(service: Service, areas: string[]): Result {
  const [point] = pointsOf(service)
  return {
    id: service._id,
    name: service.name,
    organisation: service.organisationName,
    summary: shorten(service.description),
    kinds: service.kinds,
    distance_km: null,
    areas,
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
    stale: false,
    covers_by: service.covers.by ?? 'home',
    covers_place: null,
    covers_part: false,
  }
}

/** What people call what makes a service open to them. Words that say other things too ('sign', 'read') are left out. */
const accessWords: Partial<Record<AccessibilityFeature, string>> = {
  step_free: 'wheelchair',
  bsl: 'BSL deaf',
  hearing_loop: 'hearing loop deaf',
}

/** Who is young or old enough for a service that is not for most adults, in words that they look for: 'under 25', 'over 50s'. */
function wordsOfAge({ minimumAge = 0, maximumAge = Infinity }: Service['eligibility']): string {
  if (maximumAge < 20) return `young youth children teenagers ${minimumAge} to ${maximumAge}`
  if (maximumAge <= 30) return `young youth under ${maximumAge + 1} ${minimumAge} to ${maximumAge}`
  return minimumAge >= 50 ? `older over ${minimumAge}` : ''
}

/** How a service is open to people, in words that they look for: 'BSL deaf', 'Punjabi', 'over 50s'. English is not looked for. */
export function wordsOfAccess({ locations, languages, eligibility }: Service): string {
  const features = new Set(locations.flatMap(({ accessibility }) => accessibility))
  const spoken = languages.filter((code) => !/^en\b/.test(code)).map(languageName)
  return [...[...features].map((feature) => accessWords[feature]), ...spoken, wordsOfAge(eligibility)]
    .filter(Boolean)
    .join(' ')
}

/** The first 200 letters, to the end of a word. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 200 ? line : `${line.slice(0, 200).replace(/\s+\S*$/, '')}…`
}

/** The services so that those of one kind, then those near one another, follow each other. */
export function neighboursTogether(services: Service[]): Service[] {
  return services
    .map((service) => ({ service, at: position(service) }))
    .sort((a, b) => a.at - b.at)
    .map(({ service }) => service)
}

const corners = 2 ** 16

/** First by kind; of a kind those without a place, those in several, then the rest along a Hilbert curve through the country. */
function position(service: Service): number {
  const kind = kindCodes.indexOf(service.kinds[0]!) + 1
  const [point, ...others] = pointsOf(service)
  if (!point) return kind
  const near = others.every(({ lat, lon }) => Math.abs(lat - point.lat) < 0.3 && Math.abs(lon - point.lon) < 0.5)
  return kind + (near ? 0.5 : 0.25) + curve((point.lat - 49) / 13, (point.lon + 9) / 11) / 4
}

/** How far along a Hilbert curve through the unit square a point lies, from 0 to 1: points next on the curve are neighbours. */
function curve(across: number, up: number): number {
  let x = Math.min(corners - 1, Math.max(0, Math.floor(across * corners)))
  let y = Math.min(corners - 1, Math.max(0, Math.floor(up * corners)))
  let along = 0
  for (let side = corners / 2; side >= 1; side /= 2) {
    const right = x >= side ? 1 : 0
    const top = y >= side ? 1 : 0
    along = 4 * along + ((3 * right) ^ top)
    if (right === 1) x -= side
    if (top === 1) y -= side
    if (top === 0) {
      if (right === 1) [x, y] = [side - 1 - x, side - 1 - y]
      ;[x, y] = [y, x]
    }
  }
  return along / corners ** 2
}
