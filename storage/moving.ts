import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip, createGzip } from 'node:zlib'
import { type Doc, toBytes } from './embedded/bson.ts'
import { StoreError } from './errors.ts'
import { mongoose } from './mongoose.ts'
import { type Db, type Item, names, type Place } from './places.ts'

const { EJSON } = mongoose.mongo.BSON
const format = 'waymark backup 1'
/** Sessions open what their owner may see: they are not taken along in a file. */
const leftOut = new Set(['sessions'])
const together = 500

export type Report = (done: number, total: number) => void

/**
 * Writes everything in a store to a file: gzipped lines of MongoDB's Extended JSON, the last with the number of
 * documents and the SHA-256 of all lines before it. A file of that name appears only once it is whole.
 * @returns the number of documents
 */
export async function backUp(from: Place, file: string, report: Report = () => {}): Promise<number> {
  const total = (await from.count()) ?? 0
  const hash = createHash('sha256')
  let documents = 0
  async function* lines() {
    const line = (what: Doc) => {
      const text = `${EJSON.stringify(what, { relaxed: false })}\n`
      hash.update(text)
      return text
    }
    yield line({ format, at: new Date() })
    for await (const item of from.items()) {
      if (leftOut.has(item.collection)) continue
      if ('doc' in item) report(++documents, Math.max(total, documents))
      yield line(item)
    }
    yield `${JSON.stringify({ documents, sha256: hash.digest('hex') })}\n`
  }
  const partial = `${file}.partial`
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(partial, { mode: 0o600 }))
    await rename(partial, file)
  } finally {
    await rm(partial, { force: true })
  }
  return documents
}

/**
 * Puts a backup into a store. The whole file is checked before anything is written.
 * @param replace take away what the store has, instead of refusing a store that isn't empty
 * @throws StoreError when the file isn't a whole backup or the store isn't empty
 */
export async function restore(file: string, to: Place, replace = false, report: Report = () => {}): Promise<number> {
  const documents = await verified(file)
  const { db, close } = await to.open()
  try {
    await makeEmpty(db, to.name, replace)
    return await fill(db, items(file), documents, report)
  } finally {
    await close()
  }
}

/**
 * Takes everything from one store to another and compares the two: documents and a hash of their bytes, collection by
 * collection.
 * @throws StoreError when the other store isn't empty, or isn't the same in the end
 */
export async function copyStore(from: Place, to: Place, replace = false, report: Report = () => {}): Promise<number> {
  const total = (await from.count()) ?? 0
  const read = new Map<string, Tally>()
  async function* counted() {
    for await (const item of from.items()) {
      if ('doc' in item) tally(read, item.collection, item.doc)
      yield item
    }
  }
  const { db, close } = await to.open()
  try {
    await makeEmpty(db, to.name, replace)
    const copied = await fill(db, counted(), total, report)
    const written = new Map<string, Tally>()
    for (const name of await names(db)) for await (const doc of db.collection(name).find()) tally(written, name, doc)
    for (const [name, { documents, hash }] of read) {
      const there = written.get(name)
      if (there?.documents !== documents || Buffer.compare(there.hash, hash) !== 0)
        throw new StoreError(
          `The copy differs in ${name}: ${documents} documents were read and ${there?.documents ?? 0} are there${there?.documents === documents ? ', not all the same' : ''}.`,
        )
    }
    return copied
  } finally {
    await close()
  }
}

interface Tally {
  documents: number
  /** The hashes of all documents, laid over one another so that their order doesn't matter. */
  hash: Buffer
}

function tally(all: Map<string, Tally>, collection: string, doc: Doc): void {
  const one = all.get(collection) ?? { documents: 0, hash: Buffer.alloc(32) }
  const hash = createHash('sha256').update(toBytes(doc)).digest()
  for (let i = 0; i < 32; i++) one.hash[i] ^= hash[i]
  one.documents++
  all.set(collection, one)
}

async function makeEmpty(db: Db, name: string, replace: boolean): Promise<void> {
  const there = await names(db)
  if (replace) for (const collection of there) await db.collection(collection).drop()
  else
    for (const collection of there)
      if ((await db.collection(collection).estimatedDocumentCount()) > 0)
        throw new StoreError(
          `The store at ${name} isn't empty: nothing was changed. Add --replace to take away what it has.`,
        )
}

async function fill(db: Db, from: AsyncGenerator<Item>, total: number, report: Report): Promise<number> {
  let done = 0
  let batch: Doc[] = []
  let into = ''
  const flush = async () => {
    if (batch.length > 0) await db.collection(into).insertMany(batch as never, { ordered: true })
    done += batch.length
    report(done, Math.max(total, done))
    batch = []
  }
  for await (const item of from) {
    if ('index' in item) {
      const { key, ...options } = item.index
      await db.collection(item.collection).createIndex(key, options)
      continue
    }
    if (item.collection !== into || batch.length >= together) await flush()
    into = item.collection
    batch.push(item.doc)
  }
  await flush()
  return done
}

async function* linesOf(file: string): AsyncGenerator<string> {
  await stat(file).catch(() => {
    throw new StoreError(`There is no file ${file}.`)
  })
  const unzipped = createReadStream(file).pipe(createGunzip())
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of unzipped) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}

async function* items(file: string): AsyncGenerator<Item> {
  for await (const line of linesOf(file)) {
    const { format: header, sha256, ...item } = EJSON.parse(line, { relaxed: false }) as Doc
    if (header === undefined && sha256 === undefined) yield native(item) as Item
  }
}

/** Extended JSON read strictly gives Int32 and Double objects; the store keeps plain numbers, as the driver does. */
function native(item: Doc): Doc {
  const { BSON } = mongoose.mongo
  return BSON.deserialize(BSON.serialize(item, { ignoreUndefined: false }), { promoteValues: true })
}

/** @returns the number of documents. @throws StoreError unless the file is a whole backup. */
async function verified(file: string): Promise<number> {
  const notWhole = new StoreError(`${file} is not a whole Waymark backup: nothing was changed.`)
  const hash = createHash('sha256')
  let last: string | undefined
  let first: Doc | undefined
  try {
    for await (const line of linesOf(file)) {
      if (last !== undefined) hash.update(`${last}\n`)
      first ??= JSON.parse(line)
      last = line
    }
    const end = JSON.parse(last ?? '{}')
    if (first?.format === format && end.sha256 === hash.digest('hex')) return end.documents
  } catch (error) {
    if (error instanceof StoreError) throw error
  }
  throw notWhole
}
