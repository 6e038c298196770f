import KDBush from 'kdbush'
import { add, type Bits, emptyBits } from './bits.ts'

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

/** Where every service stands: any number of points each, none for those that have no place of their own. */
export class Points {
  /** A point as a vector from the middle of the earth, so that comparing distances takes no trigonometry. */
  #x: Float64Array
  #y: Float64Array
  #z: Float64Array
  #lat: number[] = []
  #lon: number[] = []
  #owner: number[] = []
  /** Service n owns the points from #first[n] up to #first[n + 1]. */
  #first: Uint32Array
  #tree: KDBush | undefined
  #inTree = 0

  constructor(room: number) {
    this.#x = new Float64Array(room)
    this.#y = new Float64Array(room)
    this.#z = new Float64Array(room)
    this.#first = new Uint32Array(room + 1)
  }

  /** Takes in the points of the next service: ordinals come one after another. */
  add(ordinal: number, points: { lat: number; lon: number }[]): void {
    for (const { lat, lon } of points) {
      const at = this.#lat.length
      if (at === this.#x.length) this.#grow()
      const [x, y, z] = vector(lat, lon)
      this.#x[at] = x
      this.#y[at] = y
      this.#z[at] = z
      this.#lat.push(lat)
      this.#lon.push(lon)
      this.#owner.push(ordinal)
    }
    if (ordinal + 1 === this.#first.length) {
      const first = new Uint32Array(this.#first.length * 2)
      first.set(this.#first)
      this.#first = first
    }
    this.#first[ordinal + 1] = this.#lat.length
  }

  #grow(): void {
    const larger = (column: Float64Array) => {
      const copy = new Float64Array(column.length * 2 + 16)
      copy.set(column)
      return copy
    }
    this.#x = larger(this.#x)
    this.#y = larger(this.#y)
    this.#z = larger(this.#z)
  }

  /** Sorts what was added so that near points are found without looking at all. The few added later are looked at one by one. */
  settle(): void {
    this.#tree = undefined
    this.#inTree = this.#lat.length
    if (this.#inTree === 0) return
    this.#tree = new KDBush(this.#inTree)
    for (let i = 0; i < this.#inTree; i++) this.#tree.add(this.#lon[i]!, this.#lat[i]!)
    this.#tree.finish()
  }

  /** How many points were added since they were last settled. */
  get loose(): number {
    return this.#lat.length - this.#inTree
  }

  /** The nearest point of a service: its place among the service's own points and how far it is; null when it has none. */
  nearest(ordinal: number, lat: number, lon: number): { lat: number; lon: number; km: number } | null {
    let best: { lat: number; lon: number; km: number } | null = null
    for (let i = this.#first[ordinal]!; i < this.#first[ordinal + 1]!; i++) {
      const km = kmBetween(lat, lon, this.#lat[i]!, this.#lon[i]!)
      if (!best || km < best.km) best = { lat: this.#lat[i]!, lon: this.#lon[i]!, km }
    }
    return best
  }

  /**
   * A function from ordinal to kilometres from here (Infinity without a point), quick enough to be asked for all of England.
   * They are straight through the earth, as `straight` has them: over the length of England 0.04 % short.
   */
  distancesFrom(lat: number, lon: number): (ordinal: number) => number {
    const [x, y, z] = vector(lat, lon)
    const [xs, ys, zs, first] = [this.#x, this.#y, this.#z, this.#first]
    return (ordinal) => {
      let least = Infinity
      const end = first[ordinal + 1]!
      for (let i = first[ordinal]!; i < end; i++) {
        const dx = xs[i]! - x
        const dy = ys[i]! - y
        const dz = zs[i]! - z
        const square = dx * dx + dy * dy + dz * dz
        if (square < least) least = square
      }
      return earthKm * Math.sqrt(least)
    }
  }

  /** For each radius (km, rising), the services with a point no further away than that. */
  within(lat: number, lon: number, radii: readonly number[], capacity: number): Bits[] {
    const rings = radii.map(() => emptyBits(capacity))
    const widest = radii.at(-1) ?? 0
    const height = (widest / (earthKm * radians)) * 1.001
    const width = height / Math.max(0.01, Math.cos((Math.abs(lat) + height) * radians))
    const box = this.#tree?.range(lon - width, lat - height, lon + width, lat + height) ?? []
    const [x, y, z] = vector(lat, lon)
    const squares = radii.map((km) => (straight(km) / earthKm) ** 2)
    const place = (point: number) => {
      const square = (this.#x[point]! - x) ** 2 + (this.#y[point]! - y) ** 2 + (this.#z[point]! - z) ** 2
      for (let r = radii.length - 1; r >= 0 && square <= squares[r]!; r--) add(rings[r]!, this.#owner[point]!)
    }
    for (let i = 0; i < box.length; i++) place(box[i]!)
    for (let point = this.#inTree; point < this.#lat.length; point++) place(point)
    return rings
  }
}

/** A point as a vector from the middle of the earth, the earth's radius being 1. */
function vector(lat: number, lon: number): [x: number, y: number, z: number] {
  const across = Math.cos(lat * radians)
  return [across * Math.cos(lon * radians), across * Math.sin(lon * radians), Math.sin(lat * radians)]
}
