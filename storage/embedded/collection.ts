import { createRequire } from 'node:module'
import { Aggregator } from 'mingo'
import mongoose from 'mongoose'
import { NotSupported, serverError } from '../errors.ts'
import { copy, type Doc, keyOf, plain } from './bson.ts'
import { EmbeddedCursor, FindCursor } from './cursor.ts'
import type { Disk } from './disk.ts'
import { Documents } from './documents.ts'
import { duplicateKey, Index, type IndexSpec, type Plan, type Range } from './indexes.ts'
import { branches, conditions, isExpression, matcher, ordering, type Sort, sorted, valuesAt } from './query.ts'
import { updated, upserted } from './update.ts'

const { ObjectId, MongoBulkWriteError } = mongoose.mongo
const { BulkWriteResult, WriteError } = createRequire(import.meta.url)('mongodb/lib/bulk/common')

/** Options that would change the answer and are not known here. */
const refusedOptions = ['collation', 'session', 'let', 'min', 'max', 'returnKey', 'showRecordId', 'tailable', 'explain']
const refusedStages = [
  '$out',
  '$merge',
  '$geoNear',
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$collStats',
  '$indexStats',
]

function check(method: string, options: Doc = {}): void {
  const refused = refusedOptions.find(
    (name) => options[name] !== undefined && options[name] !== null && options[name] !== false,
  )
  if (refused) throw new NotSupported(`The embedded store doesn't know the option ${refused} of ${method}.`)
}

/**
 * One collection with the methods of the MongoDB driver that Mongoose and connect-mongo call. Every change is made in
 * one go in memory, so that nothing comes between finding a document and changing it, and is acknowledged once on disk.
 */
export class EmbeddedCollection {
  readonly collectionName: string
  readonly namespace: string
  #disk: Disk
  #docs: Documents
  #indexes = new Map<string, Index>()
  #others: (name: string) => EmbeddedCollection

  constructor(disk: Disk, database: string, name: string, others: (name: string) => EmbeddedCollection) {
    this.#disk = disk
    this.#docs = new Documents(disk, name)
    this.collectionName = name
    this.namespace = `${database}.${name}`
    this.#others = others
  }

