import { Place as NamedPlace } from '../models/place.ts'
import { Postcode } from '../models/postcode.ts'
import type { Place } from './criteria.ts'

export type PlaceAnswer = { place: Place } | { choices: { name: string; value: string }[] } | { error: string }

/** 'bs20aa' to 'BS2 0AA', ' bs2 ' to 'BS2'; null when it can't be a postcode. */
export function normalisePostcode(text: string): string | null {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const [, outward, inward] = letters.match(/^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})?$/) ?? []
  if (!outward) return null
  return inward ? `${outward} ${inward}` : outward
}

/** Finds where the text means. */
export async function findPlace(text: string): Promise<PlaceAnswer> {
  const postcode = normalisePostcode(text)
  if (postcode) {
    const found = (await Postcode.findById(postcode).lean()) ?? (await Postcode.findById(postcode.split(' ')[0]).lean())
    if (found) return { place: { name: postcode, lat: found.lat, lon: found.lon, areas: found.areas } }
    return { error: `We don't know the postcode ${postcode}` }
  }
  const named = await NamedPlace.find({ name: new RegExp(`^${text.replace(/[^\p{L}\s'-]/gu, '')}$`, 'i') }).lean()
  if (named.length === 1) return { place: named[0]! }
  if (named.length)
    return { choices: named.map(({ name, county }) => ({ name: `${name}, ${county}`, value: `${name}, ${county}` })) }
  return { error: `We can't find “${text}”` }
}
