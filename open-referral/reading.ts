import type { AccessibilityFeature, Channel, Location, Schedule, Service, Weekday } from '../models/service.ts'
import { weekdays } from '../models/service.ts'
import type { LocationRecord, ServiceRecord } from './record.ts'
import type { AreaFinder } from './service-areas.ts'
import { kindsOfTerms } from './terms.ts'

/** What of a Service a feed has a say in. Kinds, capacity and assurance are there only when the feed speaks of them. */
export type FeedService = Omit<Service, 'referral' | 'assurance' | 'kinds' | 'source' | 'createdAt' | 'updatedAt'> & {
  kinds?: Service['kinds']
  'referral.how'?: string
  'referral.waitWeeks'?: number
  'referral.capacity'?: Service['referral']['capacity']
  'assurance.checkedAt'?: Date
  'assurance.checkedBy'?: string
}

/** Told of each value that won't do, by what it is: 'e-mail address', 'point'. */
export type LeftOut = (what: string) => void

/** What is worth saying about a record that was taken. */
export interface Noted {
  leftOut: LeftOut
  /** An area that is not known here, kept by its name. */
  area: (name: string) => void
}

const text = (value: unknown) => (typeof value === 'string' && value.trim() ? value.trim() : undefined)

/** An object without the keys that have no value, so that an update leaves those alone. */
export function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}

function email(value: unknown, leftOut: LeftOut) {
  const found = text(value)
  if (!found || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(found)) return found
  leftOut('e-mail address')
}

