import { britain } from '../gazetteer/britain.ts'
import { Area } from '../models/area.ts'

/**
 * Areas that feeds name in ways of their own, in lower case. The letters are the probation regions of the MoJ's
 * contracts, the hyphenated names its police areas; only those with a GSS code of a region, or in the seeded patch.
 */
const aliases: Record<string, string[]> = {
  a: ['E12000001'],
  b: ['E12000002'],
  c: ['E12000003'],
  d: ['W92000004'],
  e: ['E12000005'],
  f: ['E12000004'],
  g: ['E12000009'],
  i: ['E12000006'],
  j: ['E12000007'],
  l: ['E47000001'],
  'avon-and-somerset': ['E06000022', 'E06000023', 'E06000024', 'E06000025'],
  bristol: ['E06000023'],
  'nottingham city': ['E06000018'],
}

const everywhere = new Set(['england', 'united kingdom', 'uk', 'great britain', 'national', 'nationwide', 'e92000001'])

/** What a feed's service area says: a GSS code somewhere in it, or a name. */
export interface NamedArea {
  name?: string
  extent?: string
  uri?: string
  service_area?: string
}

export type AreaFinder = (areas: NamedArea[]) => { areas: string[]; everywhere: boolean; unknown: string[] }

/**
 * Reads the areas once, the country's and the store's, and gives back a function that turns a feed's service areas into
 * area codes. A short name that no area has is kept as it is written: the service then covers somewhere else, not everywhere.
 */
export async function areaFinder(): Promise<AreaFinder> {
  const known = new Map<string, string[]>(Object.entries(aliases))
  for (const area of [...britain().areas, ...(await Area.find({}, { name: 1 }).lean())]) {
    known.set(area.name.toLowerCase(), [area._id])
    known.set(area._id.toLowerCase(), [area._id])
  }
  return (named) => {
    const found = { areas: new Set<string>(), everywhere: false, unknown: new Set<string>() }
    for (const area of named) {
      const name = (area.name ?? area.service_area ?? '').trim()
      const gss = `${area.uri ?? ''} ${area.extent ?? ''} ${name}`.match(/\b[EWSN]\d{8}\b/)?.[0]
      const codes = gss ? [gss] : known.get(name.toLowerCase())
      if (everywhere.has(name.toLowerCase()) || gss === 'E92000001') found.everywhere = true
      else if (codes) for (const code of codes) found.areas.add(code)
      else if (name && name.length <= 40) {
        found.areas.add(name)
        found.unknown.add(name)
      }
    }
    return { areas: [...found.areas], everywhere: found.everywhere, unknown: [...found.unknown] }
  }
}
