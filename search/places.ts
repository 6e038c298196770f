import { config } from '../config.ts'
import { plainName } from '../gazetteer/plain-name.ts'
import type { Place as NamedPlace } from '../models/place.ts'
import { Postcode } from '../models/postcode.ts'
import type { Place } from './criteria.ts'
import { areasOfPoint, type Gazetteer, grouped, makeGazetteer, readGazetteer as read } from './gazetteer.ts'
import { Geocoder } from './geocoder.ts'
import { Recent } from './recent.ts'
import { allowance, slips } from './slips.ts'

/** Where the text means (and what else is called nearly so), or which places it may mean and the question to ask, or why it can't be found. */
export type PlaceAnswer =
  | { place: Place; others?: { name: string; value: string }[] }
  | { choices: { name: string; value: string }[]; question: string }
  | { error: string }

let gazetteer: Gazetteer = makeGazetteer([], [], [])
const postcodes = new Recent<Promise<Postcode | null>>(2000)
const namedBefore = new Recent<PlaceAnswer | null>(2000)
let geocoder = config.GEOCODER_URL ? new Geocoder(config.GEOCODER_URL) : null

/** Asks this geocoder from now on for postcodes that the store lacks; null: none. */
export function useGeocoder(other: Geocoder | null): void {
  geocoder = other
}

/** Whether a geocoder, which is someone else's, may be told the postcode. */
interface Discretion {
  discreet?: boolean
}

/** Reads areas, named places and outward postcodes from the store into memory: at start, and after an import. */
export async function readGazetteer(): Promise<void> {
  useGazetteer(await read())
}

/** Looks places up in this gazetteer from now on. */
export function useGazetteer(known: Gazetteer): void {
  gazetteer = known
  postcodes.clear()
  namedBefore.clear()
}

export function currentGazetteer(): Gazetteer {
  return gazetteer
}

/** Whether there is an area with this code. */
export function isArea(code: string): boolean {
  return gazetteer.areas.has(code)
}

/**
 * 'bs20aa' to 'BS2 0AA', ' bs2 ' to 'BS2'; null when it can't be a postcode. A letter O or I where the second half must begin
 * with a digit is taken for 0 or 1.
 */
export function normalisePostcode(text: string): string | null {
  const letters = text.toUpperCase().replace(/[\s.-]/g, '')
  const [, outward, digit, unit] = letters.match(/^([A-Z]{1,2}[0-9][A-Z0-9]?)(?:([0-9OI])([A-Z]{2}))?$/) ?? []
  if (!outward) return null
  return digit ? `${outward} ${digit.replace('O', '0').replace('I', '1')}${unit}` : outward
}

/** The codes of every area that a point (WGS84) lies in; none when nothing near is known. */
export function areasAt(lat: number, lon: number): string[] {
  return areasOfPoint(gazetteer, lat, lon)
}

/**
 * Finds where a text means: a full or outward postcode in any spacing and case, a town or neighbourhood, an area's name or
 * code, or 'latitude,longitude' within the UK. Names that are nearly right are offered, namesakes are a choice.
 */
export async function findPlace(text: string, discretion: Discretion = {}): Promise<PlaceAnswer> {
  const asked = text.trim()
  if (asked === '') return { error: 'Enter a postcode or the name of a town' }
  return (
    findPoint(asked) ??
    wholeCountry(asked) ??
    (await findPostcode(asked, discretion)) ??
    namedBefore.get(asked, () => findNamed(asked) ?? findNamedInPart(asked)) ??
    (await findElsewhere(asked, discretion)) ??
    didYouMean(asked)
  )
}

/** The corners of a box around the United Kingdom; in it, of one around Northern Ireland, and of one with no other country. */
const uk = { south: 49.8, north: 60.9, west: -8.7, east: 1.8 }
const northernIreland = { south: 54, north: 55.4, west: -8.2, east: -5.4 }
const scotland = { ...uk, south: 55.4 }
/** No other point of Britain is further than this (km) from the middle of some outward postcode; Dublin and Boulogne are. */
const offshore = 40

const inBox = (lat: number, lon: number, { south, north, west, east }: typeof uk) =>
  lat >= south && lat <= north && lon >= west && lon <= east

function isInUk(lat: number, lon: number): boolean {
  return (
    inBox(lat, lon, northernIreland) ||
    inBox(lat, lon, scotland) ||
    (inBox(lat, lon, uk) && gazetteer.nearestOutward(lat, lon, offshore) !== undefined)
  )
}

function findPoint(text: string): PlaceAnswer | null {
  const [, first, second] = text.match(/^(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)$/) ?? []
  if (!first || !second) return null
  const lat = Number(first)
  const lon = Number(second)
  if (!isInUk(lat, lon)) {
    return { error: 'That point is outside the United Kingdom. Enter a postcode or a town instead' }
  }
  return { place: { name: 'where you are', lat, lon, areas: areasAt(lat, lon) } }
}

