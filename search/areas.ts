import { Area } from '../models/area.ts'

export type AreaName = Pick<Area, '_id' | 'name' | 'type' | 'within'> & { bounded: boolean }

let names = new Map<string, AreaName>()
let readAt = 0
let reading: Promise<void> | undefined

/**
 * Every area by its code, without its boundary, kept in memory: read at first use, and again in the background when a
 * minute old, since areas change only when someone imports them.
 */
export async function areaNames(): Promise<ReadonlyMap<string, AreaName>> {
  if (Date.now() - readAt > 60_000) reading ??= read().finally(() => (reading = undefined))
  if (names.size === 0) await reading
  return names
}

async function read() {
  const bounded = new Set((await Area.find({ boundary: { $exists: true } }, { _id: 1 }).lean()).map(({ _id }) => _id))
  const areas = await Area.find({}, { name: 1, type: 1, within: 1 }).lean()
  names = new Map(areas.map((area) => [area._id, { ...area, name: spoken(area.name), bounded: bounded.has(area._id) }]))
  readAt = Date.now()
}

/** 'City of Bristol' for the statisticians' 'Bristol, City of'. */
const spoken = (name: string) => name.replace(/^(.+), ((?:City|County) of)$/, '$2 $1')
