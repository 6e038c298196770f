import { areasOfPoint, type Gazetteer, makeGazetteer, readGazetteer as read } from './gazetteer.ts'

let gazetteer: Gazetteer = makeGazetteer([], [], [])

/** Reads areas, named places and outward postcodes from the store into memory: at start, and after an import. */
export async function readGazetteer(): Promise<void> {
  useGazetteer(await read())
}

/** Looks places up in this gazetteer from now on. */
export function useGazetteer(known: Gazetteer): void {
  gazetteer = known
}

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
