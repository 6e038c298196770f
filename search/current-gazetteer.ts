import { areasOfPoint, type Gazetteer, makeGazetteer, readGazetteer as read, withAbove } from './gazetteer.ts'

let gazetteer: Gazetteer = makeGazetteer([], [], [])

/** Reads areas, named places and outward postcodes from the store into memory: at start, and after an import. */
export async function readGazetteer(): Promise<void> {
  useGazetteer(await read())
}

/** Looks places up in this gazetteer from now on. */
export function useGazetteer(known: Gazetteer): void {
  gazetteer = known
}

/** The gazetteer that places are looked up in. */
export function currentGazetteer(): Gazetteer {
  return gazetteer
}

/** Whether there is an area with this code. */
export function isArea(code: string): boolean {
  return gazetteer.areas.has(code)
}

/** The codes of every area that a point (WGS84) lies in; none when nothing near is known. */
export function areasAt(lat: number, lon: number): string[] {
  return areasOfPoint(gazetteer, lat, lon)
}

/**
 * What is known of where somebody lives: the areas, and when several councils are among them, as around a postcode at a
 * border, for each the areas that it would be. What lies in none of those councils alone is the same for all.
 */
export function liesIn(areas: string[]): { areas: string[]; either?: string[][] } {
  const councils = areas.filter((code) => gazetteer.areas.get(code)?.type === 'local-authority')
  if (councils.length < 2) return { areas }
  const theirs = new Set(withAbove(gazetteer.above, councils))
  const same = areas.filter((code) => !theirs.has(code))
  return { areas, either: councils.map((code) => [...withAbove(gazetteer.above, [code]), ...same]) }
}
