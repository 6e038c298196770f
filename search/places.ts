import { grouped } from '../gazetteer/grouped.ts'
import { plainName } from '../gazetteer/plain-name.ts'
import type { Area } from '../models/area.ts'
import type { Place as NamedPlace } from '../models/place.ts'
import { bare, inFull } from './also-called.ts'
import type { Place, PlaceAnswer } from './criteria.ts'
import { areasAt, currentGazetteer, liesIn } from './current-gazetteer.ts'
import { areasOfPoint, asSaid, withAbove } from './gazetteer.ts'
import { currentGeocoder } from './geocoder.ts'
import { kmBetween } from './near.ts'
import {
  beginsPostcodes,
  type Discretion,
  findPostcode,
  findPostcodeWithin,
  mendedPostcode,
  middle,
} from './postcodes.ts'
import { recentIn } from './recent.ts'
import { allowance, slips } from './slips.ts'

const namedBefore = recentIn<PlaceAnswer | null>(currentGazetteer, 2000)

/**
 * Finds where a text means: a full or outward postcode in any spacing and case, a town or neighbourhood, an area's name or
 * code, or 'latitude,longitude' in Great Britain. Names that are nearly right are offered, namesakes are a choice.
 */
export async function findPlace(text: string, discretion: Discretion = {}): Promise<PlaceAnswer> {
  const asked = text.trim()
  if (asked === '') return { error: 'Enter a postcode or the name of a town' }
  return (
    findPoint(asked) ??
    wholeCountry(asked) ??
    findBeyond(asked) ??
    (await findPostcode(mendedPostcode(asked) ?? asked, discretion)) ??
    namedBefore().get(asked, () => findNamed(asked) ?? findInFull(asked) ?? findNamedInPart(asked)) ??
    (await findPostcodeWithin(asked, discretion)) ??
    (await findElsewhere(asked, discretion)) ??
    findOutsideCounty(asked) ??
    didYouMean(asked)
  )
}

/**
 * Nobody in England is further than this (km) from a place or the middle of an outward postcode, and no ship in the Channel is
 * nearer; the Highlands are emptier.
 */
const offshore = 18

const offshoreInTheNorth = 45

const north = 55.9

function isKnownPart(lat: number, lon: number): boolean {
  return currentGazetteer().isNearSome(lat, lon, lat > north ? offshoreInTheNorth : offshore)
}

function findPoint(text: string): PlaceAnswer | null {
  const [, first, second] = text.match(/^(-?\d{1,3}(?:\.\d+)?)(?:\s*,\s*|\s+)(-?\d{1,3}(?:\.\d+)?)$/) ?? []
  if (!first || !second) return null
  const lat = Number(first)
  const lon = Number(second)
  if (!isKnownPart(lat, lon)) {
    const where = 'That point is at sea or outside Great Britain, and Waymark covers England'
    return { error: `${where}. Enter a postcode or a town instead` }
  }
  // It may be where someone is, or where they moved the map to, or what either sent to somebody else.
  const areas = areasAt(lat, lon)
  const council = areas
    .map((code) => currentGazetteer().areas.get(code))
    .find((area) => area?.type === 'local-authority')
  const name = council ? `a point in ${asSaid(council.name)}` : 'a point on the map'
  return { place: { name, lat, lon, ...liesIn(areas) } }
}

/** What has just this name: an area by its code or name, or a place; namesakes are a choice. Null for a name unheard of. */
export function findNamed(text: string): PlaceAnswer | null {
  const area = currentGazetteer().areas.get(text.toUpperCase())
  if (area) return placeOfArea(area._id)
  const named = areaCalled(text)
  if (named?.type === 'region') return { ...placeOfArea(named._id), others: councilsBeside(named) }
  if (named && /\bcouncil$/i.test(text)) return placeOfArea(named._id)
  const places = placesCalled(text)
  if (places.length > 0) return besideArea(chosenAmong(places, text), { named, places, text })
  if (!named) return null
  const word = new RegExp(`\\b${plainName(text)}\\b`)
  const others = currentGazetteer()
    .places.filter(({ name }) => word.test(plainName(name)))
    .map((one) => choice(one))
  return { ...placeOfArea(named._id), others: others.slice(0, mostOffered) }
}

