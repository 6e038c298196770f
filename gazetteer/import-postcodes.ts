import { Postcode } from '../models/postcode.ts'
import { britain } from './britain.ts'
import { type Imported, type ImportOptions, importRows } from './import-rows.ts'
import { readLayout } from './postcode-row.ts'

export interface ImportedPostcodes extends Imported {
  /** Outward postcodes that were not known, placed at the middle of those read. */
  outward: number
}

/**
 * Reads postcodes from a CSV in any of the layouts of postcode-row.ts: their points, and the areas they lie in when the
 * file says so; search takes those of the outward postcode for the others.
 * @throws Error with a sentence when the file can't be read or its columns are not known
 */
export async function importPostcodes(file: string, options: ImportOptions = {}): Promise<ImportedPostcodes> {
  const middles = new Middles()
  const sort = {
    model: Postcode,
    readLayout,
    needs: 'a postcode, and lat and long or eastings and northings',
    told: ({ lat, lon, areas }: Postcode) => [lat, lon, ...areas].join(),
    taken: (postcode: Postcode) => middles.add(postcode),
  }
  const result = await importRows(file, sort, options)
  return { ...result, outward: await middles.write() }
}

/**
 * The middle of all full postcodes of an outward one, and the areas that a good part of them lie in. A file may hold only a
 * few of them: what is known of the outward postcode without it stands, and the file adds its areas, such as the NHS's.
 */
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
    const country = new Map(britain().outward.map((each) => [each._id, each]))
    const fresh = [...this.#outward]
      .filter(([code]) => !known.has(code))
      .map(([_id, { count, lat, lon, areas }]) => {
        const there = country.get(_id)
        const own = [...areas]
          .filter(([, n]) => n / count > 0.05)
          .sort((a, b) => b[1] - a[1])
          .map(([area]) => area)
        return {
          _id,
          lat: there?.lat ?? Math.round((lat / count) * 1e4) / 1e4,
          lon: there?.lon ?? Math.round((lon / count) * 1e4) / 1e4,
          areas: [...new Set([...(there?.areas ?? []), ...own])],
        }
      })
    if (fresh.length) await Postcode.insertMany(fresh, { ordered: false, lean: true })
    return fresh.length
  }
}
