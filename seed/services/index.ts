import { aDay } from '../../lifecycle/clocks.ts'
import type { AccessibilityFeature, Location, Schedule, Service, Weekday } from '../../models/service.ts'
import { weekdays } from '../../models/service.ts'
import { stableUuid } from '../ids.ts'
import { organisation } from '../organisations.ts'
import type { Sketch } from '../sketch.ts'
import { readTable, words } from '../table.ts'
import { everywhere } from './everywhere.ts'
import { hubs } from './hubs.ts'
import { nottsHealth } from './notts-health.ts'
import { nottsWorkAndHome } from './notts-work-and-home.ts'
import { westHealth } from './west-health.ts'
import { westMoneyAndHome } from './west-money-and-home.ts'
import { westWork } from './west-work.ts'

export type SeedService = Omit<Service, 'createdAt' | 'updatedAt'>

/** Listings are to be checked twice a year. */
const checkEvery = 182 * aDay

const sketches = [
  ...westHealth,
  ...westMoneyAndHome,
  ...westWork,
  ...nottsHealth,
  ...nottsWorkAndHome,
  ...everywhere,
  ...hubs,
]

type VenueColumn = 'key' | 'line1' | 'city' | 'county' | 'postcode' | 'lat' | 'lon' | 'features' | 'transport'
const venues = new Map(readTable<VenueColumn>('venues.csv').map((row) => [row.key, row]))

function location(service: string, key: string): Location {
  const venue = venues.get(key)
  if (!venue) throw new Error(`seed/venues.csv has no '${key}'`)
  return {
    _id: stableUuid(`location ${service} ${key}`),
    name: venue.line1.split(', ')[0],
    type: 'physical',
    lat: Number(venue.lat),
    lon: Number(venue.lon),
    address: { line1: venue.line1, city: venue.city, county: venue.county, postcode: venue.postcode },
    accessibility: words(venue.features) as AccessibilityFeature[],
    ...(venue.transport && { transport: venue.transport }),
  }
}

/** 'TU TH 18:00-20:00 groups' */
function schedule(line: string): Schedule {
  const days = weekdays.filter((weekday: Weekday) => words(line).includes(weekday))
  const [, opensAt, closesAt, rest] = line.match(/(\d\d:\d\d)-(\d\d:\d\d)(?: (.+))?$/) ?? []
  return { days, opensAt, closesAt, ...(rest && { description: rest }) }
}

/** Spreads the checks of ordinary listings over the last three months, the same way each time. */
function daysSinceCheck(id: string) {
  return 2 + (Number.parseInt(id.slice(0, 8), 16) % 85)
}

function service(sketch: Sketch, now: number): SeedService {
  const org = organisation(sketch.org)
  const id = stableUuid(`service ${sketch.org} ${sketch.name}`)
  const slug = sketch.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const checked = sketch.checked === undefined ? daysSinceCheck(id) : sketch.checked
  const checkedAt = checked === null ? undefined : new Date(now - checked * aDay)
  const [minimumAge, maximumAge] = sketch.ages ?? []
  return {
    _id: id,
    organisation: org._id,
    organisationName: org.name,
    name: sketch.name,
    description: sketch.about,
    kinds: sketch.kinds,
    status: sketch.status ?? 'active',
    url: `https://www.${org.domain}/${slug}`,
    email: `referrals@${org.domain}`,
    phones: [{ number: sketch.phone ?? org.phone }],
    eligibility: {
      description: sketch.who ?? '',
      ...(minimumAge !== undefined && { minimumAge }),
      ...(maximumAge !== undefined && { maximumAge }),
      situations: sketch.situations ?? [],
    },
    covers: {
      areas: Array.isArray(sketch.covers) ? sketch.covers : [],
      ...(sketch.byGp && { by: 'gp' as const }),
      ...(sketch.radiusKm && { radiusKm: sketch.radiusKm }),
      everywhere: sketch.covers === 'everywhere',
    },
    locations: (sketch.at ?? []).map((key) => location(id, key)),
    schedules: (sketch.hours ?? []).map(schedule),
    ...(sketch.bring && { bring: sketch.bring }),
    languages: sketch.languages ?? [],
    channels: sketch.channels ?? [sketch.at ? 'in_person' : 'phone'],
    cost: sketch.cost ? { free: false, description: sketch.cost } : { free: true },
    referral: {
      open: sketch.open ?? true,
      self: sketch.self ?? false,
      how: sketch.how,
      capacity: sketch.capacity,
      capacityNote: sketch.note,
      waitWeeks: sketch.wait,
      capacityUpdatedAt: checkedAt,
    },
    ...(sketch.triage && { triage: true }),
    ...(sketch.adviser !== undefined && { employmentAdviser: sketch.adviser }),
    assurance: checkedAt
      ? { checkedAt, checkedBy: 'The directory curator', dueAt: new Date(checkedAt.getTime() + checkEvery) }
      : {},
  }
}

/** Every service of the patch, its checks dated back from `now`. */
export const services = (now = new Date()) => sketches.map((sketch) => service(sketch, now.getTime()))
