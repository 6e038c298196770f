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
  const features = featuresOf(await readFile(file, 'utf8'))
  if (!features) throw new Error(`${file} is not GeoJSON with features.`)

  const result: ImportedAreas = { read: 0, added: 0, updated: 0, unchanged: 0, skipped: 0 }
  for (const [index, feature] of features.entries()) {
    result.read++
    const area = readArea(feature)
    if ('reason' in area) {
      result.skipped++
      options.skipped?.(index + 1, area.name, area.reason)
    } else result[await write(area)]++
    options.progress?.(index + 1, features.length, result)
  }
  return result
}

function featuresOf(text: string): unknown[] | undefined {
  try {
    const { features } = JSON.parse(text.replace(/^\uFEFF/, ''))
    return Array.isArray(features) ? features : undefined
  } catch {
    return undefined
  }
}

/**
 * The value of 'LAD24CD' for 'CD', whatever the letters and the year before it. A row's own comes first; others say
 * what it lies in, as 'LAD24CD' after a ward's 'WD24CD'.
 */
function column(properties: Properties, ending: string) {
  const key = Object.keys(properties).find((name) => new RegExp(`^[A-Z]{2,6}\\d\\d${ending}$`, 'i').test(name))
  return key === undefined ? undefined : String(properties[key])
}

function readArea(feature: unknown): Omit<Area, 'within'> | { name: string; reason: string } {
  const { properties, geometry } = (feature ?? {}) as { properties?: Properties; geometry?: Boundary }
  const code = column(properties ?? {}, 'CD') ?? String(properties?.code ?? '')
  const name = column(properties ?? {}, 'NM') ?? String(properties?.name ?? '')
  const type = types[code.slice(0, 3)]
  const skip = (reason: string) => ({ name: name || code || 'no name', reason })
  if (!code) return skip('it has no code')
  if (!type || !/^([EWSN]\d{8}|JCP-[A-Z]+)$/.test(code))
    return skip(`${code} is not the code of an area that Waymark uses`)
  if (!name) return skip('it has no name')
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return skip('it has no boundary')
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  if (!arePolygons(polygons)) return skip('its boundary is not one that can be read')
  const boundary = { type: geometry.type, coordinates: inDegrees(geometry.coordinates) as unknown[] }
  const [first] = boundary.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2) as [number, number][]
  if (!first || !(first[0] > -9 && first[0] < 2 && first[1] > 49 && first[1] < 61)) {
    return skip('its boundary is not in the United Kingdom')
  }
  if (JSON.stringify(boundary).length > largestBoundary) return skip(`its boundary is too detailed: ${generalised}`)
  const [lat, lon] = [Number(properties?.LAT), Number(properties?.LONG)]
  return { _id: code, name, type, boundary, ...(lat && lon ? { lat, lon } : {}) }
}

/** Whether they are lists of rings, each of points with two numbers. */
function arePolygons(polygons: unknown): boolean {
  const all = (list: unknown, each: (one: unknown) => boolean) =>
    Array.isArray(list) && list.length > 0 && list.every(each)
  const isPoint = (point: unknown) => Array.isArray(point) && Number.isFinite(point[0]) && Number.isFinite(point[1])
  return all(polygons, (rings) => all(rings, (ring) => all(ring, isPoint)))
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
