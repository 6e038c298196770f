import { config } from '../config.ts'
import type { Place as NamedPlace } from '../models/place.ts'
import { Postcode } from '../models/postcode.ts'
import type { Place } from './criteria.ts'
import { areasOfPoint, type Gazetteer, makeGazetteer, plainName, readGazetteer as read } from './gazetteer.ts'
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
  return findPoint(asked) ?? (await findPostcode(asked, discretion)) ?? findNamed(asked) ?? didYouMean(asked)
}

/** The corners of a box around the United Kingdom. */
const uk = { south: 49.8, north: 60.9, west: -8.7, east: 1.8 }

function findPoint(text: string): PlaceAnswer | null {
  const [, first, second] = text.match(/^(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)$/) ?? []
  if (!first || !second) return null
  const lat = Number(first)
  const lon = Number(second)
  if (lat < uk.south || lat > uk.north || lon < uk.west || lon > uk.east) {
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
  const places = placesCalled(text)
  if (places.length === 1) return { place: asPlace(places[0]!) }
  if (places.length > 1) {
    const question = `There is more than one ${places[0]!.name}: choose one`
    return { choices: places.map(choice), question }
  }
  const [named] = gazetteer.areasByName.get(plainName(text)) ?? []
  if (!named) return null
  const word = new RegExp(`\\b${plainName(text)}\\b`)
  const others = gazetteer.places.filter(({ name }) => word.test(plainName(name))).map(choice)
  return { ...placeOfArea(named._id, named.name), others: others.slice(0, 5) }
}

/** Places of this name, told apart by what follows: 'Clifton', 'Clifton, Bristol', 'clifton nottingham'. */
function placesCalled(text: string): NamedPlace[] {
  const [name, county] = text.split(',', 2).map(plainName) as [string, string | undefined]
  const lies = (place: NamedPlace, within: string) =>
    plainName(place.county) === within || place.areas.some((code) => areaNamed(code) === within)
  const called = gazetteer.placesByName.get(name) ?? []
  if (county) return called.filter((place) => lies(place, county))
  if (called.length > 0) return called
  const words = name.split(' ')
  return words.flatMap((_, i) =>
    (gazetteer.placesByName.get(words.slice(0, i).join(' ')) ?? []).filter((p) => lies(p, words.slice(i).join(' '))),
  )
}

/**
 * A place named among the words, when there is just one it can be: 'debt advice in Bedminster', 'physio near BS2',
 * 'NG18 1AA walking group'. `words` are the others; null when none is named.
 */
export async function placeAmong(
  words: string,
  discretion: Discretion = {},
): Promise<{ place: Place; words: string } | null> {
  const named =
    words.match(/\b(?:in|near|around|at|by|from|close to)\s+(?:the\s+)?([\p{L}\d' -]{2,40})$/iu) ??
    words.match(/\b([a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2})\b/i)
  if (!named) return null
  const found = (await findPostcode(named[1]!, discretion)) ?? findNamed(named[1]!)
  if (!found || !('place' in found)) return null
  return { place: found.place, words: words.replace(named[0], ' ').trim() }
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

/** Offers the names that are a slip or two away, or begin so; nearest first, five at most. */
function didYouMean(text: string): PlaceAnswer {
  const name = plainName(text.split(',', 1)[0]!)
  const notFound = `We can't find “${text}”`
  const most = Math.max(1, allowance(name))
  const names = [...gazetteer.placesByName, ...gazetteer.areasByName]
    .map(([known, all]) => ({ all, far: begins(known, name) ? 0.5 : slips(name, known, most) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far)
  const offered = names.flatMap(({ all }) => all.map((one) => choice({ county: '', ...one })))
  const choices = [...new Map(offered.map((each) => [each.value, each])).values()].slice(0, 5)
  if (choices.length === 0) return { error: `${notFound}. Enter a postcode, or a town in England` }
  return { choices, question: `${notFound}. Did you mean ${choices.map((each) => each.name).join(' or ')}?` }
}

function begins(known: string, name: string): boolean {
  return name.length >= 4 && known.startsWith(name)
}
