import { type Kind, kinds } from '../models/kind.ts'
import { accessibilityFeatures, channels, employmentSituations } from '../models/service.ts'
import type { AreaName } from '../search/areas.ts'
import { type Answer, type Criteria, choices, times, toQuery } from '../search/criteria.ts'
import { dayNames, language, miles } from '../views/services/words.ts'

type Name = keyof Criteria
export type Areas = ReadonlyMap<string, AreaName>

interface Choice {
  id: string
  value: string
  text: string
  found: number | undefined
  ticked: boolean
}

interface Filter {
  legend: string
  type: 'checkbox' | 'radio'
  fields: { name: Name; labels: Record<string, string> }[]
  /** Shown open, so that the most used choice needs no click. */
  open?: boolean
  /** Choices that nothing has are left out, where there would be too many to read. */
  onlyFound?: boolean
}

const yes = 'yes'
const inOrder = (labels: [number, string][]) => Object.fromEntries(labels)

/** Every filter of the search page in the order people meet them, and what each choice is called. */
const filters: Filter[] = [
  {
    legend: 'Kind of support',
    type: 'checkbox',
    fields: [{ name: 'kind', labels: kinds }],
    open: true,
    onlyFound: true,
  },
  {
    legend: 'How to get in',
    type: 'checkbox',
    fields: [
      { name: 'self_referral', labels: { [yes]: 'You can refer yourself' } },
      { name: 'open_to_referrals', labels: { [yes]: 'Taking referrals now' } },
      { name: 'free', labels: { [yes]: 'Free' } },
    ],
    open: true,
  },
  {
    legend: 'Longest wait',
    type: 'radio',
    fields: [{ name: 'max_wait', labels: inOrder(choices.max_wait.map((n) => [n, `Up to ${n} weeks`])) }],
  },
  { legend: 'How to meet', type: 'checkbox', fields: [{ name: 'channel', labels: channels }] },
  { legend: 'Age of the person', type: 'radio', fields: [{ name: 'age', labels: choices.age }] },
  {
    legend: 'Work situation',
    type: 'checkbox',
    fields: [{ name: 'situation', labels: employmentSituations }],
  },
  {
    legend: 'Days and times',
    type: 'checkbox',
    fields: [{ name: 'day', labels: dayNames }],
  },
  { legend: 'Time of day', type: 'radio', fields: [{ name: 'time', labels: times }] },
  {
    legend: 'Access needs',
    type: 'checkbox',
    fields: [{ name: 'accessibility', labels: accessibilityFeatures }],
  },
  {
    legend: 'Languages besides English',
    type: 'checkbox',
    fields: [{ name: 'language', labels: {} }],
    onlyFound: true,
  },
  { legend: 'Area', type: 'checkbox', fields: [{ name: 'area', labels: {} }], onlyFound: true },
]

/** Areas and languages are as many as there are listings: the fullest are offered, with those already chosen. */
const mostOffered = 12

/** The filters with their choices, what each would find, and which are chosen. */
export function filterGroups({ criteria, facets }: Answer, areas: Areas) {
  return filters.flatMap(({ legend, type, fields, open, onlyFound }) => {
    const offered = fields.flatMap(({ name, labels }) => {
      const counts = facets[name] ?? {}
      const made = chosenValues(criteria, name)
      return valuesOffered(name, labels, counts, made)
        .filter((value) => !onlyFound || counts[value] || made.includes(value))
        .map((value) => ({
          id: `${name}-${value}`,
          name,
          value,
          text: label(name, value, areas),
          found: facets[name] ? (counts[value] ?? 0) : undefined,
          ticked: made.includes(value),
        }))
    })
    if (offered.length === 0) return []
    const ticked = offered.filter((choice) => choice.ticked).length
    const [first] = fields
    return {
      legend,
      type,
      name: first!.name,
      any: type === 'radio',
      ticked,
      open: open || ticked > 0,
      choices: offered,
    }
  })
}

