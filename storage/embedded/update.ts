import { Query } from 'mingo'
import { updateOne } from 'mingo/updater'
import { NotSupported, serverError } from '../errors.ts'
import { copy, type Doc, keyOf, plain } from './bson.ts'
import { equalities, matcher, sorted } from './query.ts'

const operators = new Set([
  '$set',
  '$unset',
  '$setOnInsert',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$push',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$pop',
  '$rename',
  '$currentDate',
])
const pushModifiers = new Set(['$each', '$slice', '$sort', '$position'])
const wantsNumber = new Set(['$inc', '$mul'])
const wantsArray = new Set(['$push', '$addToSet', '$pull', '$pullAll', '$pop'])
const leavesMissingAlone = new Set(['$unset', '$pull', '$pullAll', '$pop', '$rename'])

/**
 * The document as the update makes it; the one given is not touched.
 * mingo does the updating; before it, positional paths are written out and whatever MongoDB refuses is refused, because
 * mingo passes over wrong types without a word.
 * @throws NotSupported naming an operator the store doesn't know, or the error MongoDB would send.
 */
export function updated(doc: Doc, update: Doc, filter: Doc, arrayFilters: Doc[] = [], inserting = false): Doc {
  const next = copy(doc)
  const expanded: Record<string, Doc> = {}
  for (const [operator, fields] of Object.entries(update)) {
    if (!operators.has(operator)) throw new NotSupported(`The embedded store doesn't know the update ${operator}.`)
    if (operator === '$setOnInsert' && !inserting) continue
    const name = operator === '$setOnInsert' ? '$set' : operator
    for (const [path, value] of Object.entries(fields as Doc)) {
      checkModifiers(operator, value)
      if (wantsNumber.has(operator) && typeof value !== 'number')
        throw serverError(14, `Cannot ${operator} with non-numeric argument: {${path}: ${JSON.stringify(value)}}`)
      for (const concrete of positions(path, next, filter, arrayFilters)) {
        if (concrete === '_id') {
          if (name === '$set' && '_id' in next && keyOf(value) !== keyOf(next._id)) throw immutableId()
          if (name !== '$set') throw immutableId()
        }
        check(operator, concrete, next, value)
        expanded[name] ??= {}
        expanded[name][concrete] = value
      }
    }
  }
  checkConflicts(expanded)
  // mingo guards _id itself, more strictly than MongoDB, which allows setting it to what it is.
  const idKey = '\0none'
  asSets(expanded, next)
  if (Object.keys(expanded).length > 0) updateOne([next], {}, expanded, { cloneMode: 'deep' }, { idKey })
  return plain(next)
}

/** The document an upsert inserts: what the filter says it equals, then the update. */
export function upserted(update: Doc | Doc[], filter: Doc, arrayFilters: Doc[] | undefined): Doc {
  const start: Doc = {}
  for (const [path, value] of equalities(filter)) setPath(start, path, value)
  if (Array.isArray(update)) throw new NotSupported("The embedded store doesn't take a pipeline as an update.")
  const operatorsUsed = Object.keys(update).some((key) => key.startsWith('$'))
  if (!operatorsUsed) return '_id' in start ? { _id: start._id, ...update } : update
  return updated(start, update, filter, arrayFilters, true)
}

function setPath(doc: Doc, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop()!
  let at = doc
  for (const key of keys) {
    at[key] ??= {}
    at = at[key]
  }
  at[last] = value
}

const immutableId = () =>
  serverError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")

function checkModifiers(operator: string, value: unknown): void {
  if (value === null || typeof value !== 'object' || (operator !== '$push' && operator !== '$addToSet')) return
  const modifiers = Object.keys(value).filter((key) => key.startsWith('$'))
  const known = operator === '$push' ? pushModifiers : new Set(['$each'])
  const unknown = modifiers.find((key) => !known.has(key))
  if (unknown) throw new NotSupported(`The embedded store doesn't know ${unknown} in ${operator}.`)
  if (modifiers.length > 0 && !modifiers.includes('$each')) throw serverError(9, `${operator} needs $each`)
}

/**
 * $push and $addToSet become $set: mingo forgets $slice and $sort when the field is missing, sorts by one key only, and
 * drops duplicates that were there before.
 */
function asSets(update: Record<string, Doc>, doc: Doc): void {
  const sets: Doc = {}
  for (const [path, value] of Object.entries(update.$push ?? {})) sets[path] = pushed(at(doc, path) ?? [], value)
  for (const [path, value] of Object.entries(update.$addToSet ?? {})) {
    const old: unknown[] = at(doc, path) ?? []
    const known = new Set(old.map(keyOf))
    const more = (hasModifiers(value) ? value.$each : [value]) as unknown[]
    const news = more.filter((one) => !known.has(keyOf(one)) && known.add(keyOf(one)))
    sets[path] = [...old, ...news]
  }
  delete update.$push
  delete update.$addToSet
  if (Object.keys(sets).length > 0) update.$set = { ...update.$set, ...sets }
}

