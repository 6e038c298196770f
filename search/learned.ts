import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { kindCodes } from '../models/kind.ts'
import type { Sense, Side } from './likeness.ts'

/** What the guesser makes of everything it is given to read, which takes a processor half a minute. */
export interface Learned {
  vectors: Float32Array[]
  sense: Sense
}

/** How many sides a sense has: danger and the kinds. */
const sides = 1 + kindCodes.length

/**
 * Keeps what the guesser has learned in a folder, in a file named by all that it was learned from, so that it can't be of other
 * sentences, another model or another way of learning.
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

  /** What was learned from the same before: nothing when that was never kept, or not whole. */
  find(count: number): Learned | undefined {
    const numbers = this.#read()
    if (numbers?.length !== count * this.#length + sides * (this.#length + 1)) return undefined
    const vectors = Array.from({ length: count }, (_, i) => numbers.subarray(i * this.#length, (i + 1) * this.#length))
    const [danger, ...kinds] = Array.from({ length: sides }, (_, i): Side => {
      const at = count * this.#length + i * (this.#length + 1)
      return { weights: numbers.subarray(at, at + this.#length), bias: numbers[at + this.#length]! }
    })
    return { vectors, sense: { danger: danger!, kinds } }
  }

  /** Keeps it in the place of what was learned from anything else. A folder that can't be written to is done without. */
  keep({ vectors, sense }: Learned): void {
    const rows = [...vectors, ...[sense.danger, ...sense.kinds].map(({ weights, bias }) => [...weights, bias])]
    try {
      mkdirSync(this.#folder, { recursive: true })
      for (const old of readdirSync(this.#folder)) rmSync(path.join(this.#folder, old), { force: true })
      const unfinished = `${this.#file}.${process.pid}`
      writeFileSync(unfinished, Buffer.concat(rows.map((row) => Buffer.from(Float32Array.from(row).buffer))))
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