/** The councils that share the name of a region: that of the City of London. */
function councilsBeside({ name }: Omit<Area, 'boundary'>) {
  const all = currentGazetteer().areasByName.get(plainName(name)) ?? []
  return all.filter((area) => area.type === 'local-authority').map(councilChoice)
}

function councilChoice({ name, type }: Omit<Area, 'boundary'>) {
  const whole = `${asSaid(name)} ${type === 'county' ? 'county council' : 'council'}`
  return { name: whole, value: whole }
}

/** The area of a name; 'Nottinghamshire County Council' is the county, 'London' more than the 'City of London'. */
function areaCalled(text: string): Omit<Area, 'boundary'> | undefined {
  const all = currentGazetteer().areasByName.get(plainName(text)) ?? []
  const region = all.find(({ type, name }) => type === 'region' && name.toLowerCase() === text.toLowerCase())
  if (region) return region
  const sort = /\bcounty council$/i.test(text) ? 'county' : /\bcouncil$/i.test(text) ? 'local-authority' : undefined
  return all.find(({ type }) => type === sort) ?? all[0]
}

/**
 * An area may have the name of a hamlet somewhere else: 'Rushmoor' is a council of 100,000. It is offered too, and is what is
 * meant when few live in the place or nobody has counted, or when it alone is called just so: 'City of London'.
 */
function besideArea(
  answer: PlaceAnswer,
  { named, places, text }: { named: Omit<Area, 'boundary'> | undefined; places: NamedPlace[]; text: string },
): PlaceAnswer {
  if (!named || (named.type !== 'local-authority' && named.type !== 'county')) return answer
  const council = councilChoice(named)
  if ('choices' in answer) return { ...answer, choices: [council, ...answer.choices] }
  if (!('place' in answer) || answer.place.areas.includes(named._id)) return answer
  const others = answer.others ?? []
  const isCalledSo = (name: string) => name.toLowerCase() === text.toLowerCase()
  const justSo = isCalledSo(asSaid(named.name)) && !places.some(({ name }) => isCalledSo(name))
  if (!justSo && places.some((place) => peopleOf(place) >= uncounted))
    return { ...answer, others: [council, ...others] }
  const found = places.find(({ lat, lon }) => lat === answer.place.lat && lon === answer.place.lon)
  return { ...placeOfArea(named._id), others: [...(found ? [choice(found)] : []), ...others] }
}

/** 'Notts', 'Beeston, S Yorks', 'near Bristol', 'Leeds, UK'; a county that isn't one area is a choice of those in it. */
export function findInFull(text: string): PlaceAnswer | null {
  const area = areaBarely(text)
  if (area) return placeOfArea(area._id)
  const full = inFull(text)
  if (full.length > 1 && text.includes(',')) {
    const places = new Set(full.flatMap((name) => placesCalled(name)))
    return places.size > 0 ? chosenAmong([...places], text) : null
  }
  const found = full.flatMap((name) => findNamed(name) ?? [])
  const [first, ...others] = found
  if (!first || others.length === 0) return first ?? null
  const names = found.flatMap((one) => ('place' in one ? one.place.name : []))
  return { choices: names.map((name) => ({ name, value: name })), question: `Which part of ${text} do you mean?` }
}

/** An area whose name is more than what is said: a board without 'NHS' and 'ICB', 'Jobcentre Plus Avon, Severn and Thames'. */
function areaBarely(text: string): Omit<Area, 'boundary'> | undefined {
  const { areasByName } = currentGazetteer()
  const [name, whole] = [bare(text), plainName(text)]
  return [
    ...(areasByName.get(`${whole} icb`) ?? []),
    ...(name === whole || placesNamed(name).length > 0 ? [] : (areasByName.get(name) ?? [])),
  ][0]
}

/** Who types 'Hull' means Kingston upon Hull: a place of that many people with the words in its name, when no other is called so. */
const wellKnown = 10_000