function pushed(old: unknown[], value: Doc): unknown[] {
  if (!hasModifiers(value)) return [...old, value]
  if (!Array.isArray(value.$each)) throw serverError(2, 'The argument to $each in $push must be an array')
  const out = [...old]
  out.splice(value.$position ?? out.length, 0, ...value.$each)
  if (value.$sort !== undefined) {
    const wrapped = out.map((element) => ({ element }))
    const keys = typeof value.$sort === 'number' ? [['element', value.$sort]] : prefixed(value.$sort)
    sorted(wrapped, Object.fromEntries(keys)).forEach(({ element }, i) => {
      out[i] = element
    })
  }
  if (value.$slice === undefined) return out
  return value.$slice < 0 ? out.slice(value.$slice) : out.slice(0, value.$slice)
}

const prefixed = (sort: Doc) => Object.entries(sort).map(([path, way]) => [`element.${path}`, way])
const hasModifiers = (value: unknown): value is Doc =>
  value !== null && typeof value === 'object' && Object.keys(value).some((key) => key.startsWith('$'))
// biome-ignore lint/suspicious/noExplicitAny: whatever is there
const at = (doc: Doc, path: string): any => path.split('.').reduce<unknown>((it, key) => (it as Doc)?.[key], doc)

function check(operator: string, path: string, doc: Doc, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop()!
  let at: unknown = doc
  for (const [i, key] of [...keys, last].entries()) {
    const missing = at === undefined
    if (missing) return
    const isArray = Array.isArray(at)
    if (
      at === null ||
      typeof at !== 'object' ||
      at instanceof Date ||
      '_bsontype' in at ||
      (isArray && !/^\d+$/.test(key))
    ) {
      if (leavesMissingAlone.has(operator)) return
      throw serverError(28, `Cannot create field '${key}' in element {${keys[i - 1]}: ${JSON.stringify(at)}}`)
    }
    if (i === keys.length) break
    at = (at as Doc)[key]
  }
  const present = Object.hasOwn(at as Doc, last)
  const target = (at as Doc)[last]
  if (!present) return
  if (wantsNumber.has(operator) && typeof target !== 'number')
    throw serverError(14, `Cannot apply ${operator} to a value of non-numeric type at '${path}'`)
  if (wantsArray.has(operator) && !Array.isArray(target))
    throw serverError(operator === '$pop' ? 14 : 2, `The field '${path}' must be an array for ${operator}`)
  if (operator === '$addToSet' && value === undefined) throw serverError(9, '$addToSet needs a value')
}

function checkConflicts(update: Record<string, Doc>): void {
  const paths = Object.values(update).flatMap((fields) => Object.keys(fields))
  if (update.$rename) paths.push(...Object.values(update.$rename as Record<string, string>))
  paths.sort()
  for (let i = 1; i < paths.length; i++)
    if (paths[i] === paths[i - 1] || paths[i].startsWith(`${paths[i - 1]}.`))
      throw serverError(40, `Updating the path '${paths[i]}' would create a conflict at '${paths[i - 1]}'`)
}

/** Writes positional paths out: `history.$[].seen` becomes `history.0.seen`, `history.1.seen`… */
function positions(path: string, doc: Doc, filter: Doc, arrayFilters: Doc[]): string[] {
  if (!path.includes('$')) return [path]
  let found: { path: string; at: unknown }[] = [{ path: '', at: doc }]
  for (const key of path.split('.')) {
    if (!key.startsWith('$')) {
      found = found.map(({ path, at }) => ({ path: path ? `${path}.${key}` : key, at: (at as Doc)?.[key] }))
      continue
    }
    found = found.flatMap(({ path, at }) => {
      if (!Array.isArray(at)) throw serverError(2, `The path '${path}' must be an array to apply ${key}`)
      return which(key, path, at, filter, arrayFilters).map((i) => ({ path: `${path}.${i}`, at: at[i] }))
    })
  }
  return found.map(({ path }) => path)
}

function which(key: string, path: string, elements: unknown[], filter: Doc, arrayFilters: Doc[]): number[] {
  const all = elements.map((_, i) => i)
  if (key === '$[]') return all
  if (key === '$') {
    const conditions = Object.entries(filter).filter(([field]) => field === path || field.startsWith(`${path}.`))
    if (conditions.length !== 1)
      throw new NotSupported(
        `The embedded store needs one condition on '${path}' at the top of the filter for '${path}.$'.`,
      )
    const [[field, condition]] = conditions
    const test = new Query({ [field]: condition }, {})
    const wrap = (element: unknown) => {
      const doc: Doc = {}
      setPath(doc, path, [element])
      return doc
    }
    const i = elements.findIndex((element) => test.test(wrap(element)))
    if (i < 0) throw serverError(2, 'The positional operator did not find the match needed from the query.')
    return [i]
  }
  const name = /^\$\[([a-z]\w*)\]$/.exec(key)?.[1]
  if (!name) throw serverError(2, `Unknown positional path '${key}'`)
  const given = arrayFilters.find((one) => Object.keys(one).some((k) => k === name || k.startsWith(`${name}.`)))
  if (!given) throw serverError(2, `No array filter found for identifier '${name}' in path '${path}'`)
  const test = matcher(given)
  return all.filter((i) => test({ [name]: elements[i] }))
}
