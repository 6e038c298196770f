import { distance } from 'geokdbush'
import type { Service } from '../models/service.ts'

/** Where the person lives: its areas, and the point (WGS84) where it is known. */
export interface Home {
  areas: string[]
  lat?: number
  lon?: number
  /** The areas that their GP practice lies in, none when they have no practice; absent where nobody knows. */
  gpAreas?: string[]
}

export interface Fit {
  /** 'needs-assessment': nothing speaks against it, but the provider has to look. */
  result: 'eligible' | 'not' | 'needs-assessment'
  /** A sentence each, for the person referring. */
  reasons: string[]
  /** False when nobody can be sent there, whatever the reason: closed, ended, or not for self-referral. */
  possible: boolean
}

type Criteria = Pick<Service, 'eligibility' | 'covers' | 'locations' | 'referral' | 'status'>

/** Whole years on a day ('YYYY-MM-DD'). */
export function ageOn(day: string, dateOfBirth: string): number {
  const years = Number(day.slice(0, 4)) - Number(dateOfBirth.slice(0, 4))
  return day.slice(5) < dateOfBirth.slice(5) ? years - 1 : years
}

function ageRange({ minimumAge, maximumAge }: Service['eligibility']) {
  if (minimumAge !== undefined && maximumAge !== undefined) return `aged ${minimumAge} to ${maximumAge}`
  return minimumAge !== undefined ? `aged ${minimumAge} or over` : `aged ${maximumAge} or under`
}

/** Why a service can't be sent anybody now; empty when it can. */
export function closedBecause({ status, referral }: Criteria, self: boolean): string[] {
  if (status === 'temporarily closed') return ['It is closed for now.']
  if (status !== 'active') return ['It is no longer running.']
  if (self && !referral.self) return ['You can’t refer yourself to it: a professional has to.']
  if (!self && !referral.open) return ['It isn’t taking referrals now.']
  return []
}

/** Whether a service goes by where people live alone, and not by their GP practice. */
export const goesByHome = ({ by = 'home' }: Service['covers']) => by === 'home'

/** Whether areas hold whoever lives there, by what they go by; null when that isn't known. */
function holds({ areas, by = 'home' }: Service['covers'], home: Home): boolean | null {
  const within = (codes: string[]) => areas.some((code) => codes.includes(code))
  const { gpAreas } = home
  if (by !== 'home' && gpAreas) return within(gpAreas) || (by === 'either' && within(home.areas))
  // Most people's practice is near home.
  if (within(home.areas)) return true
  return home.areas.length && by === 'home' ? false : null
}

/** Whether the place is covered; null when the service or the place doesn't say enough to know. */
function covers({ covers, locations }: Criteria, home: Home): boolean | null {
  if (covers.everywhere) return true
  if (covers.areas.length && holds(covers, home)) return true
  if (covers.radiusKm !== undefined) {
    const { lat, lon } = home
    const points = locations.filter((place) => place.lat !== undefined && place.lon !== undefined)
    if (lat === undefined || lon === undefined || !points.length) return null
    return points.some((place) => distance(lon, lat, place.lon!, place.lat!) <= covers.radiusKm!)
  }
  return covers.areas.length ? holds(covers, home) : true
}

/**
 * Whether a service fits a person, and why not, in sentences for the reader.
 * @param today 'YYYY-MM-DD'
 * @param self the reader is the person
 */
export function fits(
  service: Criteria,
  person: { firstName: string; dateOfBirth: string },
  home: Home,
  today: string,
  self = false,
): Fit {
  const name = self ? 'You' : person.firstName
  const closed = closedBecause(service, self)
  const against: string[] = [...closed]
  const unsure: string[] = []

  const { minimumAge = 0, maximumAge = Number.POSITIVE_INFINITY } = service.eligibility
  const age = ageOn(today, person.dateOfBirth)
  if (age < minimumAge || age > maximumAge)
    against.push(`Takes people ${ageRange(service.eligibility)}; ${self ? 'you are' : `${name} is`} ${age}.`)

  const covered = covers(service, home)
  const byGp = service.covers.by === 'gp'
  if (covered === false && byGp && home.gpAreas?.length === 0)
    against.push(`It goes by where the GP practice is, and ${self ? 'you have' : `${name} has`} none.`)
  else if (covered === false && byGp) against.push('It goes by where the GP practice is, and that is outside its area.')
  else if (covered === false) against.push(`Doesn’t cover where ${self ? 'you live' : `${name} lives`}.`)
  if (covered === null && home.areas.length && !goesByHome(service.covers))
    unsure.push(
      `It goes by where the GP practice is, and ${self ? 'your home' : `${name}’s home`} is outside its area.`,
    )
  else if (covered === null)
    unsure.push(`We can’t tell whether it covers where ${self ? 'you live' : `${name} lives`}.`)
  if (service.referral.capacity === 'no-capacity') unsure.push('It says it is full.')
  if (service.referral.capacity === 'additional-assessment-required') unsure.push('It assesses everybody first.')

  return {
    result: against.length ? 'not' : unsure.length ? 'needs-assessment' : 'eligible',
    reasons: [...against, ...unsure],
    possible: closed.length === 0,
  }
}
