import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
/**
 * Keeps the vectors that the guesser's model made of the sentences it was given, which takes a processor a minute, in a folder: in
 * a file named by all that they were made of, so that they can't be of other sentences or another model.
 */
export class Shelf {
  #folder: string
  #file: string
  #length: number

  /** @param from everything that tells; @param length how many numbers a vector has */
  constructor(folder: string, from: (string | Uint8Array)[], length: number) {
    const hash = createHash('sha256')
    for (const part of from) hash.update(part).update('\0')
    this.#folder = folder
    this.#file = path.join(folder, `${hash.digest('hex').slice(0, 32)}.vectors`)
    this.#length = length
  }

  /** What was made of the same before: nothing when that was never kept, or not whole. */
  find(count: number): Float32Array[] | undefined {
    const numbers = this.#read()
    if (numbers?.length !== count * this.#length) return undefined
    return Array.from({ length: count }, (_, i) => numbers.subarray(i * this.#length, (i + 1) * this.#length))
  }

  /** Keeps it in the place of what was made of anything else. A folder that can't be written to is done without. */
  keep(vectors: Float32Array[]): void {
    try {
      mkdirSync(this.#folder, { recursive: true })
      for (const old of readdirSync(this.#folder)) rmSync(path.join(this.#folder, old), { force: true })
      const unfinished = `${this.#file}.${process.pid}`
      writeFileSync(unfinished, Buffer.concat(vectors.map((each) => Buffer.from(Float32Array.from(each).buffer))))
      renameSync(unfinished, this.#file)
    } catch {
      // The next start reads everything again, as this one did.
    }
  }

  #read(): Float32Array | undefined {
    try {
      const bytes = readFileSync(this.#file)
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    } catch {
      return undefined
    }
  }
}
