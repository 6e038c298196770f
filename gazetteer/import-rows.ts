import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CsvError, type Options, parse } from 'csv-parse'
import type { Model } from 'mongoose'

/** What came of a file. */
export interface Imported {
  read: number
  added: number
  updated: number
  unchanged: number
  /** Rows about something else. */
  passed: number
  skipped: number
}

export interface ImportOptions {
  skipped?: (line: number, reason: string) => void
  /** `done` of `total` bytes. */
  progress?: (done: number, total: number, soFar: Imported) => void
}

/** How to read one sort of thing from a file and keep it. */
interface Sort<Kept extends { _id: string }> {
  model: Model<Kept>
  /** Reads a layout by its first line: undefined when it isn't known. A row is a thing, a reason why not, or something else. */
  readLayout: (
    first: string[],
  ) => { read: (row: string[]) => Kept | { reason: string } | undefined; firstIsData: boolean } | undefined
  /** The columns that a file must have, in words. */
  needs: string
  /** Everything that makes two things of one id differ. */
  told: (kept: Kept) => string
  csv?: Options
  /** Told of each thing as it is read. */
  taken?: (kept: Kept) => void
}

const batchSize = 2000

/**
 * Reads a CSV into the store, in batches. A bad row is told of and never stops the run; run again, only what differs is
 * written.
 * @throws Error with a sentence when the file can't be read or its columns are not known
 */
export async function importRows<Kept extends { _id: string }>(
  file: string,
  sort: Sort<Kept>,
  options: ImportOptions,
): Promise<Imported> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`)
  const result: Imported = { read: 0, added: 0, updated: 0, unchanged: 0, passed: 0, skipped: 0 }
  let read: ((row: string[]) => Kept | { reason: string } | undefined) | undefined
  let batch = new Map<string, Kept>()

  for await (const { record, info } of rowsOf(file, sort.csv)) {
    if (!read) {
      const layout = sort.readLayout(record)
      if (!layout) throw new Error(`${file} has no columns that Waymark knows: it needs ${sort.needs}.`)
      read = layout.read
      if (!layout.firstIsData) continue
    }
    result.read++
    const kept = read(record)
    if (!kept) result.passed++
    else if ('reason' in kept) {
      result.skipped++
      options.skipped?.(info.lines, kept.reason)
    } else {
      batch.set(kept._id, kept)
      sort.taken?.(kept)
    }
    if (batch.size === batchSize) {
      await write(batch, sort, result)
      batch = new Map()
      options.progress?.(info.bytes, found.size, result)
    }
  }
  await write(batch, sort, result)
  return result
}

interface Row {
  record: string[]
  info: { lines: number; bytes: number }
}

async function* rowsOf(file: string, csv: Options = {}): AsyncGenerator<Row> {
  const usual = { bom: true, info: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true, trim: true }
  try {
    yield* createReadStream(file).pipe(parse({ ...usual, ...csv })) as AsyncIterable<Row>
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { lines } = error as CsvError & { lines?: number }
    throw new Error(`${file} is no CSV that Waymark can read: its quotation marks do not match in line ${lines}.`)
  }
}

async function write<Kept extends { _id: string }>(
  batch: Map<string, Kept>,
  { model, told }: Sort<Kept>,
  result: Imported,
) {
  if (!batch.size) return
  const kept = (await model.find({ _id: { $in: [...batch.keys()] } }).lean()) as Kept[]
  const known = new Map(kept.map((one) => [one._id, told(one)]))
  const fresh = [...batch.values()].filter(({ _id }) => !known.has(_id))
  const changed = [...batch.values()].filter((one) => known.has(one._id) && known.get(one._id) !== told(one))
  if (fresh.length) await model.insertMany(fresh as never[], { ordered: false, lean: true })
  if (changed.length) {
    await model.bulkWrite(
      changed.map(({ _id, ...rest }) => ({ updateOne: { filter: { _id }, update: { $set: rest } } })) as never[],
      { ordered: false },
    )
  }
  result.added += fresh.length
  result.updated += changed.length
  result.unchanged += batch.size - fresh.length - changed.length
}
