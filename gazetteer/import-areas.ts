import { readFile, stat } from 'node:fs/promises'
import { Area, type AreaType } from '../models/area.ts'
import { fromNationalGrid } from './osgb.ts'

export interface ImportedAreas {
  read: number
  added: number
  updated: number
  unchanged: number
  skipped: number
}

export interface AreaOptions {
  skipped?: (feature: number, name: string, reason: string) => void
  progress?: (done: number, total: number, soFar: ImportedAreas) => void
}

type Boundary = NonNullable<Area['boundary']>
type Properties = Record<string, unknown>

/** What a GSS code's first three characters say: the ONS Register of Geographic Codes. */
const types: Record<string, AreaType> = {
  E06: 'local-authority',
  E07: 'local-authority',
  E08: 'local-authority',
  E09: 'local-authority',
  W06: 'local-authority',
  S12: 'local-authority',
  N09: 'local-authority',
  E10: 'county',
  E12: 'region',
  E47: 'combined-authority',
  E61: 'combined-authority',
  E54: 'icb',
  JCP: 'jobcentre-district',
}

/** A string longer than this can't be made in Node.js, and a document of MongoDB holds 16 MB. */
const largestFile = 500e6
const largestBoundary = 15e6
const generalised = 'use the generalised boundaries (BGC or BUC) of the same areas'

/**
 * Reads boundaries from GeoJSON in the layouts of the ONS (LAD24CD and LAD24NM, ICB24CD, CAUTH24CD, CTY24CD, RGN24CD…) or
 * with plain `code` and `name`; in WGS84 or on the National Grid. What lies in an area is then decided by its boundary,
 * for people and services alike, when search next reads its areas: nothing of theirs is rewritten.
 * @throws Error with a sentence when the file can't be read as GeoJSON
 */
