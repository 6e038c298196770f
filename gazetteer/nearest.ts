import { around } from 'geokdbush'
import KDBush from 'kdbush'

/** What finds the nearest of some points: at most so many, none further away than `km`, nearest first. */
export type Nearest<T> = (lat: number, lon: number, most: number, km?: number) => T[]

/** Puts points in order so that those nearest to another are found without looking at all. */
export function nearestOf<T extends { lat: number; lon: number }>(points: T[]): Nearest<T> {
  if (points.length === 0) return () => []
  const tree = new KDBush(points.length)
  for (const { lat, lon } of points) tree.add(lon, lat)
  tree.finish()
  return (lat, lon, most, km = Infinity) => (around(tree, lon, lat, most, km) as number[]).map((at) => points[at]!)
}
