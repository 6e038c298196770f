import { Postcode } from '../models/postcode.ts'
import type { PlaceAnswer } from './criteria.ts'
import { currentGazetteer, isArea, liesIn } from './current-gazetteer.ts'
import { areasOfPoint } from './gazetteer.ts'
import { currentGeocoder } from './geocoder.ts'
import { recentIn } from './recent.ts'

const postcodes = recentIn<Promise<Postcode | null>>(currentGazetteer, 2000)

/** Whether a geocoder, which is someone else's, may be told the postcode. */
export interface Discretion {
  discreet?: boolean
}

/**
 * 'bs20aa' to 'BS2 0AA', ' bs2 ' to 'BS2'; null when it can't be a postcode. A letter O, I or L where the second half must
 * begin with a digit is taken for 0 or 1.
 */
export function normalisePostcode(text: string): string | null {
  const letters = withoutSpaces(text)
  const [, outward, digit, unit] = letters.match(/^([A-Z]{1,2}[0-9][A-Z0-9]?)(?:([0-9OIL])([A-Z]{2}))?$/) ?? []
  if (!outward) return null
  return digit ? `${outward} ${digit.replace('O', '0').replace(/[IL]/, '1')}${unit}` : outward
}

/** As it is compared: what stands between the letters goes, and so does what comes along unseen from a page or a phone. */
const withoutSpaces = (text: string) =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.,/_\u200b-\u200f\u2060\ufeff-]/g, '')

const lookAlikes: Record<string, string> = { O: '0O', '0': '0O', I: '1I', L: '1L', '1': '1IL' }

/**
 * A postcode in which a letter was typed for a digit that looks like it, or the other way round: 'S1O 2TN', 'NGl 1AA', '0X1'.
 * The known postcode that is nearest; null when there is none, or it is known as it stands, or several are as near.
 */
export function mendedPostcode(text: string): string | null {
  const { outward } = currentGazetteer()
  const [, first = '', digit = '', unit = ''] =
    withoutSpaces(text).match(/^([A-Z\d]{2,4}?)(?:([\dOIL])([A-Z]{2}))?$/) ?? []
  if (!/[A-Z]/.test(first) || !/\d/.test(first + digit) || outward.has(normalisePostcode(text)?.split(' ')[0] ?? ''))
    return null
  const changes = (each: string) => [...each].filter((letter, n) => letter !== first[n]).length
  const meant = [...first]
    .reduce(
      (some, letter) => some.flatMap((each) => [...(lookAlikes[letter] ?? letter)].map((one) => each + one)),
      [''],
    )
    .filter((each) => outward.has(each))
    .sort((one, other) => changes(one) - changes(other))
  if (!meant[0] || (meant[1] && changes(meant[0]) === changes(meant[1]))) return null
  return normalisePostcode(meant[0] + digit + unit)
}

/** Postcodes of these areas are none of Great Britain's. */
const elsewhere: Record<string, string> = {
  BT: 'Northern Ireland',
  GX: 'Gibraltar',
  GY: 'Guernsey',
  IM: 'the Isle of Man',
  JE: 'Jersey',
}

function unknown(postcode: string): PlaceAnswer {
  const where = elsewhere[postcode.slice(0, 2)]
  return {
    error: where
      ? `${postcode} is in ${where}, and Waymark covers England. Enter a postcode or a town in England`
      : `We don't know the postcode ${postcode}. Check it, or enter a town instead`,
  }
}

/** Whether postcodes of the country begin with just these letters: 'NG'. */
export function beginsPostcodes(text: string): boolean {
  return /^[a-z]{1,2}$/i.test(text) && currentGazetteer().outward.has(`${text.toUpperCase()}1`)
}

/** Where a full or outward postcode is, in any spacing and case; null when the text is none. */
export async function findPostcode(text: string, { discreet = false }: Discretion): Promise<PlaceAnswer | null> {
  // 'BS2 0' is the beginning of a postcode in BS2; without its space it would be BS20. 'BS20A' can only be BS2 0A.
  const [, begun] = text.match(/^([a-z]{1,2}\d[a-z\d]?)(?:\s+\d[a-z]?|\d[a-z])$/i) ?? []
  const postcode = normalisePostcode(begun ?? text)
  if (!postcode) return null
  const [outward] = postcode.split(' ') as [string]
  const ask = (code: string) => (discreet ? null : currentGeocoder()?.find(code, isArea))
  const found =
    (postcode === outward ? null : ((await stored(postcode)) ?? (await ask(postcode)))) ??
    currentGazetteer().outward.get(outward) ??
    middleOfDistricts(outward) ??
    (await ask(outward))
  if (!found) return unknown(postcode)
  return { place: { name: postcode, lat: found.lat, lon: found.lon, ...liesIn(areasOf(found)) } }
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
  const answer = postcodes().get(postcode, () => Postcode.findById(postcode).lean().exec())
  answer.catch(() => postcodes().forget(postcode))
  return answer
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
