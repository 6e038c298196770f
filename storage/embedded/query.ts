import { Query } from 'mingo'
import { compare } from 'mingo/util'
import { NotSupported } from '../errors.ts'
import { type Doc, keyOf } from './bson.ts'

export type Sort = Record<string, 1 | -1>

/**
 * A test for a filter, by mingo.
 * @throws NotSupported naming the operator when mingo or this store doesn't know it.
 */
export function matcher(filter: Doc): (doc: Doc) => boolean {
  if (Object.keys(filter).length === 0) return () => true
  const { $comment: _, ...rest } = filter
  const tests: ((doc: Doc) => boolean)[] = []
  for (const [path, condition] of Object.entries(rest)) {
    const within = path.startsWith('$') ? null : among(path, condition)
    if (!within) continue
    tests.push(within)
    delete rest[path]
  }
  try {
    const query = new Query(rest, { scriptEnabled: false })
    return (doc) => tests.every((test) => test(doc)) && query.test(doc)
  } catch (error) {
    const name = /\$\w+/.exec((error as Error).message)?.[0]
    throw name
      ? new NotSupported(`The embedded store doesn't know ${name} in a filter: ${(error as Error).message}`)
      : error
  }
}

/** A test for a bare `$in` of plain values, of which there may be thousands: mingo reads them all anew for each document. */
function among(path: string, condition: unknown): ((doc: Doc) => boolean) | null {
  if (!isExpression(condition) || Object.keys(condition).join() !== '$in') return null
  if (!Array.isArray(condition.$in) || !condition.$in.every(scalar)) return null
  const keys = path.split('.')
  const wanted = new Set(condition.$in.map(keyOf))
  return (doc) => valuesAt(doc, keys).some((value) => wanted.has(keyOf(value)))
}

/** Whether a value is one that an index holds and that equals only itself: no null, list, document or pattern. */
export const scalar = (value: unknown) =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  value instanceof Date ||
  (value as Doc | null)?._bsontype === 'ObjectId'

/** The conditions at the top of a filter, of its $and and of an $or with one branch, field by field; a bare pattern as the $regex that it stands for. */
export function conditions(filter: Doc): [string, unknown][] {
  return Object.entries(filter).flatMap(([field, value]) => {
    if (Array.isArray(value) && (field === '$and' || (field === '$or' && value.length === 1)))
      return value.flatMap(conditions)
    if (field.startsWith('$')) return []
    return [[field, value instanceof RegExp ? { $regex: value } : value] as [string, unknown]]
  })
}

/** The filters that together find what this one finds, one for each branch of its first $or that has several. */
export function branches(filter: Doc): Doc[] | null {
  const parts = Object.entries(filter).flatMap(([field, value]): Doc[] =>
    field === '$and' && Array.isArray(value) ? value : [{ [field]: value }],
  )
  const i = parts.findIndex(({ $or }) => Array.isArray($or) && $or.length > 1)
  if (i < 0) return null
  return parts[i].$or.map((branch: Doc) => ({ $and: [branch, ...parts.slice(0, i), ...parts.slice(i + 1)] }))
}

/** What the filter says a field equals: what an upsert starts from. */
export function equalities(filter: Doc): [string, unknown][] {
  return conditions(filter).flatMap(([field, value]) => {
    if (!isExpression(value)) return [[field, value] as [string, unknown]]
    if ('$eq' in value) return [[field, value.$eq] as [string, unknown]]
    return Array.isArray(value.$in) && value.$in.length === 1 ? [[field, value.$in[0]] as [string, unknown]] : []
  })
}

export const isExpression = (value: unknown): value is Doc =>
  value !== null &&
  typeof value === 'object' &&
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.keys(value).some((key) => key.startsWith('$'))

/** The documents in order, in a new array. Of an array, the least counts upwards and the greatest downwards, as in MongoDB. */
export function sorted<T extends Doc>(docs: T[], sort: Sort): T[] {
  const { row, compare } = ordering<T>(sort)
  return docs
    .map(row)
    .sort(compare)
    .map(({ doc }) => doc)
}

/** How a sort orders documents: a row holds one with the values it is sorted by. */
export function ordering<T extends Doc>(sort: Sort) {
  const fields = Object.entries(sort).map(([path, way]) => ({ keys: path.split('.'), way: direction(way, path) }))
  const row = (doc: T) => ({ doc, by: fields.map(({ keys, way }) => sortValue(valuesAt(doc, keys), way)) })
  const compare = (a: { by: unknown[] }, b: { by: unknown[] }) => {
    for (let i = 0; i < fields.length; i++) {
      const difference = order(a.by[i], b.by[i])
      if (difference !== 0) return difference * fields[i].way
    }
    return 0
  }
  return { row, compare }
}

function direction(way: unknown, path: string): 1 | -1 {
  if (way === 1 || way === -1) return way
  if (way === 'asc' || way === 'ascending') return 1
  if (way === 'desc' || way === 'descending') return -1
  throw new NotSupported(`The embedded store can't sort '${path}' by ${JSON.stringify(way)}.`)
}

function sortValue(values: unknown[], way: 1 | -1): unknown {
  return values.reduce((a, b) => (order(b, a) * way < 0 ? b : a))
}

/** Every value that MongoDB would index at a path: each element of an array, null when there is nothing. */
export function valuesAt(doc: unknown, keys: string[], from = 0): unknown[] {
  if (from === keys.length) {
    if (!Array.isArray(doc)) return [doc ?? null]
    return doc.length === 0 ? [null] : doc
  }
  if (Array.isArray(doc)) {
    if (/^\d+$/.test(keys[from])) return valuesAt(doc[Number(keys[from])], keys, from + 1)
    return doc.length === 0 ? [null] : doc.flatMap((element) => valuesAt(element, keys, from))
  }
  if (doc === null || typeof doc !== 'object') return [null]
  return valuesAt((doc as Doc)[keys[from]], keys, from + 1)
}

/** Whether a path is there at all, null or not. */
export function present(doc: unknown, keys: string[]): boolean {
  let at = doc
  for (const [i, key] of keys.entries()) {
    if (Array.isArray(at) && !/^\d+$/.test(key)) return at.some((element) => present(element, keys.slice(i)))
    if (at === null || typeof at !== 'object' || !(key in at)) return false
    at = (at as Doc)[key]
  }
  return true
}

const ranks: Record<string, number> = { number: 2, string: 3, object: 4, ObjectId: 8, boolean: 9, Date: 10, other: 11 }

function kind(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  const type = typeof value
  if (type !== 'object') return type
  if (value instanceof Date) return 'Date'
  if ((value as Doc)._bsontype === 'ObjectId') return 'ObjectId'
  return Object.getPrototypeOf(value) === Object.prototype ? 'object' : 'other'
}

/** MongoDB's order over types and values; null and missing are alike and come first. */
export function order(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  const [ofA, ofB] = [kind(a), kind(b)]
  if (ofA !== ofB) return (ranks[ofA] ?? 0) - (ranks[ofB] ?? 0)
  if (ofA === 'null') return 0
  if (ofA === 'ObjectId') {
    const [x, y] = [(a as Doc).toHexString(), (b as Doc).toHexString()]
    return x < y ? -1 : x > y ? 1 : 0
  }
  if (ofA === 'object' || ofA === 'other') return compare(a as never, b as never)
  return Number(a) - Number(b)
}
