import { Postcode } from '../models/postcode.ts'
import type { PlaceAnswer } from './criteria.ts'
import { currentGazetteer, isArea } from './current-gazetteer.ts'
import { areasOfPoint } from './gazetteer.ts'
import { currentGeocoder } from './geocoder.ts'
import { recentIn } from './recent.ts'

const postcodes = recentIn<Promise<Postcode | null>>(currentGazetteer, 2000)

/** Whether a geocoder, which is someone else's, may be told the postcode. */
export interface Discretion {
  discreet?: boolean
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

/** Where a full or outward postcode is, in any spacing and case; null when the text is none. */
export async function findPostcode(text: string, { discreet = false }: Discretion): Promise<PlaceAnswer | null> {
  // 'BS2 0' is the beginning of a postcode in BS2; without its space it would be BS20.
  const [, begun] = text.match(/^([a-z]{1,2}\d[a-z\d]?)\s+\d[a-z]?$/i) ?? []
  const postcode = normalisePostcode(begun ?? text)
  if (!postcode) return null
  const [outward] = postcode.split(' ') as [string]
  const ask = (code: string) => (discreet ? null : currentGeocoder()?.find(code, isArea))
  const found =
    (postcode === outward ? null : ((await stored(postcode)) ?? (await ask(postcode)))) ??
    currentGazetteer().outward.get(outward) ??
    middleOfDistricts(outward) ??
    (await middleOf(outward)) ??
    (await ask(outward))
  if (!found) return { error: `We don't know the postcode ${postcode}. Check it, or enter a town instead` }
  return { place: { name: postcode, lat: found.lat, lon: found.lon, areas: areasOf(found) } }
}

/** A postcode in an address: 'Flat 2, 12 Stapleton Road, Bristol BS5 0QX', 'Bristol BS2'. */
export const fullPostcode = /\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b/i

const outwardAtAnEnd = /^[a-z]{1,2}\d[a-z\d]?(?=[,\s])|(?<=[,\s])[a-z]{1,2}\d[a-z\d]?$/i

/** The postcode in an address, full or outward; null when there is none. */
export async function findPostcodeWithin(text: string, discretion: Discretion): Promise<PlaceAnswer | null> {
  const [postcode] = text.match(fullPostcode) ?? text.match(outwardAtAnEnd) ?? []
  return postcode ? findPostcode(postcode, discretion) : null
}

function areasOf({ _id, lat, lon, areas }: Postcode): string[] {
  const own = areas.length > 0 ? areas : (currentGazetteer().outward.get(_id.split(' ')[0]!)?.areas ?? [])
  return areasOfPoint(currentGazetteer(), lat, lon, own)
}

function stored(postcode: string): Promise<Postcode | null> {
  return remember(postcode, () => Postcode.findById(postcode).lean().exec())
}

/** 'EC1' and 'SW1', as people say for what the post divides once more (EC1A, SW1A…): the middle of those. */
function middleOfDistricts(outward: string): Postcode | undefined {
  const some = [...currentGazetteer().outward.values()].filter(
    ({ _id }) => _id.slice(0, -1) === outward && /[A-Z]$/.test(_id),
  )
  if (some.length === 0) return undefined
  return { _id: outward, ...middle(some), areas: [...new Set(some.flatMap(({ areas }) => areas))] }
}

/** The middle of some points, on a map. */
export function middle(points: { lat: number; lon: number }[]) {
  const mean = (of: 'lat' | 'lon') => points.reduce((sum, each) => sum + each[of], 0) / points.length
  return { lat: mean('lat'), lon: mean('lon') }
}

/** An outward postcode that isn't known by itself: the middle of those full ones that begin with it. */
function middleOf(outward: string): Promise<Postcode | null> {
  return remember(outward, async () => {
    const some = await Postcode.find({ _id: new RegExp(`^${outward} `) })
      .limit(200)
      .lean()
    if (some.length === 0) return null
    return { _id: outward, ...middle(some), areas: some[0]!.areas }
  })
}

function remember(key: string, find: () => Promise<Postcode | null>): Promise<Postcode | null> {
  const answer = postcodes().get(key, find)
  answer.catch(() => postcodes().forget(key))
  return answer
}
