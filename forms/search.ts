import { type Area, areaTypes } from '../models/area.ts'
import { kinds } from '../models/kind.ts'
import { accessibilityFeatures, channels, employmentSituations } from '../models/service.ts'
import { type Answer, type Criteria, choices, criteriaFor, type Errors, times, toQuery } from '../search/criteria.ts'
import { asSaid } from '../search/gazetteer.ts'
import { dayNames, language, miles } from '../views/services/words.ts'

type Name = keyof Criteria
export type Areas = ReadonlyMap<string, Pick<Area, 'name' | 'type'>>

/** A filter of the search page: its heading, and what there is to choose. */
interface Filter {
  legend: string
  type: 'checkbox' | 'radio'
  choices: { name: Name; value: string; text: string }[]
  /** Open from the start, since many people use it. */
  open?: boolean
  /** Choices that would find nothing are left out: there are too many to read. */
  hidesEmpty?: boolean
}

const yes = 'yes'
const of = (name: Name, labels: Record<string, string>) =>
  Object.entries(labels).map(([value, text]) => ({ name, value, text }))

/** In the order that people meet them. */
const filters: Filter[] = [
  { legend: 'Kind of support', type: 'checkbox', choices: of('kind', kinds), open: true, hidesEmpty: true },
  {
    legend: 'How to get in',
    type: 'checkbox',
    choices: [
      { name: 'self_referral', value: yes, text: 'You can refer yourself' },
      { name: 'open_to_referrals', value: yes, text: 'Taking referrals now' },
      { name: 'free', value: yes, text: 'Free' },
    ],
    open: true,
  },
  {
    legend: 'Longest wait',
    type: 'radio',
    choices: choices.max_wait.map((weeks) => ({
      name: 'max_wait',
      value: String(weeks),
      text: `Up to ${weeks} weeks`,
    })),
  },
  { legend: 'How to meet', type: 'checkbox', choices: of('channel', channels) },
  { legend: 'Age of the person', type: 'radio', choices: of('age', choices.age) },
  { legend: 'Work situation', type: 'checkbox', choices: of('situation', employmentSituations) },
  { legend: 'Day', type: 'checkbox', choices: of('day', dayNames) },
  { legend: 'Time of day', type: 'radio', choices: of('time', times) },
  { legend: 'Access needs', type: 'checkbox', choices: of('accessibility', accessibilityFeatures) },
]

/** Languages and areas are whatever the listings name: those chosen, those the person lives in, and others that would find most. */
const found: { legend: string; name: 'language' | 'area'; most: number; type?: Area['type'][] }[] = [
  { legend: 'Language', name: 'language', most: 60 },
  { legend: 'Council area', name: 'area', most: 12, type: ['local-authority'] },
  {
    legend: 'Wider area',
    name: 'area',
    most: 8,
    type: ['combined-authority', 'county', 'icb', 'jobcentre-district', 'region'],
  },
]

/** The filters with their choices, how much each choice would find, which are made, and what is wrong with them. */
export function filterGroups(answer: Answer, areas: Areas, errors: Errors | null) {
  return [
    ...filters.map((filter) => withTyped(filter, answer, areas)),
    ...found.map((f) => filterFound(f, answer, areas)),
  ]
    .map(({ legend, type, choices, open, hidesEmpty }) => {
      const offered = choices
        .map((choice) => withCount(choice, answer))
        .filter(({ found, ticked }) => found || ticked || !hidesEmpty)
      const ticked = offered.filter((choice) => choice.ticked).length
      const wrong = offered.find(({ name }) => errors?.[name])?.name
      // A radio button can't be unticked: another one says that any will do.
      const any = type === 'radio' && choices[0]?.name
      const error = wrong && errors?.[wrong]
      return {
        legend,
        choices: offered,
        ticked,
        any,
        open: open || ticked > 0 || error,
        error,
        errorId: `${wrong}-error`,
      }
    })
    .filter(({ choices }) => choices.length > 0)
}

/** An age or a wait that isn't offered but was asked for stays choosable. */
function withTyped(filter: Filter, { criteria }: Answer, areas: Areas): Filter {
  const name = filter.type === 'radio' && filter.choices[0]?.name
  const [value] = name ? valuesOf(criteria, name) : []
  if (!name || value === undefined || filter.choices.some((choice) => choice.value === value)) return filter
  return { ...filter, choices: [...filter.choices, { name, value, text: called(name, value, areas) }] }
}

/**
 * The sentences by the id of what each is about, for the summary's links: the places to choose from, or the field; that of the
 * words where it has none.
 */
export function errorsByField(
  errors: Errors,
  groups: ReturnType<typeof filterGroups>,
  { placeChoices, gpChoices }: Answer,
): Record<string, string> {
  const idOf = (name: string): string | undefined => {
    if (name === 'place' && placeChoices.length > 0) return 'place-choices'
    if (name === 'gp' && gpChoices.length > 0) return 'gp-choices'
    if (name === 'place' || name === 'within' || name === 'gp') return name
    for (const { any, choices } of groups) {
      const choice = choices.find((each) => each.name === name)
      if (choice) return any || choice.id
    }
    return undefined
  }
  const fields = Object.entries(errors).map(([name, sentence]) => [idOf(name) ?? 'q', sentence])
  return Object.fromEntries(fields)
}

