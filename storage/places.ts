import path from 'node:path'
import type { Doc } from './embedded/bson.ts'
import { EmbeddedClient } from './embedded/client.ts'
import { Disk } from './embedded/disk.ts'
import { StoreError } from './errors.ts'
import { mongoose } from './mongoose.ts'

/** A database of either store, as far as moving and migrating need one: the MongoDB driver's, or the embedded store's. */
export type Db = mongoose.mongo.Db

/** One thing in a store: a document, or what an index is. */
export type Item = { collection: string; doc: Doc } | { collection: string; index: Doc }

/** Somewhere a store is: a folder, or a database by its address. */
export interface Place {
  /** Fit to be printed: no password. */
  name: string
  items(): AsyncGenerator<Item>
  /** How many documents, when that is quickly known. */
  count(): Promise<number | undefined>
  /** Opens it for writing. */
  open(): Promise<{ db: Db; close(): Promise<void> }>
}

/** The store at a MongoDB address or in a folder. */
export function placeOf(where: string): Place {
  return /^mongodb(\+srv)?:/.test(where) ? server(where) : folder(path.resolve(where))
}

function folder(where: string): Place {
  return {
    name: where,
    async *items() {
      for (const { collection, key, doc } of Disk.snapshot(where))
        yield key.startsWith('index ') ? { collection, index: doc } : { collection, doc }
    },
    async count() {
      let n = 0
      for (const { key } of Disk.snapshot(where)) if (!key.startsWith('index ')) n++
      return n
    },
    async open() {
      const client = await EmbeddedClient.open(where)
      return { db: client.db() as unknown as Db, close: () => client.close() }
    },
  }
}

function server(uri: string): Place {
  const name = uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '')
  const open = async () => {
    const client = new mongoose.mongo.MongoClient(uri, {
      serverSelectionTimeoutMS: 5_000,
      writeConcern: { w: 'majority', j: true },
    })
    await client.connect().catch((error) => {
      throw new StoreError(`The database at ${name} doesn't answer: ${String(error.message).split('\n')[0]}.`)
    })
    return { db: client.db(), close: () => client.close() }
  }
  return {
    name,
    async *items() {
      const { db, close } = await open()
      try {
        yield* readInOrder(db)
      } finally {
        await close()
      }
    },
    async count() {
      const { db, close } = await open()
      const counts = (await names(db)).map((one) => db.collection(one).estimatedDocumentCount())
      const all = await Promise.all(counts)
      await close()
      return all.reduce((a, b) => a + b, 0)
    },
    open,
  }
}

export const names = async (db: Db): Promise<string[]> =>
  (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort()

/**
 * A database is read while others write to it. Support requests come first: each names its referrals and says whether
 * they have all been made, so that what follows holds them or is completed at the next start. Referrals that came to be
 * after their support request would have been read are left out.
 */
async function* readInOrder(db: Db): AsyncGenerator<Item> {
  const all = await names(db)
  const first = 'supportrequests'
  const known = new Set<string>()
  for (const collection of [...all.filter((name) => name === first), ...all.filter((name) => name !== first)]) {
    for (const { v: _v, ns: _ns, ...index } of (await db.collection(collection).indexes()) as Doc[])
      if (index.name !== '_id_') yield { collection, index }
    for await (const doc of db.collection(collection).find()) {
      if (collection === first) known.add(String(doc._id))
      if (collection === 'referrals' && !known.has(String(doc.supportRequest))) continue
      yield { collection, doc }
    }
  }
}
