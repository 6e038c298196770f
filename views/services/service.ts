import { type Areas, areaName } from '../../forms/search.ts'
import { aDay } from '../../lifecycle/clocks.ts'
import { kinds } from '../../models/kind.ts'
import type { Organisation } from '../../models/organisation.ts'
import {
  accessibilityFeatures,
  capacities,
  channels,
  employmentSituations,
  type Location,
  type Service,
} from '../../models/service.ts'
import { ages, ago, daysOf, hours, language, miles, weeks } from './words.ts'

const longAgo = 91 * aDay

/** Everything that the page of one service says, in words. */
export function serviceShown(service: Service, organisation: Organisation | null, areas: Areas) {
  const { referral, assurance, eligibility, covers, locations } = service
  const now = Date.now()
  const overdue = assurance.dueAt !== undefined && assurance.dueAt.getTime() < now
  const phones = service.phones.length || !organisation?.phone ? service.phones : [{ number: organisation.phone }]
  const email = service.email ?? organisation?.email
  const website = service.url ?? organisation?.website
  const closed = service.status === 'temporarily closed'
  return {
    service,
    offeredBy: service.organisationName === service.name ? null : service.organisationName,
    closed,
    kinds: service.kinds.map((code) => ({ code, text: kinds[code] })),
    forWhom: {
      ages: ages(eligibility),
      situations: eligibility.situations.map((situation) => employmentSituations[situation]),
    },
    covers: {
      everywhere: covers.everywhere,
      who: { home: 'People who live in', gp: 'People whose GP is in', either: 'People who live or have their GP in' }[
        covers.by ?? 'home'
      ],
      areas: covers.areas.map((code) => areaName(code, areas)),
      radius: covers.radiusKm ? miles(covers.radiusKm) : null,
    },
    wait: referral.waitWeeks === undefined ? null : weeks(referral.waitWeeks),
    // That it takes referrals now is said already, or would not be true.
    capacity: referral.capacity && referral.capacity !== 'capacity' && !closed && capacities[referral.capacity],
    capacityUpdated: referral.capacityUpdatedAt && ago(referral.capacityUpdatedAt, now),
    capacityStale: referral.capacityUpdatedAt ? now - referral.capacityUpdatedAt.getTime() > longAgo : true,
    places: locations.filter(({ type }) => type !== 'virtual').map(place),
    times: service.schedules.map((schedule) => ({
      days: daysOf(schedule.days),
      hours: hours(schedule),
      description: schedule.description,
    })),
    languages: service.languages.map(language),
    channels: service.channels.map((channel) => channels[channel]),
    accessibility: [...new Set(locations.flatMap((location) => location.accessibility))].map(
      (feature) => accessibilityFeatures[feature],
    ),
    checked: assurance.checkedAt && ago(assurance.checkedAt, now),
    stale: !assurance.checkedAt || overdue,
    overdue,
    takesReferrals: referral.open && !closed,
    selfReferral: referral.self && !closed,
    phones,
    email,
    website,
    site: hostOf(website),
    reachable: phones.length > 0 || email || hostOf(website),
  }
}

function place(location: Location) {
  const { address } = location
  const lines = address ? [address.line1, address.city, address.county, address.postcode] : []
  return {
    ...location,
    lines: [...new Set(lines.filter(Boolean))],
    mapped: location.lat !== undefined && location.lon !== undefined,
    directions:
      location.lat === undefined
        ? null
        : `https://www.openstreetmap.org/directions?to=${location.lat}%2C${location.lon}#map=16/${location.lat}/${location.lon}`,
  }
}

/** The name of a website; none for an address that isn't one, which a feed may hold. */
function hostOf(address: string | undefined) {
  const url = address && URL.canParse(address) ? new URL(address) : null
  return url && /^https?:$/.test(url.protocol) ? url.host.replace(/^www\./, '') : null
}
