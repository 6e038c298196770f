import type { Postcode } from '../models/postcode.ts'
import { Recent } from './recent.ts'

/** An answer that takes longer than this (ms) comes too late to be of use. */
const usualPatience = 1500
/** After a failure it is left alone for so long (ms): nobody else should wait for what isn't there. */
const usualRest = 30_000

/** What a postcodes.io-compatible service says of a postcode, as far as it is used. */
interface Said {
  result?: { latitude?: number; longitude?: number; codes?: Record<string, string> } | null
}

/**
 * Asks a postcodes.io-compatible service for postcodes that the store lacks. Whatever goes wrong, and it may be the internet,
 * is answered as null and never in the way of an answer. What it said is remembered; that it failed is forgotten soon.
 */
export class Geocoder {
  #url: string
  #patience: number
  #rest: number
  #answers = new Recent<Promise<Postcode | null>>(2000)
  #restsUntil = 0

  /** @param url where the service is, such as https://api.postcodes.io */
  constructor(url: string, { patience = usualPatience, rest = usualRest } = {}) {
    this.#url = url.endsWith('/') ? url : `${url}/`
    this.#patience = patience
    this.#rest = rest
  }

  /**
   * Where a postcode is, full ('BS2 0AA') or outward ('BS2'), and the codes of those areas it lies in that are known.
   * @param isKnown whether an area code means something here
   */
  async find(postcode: string, isKnown: (code: string) => boolean): Promise<Postcode | null> {
    if (Date.now() < this.#restsUntil) return null
    const answer = this.#answers.get(postcode, () => this.#ask(postcode, isKnown))
    try {
      return await answer
    } catch {
      this.#answers.forget(postcode)
      this.#restsUntil = Date.now() + this.#rest
      return null
    }
  }

  async #ask(postcode: string, isKnown: (code: string) => boolean): Promise<Postcode | null> {
    const path = `${postcode.includes(' ') ? 'postcodes' : 'outcodes'}/${encodeURIComponent(postcode)}`
    const answer = await fetch(new URL(path, this.#url), { signal: AbortSignal.timeout(this.#patience) })
    if (answer.status === 404) return null
    if (!answer.ok) throw new Error(`The geocoder answered ${answer.status}`)
    const { result } = (await answer.json()) as Said
    if (typeof result?.latitude !== 'number' || typeof result.longitude !== 'number') return null
    const areas = Object.values(result.codes ?? {}).filter((code) => typeof code === 'string' && isKnown(code))
    return { _id: postcode, lat: result.latitude, lon: result.longitude, areas }
  }
}
