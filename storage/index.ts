import path from 'node:path'
import { config } from '../config.ts'
import { StoreError } from './errors.ts'
import { isNew, migrate, openDb, pending } from './migrate.ts'
import { mongoose } from './mongoose.ts'

export { isStoreAway, NotSupported, StoreError, StoreWriteError } from './errors.ts'

export interface StoreOptions {
  /** A MongoDB address; takes the place of `dataDir`. */
  uri?: string
  /** The folder of the embedded store. */
  dataDir?: string
}

/** How long an address may take to answer before Waymark says that it doesn't. */
const answerWithin = 5_000

/**
 * Opens the store that every model uses: the MongoDB at `uri`, or the embedded store in `dataDir`. Without options, as
 * configured. Then sees that it has had every migration and that every index the models declare is there: a new store
 * and the embedded one are given what they lack; a production MongoDB that others may be using is left to `npm run migrate`.
 * @returns the migrations that were run
 * @throws StoreError whose message is one sentence for whoever started Waymark.
 */
export async function openStore(
  options: StoreOptions = { uri: config.MONGODB_URI, dataDir: config.DATA_DIR },
  { migrating = false } = {},
): Promise<string[]> {
  const uri = options.uri ?? `embedded:${encodeURIComponent(path.resolve(options.dataDir ?? config.DATA_DIR))}`
  try {
    await mongoose.connect(uri, {
      autoIndex: false,
      autoCreate: false,
      ...(uri.startsWith('mongodb') && {
        serverSelectionTimeoutMS: answerWithin,
        connectTimeoutMS: answerWithin,
        // A burst waits its turn for a connection rather than fail.
        waitQueueTimeoutMS: 20_000,
        bufferTimeoutMS: answerWithin,
        socketTimeoutMS: 30_000,
        maxPoolSize: 50,
        retryWrites: true,
        retryReads: true,
        writeConcern: { w: 'majority', j: true, wtimeoutMS: 10_000 },
      }),
    })
  } catch (error) {
    await mongoose.disconnect().catch(() => {})
    if (error instanceof StoreError) throw error
    throw new StoreError(`Waymark can't reach its database (MONGODB_URI): ${firstLine(error)}.`, { cause: error })
  }
  try {
    const asked = config.NODE_ENV !== 'production' || !uri.startsWith('mongodb') || migrating
    return await bringUpToDate(asked)
  } catch (error) {
    await mongoose.disconnect()
    if (error instanceof StoreError) throw error
    throw new StoreError(`Waymark can't use its store: ${firstLine(error)}.`, { cause: error })
  }
}

/** Closes the store once everything that was asked of it is on disk. */
export async function closeStore(): Promise<void> {
  await mongoose.disconnect()
}

async function bringUpToDate(asked: boolean): Promise<string[]> {
  const db = openDb()
  const fresh = await isNew(db)
  const waiting = await pending(db)
  const ran = fresh || asked ? await migrate(db) : []
  const lacking = fresh || asked ? [] : await missingIndexes()
  if (!fresh && !asked && (waiting.length > 0 || lacking.length > 0))
    throw new StoreError(
      `The database isn't ready for this Waymark (${[...waiting.map(({ title }) => `migration “${title}”`), ...lacking.map((name) => `index ${name}`)].join(', ')}): run npm run migrate.`,
    )
  if (fresh || asked) await ensureIndexes()
  return fresh ? [] : ran
}

/** Creates the indexes that the models declare and the store lacks. Running it again does nothing. */
export async function ensureIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    try {
      await model.createIndexes()
    } catch (error) {
      throw new StoreError(`Waymark can't index its ${model.collection.name}: ${firstLine(error)}.`, { cause: error })
    }
  }
}

async function missingIndexes(): Promise<string[]> {
  const missing: string[] = []
  for (const model of Object.values(mongoose.models)) {
    const { toCreate } = await model.diffIndexes({ indexOptionsToCreate: false })
    missing.push(...toCreate.map((key) => `${model.collection.name} ${Object.keys(key).join(', ')}`))
  }
  return missing
}

// An address may hold a password: nothing of it is printed.
const firstLine = (error: unknown) =>
  String((error as Error).message)
    .split('\n')[0]
    .replace(/\/\/[^@\s/]+@/g, '//…@')
    .replace(/\.$/, '')