async function findPostcode(text: string, { discreet = false }: Discretion): Promise<PlaceAnswer | null> {
  // 'BS2 0' is the beginning of a postcode in BS2; without its space it would be BS20.
  const [, begun] = text.match(/^([a-z]{1,2}\d[a-z\d]?)\s+\d[a-z]?$/i) ?? []
  const postcode = normalisePostcode(begun ?? text)
  if (!postcode) return null
  const [outward] = postcode.split(' ') as [string]
  const ask = (code: string) => (discreet ? null : geocoder?.find(code, isArea))
  const found =
    (postcode === outward ? null : ((await stored(postcode)) ?? (await ask(postcode)))) ??
    gazetteer.outward.get(outward) ??
    (await middleOf(outward)) ??
    (await ask(outward))
  if (!found) return { error: `We don't know the postcode ${postcode}. Check it, or enter a town instead` }
  return { place: { name: postcode, lat: found.lat, lon: found.lon, areas: areasOf(found) } }
}

function areasOf({ _id, lat, lon, areas }: Postcode): string[] {
  const own = areas.length > 0 ? areas : (gazetteer.outward.get(_id.split(' ')[0]!)?.areas ?? [])
  return areasOfPoint(gazetteer, lat, lon, own)
}

function stored(postcode: string): Promise<Postcode | null> {
  return remember(postcode, () => Postcode.findById(postcode).lean().exec())
}

/** An outward postcode that isn't known by itself: the middle of those full ones that begin with it. */
function middleOf(outward: string): Promise<Postcode | null> {
  return remember(outward, async () => {
    const some = await Postcode.find({ _id: new RegExp(`^${outward} `) })
      .limit(200)
      .lean()
    if (some.length === 0) return null
    const mean = (of: 'lat' | 'lon') => some.reduce((sum, each) => sum + each[of], 0) / some.length
    return { _id: outward, lat: mean('lat'), lon: mean('lon'), areas: some[0]!.areas }
  })
}

function remember(key: string, find: () => Promise<Postcode | null>): Promise<Postcode | null> {
  const answer = postcodes.get(key, find)
  answer.catch(() => postcodes.forget(key))
  return answer
}

function findNamed(text: string): PlaceAnswer | null {
  const area = gazetteer.areas.get(text.toUpperCase())
  if (area) return placeOfArea(area._id, area.name)
  const places = placesCalled(text, gazetteer.placesByName)
  if (places.length > 0) return chosenAmong(places)
  const [named] = gazetteer.areasByName.get(plainName(text)) ?? []
  if (!named) return null
  const word = new RegExp(`\\b${plainName(text)}\\b`)
  const others = gazetteer.places.filter(({ name }) => word.test(plainName(name))).map(choice)
  return { ...placeOfArea(named._id, named.name), others: others.slice(0, mostOffered) }
}

/** Who types 'Hull' means Kingston upon Hull: a place of that many people with the words in its name, when no other is called so. */
const wellKnown = 10_000

function findNamedInPart(text: string): PlaceAnswer | null {
  const name = plainName(text)
  if (name.length < 4) return null
  const inName = (known: string) => ` ${known} `.includes(` ${name} `)
  const places = [...gazetteer.placesByName].flatMap(([known, all]) => (inName(known) ? all : []))
  const large = places.filter(({ people = 0 }) => people >= wellKnown).sort((a, b) => peopleOf(b) - peopleOf(a))
  const [first, next] = large
  if (!first) return null
  if (!next || peopleOf(first) >= outshines * peopleOf(next))
    return {
      place: asPlace(first),
      others: places
        .filter((one) => one !== first)
        .map(choice)
        .slice(0, mostOffered),
    }
  return { choices: large.map(choice).slice(0, mostOffered), question: `Which “${text}” do you mean?` }
}

const countries = new Set([
  'england',
  'scotland',
  'wales',
  'northern ireland',
  'britain',
  'great britain',
  'united kingdom',
  'uk',
])

/** Help near a whole country is help anywhere; who lives in a village called so says which county it is in. */
function wholeCountry(text: string): PlaceAnswer | null {
  const name = plainName(text)
  if (!countries.has(name)) return null
  const question = `“${text}” is too large to find help near. Enter a postcode or a town`
  const choices = (gazetteer.placesByName.get(name) ?? []).map((one) =>
    choice({ ...one, county: marksOf(one)[0] ?? '' }),
  )
  if (choices.length === 0) return { error: question }
  return { choices, question: `${question}. Or do you mean ${choices.map((each) => each.name).join(' or ')}?` }
}

