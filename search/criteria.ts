import type { ParsedUrlQuery } from 'node:querystring'
import Joi from 'joi'
import { type Kind, kindCodes } from '../models/kind.ts'
import {
  type AccessibilityFeature,
  accessibilityFeatures,
  type Channel,
  type CoveredBy,
  channels,
  type EmploymentSituation,
  employmentSituations,
  type Weekday,
  weekdays,
} from '../models/service.ts'

import type { Explanation } from './ranking.ts'

/**
 * Parts of the day: a service is open in the morning when some schedule has hours before noon, in the afternoon when some has
 * hours from then to 17:00, and in the evening when some has hours after 18:00 or begins at 17:00 or later.
 */
export const times = { morning: 'Morning', afternoon: 'Afternoon', evening: 'Evening' } as const
export type TimeOfDay = keyof typeof times

/** Distances (km), ages and longest waits (weeks) that the page offers, each with a count beside it. Any other number may be asked for too. */
export const choices = {
  within: [2, 5, 10, 20, 40, 80],
  age: { 12: 'Under 16', 17: '16 or 17', 21: '18 to 24', 40: '25 to 64', 70: '65 or over' },
  max_wait: [2, 4, 8, 12, 18, 26],
} as const

/** What someone is looking for: the whole state of the search page, and so of its address. */
export interface Criteria {
  q: string
  place: string
  /** Where the person's GP practice is, when it isn't near home: a postcode or place. */
  gp: string
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
  time?: TimeOfDay
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
  /** When the place is itself an area of several: for each of its smallest, every area that one lies in, itself among them. */
  parts?: string[][]
  /** When it is not known which of several councils the place lies in: for each, every area that it would lie in. */
  either?: string[][]
}

/** Where the text means (and what else is called nearly so), or which places it may mean and the question to ask, or why it can't be found. */
export type PlaceAnswer =
  | { place: Place; others?: { name: string; value: string }[] }
  | { choices: { name: string; value: string }[]; question: string }
  | { error: string }

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
  /** Whether it goes by where home is, the GP, or either. */
  covers_by: CoveredBy
  /** False when the service does not cover where the person lives or has their GP; null when no place was given or the service doesn't say. */
  covers_place: boolean | null
  /** True when it covers some of the place, and it isn't known whether all: an area of several, or a postcode at a border. */
  covers_part: boolean
  /** Points of each part of the ranking, when asked for. */
  explanation?: Explanation
  /** It stands higher than its points would have it, to show another meaning of the words: told with the points. */
  brought_forward?: boolean
}

/** Whether a place's name is short enough to be one: longer ones are not looked for. */
export const mayBePlace = (name: string) => name !== '' && name.length <= mostSearched

/** What words were taken to mean. */
export interface Understood {
  kinds: Kind[]
  /** The kinds that the words only deny ('not in debt'): all other help is shown. */
  besides?: Kind[]
  phrase: string
  guessed: boolean
}

/** What a search found. `errors` are beside-the-field sentences; with a place that can't be found, results are for the words alone. */
export interface Answer {
  criteria: Criteria
  /** The beginning of many words, when only that was searched for; danger was looked for in all. */
  beginning: string | null
  total: number
  page: number
  pages: number
  urgent: boolean
  place: Place | null
  /** Where the GP practice is, when that was said. */
  gp: Place | null
  /** Other places of the same or a similar name, for each of the two. */
  placeChoices: { name: string; value: string }[]
  gpChoices: { name: string; value: string }[]
  /** Null when the words were searched as they stand. */
  understood: Understood | null
  /** The words tell nothing that could be looked for, such as those in another script: all help is shown. */
  unread: boolean
  /** Moments later the same question may be understood better: not to be kept. */
  provisional: boolean
  facets: Record<string, Record<string, number>>
  results: Result[]
  errors: Errors
}

/** A sentence for each criterion that won't do. */
export type Errors = Partial<Record<keyof Criteria, string>>
export type CriteriaReader = (query: ParsedUrlQuery) => { criteria: Criteria; errors: Errors }

/** So much is heard of what someone pastes, and kept in its field: a note of a page or two. */
const mostHeard = 5000
/** So much of it is searched for. */
const mostSearched = 300

/** The words that are searched for: all, or of many the beginning, to the end of a word. */
export function beginningOf(words: string): string {
  if (words.length <= mostSearched) return words
  const beginning = words.slice(0, mostSearched + 1)
  return beginning.replace(/\s+\S*$/, '').slice(0, mostSearched)
}

const words = Joi.string().allow('').trim().max(mostHeard).truncate().default('')
const placeName = Joi.string().allow('').trim().max(mostSearched).default('')
const flag = Joi.boolean().truthy('1', 'on', 'yes').falsy('0', 'off', 'no').empty('').default(false)
const someOf = (values: readonly string[]) => Joi.string().valid(...values)