export async function importAreas(file: string, options: AreaOptions = {}): Promise<ImportedAreas> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`)
  if (found.size > largestFile) throw new Error(`${file} is too large to be read: ${generalised}.`)
  const features = featuresOf(await readFile(file, 'utf8'), file)

  const result: ImportedAreas = { read: 0, added: 0, updated: 0, unchanged: 0, skipped: 0 }
  const taken = new Set<string>()
  for (const [index, feature] of features.entries()) {
    result.read++
    const area = once(readArea(feature), taken)
    if ('reason' in area) {
      result.skipped++
      options.skipped?.(index + 1, area.name, area.reason)
    } else result[await write(area)]++
    options.progress?.(index + 1, features.length, result)
  }
  return result
}

type Read = Omit<Area, 'within'> | { name: string; reason: string }

/** An area that comes in two parts would have the boundary of the last: the first stays, and somebody is told. */
function once(area: Read, taken: Set<string>): Read {
  if ('reason' in area || !taken.has(area._id)) {
    if ('_id' in area) taken.add(area._id)
    return area
  }
  return { name: area.name, reason: `${area._id} is in the file before: make one MultiPolygon of its parts` }
}

/** @throws Error with a sentence that says what the file is instead */
function featuresOf(text: string, file: string): unknown[] {
  let read: Properties
  try {
    read = Object(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    // Whoever sent half a file, or the page that asks to sign in, needs to hear of it.
    const cut = /^\s*[{[]/.test(text) ? ': it is broken off, or not JSON. Fetch it again' : ''
    throw new Error(`${file} is not GeoJSON with features${cut}.`)
  }
  const features = read.type === 'Feature' ? [read] : read.features
  if (read.type === 'Topology') throw new Error(`${file} is TopoJSON: save it as GeoJSON.`)
  if (!Array.isArray(features)) throw new Error(`${file} is not GeoJSON with features.`)
  if (features.length === 0) throw new Error(`${file} has no areas in it.`)
  if (features[0]?.attributes) throw new Error(`${file} is Esri JSON: save it as GeoJSON.`)
  return features
}

/**
 * The value of 'LAD24CD' or 'ICB2023CD' for 'CD', whatever the letters and the year before it, else that of a plain name. A
 * row's own comes first; others say what it lies in, as 'LAD24CD' after a ward's 'WD24CD'.
 */
function column(properties: Properties, [coded, plain]: [RegExp, RegExp]): string {
  const names = Object.keys(properties)
  const key = names.find((name) => coded.test(name)) ?? names.find((name) => plain.test(name))
  const value = key === undefined ? undefined : properties[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}

/** The Ordnance Survey, London's Datastore and the ONS's tables. */
const codeColumns: [RegExp, RegExp] = [/^[A-Z]{2,6}(20)?\d\dCD$/i, /^(code|gss_?code|area_?(code|cd))$/i]
const nameColumns: [RegExp, RegExp] = [/^[A-Z]{2,6}(20)?\d\dNM$/i, /^(name|area_?(name|nm))$/i]

function readArea(feature: unknown): Read {
  const { properties, geometry } = (feature ?? {}) as { properties?: Properties; geometry?: Boundary }
  const code = column(properties ?? {}, codeColumns)
  const name = column(properties ?? {}, nameColumns)
  const type = types[code.slice(0, 3)]
  const skip = (reason: string) => ({ name: name || code || 'no name', reason })
  if (!code) return skip(`it has no code${columnsOf(properties)}`)
  if (!type || !/^([EWSN]\d{8}|JCP-[A-Z]+)$/.test(code))
    return skip(`${code} is not the code of an area that Waymark uses`)
  if (!name) return skip('it has no name')
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return skip('it has no boundary')
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  if (!arePolygons(polygons)) return skip('its boundary is not one that can be read')
  const boundary = { type: geometry.type, coordinates: inDegrees(geometry.coordinates) as unknown[] }
  const points = boundary.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2) as [number, number][]
  if (!points.every(([lon, lat]) => lon > -9 && lon < 2 && lat > 49 && lat < 61.5)) {
    return skip(`its boundary is not in the United Kingdom${isFar(polygons as [number, number][][][]) ? wrongMap : ''}`)
  }
  if (JSON.stringify(boundary).length > largestBoundary) return skip(`its boundary is too detailed: ${generalised}`)
  const [lat, lon] = [Number(properties?.LAT), Number(properties?.LONG)]
  return { _id: code, name, type, boundary, ...(lat && lon ? { lat, lon } : {}) }
}

/** What columns there are instead, so that somebody can say which has the code. */
function columnsOf(properties: Properties = {}): string {
  const names = Object.keys(properties ?? {}).slice(0, 8)
  const some = names.length > 0 && !names.some((name) => codeColumns.some((known) => known.test(name)))
  return some ? `: none of ${names.join(', ')} is like LAD24CD or called code` : ''
}

const wrongMap = ': save it in longitude and latitude (WGS84) or on the National Grid'

/** Whether it is in metres: of another map, since those of the National Grid would lie in the country. */
const isFar = (polygons: [number, number][][][]) =>
  polygons.flat(2).some(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90)

/** Whether they are lists of rings, each of at least four points with two numbers: a triangle comes back to where it began. */
function arePolygons(polygons: unknown): boolean {
  const all = (list: unknown, each: (one: unknown) => boolean) =>
    Array.isArray(list) && list.length > 0 && list.every(each)
  const isPoint = (point: unknown) => Array.isArray(point) && Number.isFinite(point[0]) && Number.isFinite(point[1])
  return all(polygons, (rings) => all(rings, (ring) => all(ring, isPoint) && (ring as unknown[]).length >= 4))
}

/** Metres of the National Grid become degrees; degrees are kept to five decimals, a metre. */
function inDegrees(coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return coordinates
  const [x, y] = coordinates
  if (typeof x !== 'number' || typeof y !== 'number') return coordinates.map(inDegrees)
  if (Math.abs(x) > 180 || Math.abs(y) > 90) {
    const { lat, lon } = fromNationalGrid(x, y)
    return [lon, lat]
  }
  return [Math.round(x * 1e5) / 1e5, Math.round(y * 1e5) / 1e5]
}

/** A boundary is added to an area that is known; its name here, and what it lies in, stay. */
async function write(area: Omit<Area, 'within'>): Promise<'added' | 'updated' | 'unchanged'> {
  const { _id, name, type, ...rest } = area
  const kept = await Area.findById(_id).lean()
  if (kept && JSON.stringify(kept.boundary) === JSON.stringify(rest.boundary)) return 'unchanged'
  await Area.updateOne({ _id }, { $set: rest, $setOnInsert: { name, type, within: [] } }, { upsert: true })
  return kept ? 'updated' : 'added'
}
