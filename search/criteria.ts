import type { ParsedUrlQuery } from 'node:querystring'
import type { Kind } from '../models/kind.ts'
import type { AccessibilityFeature, Channel, EmploymentSituation, Weekday } from '../models/service.ts'

/** What someone is looking for: the whole state of the search page, and so of its address. */
export interface Criteria {
  q: string
  place: string
  /** Kilometres. */
  within?: number
  area: string[]
  kind: Kind[]
  age?: number
  self_referral: boolean
  open_to_referrals: boolean
  /** Longest wait, in weeks. */
  max_wait?: number
  channel: Channel[]
  language: string[]
  accessibility: AccessibilityFeature[]
  day: Weekday[]
  time?: 'morning' | 'afternoon' | 'evening'
  free: boolean
  situation: EmploymentSituation[]
  /** Search for just the words, without what Waymark makes of them. */
  exact: boolean
  /** 1-based. */
  page: number
}

/** Where the person is: a point (WGS84) and every area it lies in. */
export interface Place {
  name: string
  lat: number
  lon: number
  areas: string[]
}

/** One row of the results, as the list, the map and `/services.json` show it. */
export interface Result {
  id: string
  name: string
  organisation: string
  summary: string
  kinds: Kind[]
  /** From the place asked for to the nearest location; null without a place or a point. */
  distance_km: number | null
  areas: string[]
  lat: number | null
  lon: number | null
  url: string
  town: string | null
  wait_weeks: number | null
  open_to_referrals: boolean
  self_referral: boolean
  channels: Channel[]
  status: string
  checked_at: string | null
  /** Past its assurance date, or never checked. */
  stale: boolean
  /** False when the service does not cover where the person lives; null when no place was given. */
  covers_place: boolean | null
}

/** What a search found. `errors` are beside-the-field sentences; with a place that can't be found, results are for the words alone. */
export interface Answer {
  criteria: Criteria
  total: number
  page: number
  pages: number
  urgent: boolean
  place: Place | null
  /** Other places of the same or a similar name. */
  placeChoices: { name: string; value: string }[]
  /** What the words were taken to mean; null when they were searched as they stand. */
  understood: { kinds: Kind[]; phrase: string } | null
  facets: Record<string, Record<string, number>>
  results: Result[]
  errors: Partial<Record<keyof Criteria, string>>
}

export type CriteriaReader = (query: ParsedUrlQuery) => { criteria: Criteria; errors: Answer['errors'] }
