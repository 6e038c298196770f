import { tidyPostcode } from '../open-referral/reading.ts'
import { fromNationalGrid, isInUk } from './osgb.ts'

/** Turns a row into a postcode with its point and the area codes the file gives, or says in words why not. */
export type RowReader = (
  row: string[],
) => { _id: string; lat: number; lon: number; areas: string[] } | { reason: string }

/** The columns that publishers use, in lower case: the ONS Postcode Directory, NSPL, OS Code-Point Open, and plain lists. */
const columns = {
  postcode: /^(pcds|postcode|pcd8|pcd2|pcd7|pcd)$/,
  lat: /^(lat|latitude)$/,
  lon: /^(long|lon|lng|longitude)$/,
  easting: /^(oseast1m|east1m|eastings?|easting)$/,
  northing: /^(osnrth1m|north1m|northings?|northing)$/,
  area: /^((os)?laua|lad\d\dcd|(os)?cty|cty\d\dcd|rgn|rgn\d\dcd|icb|icb\d\dcd|cauth\d\dcd|admin_(county|district)_code)$/,
}
/** Code-Point Open has no line of names: OS's Doc/Code-Point_Open_Column_Headers.csv. */
const codePointOpen =
  'postcode,positional_quality_indicator,eastings,northings,country_code,nhs_regional_ha_code,nhs_ha_code,admin_county_code,admin_district_code,admin_ward_code'

/** Best first: pcds is spaced as people write it. */
const postcodeNames = ['pcds', 'postcode', 'pcd8', 'pcd2', 'pcd7', 'pcd']

/** The columns of a file by its first line, and whether that line is itself a postcode. Undefined for a layout not known. */
export function readLayout(first: string[]): { read: RowReader; firstIsData: boolean } | undefined {
  const names = first.map((name) => name.trim().toLowerCase())
  if (!tidyPostcode(first[0])) return made(names, false)
  if (first.length >= 9) return made(codePointOpen.split(','), true)
  return first.length >= 3 ? made(['postcode', 'lat', 'long'], true) : undefined
}

function made(names: string[], firstIsData: boolean) {
  const at = (column: RegExp) => names.findIndex((name) => column.test(name))
  const postcode = Math.min(...postcodeNames.map((name) => names.indexOf(name)).filter((n) => n >= 0))
  const [lat, lon, easting, northing] = [columns.lat, columns.lon, columns.easting, columns.northing].map(at) as [
    number,
    number,
    number,
    number,
  ]
  const hasDegrees = lat >= 0 && lon >= 0
  if (!Number.isFinite(postcode) || !(hasDegrees || (easting >= 0 && northing >= 0))) return
  const areas = names.flatMap((name, n) => (columns.area.test(name) ? [n] : []))

  const read: RowReader = (row) => {
    const _id = tidyPostcode(row[postcode])
    if (!_id) return { reason: `“${row[postcode] ?? ''}” is not a postcode` }
    const point = hasDegrees
      ? { lat: degrees(row[lat]), lon: degrees(row[lon]) }
      : metres(degrees(row[easting]), degrees(row[northing]))
    if (!isInUk(point)) return { reason: `${_id} has no point in the United Kingdom` }
    // 'E99999999' and the like stand for 'none'.
    const codes = areas
      .map((n) => row[n]?.trim() ?? '')
      .filter((code) => /^[EWSNKLM]\d{8}$/.test(code) && !/9{8}$/.test(code))
    return { _id, ...point, areas: [...new Set(codes)] }
  }
  return { read, firstIsData }
}

const degrees = (cell = '') => (cell.trim() === '' ? Number.NaN : Number(cell))

/** 0, 0 is how Code-Point Open writes 'not known'. */
const metres = (easting: number, northing: number) =>
  easting > 0 && northing > 0 ? fromNationalGrid(easting, northing) : { lat: Number.NaN, lon: Number.NaN }
