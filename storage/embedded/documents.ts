import type { Doc } from './bson.ts'
import type { Disk } from './disk.ts'

/** How many documents of a collection stay decoded: some 150 MB of the largest ones. */
const mostAtHand = 25_000

/**
 * The documents of a collection by their keys, as a Map holds them: those written or asked for last are at hand in
 * memory, the others are read from disk, which lmdb maps into memory, and decoded whenever they are needed.
 */
export class Documents {
  #disk: Pick<Disk, 'get'>
  #collection: string
  #keys = new Set<string>()
  #atHand = new Map<string, Doc>()
  #most: number

  constructor(disk: Pick<Disk, 'get'>, collection: string, most = mostAtHand) {
    this.#disk = disk
    this.#collection = collection
    this.#most = most
  }

  get size(): number {
    return this.#keys.size
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  get(key: string): Doc | undefined {
    const doc = this.#atHand.get(key)
    if (doc || !this.#keys.has(key)) return doc
    return this.#keep(key, this.#disk.get(this.#collection, key))
  }

  /** One that is on disk. */
  know(key: string): void {
    this.#keys.add(key)
  }

  set(key: string, doc: Doc): void {
    this.#keys.add(key)
    this.#atHand.delete(key)
    this.#keep(key, doc)
  }

  delete(key: string): void {
    this.#keys.delete(key)
    this.#atHand.delete(key)
  }

  /** Looking through all of them puts none at hand: the next who does would find others there. */
  *values(): Generator<Doc> {
    for (const key of this.#keys) yield this.#atHand.get(key) ?? this.#disk.get(this.#collection, key)
  }

  *entries(): Generator<[string, Doc]> {
    for (const key of this.#keys) yield [key, this.#atHand.get(key) ?? this.#disk.get(this.#collection, key)]
  }

  #keep(key: string, doc: Doc): Doc {
    this.#atHand.set(key, doc)
    if (this.#atHand.size > this.#most) {
      const [oldest] = this.#atHand.keys()
      this.#atHand.delete(oldest!)
    }
    return doc
  }
}
