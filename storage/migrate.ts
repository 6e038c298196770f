import { StoreError } from './errors.ts'
import { type Migration, migrations } from './migrations/index.ts'
import { mongoose } from './mongoose.ts'
import { type Db, names } from './places.ts'

interface Run {
  _id: number
  title: string
  at: Date
}

const runs = (db: Db) => db.collection<Run>('migrations')

/** The migrations that a store hasn't had. @throws StoreError when the store is newer than this code. */
export async function pending(db: Db, known: Migration[] = migrations): Promise<Migration[]> {
  const had = (await runs(db).find({}).toArray()).map(({ _id }) => _id)
  const newest = known.at(-1)?.number ?? 0
  const newer = Math.max(0, ...had)
  if (newer > newest)
    throw new StoreError(
      `The store has been changed by a newer Waymark (migration ${newer}; this one knows ${newest}): run that one, or restore a backup from before.`,
    )
  return known.filter(({ number }) => !had.includes(number))
}

/** Runs what the store hasn't had, in order, recording each. @returns the titles of those it ran */
export async function migrate(db: Db, known: Migration[] = migrations): Promise<string[]> {
  const waiting = await pending(db, known)
  for (const { number, title, run } of waiting) {
    await run(db)
    await runs(db).updateOne({ _id: number }, { $set: { title, at: new Date() } }, { upsert: true })
  }
  return waiting.map(({ number, title }) => `${number}: ${title}`)
}

/** A store without a document needs no migration: it begins with all of them behind it. */
export async function isNew(db: Db): Promise<boolean> {
  for (const name of await names(db)) if ((await db.collection(name).estimatedDocumentCount()) > 0) return false
  return true
}

/** The store that is open now. */
export const openDb = () => mongoose.connection.db as unknown as Db