function filterFound(
  { legend, name, most, type }: (typeof found)[number],
  { facets, criteria, place, gp }: Answer,
  areas: Areas,
): Filter {
  const counts = facets[name] ?? {}
  // A feed may name areas that aren't known here: nobody can search by those.
  const belongs = (code: string) => !type || type.includes(areas.get(code)?.type as Area['type'])
  const fullest = Object.keys(counts)
    .filter(belongs)
    .sort((a, b) => counts[b]! - counts[a]! || (a < b ? -1 : 1))
  const own = name === 'area' ? [place, gp].flatMap((lives) => lives?.areas ?? []) : []
  const values = new Set([...criteria[name], ...own].filter(belongs).concat(fullest.slice(0, most)))
  const choices = [...values].map((value) => ({ name, value, text: called(name, value, areas) }))
  return { legend, type: 'checkbox', choices, hidesEmpty: true }
}

function withCount({ name, value, text }: Filter['choices'][number], { facets, criteria }: Answer) {
  const found = facets[name]?.[value] ?? 0
  return { name, value, text, id: `${name}-${value}`, found, ticked: valuesOf(criteria, name).includes(value) }
}

/** The distances to choose from, with how much each would find; another one that was asked for stays choosable. */
export function distances({ criteria, facets }: Answer) {
  const offered = new Set<number>(choices.within)
  if (criteria.within) offered.add(criteria.within)
  return [...offered]
    .sort((a, b) => a - b)
    .map((km) => ({
      value: km,
      text: `${wholeMiles(km)} (${km} km)`,
      found: facets.within?.[km],
      counted: facets.within !== undefined,
      ticked: km === criteria.within,
    }))
}

const wholeMiles = (km: number) => miles(Math.max(1, Math.round(km / 1.609344)) * 1.609344)

/** What a choice is called where it stands alone, on a chip or in a sentence. */
function called(name: Name, value: string, areas: Areas): string {
  if (name === 'language') return language(value)
  if (name === 'area') return areaName(value, areas)
  if (name === 'gp') return `GP in ${value}`
  if (name === 'within') return `Within ${wholeMiles(Number(value))}`
  const offered = filters.flatMap(({ choices }) => choices)
  const text = offered.find((choice) => choice.name === name && choice.value === value)?.text
  if (name === 'max_wait') return `Wait: ${text?.toLowerCase() ?? `up to ${value} weeks`}`
  return text ?? `Aged ${value}`
}

/** 'City of Bristol' for the statisticians' 'Bristol, City of'; 'West yorkshire' for a feed's own 'west-yorkshire'. */
export function areaName(code: string, areas: Areas): string {
  const name = areas.get(code)?.name
  return name ? asSaid(name) : code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ')
}

/** Every area that a place lies in, by sort: a postcode that reaches into two councils may be in either. */
export function areasOfPlace({ place }: Answer, areas: Areas) {
  return Object.entries(areaTypes).flatMap(([type, sort]) => {
    const names = (place?.areas ?? [])
      .filter((code) => areas.get(code)?.type === type)
      .map((code) => areaName(code, areas))
    return names.length > 0 ? [{ sort, names }] : []
  })
}

/** Every criterion that narrows a search and can be taken off by itself. */
const narrowing: Name[] = [
  'within',
  'gp',
  ...new Set(filters.flatMap(({ choices }) => choices.map(({ name }) => name))),
  'language',
  'area',
]

/** Every choice made, with the address of the search without it. */
export function chips({ criteria }: Answer, areas: Areas) {
  return narrowing.flatMap((name) =>
    valuesOf(criteria, name).map((value) => ({
      text: called(name, value, areas),
      href: `/services?${toQuery(criteria, without(criteria, name, value))}`,
    })),
  )
}

/** The searches that ask for a little less than one that found nothing. */
export function widenings(criteria: Criteria, areas: Areas): { text: string; changes: Partial<Criteria> }[] {
  const wider = choices.within.filter((km) => criteria.within && km > criteria.within)
  const fewer = narrowing.flatMap((name) =>
    valuesOf(criteria, name).map((value) => ({
      text: name === 'within' ? 'Look at any distance' : `Leave out ‘${called(name, value, areas)}’`,
      changes: without(criteria, name, value),
    })),
  )
  return [
    ...wider.map((within) => ({ text: `Look within ${wholeMiles(within)}`, changes: { within } })),
    ...fewer,
    ...(criteria.exact ? [{ text: 'Search for what the words mean, too', changes: { exact: false } }] : []),
    ...(criteria.q && (criteria.place || fewer.length > 0)
      ? [{ text: `Leave out the words ‘${criteria.q}’`, changes: { q: '' } }]
      : []),
    ...(fewer.length > 1 ? [{ text: 'Leave out every filter', changes: withoutAny }] : []),
  ]
}

/** True when nothing has been asked yet: the page then shows what can be asked. */
export function nothingAsked(criteria: Criteria): boolean {
  return !criteria.q && !criteria.place && narrowing.every((name) => valuesOf(criteria, name).length === 0)
}

function valuesOf(criteria: Criteria, name: Name): string[] {
  const value = criteria[name]
  if (Array.isArray(value)) return value
  if (value === true) return [yes]
  return value === undefined || value === false || value === '' ? [] : [String(value)]
}

function without(criteria: Criteria, name: Name, value: string): Partial<Criteria> {
  const made = criteria[name]
  return { [name]: Array.isArray(made) ? (made as string[]).filter((each) => each !== value) : none[name] }
}

const none = criteriaFor({})
const withoutAny = Object.fromEntries(narrowing.map((name) => [name, none[name]]))