/** Someone else's gazetteer, for a name that isn't known here at all. */
async function findElsewhere(text: string, { discreet = false }: Discretion): Promise<PlaceAnswer | null> {
  if (!geocoder || discreet || !/\p{L}/u.test(text)) return null
  const found = await geocoder.findPlaces(text.split(',', 1)[0]!.trim())
  const places = placesCalled(
    text,
    grouped(found, ({ name }) => [plainName(name)]),
  )
  return places.length > 0 ? chosenAmong(places) : null
}

/** How many names are offered at most, where a page has no room for all that would do. */
const mostOffered = 8
/** One of several namesakes with so many times the people of the next is the one that is meant; the others are offered. */
const outshines = 20
/** So many may live where nobody has counted: a neighbourhood or a village. */
const uncounted = 2500

function chosenAmong(places: NamedPlace[]): PlaceAnswer {
  const [first, next] = [...places].sort((a, b) => peopleOf(b) - peopleOf(a)) as [NamedPlace, NamedPlace?]
  if (!next) return { place: asPlace(first), others: alsoBegunWith(first).map(choice) }
  const choices = toldApart(places)
  if (peopleOf(first) >= outshines * (peopleOf(next) || uncounted)) {
    const others = choices.filter((_, i) => places[i] !== first)
    return { place: asPlace(first), others: others.slice(0, mostOffered) }
  }
  return { choices, question: `There is more than one ${first.name}: choose one` }
}

/** Namesakes by what only one of them has: its county, its council, or else the outward postcode nearest to it. */
function toldApart(places: NamedPlace[]) {
  const marks = places.map(marksOf)
  return places.map(({ name }, i) => {
    const mark = marks[i]!.find((one) => marks.every((all, j) => j === i || !all.includes(one)))
    return choice({ name, county: mark ?? '' })
  })
}

/** What tells a place from its namesakes, best first. */
function marksOf({ county, lat, lon, areas }: NamedPlace): string[] {
  const nearest = gazetteer.nearestOutward(lat, lon)
  const around = (areas.length > 0 ? areas : (nearest?.areas ?? [])).map((code) => gazetteer.areas.get(code))
  const councils = around.filter((area) => area?.type === 'local-authority').map((area) => area?.name)
  const marks = [county, ...councils, nearest?._id]
  return marks.filter((mark): mark is string => Boolean(mark))
}

/** Who types 'Chorlton' may mean Chorlton-cum-Hardy, not the village: places of at least half as many people. */
function alsoBegunWith({ name, people }: NamedPlace): NamedPlace[] {
  if (people === undefined) return []
  const begun = `${plainName(name)} `
  return [...gazetteer.placesByName]
    .filter(([known]) => known.startsWith(begun))
    .flatMap(([, all]) => all)
    .filter((place) => (place.people ?? -1) >= people / 2)
    .slice(0, mostOffered)
}

/** Places of this name, told apart by what follows: 'Clifton', 'Clifton, Bristol', 'clifton nottingham'. */
function placesCalled(text: string, byName: Map<string, NamedPlace[]>): NamedPlace[] {
  const [name, county] = text.split(',', 2).map(plainName) as [string, string | undefined]
  const lies = (place: NamedPlace, within: string) =>
    marksOf(place).some((mark) => plainName(mark) === within) || place.areas.some((code) => areaNamed(code) === within)
  const called = byName.get(name) ?? []
  if (county) return called.filter((place) => lies(place, county))
  if (called.length > 0) return called
  const words = name.split(' ')
  return words.flatMap((_, i) =>
    (byName.get(words.slice(0, i).join(' ')) ?? []).filter((p) => lies(p, words.slice(i).join(' '))),
  )
}

/** What is found of a place among the words: itself, or the places that it may be; and the other words. */
export type PlaceAmong = Extract<PlaceAnswer, { place: Place } | { choices: unknown }> & { words: string }

/**
 * A place named among the words after a hint that it is one: 'debt advice in Bedminster', 'physio near BS2, mornings', or a
 * full postcode anywhere: 'NG18 1AA walking group'. Null when none is named. A name that is an everyday word too needs more
 * of a hint: near it, a capital letter, or 'in' and enough people: 'near Hope', 'in reading', but not 'help with reading'.
 */
export async function placeAmong(words: string, discretion: Discretion = {}): Promise<PlaceAmong | null> {
  const hints = /\b(in|near to|near|around|at|from|close to)\s+(the\s+)?(?=[\p{L}\d])/giu
  for (const { 0: hint, 1: sort = '', 2: the, index } of words.matchAll(hints)) {
    const after = words.slice(index + hint.length)
    for (const text of beginnings(after)) {
      const found = (await findPostcode(text, discretion)) ?? named(text, sort.toLowerCase(), the !== undefined, words)
      if (!found || 'error' in found) continue
      const rest = `${words.slice(0, index)} ${after.slice(text.length)}`
      return { ...found, words: rest.replace(/\s+/g, ' ').trim() }
    }
  }
  const [postcode] = words.match(/\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b/i) ?? []
  const found = postcode && (await findPostcode(postcode, discretion))
  return found && 'place' in found ? { ...found, words: words.replace(postcode, ' ').trim() } : null
}