/** In the order that the address shows them. A list holds each of its values to the one rule. */
const rules: Record<keyof Criteria, { one?: Joi.Schema; each?: Joi.Schema; sentence: string }> = {
  q: { one: words, sentence: 'Describe the help in a few words' },
  place: { one: placeName, sentence: 'Enter a postcode or the name of a town' },
  gp: { one: placeName, sentence: 'Enter the postcode or town of the GP practice' },
  within: {
    one: Joi.number().positive().max(1500).empty(''),
    sentence: 'Enter a distance in kilometres, such as 10',
  },
  area: {
    each: Joi.string()
      .max(40)
      .uppercase()
      .pattern(/^[A-Z0-9-]+$/),
    sentence: 'Choose an area from the list',
  },
  kind: { each: someOf(kindCodes), sentence: 'Choose a kind of support from the list' },
  age: { one: Joi.number().integer().min(0).max(120).empty(''), sentence: 'Enter an age in whole years, such as 34' },
  self_referral: { one: flag, sentence: 'Say yes or no to self-referral' },
  open_to_referrals: { one: flag, sentence: 'Say yes or no to open to referrals' },
  max_wait: {
    one: Joi.number().integer().min(0).max(104).empty(''),
    sentence: 'Enter the longest wait in weeks, such as 4',
  },
  channel: { each: someOf(Object.keys(channels)), sentence: 'Choose how to meet from the list' },
  language: {
    each: Joi.string()
      .lowercase()
      .pattern(/^[a-z]{2,3}$/),
    sentence: 'Choose a language from the list',
  },
  accessibility: { each: someOf(Object.keys(accessibilityFeatures)), sentence: 'Choose access needs from the list' },
  day: {
    each: Joi.string()
      .uppercase()
      .valid(...weekdays),
    sentence: 'Choose a day from the list',
  },
  time: { one: someOf(Object.keys(times)).empty(''), sentence: 'Choose morning, afternoon or evening' },
  free: { one: flag, sentence: 'Say yes or no to free' },
  situation: {
    each: someOf(Object.keys(employmentSituations)),
    sentence: 'Choose an employment situation from the list',
  },
  exact: { one: flag, sentence: 'Say yes or no to just these words' },
  page: { one: Joi.number().integer().min(1).empty('').default(1), sentence: 'Enter a page number of 1 or more' },
}
const names = Object.keys(rules) as (keyof Criteria)[]
/** What was typed here stays in its field though it won't do: to be mended, not to be typed again. */
const typed = new Set<keyof Criteria>(['place', 'gp'])
const defaults = Object.fromEntries(names.map((name) => [name, rules[name].one?.validate(undefined).value]))

/**
 * Reads an address's query into criteria. What won't do is left out and has a sentence in `errors`; nothing throws.
 * Flags are set by 1, true, on or yes; lists by repeating the name.
 */
export const readCriteria: CriteriaReader = (query) => {
  const criteria: Record<string, unknown> = {}
  const errors: Errors = {}
  for (const name of names) {
    const { one, each, sentence } = rules[name]
    // Most of an address is left out, and what is left out needs no checking.
    if (query[name] === undefined) {
      const usual = each ? [] : defaults[name]
      if (usual !== undefined) criteria[name] = usual
      continue
    }
    const given = [query[name]].flat()
    if (each) {
      const checked = given.filter((value) => value !== '').map((value) => each.validate(value))
      criteria[name] = [...new Set(checked.filter(({ error }) => !error).map(({ value }) => value))]
      if (checked.some(({ error }) => error)) errors[name] = sentence
    } else if (one) {
      const last = given.at(-1)
      const { value, error } = one.validate(last)
      const usable = error ? (typed.has(name) && typeof last === 'string' ? last.trim() : defaults[name]) : value
      if (usable !== undefined) criteria[name] = usable
      if (error) errors[name] = sentence
    }
  }
  return { criteria: criteria as unknown as Criteria, errors }
}

/** Criteria for these words, this place and whatever else is given, the rest at its default. */
export function criteriaFor(some: Partial<Criteria>): Criteria {
  return { ...readCriteria({}).criteria, ...some }
}

/**
 * The query string (without '?') that means these criteria, changed as given: defaults left out, always in the same order.
 * Any change but that of the page goes back to the first page.
 */
export function toQuery(criteria: Criteria, changes: Partial<Criteria> = {}): string {
  const page = Object.keys(changes).length > 0 ? 1 : criteria.page
  const wanted: Criteria = { ...criteria, page, ...changes }
  const query = new URLSearchParams()
  for (const name of names) {
    const value = wanted[name]
    if (Array.isArray(value)) for (const each of [...value].sort()) query.append(name, each)
    else if (value === true) query.set(name, 'yes')
    else if (value && !(name === 'page' && value === 1)) query.set(name, String(value))
    else if (value === 0) query.set(name, '0')
  }
  return query.toString()
}
