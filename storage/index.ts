import path from 'node:path'
import { config } from '../config.ts'
import { StoreError } from './errors.ts'
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
 * configured. Then sees that every index the models declare is there.
 * @throws StoreError whose message is one sentence for whoever started Waymark.
 */
export async function openStore(options: StoreOptions = { uri: config.MONGODB_URI, dataDir: config.DATA_DIR }) {
  const uri = options.uri ?? `embedded:${encodeURIComponent(path.resolve(options.dataDir ?? config.DATA_DIR))}`
  try {
    await mongoose.connect(uri, {
      autoIndex: false,
      autoCreate: false,
      ...(uri.startsWith('mongodb') && {
        serverSelectionTimeoutMS: answerWithin,
        connectTimeoutMS: answerWithin,
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
  await ensureIndexes()
}

/** Closes the store once everything that was asked of it is on disk. */
export async function closeStore(): Promise<void> {
  await mongoose.disconnect()
}

/** Creates the indexes that the models declare and the store lacks. Running it again does nothing. */
export async function ensureIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    try {
      await model.createIndexes()
    } catch (error) {
      await mongoose.disconnect()
      throw new StoreError(`Waymark can't index its ${model.collection.name}: ${firstLine(error)}.`, { cause: error })
    }
  }
}

// An address may hold a password: nothing of it is printed.
const firstLine = (error: unknown) =>
  String((error as Error).message)
    .split('\n')[0]
    .replace(/\/\/[^@\s/]+@/g, '//…@')
    .replace(/\.$/, '')
