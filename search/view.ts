import { add, type Bits, both, count, has, join, listWord, ones } from './bits.ts'
import type { Coverage, Usable } from './coverage.ts'
import type { Place } from './criteria.ts'
import { blockSize, type Distances, type Points, straight } from './near.ts'
import { type Covers, coversPart, distancePart, weights } from './ranking.ts'

/** Who names a service that is further away (km) and doesn't say whom it is for means another of that name. */
const furthestMeant = 60

/** A place seen from the services: how far each is, and whether someone who lives there, and has their GP there or elsewhere, can use it. */
export class View {
  #distances: Distances
  #coverage: Coverage
  #pointless: Bits
  #covers: Usable
  /** Those that come to the person, having no place of their own: they are within any distance. */
  #come: Bits
  #listed = new Uint32Array(blockSize)

  /** @param pointless the services that stand nowhere */
  constructor(place: Place, gp: Place, points: Points, coverage: Coverage, pointless: Bits) {
    this.#distances = points.from(place.lat, place.lon)
    this.#coverage = coverage
    this.#pointless = pointless
    this.#covers = coverage.of(place, gp, this.#distances)
    this.#come = both(pointless, this.#covers.surely)
    // At a border they may come: better asked than not found.
    if (place.either) join(this.#come, both(pointless, this.#covers.maybe))
  }

  /** Whether it covers some of the place, or of where the GP is, and it isn't known whether all. */
  coversPart(ordinal: number): boolean {
    return has(this.#covers.maybe, ordinal) && !has(this.#covers.surely, ordinal)
  }

  covers(ordinal: number): Covers {
    return this.#coverage.told(this.#covers, ordinal)
  }

  /** Whether someone here who says its name may mean it. */
  mayMean(ordinal: number): boolean {
    const covers = this.covers(ordinal)
    const km = this.#distances.km(ordinal)
    const near = km === Infinity || km <= furthestMeant
    return covers === 'yes' || (covers === 'unknown' && near)
  }

  /** What being near and covering the person is worth. */
  points(ordinal: number): number {
    const km = this.#distances.km(ordinal)
    const covers = this.covers(ordinal)
    return weights.distance * distancePart(km === Infinity ? null : km, covers) + weights.covers * coversPart(covers)
  }

  /** No service of `among` in the block has more points. */
  most(block: number, among: Bits): number {
    let distance = distancePart(this.#distances.least[block]!)
    if ((among[block]! & this.#pointless[block]!) !== 0) distance = Math.max(distance, distancePart(null))
    return (
      weights.distance * distance + weights.covers * coversPart(this.#coverage.bestTold(this.#covers, among, block))
    )
  }

  /** The services of `from` that are no further away than that (km), or come to the person. */
  within(km: number, from: Bits): Bits {
    const furthest = straight(km)
    const near = both(from, this.#come)
    for (let block = 0; block < from.length; block++) {
      if (from[block] === 0 || this.#distances.least[block]! > furthest) continue
      const size = listWord(from[block]!, block, this.#listed)
      for (let n = 0; n < size; n++) if (this.#distances.km(this.#listed[n]!) <= furthest) add(near, this.#listed[n]!)
    }
    return near
  }

  /** How many of the services are within each distance (km, rising). A block that lies between two of them is counted at once. */
  counts(offered: readonly number[], among: Bits): Record<string, number> {
    const rings = offered.map(straight)
    const ringOf = (km: number) => {
      let ring = rings.length
      while (ring > 0 && km <= rings[ring - 1]!) ring--
      return ring
    }
    const found = new Uint32Array(rings.length + 1)
    for (let block = 0; block < among.length; block++) {
      if (among[block] === 0) continue
      const nearest = ringOf(this.#distances.least[block]!)
      if (nearest === rings.length) continue
      if (nearest === ringOf(this.#distances.most[block]!)) {
        found[nearest]! += ones(among[block]! & ~this.#pointless[block]!)
        continue
      }
      const size = listWord(among[block]!, block, this.#listed)
      for (let n = 0; n < size; n++) found[ringOf(this.#distances.km(this.#listed[n]!))]!++
    }
    let sum = count(both(among, this.#come))
    return Object.fromEntries(
      offered.map((km, ring) => {
        sum += found[ring]!
        return [km, sum]
      }),
    )
  }
}