/** A web address that may be linked to: http or https only. */
function webAddress(value: unknown, leftOut: LeftOut) {
  const found = text(value)
  if (!found) return
  const address = /^[a-z][a-z0-9+.-]*:/i.test(found) ? found : `http://${found}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.hostname.includes('.')) return address
  leftOut('web address')
}

function point(record: LocationRecord, leftOut: LeftOut) {
  if (record.latitude == null && record.longitude == null) return {}
  const lat = Number(record.latitude)
  const lon = Number(record.longitude)
  // The box around the United Kingdom: anything else is a slip, most often latitude and longitude changed about.
  if (lat > 49.8 && lat < 61 && lon > -8.7 && lon < 1.9) return { lat, lon }
  leftOut('point')
  return {}
}

/** 'bs20aa' -> 'BS2 0AA'; undefined when it is no postcode. */
export function tidyPostcode(value: unknown) {
  const [, outward, inward] =
    String(value ?? '')
      .toUpperCase()
      .replace(/\s/g, '')
      .match(/^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/) ?? []
  return outward && `${outward} ${inward}`
}

function address(record: LocationRecord, leftOut: LeftOut): Location['address'] {
  const [first] = record.addresses
  if (!first) return
  const postcode = tidyPostcode(first.postal_code)
  const line1 = text(first.address_1)
  const city = text(first.city)
  if (line1 && city && postcode) return { line1, city, county: text(first.state_province) ?? '', postcode }
  leftOut('address')
}

const features: [RegExp, AccessibilityFeature][] = [
  [/step.?free|wheelchair|level access|ramp/i, 'step_free'],
  [/\bbsl\b|sign language/i, 'bsl'],
  [/hearing loop|induction loop/i, 'hearing_loop'],
  [/easy.?read/i, 'easy_read'],
  [/accessible toilet|disabled toilet/i, 'accessible_toilet'],
]

function location(record: LocationRecord, leftOut: LeftOut): Location {
  const said = record.accessibility.map((a) => `${a.description} ${a.details} ${a.accessibility}`).join(' ')
  return given({
    _id: record.id,
    name: text(record.name),
    type: record.location_type ?? 'physical',
    ...point(record, leftOut),
    address: address(record, leftOut),
    accessibility: features.filter(([words]) => words.test(said)).map(([, feature]) => feature),
    transport: text(record.transportation),
  })
}

function schedule(record: Record<string, unknown>): Schedule {
  const days = String(record.byday ?? '')
    .toUpperCase()
    .split(',')
    .map((day) => day.trim().slice(-2))
  const time = (value: unknown) => text(value)?.match(/^([01]\d|2[0-3]):[0-5]\d/)?.[0]
  return given({
    days: weekdays.filter((weekday: Weekday) => days.includes(weekday)),
    opensAt: time(record.opens_at),
    closesAt: time(record.closes_at),
    description: text(record.description) ?? text(record.notes),
  })
}

const attending: [RegExp, Channel][] = [
  [/phone|telephone/i, 'phone'],
  [/video/i, 'video'],
  [/online|virtual|web/i, 'online'],
  [/home visit|at home/i, 'home_visit'],
  [/in.person|face.to.face|venue/i, 'in_person'],
]

function channels(record: ServiceRecord): Channel[] {
  const types = record.service_at_locations.map((at) => at.location?.location_type)
  const said = record.schedules.map((one) => String(one.attending_type ?? '')).join(' ')
  return [
    ...new Set([
      ...(types.includes('physical') ? (['in_person'] as const) : []),
      ...(types.includes('virtual') ? (['online'] as const) : []),
      ...attending.filter(([words]) => words.test(said)).map(([, channel]) => channel),
    ]),
  ]
}

function cost(record: ServiceRecord): Service['cost'] {
  const [option] = record.cost_options
  const said =
    text(record.fees) ??
    (option &&
      [option.option, option.amount && `£${option.amount}`, option.amount_description]
        .map(text)
        .filter(Boolean)
        .join(', '))
  const paid = record.cost_options.some((one) => Number(one.amount) > 0) || /£\s*[1-9]/.test(said ?? '')
  return given({ free: !paid, description: said || undefined })
}

function capacity(record: ServiceRecord) {
  const numbers = record.capacities.map((one) => Number(one.available)).filter(Number.isFinite)
  if (numbers.length > 0) return numbers.some((available) => available > 0) ? 'capacity' : 'no-capacity'
}

/** '6 weeks', 'about 10 days' -> weeks */
function weeks(value: unknown) {
  const [, number, unit] = text(value)?.match(/(\d+)\s*(day|week|month)/i) ?? []
  if (number && unit) return Math.round(Number(number) * { day: 1 / 7, week: 1, month: 4.35 }[unit.toLowerCase()]!)
}

/** Turns a valid Open Referral UK record into what Waymark keeps of a service, leaving out what won't do. */
export function toService(record: ServiceRecord, findAreas: AreaFinder, noted: Noted): FeedService {
  const { leftOut } = noted
  const kinds = kindsOfTerms(
    record.attributes.flatMap(({ taxonomy_term: term }) => [term?.name ?? '', term?.term ?? '']),
  )
  const { areas, everywhere, unknown } = findAreas(record.service_areas)
  for (const name of unknown) noted.area(name)
  const assured = text(record.assured_date)
  return given<FeedService>({
    _id: record.id,
    organisation: (record.organization?.id ?? record.organization_id) as string,
    organisationName: record.organization?.name ?? '',
    name: record.name,
    description: record.description ?? '',
    kinds: kinds.length > 0 ? kinds : undefined,
    status: record.status,
    url: webAddress(record.url, leftOut),
    email: email(record.email, leftOut),
    phones: record.phones.flatMap(({ number, description }) =>
      text(number) ? [given({ number: text(number) as string, description: text(description) })] : [],
    ),
    eligibility: given({
      description: text(record.eligibility_description) ?? '',
      minimumAge: record.minimum_age,
      maximumAge: record.maximum_age,
      situations: [],
    }),
    covers: { areas, everywhere },
    locations: record.service_at_locations.flatMap((at) => (at.location ? [location(at.location, leftOut)] : [])),
    schedules: record.schedules.map(schedule),
    languages: record.languages.flatMap(({ code }) => text(code)?.match(/^[a-z]{2}$/) ?? []),
    channels: channels(record),
    cost: cost(record),
    'referral.how': text(record.application_process),
    'referral.waitWeeks': weeks(record.wait_time),
    'referral.capacity': capacity(record),
    'assurance.checkedAt': assured && !Number.isNaN(Date.parse(assured)) ? new Date(assured) : undefined,
    'assurance.checkedBy': email(record.assurer_email, leftOut),
  })
}
