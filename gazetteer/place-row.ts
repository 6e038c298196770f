import type { Place } from '../models/place.ts'
import { fromNationalGrid, isInUk } from './osgb.ts'

/** Turns a row into a place, or says in words why not; undefined for what is no place that people live in. */
export type PlaceReader = (row: string[]) => Place | { reason: string } | undefined

/** GeoNames writes no first line: cities500.txt, or GB.txt of the country. */
const geoNamesColumns = 19
/** Nor do the files of OS Open Names before they are put together: OS_Open_Names_Header.csv. */
const openNamesColumns =
  'id,names_uri,name1,name1_lang,name2,name2_lang,type,local_type,geometry_x,geometry_y,most_detail_view_res,least_detail_view_res,mbr_xmin,mbr_ymin,mbr_xmax,mbr_ymax,postcode_district,postcode_district_uri,populated_place,populated_place_uri,populated_place_type,district_borough,district_borough_uri,district_borough_type,county_unitary'

/** The columns that publishers use, in lower case: the ONS Index of Place Names, OS Open Names and plain lists; best first. */
const columns = {
  id: [/^placeid$/, /^id$/],
  name: [/^place\d\dnm$/, /^name1$/, /^name$/],
  county: [/^ctyltnm$/, /^cty\d\dnm$/, /^county_unitary$/, /^county$/],
  council: [/^lad\d\dcd$/, /^council$/],
  sort: [/^descnm$/, /^type$/],
  lat: [/^lat(itude)?$/],
  lon: [/^(long?|lng|longitude)$/],
  easting: [/^gridgb1e$/, /^geometry_x$/, /^eastings?$/],
  northing: [/^gridgb1n$/, /^geometry_y$/, /^northings?$/],
  people: [/^(people|population)$/],
}

/** What the two official files call localities and built-up areas; the rest are wards, roads, rivers and the like. */
const inhabited = /^(LOC|BUA|BUASD|populatedPlace)$/

/** How to read a file of places by its first line, and whether that is a place itself. Undefined for a layout not known. */
export function readLayout(first: string[]): { read: PlaceReader; firstIsData: boolean } | undefined {
  if (first.length >= geoNamesColumns && /^[A-Z]{2}$/.test(first[8] ?? ''))
    return { read: readGeoNames, firstIsData: true }
  if (/^osgb\d+$/.test(first[0] ?? '')) return made(openNamesColumns.split(','), true)
  return made(
    first.map((name) => name.trim().toLowerCase()),
    false,
  )
}

function made(names: string[], firstIsData: boolean) {
  const at = Object.fromEntries(
    Object.entries(columns).map(([column, known]) => [
      column,
      known.map((name) => names.findIndex((each) => name.test(each))).find((n) => n >= 0),
    ]),
  ) as Record<keyof typeof columns, number | undefined>
  const hasDegrees = at.lat !== undefined && at.lon !== undefined
  if (at.name === undefined || !(hasDegrees || (at.easting !== undefined && at.northing !== undefined))) return

  const read: PlaceReader = (row) => {
    const cell = (column: keyof typeof columns) => (at[column] === undefined ? '' : (row[at[column]]?.trim() ?? ''))
    const number = (column: keyof typeof columns) => (cell(column) === '' ? Number.NaN : Number(cell(column)))
    const [name, county, council] = [cell('name'), cell('county'), cell('council')]
    if (at.sort !== undefined && !inhabited.test(cell('sort'))) return undefined
    if (!name) return { reason: 'it has no name' }
    const point = hasDegrees
      ? { lat: number('lat'), lon: number('lon') }
      : fromNationalGrid(number('easting'), number('northing'))
    return ifInUk({
      _id: cell('id') || `${name}, ${county}`,
      name,
      county,
      ...point,
      areas: /^[EWSN]\d{8}$/.test(council) ? [council] : [],
      ...(at.people !== undefined && { people: number('people') || 0 }),
    })
  }
  return { read, firstIsData }
}

/** Reads a row of a GeoNames file. */
export function readGeoNames(row: string[]): ReturnType<PlaceReader> {
  const [id, name = '', , , latitude, longitude, featureClass, feature, country] = row
  // Historical, abandoned and destroyed places are nobody's address.
  if (country !== 'GB' || featureClass !== 'P' || /^PPL[HQW]$/.test(feature ?? '')) return undefined
  const [lat, lon] = [Number(latitude), Number(longitude)]
  return ifInUk({ _id: `${id}`, name, county: '', lat, lon, areas: [], people: Number(row[14]) || 0 })
}

const ifInUk = (place: Place): Place | { reason: string } =>
  isInUk(place) ? place : { reason: `${place.name} has no point in the United Kingdom` }
