import { britain } from '../gazetteer/britain.ts'
import { grouped } from '../gazetteer/grouped.ts'
import { nearestOf } from '../gazetteer/nearest.ts'
import { plainName } from '../gazetteer/plain-name.ts'
import { Area } from '../models/area.ts'
import { Place as NamedPlace } from '../models/place.ts'
import { Postcode } from '../models/postcode.ts'
import type { AreaKnowledge } from './catalogue.ts'
import { isEverydayWord } from './everyday.ts'
import { kmBetween } from './near.ts'

/** Every area, named place and outward postcode, in memory: some thousands for the whole country. Full postcodes stay in the store. */
export interface Gazetteer {
  areas: Map<string, Omit<Area, 'boundary'>>
  places: NamedPlace[]
  outward: Map<string, Postcode>
  /** Names as they are compared ('bath and north east somerset'), to what has them. */
  placesByName: Map<string, NamedPlace[]>
  /** Those names of places by the first word of each. */
  namesByFirstWord: Map<string, string[]>
  areasByName: Map<string, Omit<Area, 'boundary'>[]>
  /** The names of places that are everyday words too: 'reading', 'bath'. */
  everyday: Set<string>
  /** The areas that an area lies in, and theirs. */
  above: Map<string, string[]>
  below: Map<string, string[]>
  boundaries: Boundary[]
  /** The outward postcode whose middle is nearest, if it is no further away than `km`. */
  nearestOutward: (lat: number, lon: number, km?: number) => Postcode | undefined
  /** Whether any place or outward postcode is no further away than `km`. */
  isNearSome: (lat: number, lon: number, km: number) => boolean
}

type Ring = [number, number][]
interface Boundary {
  code: string
  box: [west: number, south: number, east: number, north: number]
  polygons: Ring[][]
}

/** An outward postcode further away than this (km) says nothing about the areas of a point. */
const outwardReach = 12

/** Two places of one name that are no further apart than this (km) are one. */
const samePlace = 5

/** Reads the gazetteer: what the store has, and of the rest of the country what comes with Waymark. */
export async function readGazetteer(): Promise<Gazetteer> {
  const [areas, places, outward] = await Promise.all([
    Area.find().lean(),
    NamedPlace.find().lean(),
    Postcode.find({ _id: /^[A-Z0-9]+$/ }).lean(),
  ])
  const known = britain()
  return makeGazetteer(
    joined(areas, known.areas, (stored, { within }) => (stored.within.length > 0 ? stored : { ...stored, within })),
    joinedPlaces([...places, ...known.places]),
    joined(outward, known.outward, (stored, { areas: councils }) =>
      inCouncils(stored, councils, [...areas, ...known.areas]),
    ),
  )
}

/**
 * An outward postcode in the councils that the country's list has for it, and then in those that the store adds: a corner too
 * small for the list. When they have none in common the store knows only its own patch: its councils, and what they lie in, go.
 */
function inCouncils(stored: Postcode, councils: string[], areas: Area[]): Postcode {
  const own = areas.filter(({ _id, type }) => type === 'local-authority' && stored.areas.includes(_id))
  const agree = own.length === 0 || councils.length === 0 || own.some(({ _id }) => councils.includes(_id))
  const wrong = new Set(agree ? [] : own.flatMap(({ _id, within }) => [_id, ...within]))
  return { ...stored, areas: [...new Set([...councils, ...stored.areas.filter((code) => !wrong.has(code))])] }
}

/** What is stored, each with what it lacks from its counterpart, and then the rest of what is known. */
function joined<T extends { _id: string }>(stored: T[], known: T[], fill: (stored: T, known: T) => T): T[] {
  const rest = new Map(known.map((one) => [one._id, one]))
  const filled = stored.map((one) => {
    const other = rest.get(one._id)
    rest.delete(one._id)
    return other ? fill(one, other) : one
  })
  return [...filled, ...rest.values()]
}

/** Each place once, though the store's own, an import and the country's files may all have it: the first, with what it lacks. */
function joinedPlaces(all: NamedPlace[]): NamedPlace[] {
  const byName = new Map<string, NamedPlace[]>()
  for (const place of all) {
    const namesakes = byName.get(plainName(place.name)) ?? []
    const at = namesakes.findIndex(({ lat, lon }) => kmBetween(lat, lon, place.lat, place.lon) < samePlace)
    const first = namesakes[at]
    if (!first) byName.set(plainName(place.name), [...namesakes, place])
    else
      namesakes[at] = {
        ...first,
        county: first.county || place.county,
        areas: first.areas.length > 0 ? first.areas : place.areas,
        people: first.people ?? place.people,
      }
  }
  return [...byName.values()].flat()
}

/** Puts areas, named places and outward postcodes in order for looking up. */
export function makeGazetteer(areas: Area[], places: NamedPlace[], outwardKnown: Postcode[]): Gazetteer {
  const byCode = new Map(areas.map(({ boundary, ...area }) => [area._id, area]))
  const above = new Map(areas.map(({ _id }) => [_id, climb(_id, byCode)]))
  const below = new Map<string, string[]>(areas.map(({ _id }) => [_id, []]))
  for (const [code, higher] of above) for (const each of higher) below.get(each)?.push(code)

  const outward = outwardKnown.map((each) => ({ ...each, areas: withAbove(above, each.areas) }))
  const nearest = nearestOf(outward)
  const nearestPlace = nearestOf(places)
  const placesByName = grouped(places, ({ name }) => [plainName(name)])
  return {
    areas: byCode,
    places,
    outward: new Map(outward.map((each) => [each._id, each])),
    placesByName,
    namesByFirstWord: grouped([...placesByName.keys()], (name) => [name.split(' ', 1)[0]!]),
    areasByName: grouped([...byCode.values()], ({ name }) => [
      ...new Set([plainName(name), withoutKind(plainName(name))]),
    ]),
    everyday: new Set([...placesByName.keys()].filter(isEverydayWord)),
    above,
    below,
    boundaries: areas.flatMap(({ _id, boundary }) => (boundary ? [outline(_id, boundary)] : [])),
    nearestOutward: (lat, lon, km = outwardReach) => nearest(lat, lon, 1, km)[0],
    isNearSome: (lat, lon, km) => nearest(lat, lon, 1, km).length > 0 || nearestPlace(lat, lon, 1, km).length > 0,
  }
}

