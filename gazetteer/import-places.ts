import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { parse } from 'csv-parse'
import { Place } from '../models/place.ts'
import { type PlaceReader, readLayout } from './place-row.ts'

export interface ImportedPlaces {
  read: number
  added: number
  updated: number
  unchanged: number
  /** Wards, roads, rivers and the like. */
  passed: number
  skipped: number
}

export interface PlaceOptions {
  skipped?: (line: number, reason: string) => void
  progress?: (done: number, total: number, soFar: ImportedPlaces) => void
}

const batchSize = 2000

/**
 * Reads towns, villages and neighbourhoods from a CSV in any of the layouts of place-row.ts, or a tab-separated file of
 * GeoNames. A bad row is told of and never stops the run; run again, only what differs is written.
 * @throws Error with a sentence when the file can't be read or its columns are not known
 */
export async function importPlaces(file: string, options: PlaceOptions = {}): Promise<ImportedPlaces> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`)
  const result: ImportedPlaces = { read: 0, added: 0, updated: 0, unchanged: 0, passed: 0, skipped: 0 }
  const tabs = await separatedByTabs(file)
  const rows = createReadStream(file).pipe(
    parse({
      bom: true,
      info: true,
      delimiter: tabs ? '\t' : ',',
      // GeoNames quotes nothing.
      quote: tabs ? null : '"',
      relaxColumnCount: true,
      relaxQuotes: true,
      skipEmptyLines: true,
    }),
  )
  let read: PlaceReader | undefined
  let batch = new Map<string, Place>()
  for await (const { record, info } of rows as AsyncIterable<{
    record: string[]
    info: { lines: number; bytes: number }
  }>) {
    if (!read) {
      const layout = readLayout(record)
      if (!layout)
        throw new Error(
          `${file} has no columns that Waymark knows: it needs a name, and lat and long or eastings and northings.`,
        )
      read = layout.read
      if (!layout.firstIsData) continue
    }
    result.read++
    const place = read(record)
    if (!place) result.passed++
    else if ('reason' in place) {
      result.skipped++
      options.skipped?.(info.lines, place.reason)
    } else batch.set(place._id, place)
    if (batch.size === batchSize) {
      await write(batch, result)
      batch = new Map()
      options.progress?.(info.bytes, found.size, result)
    }
  }
  await write(batch, result)
  return result
}

async function separatedByTabs(file: string): Promise<boolean> {
  const handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
  await handle.close()
  const [first = ''] = buffer.subarray(0, bytesRead).toString().split('\n', 1)
  return first.includes('\t')
}

async function write(batch: Map<string, Place>, result: ImportedPlaces) {
  if (!batch.size) return
  const kept = await Place.find({ _id: { $in: [...batch.keys()] } }).lean()
  const known = new Map(kept.map((one) => [one._id, one]))
  const fresh = [...batch.values()].filter(({ _id }) => !known.has(_id))
  const changed = [...batch.values()].filter((place) => known.has(place._id) && differ(known.get(place._id)!, place))
  if (fresh.length) await Place.insertMany(fresh, { ordered: false, lean: true })
  if (changed.length) {
    await Place.bulkWrite(
      changed.map(({ _id, ...rest }) => ({ updateOne: { filter: { _id }, update: { $set: rest } } })),
      { ordered: false },
    )
  }
  result.added += fresh.length
  result.updated += changed.length
  result.unchanged += batch.size - fresh.length - changed.length
}

const told = ({ name, county, lat, lon, areas, people }: Place) =>
  JSON.stringify([name, county, lat, lon, areas, people])
const differ = (a: Place, b: Place) => told(a) !== told(b)
