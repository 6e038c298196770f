import { config } from '../config.ts'
import { isInUk } from '../gazetteer/osgb.ts'
import type { Place } from '../models/place.ts'
import type { Postcode } from '../models/postcode.ts'
import { Recent } from './recent.ts'

/** An answer that takes longer than this (ms) comes too late to be of use. */
const usualPatience = 1500
/** After a failure it is left alone for so long (ms): nobody else should wait for what isn't there. */
const usualRest = 30_000

/** A longer answer (bytes) is none: twenty places take some thousands. */
const longestAnswer = 200_000

/** What a postcodes.io-compatible service says of a postcode, as far as it is used. */
interface SaidOfPostcode {
  latitude?: number
  longitude?: number
  codes?: Record<string, string>
}

/** What it says of a place: OS Open Names in other words. The borough is null in a unitary council. */
interface SaidOfPlace {
  code?: string
  name_1?: string
  county_unitary?: string | null
  district_borough?: string | null
  latitude?: number
  longitude?: number
}

/** Whether it says where: nobody lives at 0, 0, which is how some write 'not known'. */
function hasPoint<Said extends { latitude?: number; longitude?: number }>(
  said: Said | null,
): said is Said & { latitude: number; longitude: number } {
  if (typeof said !== 'object' || said === null) return false
  const { latitude: lat, longitude: lon } = said
  return typeof lat === 'number' && typeof lon === 'number' && isInUk({ lat, lon })
}

/**
 * Asks a postcodes.io-compatible service for postcodes and places that aren't known here. Whatever goes wrong, and it may be the internet,
 * is answered as null and never in the way of an answer. What it said is remembered; that it failed is forgotten soon.
 */
export class Geocoder {
  #url: string
  #patience: number
  #rest: number
  #answers = new Recent<Promise<unknown>>(2000)
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
    const kind = postcode.includes(' ') ? 'postcodes' : 'outcodes'
    const said = await this.#ask<SaidOfPostcode>(`${kind}/${encodeURIComponent(postcode)}`)
    if (!hasPoint(said)) return null
    const areas = Object.values(said.codes ?? {}).filter((code) => typeof code === 'string' && isKnown(code))
    return { _id: postcode, lat: said.latitude, lon: said.longitude, areas }
  }

  /** The places whose names begin so, with what tells them apart; none that has no point. */
  async findPlaces(name: string): Promise<Place[]> {
    const said = await this.#ask<SaidOfPlace[]>(`places?q=${encodeURIComponent(name)}&limit=20`)
    if (!Array.isArray(said)) return []
    return said.filter(hasPoint).flatMap(({ code, name_1, county_unitary, district_borough, latitude, longitude }) =>
      typeof name_1 === 'string'
        ? [
            {
              _id: textOf(code) || name_1,
              name: name_1,
              county: textOf(county_unitary) || textOf(district_borough),
              lat: latitude,
              lon: longitude,
              areas: [],
            },
          ]
        : [],
    )
  }

  async #ask<Said>(path: string): Promise<Said | null> {
    if (Date.now() < this.#restsUntil) return null
    const answer = this.#answers.get(path, () => this.#fetch(path)) as Promise<Said | null>
    try {
      return await answer
    } catch {
      this.#answers.forget(path)
      this.#restsUntil = Date.now() + this.#rest
      return null
    }
  }

  async #fetch(path: string): Promise<unknown> {
    const answer = await fetch(new URL(path, this.#url), { signal: AbortSignal.timeout(this.#patience) })
    // A question that it can't make sense of (400) is its answer to one person, no failure that others need be spared.
    if (answer.status === 404 || answer.status === 400) return null
    if (!answer.ok) throw new Error(`The geocoder answered ${answer.status}`)
    return (JSON.parse(await textIn(answer)) as { result?: unknown } | null)?.result ?? null
  }
}

const textOf = (said: unknown) => (typeof said === 'string' ? said : '')

/** What an answer says, read no further than its length should be. */
async function textIn({ body }: Response): Promise<string> {
  const read: Uint8Array[] = []
  let length = 0
  for await (const bytes of body ?? []) {
    length += bytes.length
    if (length > longestAnswer) throw new Error('The geocoder says too much')
    read.push(bytes)
  }
  return Buffer.concat(read).toString()
}

let geocoder = config.GEOCODER_URL ? new Geocoder(config.GEOCODER_URL) : null

/** Whoever is asked for what the store lacks; null: nobody. */
export function currentGeocoder(): Geocoder | null {
  return geocoder
}

/** Asks this geocoder from now on; null: none. */
export function useGeocoder(other: Geocoder | null): void {
  geocoder = other
}
