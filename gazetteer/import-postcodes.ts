import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parse } from 'csv-parse'
import { Postcode } from '../models/postcode.ts'
import { type RowReader, readLayout } from './postcode-row.ts'

export interface ImportedPostcodes {
  read: number
  added: number
  updated: number
  unchanged: number
  skipped: number
  /** Outward postcodes that were not known, placed at the middle of those read. */
  outward: number
}

export interface PostcodeOptions {
  skipped?: (line: number, reason: string) => void
  progress?: (done: number, total: number, soFar: ImportedPostcodes) => void
}

const batchSize = 2000

/**
 * Reads postcodes from a CSV in any of the layouts of postcode-row.ts: their points, and the areas they lie in when the
 * file says so; search takes those of the outward postcode for the others. A bad row is told of and never stops the run;
 * run again, only what differs is written.
 * @throws Error with a sentence when the file can't be read or its columns are not known
 */
export async function importPostcodes(file: string, options: PostcodeOptions = {}): Promise<ImportedPostcodes> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`)
  const result: ImportedPostcodes = { read: 0, added: 0, updated: 0, unchanged: 0, skipped: 0, outward: 0 }
  const middles = new Middles()
  let read: RowReader | undefined
  let batch = new Map<string, Postcode>()

  const rows = createReadStream(file).pipe(
    parse({ bom: true, info: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true, trim: true }),
  )
  for await (const { record, info } of rows as AsyncIterable<{
    record: string[]
    info: { lines: number; bytes: number }
  }>) {
    if (!read) {
      const layout = readLayout(record)
      if (!layout)
        throw new Error(
          `${file} has no columns that Waymark knows: it needs a postcode, and lat and long or eastings and northings.`,
        )
      read = layout.read
      if (!layout.firstIsData) continue
    }
    result.read++
    const postcode = read(record)
    if ('reason' in postcode) {
      result.skipped++
      options.skipped?.(info.lines, postcode.reason)
    } else {
      batch.set(postcode._id, postcode)
      middles.add(postcode)
    }
    if (batch.size === batchSize) {
      await write(batch, result)
      batch = new Map()
      options.progress?.(info.bytes, found.size, result)
    }
  }
  await write(batch, result)
  result.outward = await middles.write()
  return result
}

async function write(batch: Map<string, Postcode>, result: ImportedPostcodes) {
  if (!batch.size) return
  const kept = await Postcode.find({ _id: { $in: [...batch.keys()] } }).lean()
  const known = new Map(kept.map((one) => [one._id, one]))
  const fresh: Postcode[] = []
  const changed: Postcode[] = []
  for (const postcode of batch.values()) {
    const before = known.get(postcode._id)
    if (!before) fresh.push(postcode)
    else if (differ(before, postcode)) changed.push(postcode)
    else result.unchanged++
  }
  if (fresh.length) await Postcode.insertMany(fresh, { ordered: false, lean: true })
  if (changed.length) {
    await Postcode.bulkWrite(
      changed.map(({ _id, ...rest }) => ({ updateOne: { filter: { _id }, update: { $set: rest } } })),
      { ordered: false },
    )
  }
  result.added += fresh.length
  result.updated += changed.length
}

const differ = (a: Postcode, b: Postcode) => a.lat !== b.lat || a.lon !== b.lon || a.areas.join() !== b.areas.join()

/** The middle of all full postcodes of an outward one, and the areas that a good part of them lie in. */
class Middles {
  readonly #outward = new Map<string, { count: number; lat: number; lon: number; areas: Map<string, number> }>()

  add({ _id, lat, lon, areas }: Postcode) {
    const code = _id.split(' ')[0] as string
    const sum = this.#outward.get(code) ?? { count: 0, lat: 0, lon: 0, areas: new Map() }
    this.#outward.set(code, sum)
    sum.count++
    sum.lat += lat
    sum.lon += lon
    for (const area of areas) sum.areas.set(area, (sum.areas.get(area) ?? 0) + 1)
  }

  /** Writes those that the store lacks. */
  async write() {
    const kept = await Postcode.find({ _id: { $in: [...this.#outward.keys()] } }, { _id: 1 }).lean()
    const known = new Set(kept.map(({ _id }) => _id))
    const fresh = [...this.#outward]
      .filter(([code]) => !known.has(code))
      .map(([_id, { count, lat, lon, areas }]) => ({
        _id,
        lat: Math.round((lat / count) * 1e4) / 1e4,
        lon: Math.round((lon / count) * 1e4) / 1e4,
        areas: [...areas]
          .filter(([, n]) => n / count > 0.05)
          .sort((a, b) => b[1] - a[1])
          .map(([area]) => area),
      }))
    if (fresh.length) await Postcode.insertMany(fresh, { ordered: false, lean: true })
    return fresh.length
  }
}
