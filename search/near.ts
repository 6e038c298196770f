import { longer } from './bits.ts'

const earthKm = 6371.0088
const radians = Math.PI / 180

/** Kilometres between two points (WGS84), along the earth's surface. */
export function kmBetween(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const s = Math.sin(((lat2 - lat1) * radians) / 2)
  const t = Math.sin(((lon2 - lon1) * radians) / 2)
  const a = s * s + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * t * t
  return 2 * earthKm * Math.asin(Math.sqrt(a))
}

/** The length (km) of the straight line through the earth between two points that are so many km apart on its surface. */
export function straight(km: number): number {
  return 2 * earthKm * Math.sin(km / earthKm / 2)
}

/** Services are looked at in blocks of so many by ordinal, which stand near one another: each is a word in a set of bits. */
export const blockSize = 32

/** The number of the block that a service is in. */
export const blockOf = (ordinal: number) => ordinal >>> 5

/** How far all services are from one place, in km straight through the earth: over the length of England 0.04 % short. */
export interface Distances {
  /** To the nearest point of a service; Infinity when it has none. */
  km: (ordinal: number) => number
  /** For each block, a distance that none of its points is nearer than; Infinity when it has none. */
  least: Float64Array
  /** And one that none is further than. */
  most: Float64Array
}

/** Where every service stands: any number of points each, none for those that have no place of their own. */
export class Points {
  #lat = new Float64Array(1024)
  #lon = new Float64Array(1024)
  /**
   * Each point as a vector (x, y, z) from the middle of the earth (of radius 1), so that comparing distances takes no
   * trigonometry. Single precision is half a metre on the ground.
   */
  #vectors = new Float32Array(3 * 1024)
  #size = 0
  /** Service n owns the points from #first[n] up to #first[n + 1]. */
  #first: Uint32Array
  /** A ball around the points of each block: its middle (x, y, z) and its radius; -Infinity where there are no points. */
  #middles: Float64Array
  #reach: Float64Array
  #least: Float64Array
  #most: Float64Array

  constructor(capacity: number) {
    this.#first = new Uint32Array(capacity + 1)
    this.#middles = new Float64Array((capacity / blockSize) * 3)
    this.#reach = new Float64Array(capacity / blockSize).fill(-Infinity)
    this.#least = new Float64Array(capacity / blockSize)
    this.#most = new Float64Array(capacity / blockSize)
  }

  /** Makes room for ordinals below `capacity`, a whole number of blocks. */
  grow(capacity: number): void {
    const before = this.#reach.length
    this.#first = longer(this.#first, capacity + 1)
    this.#middles = longer(this.#middles, (capacity / blockSize) * 3)
    this.#reach = longer(this.#reach, capacity / blockSize).fill(-Infinity, before)
    this.#least = longer(this.#least, capacity / blockSize)
    this.#most = longer(this.#most, capacity / blockSize)
  }

  /** Takes in the points of the next service: ordinals come one after another. */
  add(ordinal: number, points: { lat: number; lon: number }[]): void {
    for (const { lat, lon } of points) {
      if (this.#size === this.#lat.length) this.#growPoints()
      this.#lat[this.#size] = lat
      this.#lon[this.#size] = lon
      this.#vectors.set(vector(lat, lon), 3 * this.#size++)
    }
    this.#first[ordinal + 1] = this.#size
    if (points.length > 0) this.#enclose(blockOf(ordinal))
  }

  #growPoints(): void {
    const room = this.#lat.length * 2
    this.#lat = longer(this.#lat, room)
    this.#lon = longer(this.#lon, room)
    this.#vectors = longer(this.#vectors, 3 * room)
  }

  /** Draws the ball around the block's points so far. */
  #enclose(block: number): void {
    const from = this.#first[block * blockSize]!
    const [vectors, n] = [this.#vectors, this.#size - from]
    let [x, y, z] = [0, 0, 0]
    for (let i = 3 * from; i < 3 * this.#size; i += 3) {
      x += vectors[i]! / n
      y += vectors[i + 1]! / n
      z += vectors[i + 2]! / n
    }
    let furthest = 0
    for (let i = 3 * from; i < 3 * this.#size; i += 3) {
      furthest = Math.max(furthest, (vectors[i]! - x) ** 2 + (vectors[i + 1]! - y) ** 2 + (vectors[i + 2]! - z) ** 2)
    }
    this.#middles.set([x, y, z], block * 3)
    // A hair more than measured, so that rounding leaves none out.
    this.#reach[block] = Math.sqrt(furthest) + 1e-9
  }

  /** The distances from one place, until the next is asked for. */
  from(lat: number, lon: number): Distances {
    const [x, y, z] = vector(lat, lon)
    const [vectors, first, middles] = [this.#vectors, this.#first, this.#middles]
    for (let block = 0; block < this.#reach.length; block++) {
      const dx = middles[3 * block]! - x
      const dy = middles[3 * block + 1]! - y
      const dz = middles[3 * block + 2]! - z
      const toMiddle = Math.sqrt(dx * dx + dy * dy + dz * dz)
      this.#least[block] = earthKm * Math.max(0, toMiddle - this.#reach[block]!)
      this.#most[block] = earthKm * (toMiddle + this.#reach[block]!)
    }
    const km = (ordinal: number) => {
      let least = Infinity
      const end = 3 * first[ordinal + 1]!
      for (let i = 3 * first[ordinal]!; i < end; i += 3) {
        const dx = vectors[i]! - x
        const dy = vectors[i + 1]! - y
        const dz = vectors[i + 2]! - z
        const square = dx * dx + dy * dy + dz * dz
        if (square < least) least = square
      }
      return earthKm * Math.sqrt(least)
    }
    return { km, least: this.#least, most: this.#most }
  }

  /** The nearest point of a service and how far it is along the surface; null when it has none. */
  nearest(ordinal: number, lat: number, lon: number): { lat: number; lon: number; km: number } | null {
    let best: { lat: number; lon: number; km: number } | null = null
    for (let i = this.#first[ordinal]!; i < this.#first[ordinal + 1]!; i++) {
      const km = kmBetween(lat, lon, this.#lat[i]!, this.#lon[i]!)
      if (!best || km < best.km) best = { lat: this.#lat[i]!, lon: this.#lon[i]!, km }
    }
    return best
  }
}

/** A point as a vector from the middle of the earth, the earth's radius being 1. */
function vector(lat: number, lon: number): [x: number, y: number, z: number] {
  const across = Math.cos(lat * radians)
  return [across * Math.cos(lon * radians), across * Math.sin(lon * radians), Math.sin(lat * radians)]
}
