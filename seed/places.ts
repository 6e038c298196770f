import type { Area, AreaType } from '../models/area.ts'
import type { Place } from '../models/place.ts'
import type { Postcode } from '../models/postcode.ts'
import { stableUuid } from './ids.ts'
import { readTable, words } from './table.ts'

/** The areas of the patch: GSS codes of the ONS; the Jobcentre districts' codes are made, as none are published. */
export const areas: Area[] = readTable<'code' | 'name' | 'type' | 'within' | 'lat' | 'lon'>('areas.csv').map((row) => ({
  _id: row.code,
  name: row.name,
  type: row.type as AreaType,
  within: words(row.within),
  lat: Number(row.lat),
  lon: Number(row.lon),
}))

/** Councils, and every area they lie in. */
function allAreasOf(councils: string[]) {
  return [...new Set(councils.flatMap((code) => [code, ...(areas.find((area) => area._id === code)?.within ?? [])]))]
}

/**
 * Outward postcodes: the mean of the points of the postcodes under each (WGS84), and the areas it lies in, the one
 * with most of it first. One on a border lies in both councils; those outside the patch have a point but no areas.
 */
export const postcodes: Postcode[] = readTable<'outward' | 'lat' | 'lon' | 'councils'>('postcodes.csv').map((row) => ({
  _id: row.outward,
  lat: Number(row.lat),
  lon: Number(row.lon),
  areas: allAreasOf(words(row.councils)),
}))

/** Towns, villages and neighbourhoods, and a few outside the patch that someone in it may mean. */
export const places: Place[] = readTable<'name' | 'county' | 'council' | 'lat' | 'lon'>('places.csv').map((row) => ({
  _id: stableUuid(`place ${row.name} ${row.county}`),
  name: row.name,
  county: row.county,
  lat: Number(row.lat),
  lon: Number(row.lon),
  areas: allAreasOf(words(row.council)),
}))
