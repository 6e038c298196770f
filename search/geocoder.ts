import type { Postcode } from '../models/postcode.ts'
import type { Gazetteer } from './gazetteer.ts'

/** An answer that takes longer than this (ms) comes too late to be of use. */
const patience = 1500

/**
 * Asks a postcodes.io-compatible service for a full postcode. Whatever goes wrong, and it may be the internet, is answered
 * as null: it is never in the way of an answer.
 * @param url where the service is, such as https://api.postcodes.io
 */
export async function askGeocoder(url: string, postcode: string, gazetteer: Gazetteer): Promise<Postcode | null> {
  try {
    const address = new URL(`postcodes/${encodeURIComponent(postcode)}`, url.endsWith('/') ? url : `${url}/`)
    const answer = await fetch(address, { signal: AbortSignal.timeout(patience) })
    if (!answer.ok) return null
    const { result } = (await answer.json()) as {
      result?: { latitude?: number; longitude?: number; codes?: Record<string, string> }
    }
    if (typeof result?.latitude !== 'number' || typeof result.longitude !== 'number') return null
    const areas = Object.values(result.codes ?? {}).filter((code) => gazetteer.areas.has(code))
    return { _id: postcode, lat: result.latitude, lon: result.longitude, areas }
  } catch {
    return null
  }
}