/** Nobody says 'combined authority'; 'ICB' has to stay, since a county often has the rest of its name. */
const withoutKind = (name: string) => name.replace(/ combined authority$/, '')

/** A name as people say it: 'City of Bristol' for the statisticians' 'Bristol, City of'. */
export function asSaid(name: string): string {
  return name.replace(/^(.+), ((?:City|County) of)$/, '$2 $1')
}

/** The codes of areas and of all that they lie in, each once. */
export function withAbove(above: Gazetteer['above'], codes: string[]): string[] {
  return [...new Set(codes.flatMap((code) => [code, ...(above.get(code) ?? [])]))]
}

function climb(code: string, areas: Map<string, Omit<Area, 'boundary'>>): string[] {
  const found = new Set<string>()
  const next = [...(areas.get(code)?.within ?? [])]
  for (let higher = next.pop(); higher !== undefined; higher = next.pop()) {
    if (higher === code || found.has(higher)) continue
    found.add(higher)
    next.push(...(areas.get(higher)?.within ?? []))
  }
  return [...found]
}

function outline(code: string, { type, coordinates }: NonNullable<Area['boundary']>): Boundary {
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as Ring[][]
  const box: Boundary['box'] = [180, 90, -180, -90]
  for (const [x, y] of polygons.flatMap(([outer]) => outer ?? [])) {
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return { code, box, polygons }
}

/** Inside an odd number of rings: within the outer one and in none of its holes. */
function contains({ box, polygons }: Boundary, lat: number, lon: number): boolean {
  if (lon < box[0] || lat < box[1] || lon > box[2] || lat > box[3]) return false
  return polygons.some((rings) => rings.filter((ring) => inside(ring, lat, lon)).length % 2 === 1)
}

/** How far a point is from the nearest part of a boundary's line, in km, on a map that is flat around it. */
function kmTo({ polygons }: Boundary, lat: number, lon: number): number {
  const flat = ([x, y]: [number, number]) =>
    [(x - lon) * kmOfDegree * Math.cos((lat * Math.PI) / 180), (y - lat) * kmOfDegree] as const
  let least = Infinity
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = flat(ring[i - 1]!)
      const [x2, y2] = flat(ring[i]!)
      const [dx, dy] = [x2 - x1, y2 - y1]
      const along = Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / (dx * dx + dy * dy || 1)))
      least = Math.min(least, Math.hypot(x1 + along * dx, y1 + along * dy))
    }
  }
  return least
}

function inside(ring: Ring, lat: number, lon: number): boolean {
  let odd = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[i]!
    const [x2, y2] = ring[j]!
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) odd = !odd
  }
  return odd
}

/** A degree of latitude (km). */
const kmOfDegree = 111.2
/** Boundaries are drawn roughly: someone no further than this (km) outside the only one near stands on the coast. */
const roughly = 1

/**
 * The codes of every area that a point lies in: by the boundaries that were imported; what they leave open, by the codes its
 * postcode has, or else those of the nearest outward postcode. A boundary that misses the point rules its area out, and so
 * does another of its sort that holds it; with a postcode's councils goes what it lies in only through them.
 */
export function areasOfPoint(gazetteer: Gazetteer, lat: number, lon: number, own: string[] = []): string[] {
  const { areas, above, boundaries } = gazetteer
  const type = (code: string) => areas.get(code)?.type
  const isCouncil = (code: string) => type(code) === 'local-authority'
  const codes = withAbove(above, own.length > 0 ? own : (gazetteer.nearestOutward(lat, lon)?.areas ?? []))

  const inside = boundaries.filter((boundary) => contains(boundary, lat, lon)).map(({ code }) => code)
  const beside = inside.some(isCouncil)
    ? []
    : boundaries.filter((one) => isCouncil(one.code) && codes.includes(one.code) && kmTo(one, lat, lon) <= roughly)
  const hits = [...inside, ...beside.map(({ code }) => code)]
  const settled = new Set(hits.map(type))
  const drawn = new Set(boundaries.map(({ code }) => code))
  const isOut = (code: string) => drawn.has(code) || settled.has(type(code))
  const isOpen = (code: string) => {
    const councils = codes.filter((each) => isCouncil(each) && above.get(each)?.includes(code))
    return !isOut(code) && (councils.length === 0 || !councils.every(isOut))
  }
  return [...new Set([...withAbove(above, hits), ...codes.filter(isOpen)])]
}

/** What the catalogue needs to know about areas. */
export function areaKnowledge(gazetteer: Gazetteer): AreaKnowledge {
  return {
    knows: (code) => gazetteer.areas.has(code),
    relatives: (code) => withAbove(gazetteer.above, [code, ...(gazetteer.below.get(code) ?? [])]),
    standsIn: ({ lat, lon, address }) => {
      const outward = gazetteer.outward.get(address?.postcode.trim().split(/\s+/)[0]?.toUpperCase() ?? '')
      if (lat !== undefined && lon !== undefined) return areasOfPoint(gazetteer, lat, lon, outward?.areas)
      return outward?.areas ?? []
    },
  }
}