  /** Takes a document or an index from disk, at opening. */
  load(key: string, doc: Doc): void {
    if (!key.startsWith('index ')) {
      this.#docs.know(key)
      for (const index of this.#indexes.values()) index.add(key, doc)
      return
    }
    const index = new Index(doc as IndexSpec)
    for (const [id, known] of this.#docs.entries()) index.add(id, known)
    this.#indexes.set(doc.name, index)
  }

  // Finding

  find(filter: Doc = {}, options: Doc = {}): FindCursor {
    return new FindCursor((asked) => {
      check('find', asked)
      return this.#find(plain(filter), asked)
    }, options)
  }

  async findOne(filter: Doc = {}, options: Doc = {}): Promise<Doc | null> {
    return this.find(filter, { ...options, limit: 1 }).next()
  }

  async countDocuments(filter: Doc = {}, options: Doc = {}): Promise<number> {
    check('countDocuments', options)
    const asked = plain(filter)
    const { skip = 0, limit = 0 } = options
    const enough = limit || Number.POSITIVE_INFINITY
    const best = this.#best(asked)
    if (best?.exact) return Math.min(Math.max(0, entries(best) - skip), enough)
    // One way to satisfy the filter may be as many as are asked for.
    const ways = branches(asked)?.map((branch) => this.#best(branch)) ?? []
    if (ways.some((plan) => plan?.exact && entries(plan) - skip >= enough)) return enough
    return this.#find(asked, { skip, limit }).length
  }

  async count(filter: Doc = {}, options: Doc = {}): Promise<number> {
    return this.countDocuments(filter, options)
  }

  async estimatedDocumentCount(): Promise<number> {
    return this.#docs.size
  }

  async distinct(field: string, filter: Doc = {}, options: Doc = {}): Promise<unknown[]> {
    check('distinct', options)
    const keys = field.split('.')
    // An empty array has no values, where an index would say null.
    const isNull = (doc: Doc) => keys.reduce<unknown>((at, key) => (at as Doc | undefined)?.[key], doc) === null
    const values = this.#find(plain(filter), {}).flatMap((doc) =>
      valuesAt(doc, keys).filter((value) => value !== null || isNull(doc)),
    )
    return copy([...new Map(values.map((value) => [keyOf(value), value])).values()])
  }

  aggregate(pipeline: Doc[] = [], options: Doc = {}): EmbeddedCursor {
    return new EmbeddedCursor(() => {
      check('aggregate', options)
      const stages: Doc[] = plain(pipeline)
      const text = JSON.stringify(stages)
      const refused = refusedStages.find((stage) => text.includes(`"${stage}":`))
      if (refused) throw new NotSupported(`The embedded store doesn't know the stage ${refused}.`)
      const [first, ...rest] = stages
      if (first && '$match' in first) return run(this.#find(first.$match, {}), rest, this.#resolve)
      return run([...this.#docs.values()], stages, this.#resolve)
    })
  }

  #resolve = (name: string): Doc[] => [...this.#others(name).#docs.values()]

  #find(filter: Doc, { sort, skip = 0, limit = 0, projection }: Doc): Doc[] {
    const matches = matcher(filter)
    const order = sort && Object.keys(asSort(sort)).length > 0 ? asSort(sort) : undefined
    const enough = limit === 0 ? Number.POSITIVE_INFINITY : skip + Math.abs(limit)
    const { docs, ordered } = this.#candidates(filter, order)
    let found: Doc[] = []
    for (const doc of docs) {
      if (!matches(doc)) continue
      found.push(doc)
      if (found.length >= enough && (!order || ordered)) break
    }
    if (order && !ordered) found = sorted(found, order)
    found = found.slice(skip, enough)
    return projection && Object.keys(projection).length > 0 ? project(found, plain(projection)) : found
  }

  /** Documents that hold every match: by _id, by the index that narrows most, or all of them. */
  #candidates(filter: Doc, sort?: Sort): { docs: Iterable<Doc>; ordered: boolean } {
    const ids = conditions(filter).find(([field]) => field === '_id')?.[1]
    if (ids !== undefined && !isExpression(ids)) return { docs: this.#byKeys([keyOf(ids)]), ordered: true }
    if (isExpression(ids) && Array.isArray(ids.$in) && !ids.$in.some((id) => id instanceof RegExp))
      return { docs: this.#byKeys(new Set(ids.$in.map(keyOf))), ordered: false }
    const best = this.#best(filter, sort)
    const branched = branches(filter)?.map((branch) => this.#best(branch, sort))
    const either = branched?.every((plan) => plan !== undefined) ? branched : undefined
    const fewer = either && (!best || entriesIn(either) < (best.way ? fewToSort : entriesIn([best])))
    const plans = fewer ? either : best && [best]
    if (plans && sort && isQuicklyMerged(plans)) return { docs: this.#inOrder(plans, sort), ordered: true }
    if (plans) return { docs: this.#byKeys(keysIn(plans)), ordered: false }
    if (sort)
      for (const index of this.#indexes.values()) {
        if (index.spec.sparse || index.spec.partialFilterExpression) continue
        const way = index.walk(sort)
        if (way) return { docs: this.#inOrder([{ index, ranges: [{ prefix: [] }], way }], sort), ordered: true }
      }
    return { docs: this.#docs.values(), ordered: false }
  }

  /** The index with the fewest entries to look at; when all have many, the one that narrows most, has the sort's order, or then has fewest. */
  #best(filter: Doc, sort?: Sort): (Plan & Walk & { size: number }) | undefined {
    let best: (Plan & Walk & { size: number }) | undefined
    for (const index of this.#indexes.values()) {
      const plan = index.plan(filter)
      if (!plan) continue
      const size = entriesIn([{ ...plan, index }])
      const way = sort ? index.walk(sort, plan) : 0
      const narrower =
        best && (plan.narrowed - best.narrowed || Math.abs(way) - Math.abs(best.way) || best.size - size) > 0
      if (!best || (Math.min(size, best.size) < fewToSort ? size < best.size : narrower))
        best = { ...plan, index, way, size }
    }
    return best
  }

  *#byKeys(keys: Iterable<string>): Generator<Doc> {
    for (const key of keys) {
      const doc = this.#docs.get(key)
      if (doc) yield doc
    }
  }

  /** The documents in the ranges of several plans, merged in the order that each range has, or is put into; each once. */
  *#inOrder(plans: Walk[], sort: Sort): Generator<Doc> {
    const runs = plans.flatMap(({ index, ranges, way }) =>
      way
        ? ranges.map((range) => this.#byKeys(index.ids(range, way)))
        : [sorted([...this.#byKeys(keysIn([{ index, ranges }]))], sort).values()],
    )
    if (runs.length === 1) {
      yield* runs[0]
      return
    }
    const { row, compare } = ordering(sort)
    const given = new Set<string>()
    const take = (run: Iterator<Doc>) => {
      const { value, done } = run.next()
      return done ? null : row(value)
    }
    const heads = runs.map(take)
    for (;;) {
      let first = -1
      for (let i = 0; i < heads.length; i++)
        if (heads[i] && (first < 0 || compare(heads[i]!, heads[first]!) < 0)) first = i
      if (first < 0) return
      const { doc } = heads[first]!
      const key = keyOf(doc._id)
      if (!given.has(key)) yield doc
      given.add(key)
      heads[first] = take(runs[first])
    }
  }

  // Changing

  async insertOne(doc: Doc, options: Doc = {}) {
    check('insertOne', options)
    const insertedId = this.#insert(doc)
    await this.#disk.written()
    return { acknowledged: true, insertedId }
  }

  async insertMany(docs: Doc[], options: Doc = {}) {
    check('insertMany', options)
    const result = await this.bulkWrite(
      docs.map((document) => ({ insertOne: { document } })),
      options,
    )
    return { acknowledged: true, insertedCount: result.insertedCount, insertedIds: result.insertedIds }
  }

  async updateOne(filter: Doc, update: Doc, options: Doc = {}) {
    check('updateOne', options)
    return this.#acknowledge(this.#update(filter, update, options, false))
  }

  async updateMany(filter: Doc, update: Doc, options: Doc = {}) {
    check('updateMany', options)
    return this.#acknowledge(this.#update(filter, update, options, true))
  }

  async replaceOne(filter: Doc, replacement: Doc, options: Doc = {}) {
    check('replaceOne', options)
    return this.#acknowledge(this.#replace(filter, replacement, options))
  }

  async deleteOne(filter: Doc = {}, options: Doc = {}) {
    check('deleteOne', options)
    return this.#acknowledge({ deletedCount: this.#delete(filter, options, 1).length })
  }

  async deleteMany(filter: Doc = {}, options: Doc = {}) {
    check('deleteMany', options)
    return this.#acknowledge({ deletedCount: this.#delete(filter, options, 0).length })
  }

  async findOneAndUpdate(filter: Doc, update: Doc, options: Doc = {}) {
    check('findOneAndUpdate', options)
    return this.#giveBack(this.#update(filter, update, options, false), options)
  }

  async findOneAndReplace(filter: Doc, replacement: Doc, options: Doc = {}) {
    check('findOneAndReplace', options)
    return this.#giveBack(this.#replace(filter, replacement, options), options)
  }

  async findOneAndDelete(filter: Doc, options: Doc = {}) {
    check('findOneAndDelete', options)
    const [before] = this.#delete(filter, options, 1)
    await this.#disk.written()
    const [value = null] = before ? project([before], options.projection) : []
    return options.includeResultMetadata
      ? { value: copy(value), ok: 1, lastErrorObject: { n: value ? 1 : 0 } }
      : copy(value)
  }

  async bulkWrite(operations: Doc[], options: Doc = {}) {
    check('bulkWrite', options)
    const result: Doc = {
      ok: 1,
      writeErrors: [],
      writeConcernErrors: [],
      insertedIds: [],
      nInserted: 0,
      nUpserted: 0,
      nMatched: 0,
      nModified: 0,
      nRemoved: 0,
      upserted: [],
    }
    for (const [index, operation] of operations.entries()) {
      try {
        this.#one(operation, index, result)
      } catch (error) {
        if (!(error instanceof mongoose.mongo.MongoServerError)) throw error
        const { code, message, keyPattern, keyValue } = error as Doc
        result.writeErrors.push(
          new WriteError({ index, code, errmsg: message, errInfo: { keyPattern, keyValue }, op: operation }),
        )
        if (options.ordered !== false) break
      }
    }
    await this.#disk.written()
    const answer = new BulkWriteResult(result, options.ordered !== false)
    const [first] = result.writeErrors
    if (!first) return answer
    throw new MongoBulkWriteError({ message: first.errmsg, code: first.code, writeErrors: result.writeErrors }, answer)
  }

  #one(operation: Doc, index: number, result: Doc): void {
    const [[method, given]] = Object.entries(operation)
    if (method === 'insertOne') {
      const _id = this.#insert(given.document ?? given)
      result.nInserted++
      result.insertedIds.push({ index, _id })
    } else if (method === 'updateOne' || method === 'updateMany' || method === 'replaceOne') {
      const done =
        method === 'replaceOne'
          ? this.#replace(given.filter, given.replacement, given)
          : this.#update(given.filter, given.update, given, method === 'updateMany')
      result.nMatched += done.matchedCount
      result.nModified += done.modifiedCount
      result.nUpserted += done.upsertedCount
      if (done.upsertedCount) result.upserted.push({ index, _id: done.upsertedId })
    } else if (method === 'deleteOne' || method === 'deleteMany') {
      result.nRemoved += this.#delete(given.filter, given, method === 'deleteOne' ? 1 : 0).length
    } else throw new NotSupported(`The embedded store doesn't know ${method} in bulkWrite.`)
  }

  async #acknowledge<T extends object>(done: T) {
    await this.#disk.written()
    const { before: _before, after: _after, ...counts } = done as Doc
    return { acknowledged: true, ...counts } as Doc
  }

  async #giveBack(done: Doc, options: Doc) {
    await this.#disk.written()
    const doc = options.returnDocument === 'after' || options.returnOriginal === false ? done.after : done.before
    const value = doc ? copy(project([doc], options.projection)[0]) : null
    if (!options.includeResultMetadata) return value
    const lastErrorObject = { updatedExisting: done.matchedCount > 0, n: done.matchedCount || done.upsertedCount }
    return {
      value,
      ok: 1,
      lastErrorObject: { ...lastErrorObject, ...(done.upsertedCount && { upserted: done.upsertedId }) },
    }
  }

  #insert(doc: Doc): unknown {
    if (doc === null || typeof doc !== 'object') throw serverError(14, 'A document is needed')
    // The driver sets the _id on the document it was given, and callers read it from there.
    if (doc._id === undefined) doc._id = new ObjectId()
    const { _id, ...rest } = plain(doc)
    if (Array.isArray(_id) || _id instanceof RegExp)
      throw serverError(53, "The '_id' value cannot be an array or a regex")
    const key = keyOf(_id)
    if (this.#docs.has(key)) throw duplicateKey(this.namespace, { name: '_id_', key: { _id: 1 } }, [_id])
    this.#write(key, { _id, ...rest }, undefined)
    return doc._id
  }

  #update(filter: Doc, update: Doc, options: Doc, many: boolean) {
    if (Array.isArray(update)) throw new NotSupported("The embedded store doesn't take a pipeline as an update.")
    const asked = plain(filter ?? {})
    const change = plain(update)
    if (!Object.keys(change).every((key) => key.startsWith('$')) || Object.keys(change).length === 0)
      throw new mongoose.mongo.MongoInvalidArgumentError('Update document requires atomic operators')
    const arrayFilters = options.arrayFilters && plain(options.arrayFilters)
    const found = this.#find(asked, { sort: options.sort, limit: many ? 0 : 1 })
    let modifiedCount = 0
    let after: Doc | null = null
    for (const doc of found) {
      after = updated(doc, change, asked, arrayFilters)
      if (this.#change(keyOf(doc._id), after)) modifiedCount++
    }
    if (found.length > 0 || !options.upsert) return outcome(found, modifiedCount, after)
    return this.#upsert(upserted(change, asked, arrayFilters))
  }

  #replace(filter: Doc, replacement: Doc, options: Doc) {
    const asked = plain(filter ?? {})
    const { _id: given, ...rest } = plain(replacement)
    if (Object.keys(rest).some((key) => key.startsWith('$')))
      throw new mongoose.mongo.MongoInvalidArgumentError('Replacement document must not contain atomic operators')
    const found = this.#find(asked, { sort: options.sort, limit: 1 })
    if (found.length === 0)
      return options.upsert ? this.#upsert(upserted(plain(replacement), asked, undefined)) : outcome(found, 0, null)
    const [{ _id }] = found
    if (given !== undefined && keyOf(given) !== keyOf(_id)) throw serverError(66, "the '_id' field is immutable")
    const after = { _id, ...rest }
    return outcome(found, this.#change(keyOf(_id), after) ? 1 : 0, after)
  }

  #upsert(doc: Doc) {
    const upsertedId = this.#insert(doc)
    const after = this.#docs.get(keyOf(upsertedId))!
    return { matchedCount: 0, modifiedCount: 0, upsertedCount: 1, upsertedId, before: null, after }
  }

  #delete(filter: Doc, options: Doc, limit: number): Doc[] {
    const found = this.#find(plain(filter ?? {}), { sort: options.sort, limit })
    for (const { _id } of found) this.#remove(keyOf(_id))
    return found
  }

  /** Writes a new or changed document; false when it is as it was. Index errors leave everything untouched. */
  #change(key: string, doc: Doc): boolean {
    const before = this.#docs.get(key)
    if (before && keyOf(before) === keyOf(doc)) return false
    if (before && keyOf(before._id) !== keyOf(doc._id)) throw serverError(66, "the '_id' field is immutable")
    return this.#write(key, doc, before)
  }

  #write(key: string, doc: Doc, before: Doc | undefined): true {
    for (const index of this.#indexes.values()) index.check(this.namespace, key, doc)
    if (before) this.#take(key, before)
    this.#put(key, doc)
    this.#disk.write(this.collectionName, key, doc, () => {
      this.#take(key, doc)
      if (before) this.#put(key, before)
    })
    return true
  }

  #remove(key: string): void {
    const before = this.#docs.get(key)!
    this.#take(key, before)
    this.#disk.write(this.collectionName, key, null, () => this.#put(key, before))
  }

  #put(key: string, doc: Doc): void {
    this.#docs.set(key, doc)
    for (const index of this.#indexes.values()) index.add(key, doc)
  }

  #take(key: string, doc: Doc): void {
    this.#docs.delete(key)
    for (const index of this.#indexes.values()) index.remove(key, doc)
  }

  // Indexes and the collection itself

  async createIndex(key: Doc | string, options: Doc = {}): Promise<string> {
    check('createIndex', options)
    const fields: Doc =
      typeof key === 'string' ? { [key]: 1 } : key instanceof Map ? Object.fromEntries(key) : { ...key }
    for (const [path, way] of Object.entries(fields))
      if (way !== 1 && way !== -1)
        throw new NotSupported(`The embedded store doesn't know the index type ${JSON.stringify(way)} of '${path}'.`)
    const name =
      options.name ??
      Object.entries(fields)
        .map((pair) => pair.join('_'))
        .join('_')
    const spec: IndexSpec = { name, key: fields as Sort }
    if (options.unique) spec.unique = true
    if (options.sparse) spec.sparse = true
    if (options.partialFilterExpression) spec.partialFilterExpression = plain(options.partialFilterExpression)
    if (typeof options.expireAfterSeconds === 'number') spec.expireAfterSeconds = options.expireAfterSeconds
    const same = this.#indexes.get(name)
    if (same) {
      if (keyOf(same.spec) === keyOf(spec)) return name
      throw serverError(86, `An existing index has the same name as the requested index: ${name}`)
    }
    const index = new Index(spec)
    for (const [id, doc] of this.#docs.entries()) {
      index.check(this.namespace, id, doc)
      index.add(id, doc)
    }
    this.#indexes.set(name, index)
    this.#disk.write(this.collectionName, `index ${name}`, { ...spec }, () => this.#indexes.delete(name))
    await this.#disk.written()
    return name
  }

  async createIndexes(specs: Doc[]): Promise<string[]> {
    const names: string[] = []
    for (const { key, ...options } of specs) names.push(await this.createIndex(key, options))
    return names
  }

  listIndexes(): EmbeddedCursor {
    return new EmbeddedCursor(() => [
      { v: 2, key: { _id: 1 }, name: '_id_' },
      ...[...this.#indexes.values()].map(({ spec }) => ({ v: 2, ...spec })),
    ])
  }

  async indexes(): Promise<Doc[]> {
    return this.listIndexes().toArray()
  }

  async indexExists(name: string): Promise<boolean> {
    return name === '_id_' || this.#indexes.has(name)
  }

  async dropIndex(name: string): Promise<Doc> {
    const index = this.#indexes.get(name)
    if (!index) throw serverError(27, `index not found with name [${name}]`)
    this.#indexes.delete(name)
    this.#disk.write(this.collectionName, `index ${name}`, null, () => this.#indexes.set(name, index))
    await this.#disk.written()
    return { ok: 1 }
  }

  async dropIndexes(): Promise<boolean> {
    for (const name of [...this.#indexes.keys()]) await this.dropIndex(name)
    return true
  }

  async drop(): Promise<boolean> {
    await this.deleteMany({})
    return this.dropIndexes()
  }

  /** Removes what an index with `expireAfterSeconds` says is past its time. */
  async expire(now = Date.now()): Promise<void> {
    for (const { spec } of this.#indexes.values()) {
      if (spec.expireAfterSeconds === undefined) continue
      const [field] = Object.keys(spec.key)
      await this.deleteMany({ [field]: { $lte: new Date(now - spec.expireAfterSeconds * 1000) } })
    }
  }

  watch(): never {
    throw new NotSupported("The embedded store doesn't know watch (change streams).")
  }

  initializeOrderedBulkOp(): never {
    throw new NotSupported("The embedded store doesn't know initializeOrderedBulkOp.")
  }

  initializeUnorderedBulkOp(): never {
    throw new NotSupported("The embedded store doesn't know initializeUnorderedBulkOp.")
  }
}

/** So few are quicker sorted than found by going through what has the order. */
const fewToSort = 1_000

/** Ranges of an index, and which way to go through them for the order that is wanted; 0 when it isn't theirs. */
interface Walk {
  index: Index
  ranges: Range[]
  way: 1 | -1 | 0
}

/** Whether every plan has the order that is wanted, or little to put into it, and at least one has. */
const isQuicklyMerged = (plans: Walk[]) =>
  plans.some(({ way }) => way !== 0) && plans.every((plan) => plan.way !== 0 || entriesIn([plan]) < fewToSort)

/** How many entries the ranges of a plan have. */
const entries = ({ index, ranges }: Omit<Walk, 'way'>) => ranges.reduce((sum, range) => sum + index.count(range), 0)

/** How many entries several plans would look at. */
const entriesIn = (plans: Omit<Walk, 'way'>[]) =>
  plans.reduce((sum, { index, ranges }) => ranges.reduce((n, range) => n + index.size(range), sum), 0)

/** The keys of the documents in the ranges of several plans, each once. */
function* keysIn(plans: Omit<Walk, 'way'>[]): Generator<string> {
  const given = new Set<string>()
  for (const { index, ranges } of plans)
    for (const range of ranges)
      for (const key of index.ids(range, 1)) {
        if (!given.has(key)) yield key
        given.add(key)
      }
}

function outcome(found: Doc[], modifiedCount: number, after: Doc | null) {
  const before = found[0] ?? null
  return { matchedCount: found.length, modifiedCount, upsertedCount: 0, upsertedId: null as unknown, before, after }
}

function asSort(sort: Doc | Map<string, 1 | -1> | [string, 1 | -1][] | string): Sort {
  if (typeof sort === 'string') return { [sort]: 1 }
  if (sort instanceof Map || Array.isArray(sort)) return Object.fromEntries(sort)
  return sort as Sort
}

function run(docs: Doc[], pipeline: Doc[], collectionResolver?: (name: string) => Doc[]): Doc[] {
  if (pipeline.length === 0) return docs
  try {
    return new Aggregator(pipeline as never, {
      scriptEnabled: false,
      collectionResolver: collectionResolver as never,
    }).run(docs as never)
  } catch (error) {
    throw unknownOperator(error)
  }
}

function unknownOperator(error: unknown): unknown {
  const { message } = error as Error
  const name =
    /(unknown|unregistered|not registered|scriptEnabled|required)/i.test(message) && /\$\w+/.exec(message)?.[0]
  return name ? new NotSupported(`The embedded store doesn't know ${name}: ${message}`) : error
}

function project(docs: Doc[], projection: Doc | undefined): Doc[] {
  if (!projection || Object.keys(projection).length === 0) return docs
  if (Object.keys(projection).some((path) => path.endsWith('.$')))
    throw new NotSupported("The embedded store doesn't know the positional projection '.$'.")
  return run(docs, [{ $project: projection }])
}
