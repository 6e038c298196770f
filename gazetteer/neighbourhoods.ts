import { distance } from 'geokdbush'
import type { Area } from '../models/area.ts'
import type { Place } from '../models/place.ts'
import type { Postcode } from '../models/postcode.ts'
import { grouped } from './grouped.ts'
import { nearestOf } from './nearest.ts'
import { plainName } from './plain-name.ts'

/**
 * Where a district's middle is further than this (km) from those of the three nearest, on average, it says too little of where
 * a village in it is; but most of its postcodes are in its town, which is named first and stands near the middle all the same.
 */
const widest = 4
/** Districts with a neighbourhood of one name whose middles are no further apart than this (km) share it. */
const shared = 7
/** A place whose own point is known as near as this (km) is the same, better placed. */
const same = 15

/**
 * Neighbourhoods by the outward postcodes that they lie in, each at the middle of those: right to within a mile or two, which
 * is enough to find help near. Left out are those of wide districts, but for the town
 * named first, and those that are known by a point of their own.
 * @param rows an outward postcode and the names in it, with semicolons between
 */
export function neighbourhoodsOf(
  rows: { outward: string; names: string }[],
  { outward, areas, places }: { outward: Postcode[]; areas: Area[]; places: Place[] },
): Place[] {
  const districts = new Map(outward.map((each) => [each._id, each]))
  const dense = denseDistricts(outward)
  const namesakes = grouped(places, ({ name }) => [plainName(name)])
  const isKnown = ({ name, lat, lon }: Place) =>
    (namesakes.get(plainName(name)) ?? []).some((place) => distance(lon, lat, place.lon, place.lat) <= same)
  const named = grouped(
    rows.filter((row) => districts.has(row.outward)),
    ({ outward, names }) => (dense.has(outward) ? names.split(';') : names.split(';', 1)),
  )
  const byCode = new Map(areas.map((area) => [area._id, area]))
  return [...named].flatMap(([name, rows]) =>
    together(rows.map((row) => districts.get(row.outward)!))
      .map((some) => placeOf(name, some, byCode))
      .filter((place) => !isKnown(place)),
  )
}

/** The districts that have their neighbours near. */
function denseDistricts(outward: Postcode[]): Set<string> {
  const nearest = nearestOf(outward)
  const far = ({ lat, lon }: Postcode) => {
    const [, ...others] = nearest(lat, lon, 4)
    return others.reduce((sum, each) => sum + distance(lon, lat, each.lon, each.lat), 0) / others.length
  }
  return new Set(outward.filter((each) => far(each) <= widest).map(({ _id }) => _id))
}

/** Districts put together that lie side by side: those of one neighbourhood, not of its namesake in another town. */
function together(all: Postcode[]): Postcode[][] {
  const groups: Postcode[][] = []
  for (const one of all) {
    const beside = groups.find((some) => some.some(({ lat, lon }) => distance(lon, lat, one.lon, one.lat) <= shared))
    if (beside) beside.push(one)
    else groups.push([one])
  }
  return groups
}

function placeOf(name: string, districts: Postcode[], areas: Map<string, Area>): Place {
  const mean = (of: 'lat' | 'lon') => districts.reduce((sum, each) => sum + each[of], 0) / districts.length
  const councils = districts.map((each) => each.areas)
  const common = councils[0]!.filter((code) => councils.every((each) => each.includes(code)))
  const within = common.length > 0 ? common : [...new Set(councils.flat())]
  const council = areas.get(within[0] ?? '')
  const county = council?.within.map((code) => areas.get(code)).find((area) => area?.type === 'county') ?? council
  return {
    _id: `${name}, ${districts[0]!._id}`,
    name,
    county: county?.name.replace(/, (City|County) of$/, '') ?? '',
    lat: mean('lat'),
    lon: mean('lon'),
    areas: within,
  }
}