function valuesOffered(name: Name, labels: Record<string, string>, counts: Record<string, number>, made: string[]) {
  const fixed = Object.keys(labels)
  if (fixed.length) return [...new Set([...fixed, ...made])]
  const fullest = Object.keys(counts).sort((a, b) => counts[b]! - counts[a]! || a.localeCompare(b))
  return [...new Set([...made, ...fullest.slice(0, name === 'area' || name === 'language' ? mostOffered : undefined)])]
}

/** The distances to choose from, with what each would find; another one that was asked for stays choosable. */
export function distances({ criteria, facets }: Answer): Choice[] {
  const offered = [...new Set([...choices.within, ...(criteria.within ? [criteria.within] : [])])].sort((a, b) => a - b)
  return offered.map((km) => ({
    id: `within-${km}`,
    value: String(km),
    text: `${roundMiles(km)} (${km} km)`,
    found: facets.within?.[km],
    ticked: km === criteria.within,
  }))
}

/** What a filter's value is called where it stands alone: on a chip, in a sentence. */
export function label(name: Name, value: string, areas: Areas): string {
  if (name === 'area') return areas.get(value)?.name ?? value
  if (name === 'language') return language(value)
  const said = filters.flatMap(({ fields }) => fields).find((field) => field.name === name)?.labels[value]
  if (said) return said
  if (name === 'within') return `Within ${roundMiles(Number(value))}`
  if (name === 'age') return `Aged ${value}`
  return name === 'max_wait' ? `Wait of up to ${value} weeks` : value
}

const roundMiles = (km: number) => miles(Math.max(1, Math.round(km / 1.609344)) * 1.609344)

const removable: Name[] = ['within', ...filters.flatMap(({ fields }) => fields.map(({ name }) => name))]

/** Every filter that narrows this search, with the address that does without it. */
export function chips({ criteria }: Answer, areas: Areas) {
  return removable.flatMap((name) =>
    chosenValues(criteria, name).map((value) => ({
      text: label(name, value, areas),
      href: `/services?${toQuery(criteria, without(criteria, name, value))}`,
    })),
  )
}

/** The searches that ask for one thing less: what to try when nothing was found. */
export function widenings(criteria: Criteria, areas: Areas) {
  const wider = choices.within.filter((km) => criteria.within && km > criteria.within)
  return [
    ...wider.map((within) => ({ text: `Look within ${roundMiles(within)}`, changes: { within } })),
    ...removable.flatMap((name) =>
      chosenValues(criteria, name).map((value) => ({
        text: name === 'within' ? 'Look at any distance' : `Leave out “${label(name, value, areas)}”`,
        changes: without(criteria, name, value),
      })),
    ),
    ...(criteria.exact ? [{ text: 'Search for what the words mean, too', changes: { exact: false } }] : []),
    ...(criteria.q && criteria.place ? [{ text: `See everything near ${criteria.place}`, changes: { q: '' } }] : []),
  ] as { text: string; changes: Partial<Criteria> }[]
}

function chosenValues(criteria: Criteria, name: Name): string[] {
  const value = criteria[name]
  if (Array.isArray(value)) return value
  if (value === true) return [yes]
  return value === undefined || value === false || value === '' ? [] : [String(value)]
}

function without(criteria: Criteria, name: Name, value: string): Partial<Criteria> {
  const made = criteria[name]
  if (Array.isArray(made)) return { [name]: (made as string[]).filter((each) => each !== value) }
  return { [name]: made === true ? false : undefined }
}

/** True when nothing has been asked yet: the page then shows what can be asked. */
export function nothingAsked(criteria: Criteria): boolean {
  return !criteria.q && !criteria.place && removable.every((name) => chosenValues(criteria, name).length === 0)
}

export const kindNames = (codes: Kind[]) => codes.map((code) => kinds[code])