/** The first four words of a text, the first three and so on; no more than up to the end of a clause. */
function beginnings(text: string): string[] {
  const [first = ''] = text.match(/^[\p{L}\d'’-]+(?:[. ]{1,2}[\p{L}\d'’-]+){0,3}/u) ?? []
  const words = [...first.matchAll(/[\p{L}\d'’-]+/gu)]
  return words.map(({ 0: word, index }) => first.slice(0, index + word.length)).reverse()
}

/** Towns that are everyday words are taken for the town after 'in' when so many people live there. */
const manyPeople = 10_000
/** Few who say 'in March' mean the town, or 'in Wales' the village. */
const seldomMeant = new Set(['march', 'wales'])

function named(text: string, hint: string, the: boolean, words: string): PlaceAnswer | null {
  const [first, last] = [text.match(/^\S+/)![0], text.match(/\S+$/)![0]]
  if (plainName(first) === '' || plainName(last) === '') return null
  const name = plainName(text)
  if (gazetteer.everyday.has(name) && !/near|around|close/.test(hint)) {
    const capital = /^\p{Lu}/u.test(text) && words !== words.toUpperCase()
    const most = Math.max(...gazetteer.placesByName.get(name)!.map(({ people = 0 }) => people))
    if (seldomMeant.has(name) || !(capital || (hint === 'in' && !the && most >= manyPeople))) return null
  } else if (gazetteer.everyday.has(name) && the) return null
  return findNamed(text)
}

function areaNamed(code: string): string {
  return plainName(gazetteer.areas.get(code)?.name ?? '')
}

function asPlace({ name, lat, lon, areas }: NamedPlace): Place {
  return { name, lat, lon, areas: areasOfPoint(gazetteer, lat, lon, areas) }
}

function choice({ name, county }: { name: string; county: string }): { name: string; value: string } {
  const whole = county ? `${name}, ${county}` : name
  return { name: whole, value: whole }
}

/** The middle of an area stands for it: its own point, else its boundary's, else that of its outward postcodes. */
function placeOfArea(code: string, name: string): PlaceAnswer {
  const { lat, lon } = gazetteer.areas.get(code)!
  const areas = [code, ...(gazetteer.above.get(code) ?? [])]
  if (lat !== undefined && lon !== undefined) return { place: { name, lat, lon, areas } }
  const box = gazetteer.boundaries.find((boundary) => boundary.code === code)?.box
  if (box) return { place: { name, lat: (box[1] + box[3]) / 2, lon: (box[0] + box[2]) / 2, areas } }
  const inside = [...gazetteer.outward.values()].filter((each) => each.areas.includes(code))
  if (inside.length === 0) return { error: `We don't know where ${name} is. Enter a postcode or a town instead` }
  const mean = (of: 'lat' | 'lon') => inside.reduce((sum, each) => sum + each[of], 0) / inside.length
  return { place: { name, lat: mean('lat'), lon: mean('lon'), areas } }
}

/** Offers the names that are nearest, a slip or two away or beginning so, larger places first. */
function didYouMean(text: string): PlaceAnswer {
  const name = plainName(text.split(',', 1)[0]!)
  const notFound = `We can't find “${text}”`
  const most = Math.max(1, allowance(name))
  // Hardly anyone slips on the first letter; those who swap the first two are met by the second.
  const names = [...gazetteer.areasByName, ...gazetteer.placesByName]
    .filter(([known]) => known[0] === name[0] || known[0] === name[1])
    .map(([known, all]) => ({ known, all, far: begins(known, name) ? 0.5 : slips(name, known, most) }))
    .filter(({ far }) => far <= most)
  const least = Math.min(...names.map(({ far }) => far))
  // A town and the council named after it are one answer, the town's: it comes last.
  const nearest = new Map(names.filter(({ far }) => far <= least + 0.5).map(({ known, all }) => [known, all]))
  const offered = [...nearest.values()].flat().sort((a, b) => peopleOf(b) - peopleOf(a))
  const choices = offered.map((one) => choice({ county: '', ...one })).slice(0, mostOffered)
  if (choices.length === 0) return { error: `${notFound}. Enter a postcode, or a town in England` }
  return { choices, question: `${notFound}. Did you mean ${choices.map((each) => each.name).join(' or ')}?` }
}

const peopleOf = (one: object) => ('people' in one ? Number(one.people) : 0)

function begins(known: string, name: string): boolean {
  return name.length >= 4 && known.startsWith(name)
}
