import type { Service } from '../../models/service.ts'

type Given = Partial<Omit<Service, 'eligibility' | 'covers' | 'referral' | 'cost' | 'assurance' | 'locations'>> & {
  eligibility?: Partial<Service['eligibility']>
  covers?: Partial<Service['covers']>
  referral?: Partial<Service['referral']>
  cost?: Partial<Service['cost']>
  assurance?: Service['assurance']
  locations?: Partial<Service['locations'][number]>[]
}

let made = 0

/** A service as the store gives it, with what matters to a test filled in. */
export function aService(given: Given = {}): Service {
  const id = given._id ?? `service-${++made}`
  return {
    organisation: 'organisation-1',
    organisationName: 'Harbourside Advice',
    name: 'A service',
    description: '',
    kinds: [],
    status: 'active',
    phones: [],
    schedules: [],
    languages: [],
    channels: [],
    createdAt: new Date('2026-01-01'),
    updatedAt: new Date('2026-01-01'),
    ...given,
    _id: id,
    eligibility: { description: '', situations: [], ...given.eligibility },
    covers: { areas: [], everywhere: false, ...given.covers },
    referral: { open: true, self: false, ...given.referral },
    cost: { free: true, ...given.cost },
    assurance: given.assurance ?? { checkedAt: new Date('2026-01-01'), dueAt: new Date('2999-01-01') },
    locations: (given.locations ?? []).map((location, i) => ({
      _id: `${id}-location-${i}`,
      type: 'physical',
      accessibility: [],
      ...location,
    })),
  }
}

/** A location at a point. */
export function at(lat: number, lon: number, city = 'Bristol'): Partial<Service['locations'][number]> {
  return { lat, lon, address: { line1: '1 High Street', city, county: '', postcode: 'BS1 4DJ' } }
}

/** Some points of the West of England and Nottingham, for measuring from. */
export const bristol = { name: 'BS1', lat: 51.4545, lon: -2.5879, areas: ['E06000023', 'E47000009'] }
export const bath = { name: 'BA1', lat: 51.3811, lon: -2.359, areas: ['E06000022', 'E47000009'] }
export const nottingham = { name: 'NG1', lat: 52.9548, lon: -1.1581, areas: ['E06000018'] }