/** The places that have a name as whole words of theirs, the well-known ones; null when there is none, or the name is too short to tell. */
export function findNamedInPart(text: string): PlaceAnswer | null {
  const name = plainName(text)
  if (name.length < 4) return null
  const inName = (known: string) => ` ${known} `.includes(` ${name} `)
  const places = [...currentGazetteer().placesByName]
    .flatMap(([known, all]) => (inName(known) ? all : []))
    .sort(largestFirst)
  const begun = places.filter((place) => plainName(place.name).startsWith(`${name} `))
  const large = places.filter((place) => peopleOf(place) >= wellKnown)
  const [first, next] = large
  if (!first) return null
  // 'Lyme' is as likely Lyme Regis as the far larger Newcastle under Lyme; nor is a council's town hidden by another.
  const likely = begun.includes(first) ? large : [...begun, ...large]
  const rivals =
    next && (peopleOf(first) < outshines * peopleOf(next) || currentGazetteer().areasByName.has(plainName(next.name)))
  if (rivals || likely.length > large.length) return whichOf(text, [...new Set(likely)])
  return { place: asPlace(first), others: offered(places.filter((one) => one !== first)) }
}

function whichOf(text: string, places: NamedPlace[]): PlaceAnswer {
  return { choices: offered(places), question: `Which “${text}” do you mean?` }
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

/** Parts of the islands that Waymark doesn't know and doesn't cover, so that nobody is offered a village that sounds like one. */
const beyond = new Set([
  'alderney',
  'belfast',
  'channel islands',
  'derry',
  'dublin',
  'guernsey',
  'ireland',
  'isle of man',
  'jersey',
  'lisburn',
  'sark',
])

function findBeyond(text: string): PlaceAnswer | null {
  if (!beyond.has(plainName(text)) || placesNamed(plainName(text)).length > 0) return null
  return { error: `Waymark covers England, and not ${text}. Enter a postcode or a town in England` }
}

/** Help near a whole country is help anywhere; who lives in a village called so says which county it is in. */
function wholeCountry(text: string): PlaceAnswer | null {
  const name = plainName(text)
  if (!countries.has(name)) return null
  const question = `“${text}” is too large to find help near. Enter a postcode or a town`
  const choices = placesNamed(name).map((one) => withCounty({ ...one, county: marksOf(one)[0] ?? '' }))
  if (choices.length === 0) return { error: question }
  return { choices, question: `${question}. Or do you mean ${choices.map((each) => each.name).join(' or ')}?` }
}

/** Someone else's gazetteer, for a name that isn't known here at all. */
async function findElsewhere(text: string, { discreet = false }: Discretion): Promise<PlaceAnswer | null> {
  if (!currentGeocoder() || discreet || !/\p{L}/u.test(text)) return null
  const found = await currentGeocoder()!.findPlaces(text.split(',', 1)[0]!.trim())
  const places = placesCalled(
    text,
    grouped(found, ({ name }) => [plainName(name)]),
  )
  return places.length > 0 ? chosenAmong(places, text) : null
}

/** How many names are offered at most, where a page has no room for all that would do. */
const mostOffered = 8

/** One of several namesakes with so many times the people of the next is the one that is meant; the others are offered. */
const outshines = 20

/** So many may live where nobody has counted: a neighbourhood or a village. */
const uncounted = 2500

function chosenAmong(places: NamedPlace[], text: string): PlaceAnswer {
  const [first, next] = places.toSorted(largestFirst) as [NamedPlace, NamedPlace?]
  const longer = plainName(text) === plainName(first.name) ? alsoBegunWith(first, places.length) : []
  const choices = next ? toldApart(places) : [choice(first)]
  if (peopleOf(longer[0] ?? {}) >= outshines * (peopleOf(first) || uncounted)) {
    const room = Math.max(0, mostOffered - choices.length)
    return { choices: [...offered(longer).slice(0, room), ...choices], question: `Which “${first.name}” do you mean?` }
  }
  if (!next || peopleOf(first) >= outshines * (peopleOf(next) || uncounted)) {
    const others = choices.filter((_, i) => places[i] !== first)
    return { place: asPlace(first), others: [...others, ...offered(longer)].slice(0, mostOffered) }
  }
  return { choices: [...choices, ...offered(longer)], question: `There is more than one ${first.name}: choose one` }
}

/** Namesakes by what only one of them has: its county, its council, or else the outward postcode nearest to it. */
function toldApart(places: NamedPlace[]) {
  return places.map((place) => choice(place, places))
}

/** What tells a place from its namesakes, best first: not what it is called itself. */
function marksOf({ name, county, lat, lon, areas }: NamedPlace): string[] {
  const nearest = currentGazetteer().nearestOutward(lat, lon)
  const around = (areas.length > 0 ? areas : (nearest?.areas ?? [])).map((code) => currentGazetteer().areas.get(code))
  const councils = around.filter((area) => area?.type === 'local-authority').map((area) => area?.name)
  const marks = [county, ...councils, nearest?._id]
  return marks.filter((mark): mark is string => Boolean(mark) && saysMore(mark!, name))
}

/** 'Nottingham, Nottingham' and 'Leicester, England' say no more than the first word. */
const saysMore = (county: string, name: string) => county !== 'England' && plainName(county) !== plainName(name)

/**
 * Who types 'Chorlton' may mean Chorlton-cum-Hardy, not the village: places of at least half as many people; and where the
 * name is one of several already, any that is well known: 'Sutton' may be Sutton-in-Ashfield.
 */
function alsoBegunWith({ name, people }: NamedPlace, namesakes: number): NamedPlace[] {
  const half = (people || uncounted) / 2
  const enough = namesakes > 1 ? Math.min(wellKnown, half) : half
  return begunWith(plainName(name)).filter((place) => peopleOf(place) >= enough)
}

/** The places whose names go on after this one, as plainName() has it: 'Chorlton-cum-Hardy' of 'chorlton'; the largest first. */
export function begunWith(name: string): NamedPlace[] {
  return (currentGazetteer().namesByFirstWord.get(name.split(' ', 1)[0]!) ?? [])
    .flatMap((known) => (known.startsWith(`${name} `) ? currentGazetteer().placesByName.get(known)! : []))
    .sort(largestFirst)
}

/** The first letter of the codes of a country's areas. */
const countryOf: Record<string, string> = { england: 'E', scotland: 'S', wales: 'W' }

/** Whether a place lies in a county, a council, an outward postcode or a country, as plainName() has its name. */
function lies(place: NamedPlace, within: string): boolean {
  const areas = withAbove(currentGazetteer().above, place.areas)
  return (
    marksOf(place).some((mark) => plainName(mark) === within) ||
    areas.some((code) => areaNamed(code) === within || code[0] === countryOf[within])
  )
}

/** Places of this name, told apart by what follows: 'Clifton', 'Clifton, Bristol', 'clifton nottingham'. */
export function placesCalled(text: string, byName = currentGazetteer().placesByName): NamedPlace[] {
  const name = plainName(text)
  const called = byName.get(name) ?? []
  if (called.length > 0) return called
  if (text.includes(',')) {
    // A name may have a comma, and so may a county: 'Church End, Eversholt', 'Bournemouth, Christchurch and Poole'.
    const parts = text.split(',')
    const split = parts
      .slice(1)
      .map((_, i) => [parts.slice(0, i + 1), parts.slice(i + 1)].map((some) => plainName(some.join())))
    const there = split.flatMap(([first, county]) => (byName.get(first!) ?? []).filter((place) => lies(place, county!)))
    if (there.length > 0) return there
    const [begun, county] = split[0]!
    return county ? begunWith(begun!).filter((place) => lies(place, county)) : (byName.get(begun!) ?? [])
  }
  const words = name.split(' ')
  return words.flatMap((_, i) =>
    (byName.get(words.slice(0, i).join(' ')) ?? []).filter((p) => lies(p, words.slice(i).join(' '))),
  )
}

/** Who writes a county that is no more, or a town near by, means a place no further than this (km) from the middle of it. */
const nearTown = 20

const nearCounty = 50

/**
 * A name that is known with a county that it doesn't lie in: 'Bath, Somerset', 'Arnold, Nottingham'. It is the one near there,
 * or the council that lies there, or the only one, or one that is far larger; else all that have the name are offered, and so
 * is a village somewhere else.
 */
function findOutsideCounty(text: string): PlaceAnswer | null {
  const at = text.indexOf(',')
  if (at > 0) return outsideCounty(text.slice(0, at).trim(), text.slice(at + 1).trim())
  // 'Croydon Surrey': without a comma only what is near there will do.
  const words = text.split(/\s+/)
  for (let length = words.length - 1; length > 0; length--) {
    const county = words.slice(length).join(' ')
    const found = isCounty(county) ? outsideCounty(words.slice(0, length).join(' '), county) : null
    if (found && 'place' in found) return found
  }
  return null
}

/** Whether it is what people call a part of the country, and no town. */
function isCounty(text: string): boolean {
  const names = [text, ...inFull(text)].map(plainName)
  const isTown = names.some((name) => placesNamed(name).some(isLarge))
  return !isTown && names.some((name) => currentGazetteer().areasByName.has(name))
}

function outsideCounty(name: string, county: string): PlaceAnswer | null {
  const called =
    [name, ...inFull(name)].map((each) => placesNamed(plainName(each))).find(({ length }) => length > 0) ?? []
  const middles = middlesOf(county)
  const near = called.filter(({ lat, lon }) => middles.some((one) => kmBetween(lat, lon, one.lat, one.lon) <= one.km))
  const council = areaCalled(name)
  const above = council ? currentGazetteer().above.get(council._id) : undefined
  if (council && near.length === 0 && above?.some((code) => areaNamed(code) === plainName(county)))
    return placeOfArea(council._id)
  if (called.length === 0) return null
  const likely = (near.length > 0 ? near : called).toSorted(largestFirst)
  const [first, next] = likely as [NamedPlace, NamedPlace?]
  const isElsewhere = near.length === 0 && middles.length > 0 && peopleOf(first) < wellKnown
  if (!isElsewhere && (!next || peopleOf(first) >= outshines * (peopleOf(next) || uncounted))) {
    return { place: asPlace(first), others: toldApart(called.filter((one) => one !== first)).slice(0, mostOffered) }
  }
  return {
    choices: toldApart(likely),
    question: `We don’t know a ${name} in “${county}”: choose one that has the name`,
  }
}

/** The middles of what a county or a town is called, and how far around them (km) people say that it is there. */
function middlesOf(county: string): { lat: number; lon: number; km: number }[] {
  return [county, ...inFull(county)].map(plainName).flatMap((name) => {
    const towns = placesNamed(name).filter(isLarge)
    const km = towns.length > 0 ? nearTown : nearCounty
    return [...towns, ...(currentGazetteer().areasByName.get(name) ?? [])].flatMap(({ lat, lon }) =>
      lat !== undefined && lon !== undefined ? [{ lat, lon, km }] : [],
    )
  })
}

/** Towns that are everyday words are taken for the town after 'in' when so many people live there. */
export const manyPeople = 10_000

/** Whether so many live in a place. */
export const isLarge = (place: NamedPlace): boolean => peopleOf(place) >= manyPeople

function areaNamed(code: string): string {
  return plainName(currentGazetteer().areas.get(code)?.name ?? '')
}

function asPlace({ name, lat, lon, areas }: NamedPlace): Place {
  return { name, lat, lon, ...liesIn(areasOfPoint(currentGazetteer(), lat, lon, areas)) }
}

/** The places of just this name, as plainName() has it. */
export const placesNamed = (name: string): NamedPlace[] => currentGazetteer().placesByName.get(name) ?? []

const largestFirst = (a: NamedPlace, b: NamedPlace) => peopleOf(b) - peopleOf(a)

/** As many as there is room for, each once. */
function offered(places: NamedPlace[]) {
  return places.slice(0, mostOffered).map((one) => choice(one))
}

/**
 * A place as it is offered: with its county, or where a namesake lies there too, whatever only this one has, so that who
 * chooses it isn't asked again.
 */
function choice(place: NamedPlace, known: NamedPlace[] = []): { name: string; value: string } {
  const all = new Set([...known, ...placesNamed(plainName(place.name))])
  const namesakes = [...all].filter((one) => one !== place)
  if (namesakes.length === 0) return withCounty(place)
  const mark = marksOf(place).find((one) => !namesakes.some((other) => lies(other, plainName(one))))
  return withCounty({ name: place.name, county: mark ?? '' })
}

function withCounty({ name, county }: { name: string; county: string }): { name: string; value: string } {
  const whole = county && saysMore(county, name) ? `${name}, ${county}` : name
  return { name: whole, value: whole }
}

/** The middle of an area stands for it: its own point, else its boundary's, else that of its outward postcodes. */
function placeOfArea(code: string): PlaceAnswer {
  const { lat, lon } = currentGazetteer().areas.get(code)!
  const name = asSaid(currentGazetteer().areas.get(code)!.name)
  const smallest = (currentGazetteer().below.get(code) ?? []).filter(
    (each) => !currentGazetteer().below.get(each)?.length,
  )
  const around = (each: string) => withAbove(currentGazetteer().above, [each])
  const lies = { name, areas: around(code), ...(smallest.length > 0 && { parts: smallest.map(around) }) }
  if (lat !== undefined && lon !== undefined) return { place: { ...lies, lat, lon } }
  const box = currentGazetteer().boundaries.find((boundary) => boundary.code === code)?.box
  if (box) return { place: { ...lies, lat: (box[1] + box[3]) / 2, lon: (box[0] + box[2]) / 2 } }
  const inside = [...currentGazetteer().outward.values()].filter((each) => each.areas.includes(code))
  if (inside.length === 0) return { error: `We don't know where ${name} is. Enter a postcode or a town instead` }
  return { place: { ...lies, ...middle(inside) } }
}

/** Offers the names that are nearest, a slip or two away or beginning so, larger places first. */
function didYouMean(text: string): PlaceAnswer {
  const name = plainName(text.split(',', 1)[0]!)
  const notFound = `We can't find “${text}”`
  const most = Math.max(1, allowance(name))
  // Hardly anyone slips on the first letter; those who swap the first two are met by the second.
  const names = [...currentGazetteer().areasByName, ...currentGazetteer().placesByName]
    .filter(([known]) => known[0] === name[0] || known[0] === name[1])
    .map(([known, all]) => ({ known, all, far: begins(known, name) ? 0.5 : slips(name, known, most) }))
    .filter(({ far }) => far <= most)
  const least = Math.min(...names.map(({ far }) => far))
  // A town and the council named after it are one answer, the town's: it comes last.
  const nearest = new Map(names.filter(({ far }) => far <= least + 0.5).map(({ known, all }) => [known, all]))
  const side = least > 1 ? sideOf(name) : []
  const meant: Named[] = side.length > 0 ? side : nearest.size > 0 ? [...nearest.values()].flat() : namedWithin(name)
  const likeliest = [...new Set(meant)].sort((a, b) => peopleOf(b) - peopleOf(a)).slice(0, mostOffered)
  const choices = likeliest.map((one) =>
    'county' in one ? choice(one) : withCounty({ county: '', name: asSaid(one.name) }),
  )
  if (choices.length === 0) {
    if (beginsPostcodes(text))
      return { error: `Enter more of the postcode than “${text}”, such as ${text.toUpperCase()}1` }
    return { error: `${notFound}. Enter a postcode, or a town in England` }
  }
  return { choices, question: `${notFound}. Did you mean ${choices.map((each) => each.name).join(' or ')}?` }
}

/** The town or the county of which a side is named: 'East London', 'south west Kent'. Villages have none that is called so. */
function sideOf(name: string): Named[] {
  const whole = name.replace(/^(?:(?:north|south|mid) )?(?:(?:north|south|east|west|mid) )/, '')
  if (whole === name) return []
  const towns = placesNamed(whole).filter(isLarge)
  return towns.length > 0 ? towns : (currentGazetteer().areasByName.get(whole) ?? [])
}

type Named = NamedPlace | Omit<Area, 'boundary'>

/** The places that the longest part of what was typed names: Bristol in 'somewhere near Bristol'. */
function namedWithin(name: string): Named[] {
  const words = name.split(' ')
  for (let length = words.length - 1; length > 0; length--) {
    const parts = words.slice(0, words.length - length + 1).map((_, i) => words.slice(i, i + length).join(' '))
    const found = parts.flatMap(
      (part): Named[] => currentGazetteer().placesByName.get(part) ?? currentGazetteer().areasByName.get(part) ?? [],
    )
    if (found.length > 0) return found
  }
  return []
}

/** How many people live in a place; 0 where nobody has counted, and of areas. */
export const peopleOf = (one: object) => ('people' in one ? Number(one.people ?? 0) : 0)

function begins(known: string, name: string): boolean {
  return name.length >= 4 && known.startsWith(name)
}
