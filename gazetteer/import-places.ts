import { open } from 'node:fs/promises'
import { Place } from '../models/place.ts'
import { type Imported, type ImportOptions, importRows } from './import-rows.ts'
import { readLayout } from './place-row.ts'

/**
 * Reads towns, villages and neighbourhoods from a CSV in any of the layouts of place-row.ts, or a tab-separated file of
 * GeoNames.
 * @throws Error with a sentence when the file can't be read or its columns are not known
 */
export async function importPlaces(file: string, options: ImportOptions = {}): Promise<Imported> {
  const sort = {
    model: Place,
    readLayout,
    needs: 'a name, and lat and long or eastings and northings',
    told: ({ name, county, lat, lon, areas, people }: Place) => JSON.stringify([name, county, lat, lon, areas, people]),
    // GeoNames quotes nothing.
    csv: (await isSeparatedByTabs(file)) ? { delimiter: '\t', quote: null } : {},
  }
  return importRows(file, sort, options)
}

async function isSeparatedByTabs(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined)
  if (!handle) return false
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0).finally(() => handle.close())
  const [first = ''] = buffer.subarray(0, bytesRead).toString().split('\n', 1)
  return first.includes('\t')
}
