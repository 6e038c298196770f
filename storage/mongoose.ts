import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import type { ConnectOptions, IndexOptions, Model } from 'mongoose'
import mongoose from 'mongoose'
import { EmbeddedClient } from './embedded/client.ts'

// Models import Mongoose from here, so that the driver is set before any of them is compiled.
const require = createRequire(import.meta.url)
const driver = require('mongoose/lib/drivers/node-mongodb-native')

/** What a connection of Mongoose's driver is made of, as far as opening one goes. */
interface Opening {
  readyState: number
  config: Record<string, unknown>
  collections: Record<string, { onOpen(): void }>
  onOpen(): void
}

/** Mongoose's own connection, which opens the embedded store for `embedded:FOLDER` and MongoDB for every other address. */
class StoreConnection extends driver.Connection {
  async createClient(uri: string, options: ConnectOptions = {}) {
    if (!uri.startsWith('embedded:')) return super.createClient(uri, options)
    const opening = this as unknown as Opening
    opening.readyState = mongoose.ConnectionStates.connecting
    Object.assign(opening, { _connectionString: uri })
    const { autoIndex, autoCreate, bufferCommands } = options
    for (const [setting, value] of Object.entries({ autoIndex, autoCreate, bufferCommands }))
      if (value !== undefined) opening.config[setting] = value
    const client = await EmbeddedClient.open(decodeURIComponent(uri.slice('embedded:'.length)))
    const db = client.db(options.dbName)
    Object.assign(opening, { client, db, name: db.databaseName, _closeCalled: false })
    opening.onOpen()
    for (const collection of Object.values(opening.collections)) collection.onOpen()
    return this
  }
}

const writes = ['insertOne', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany'] as const
const changes = ['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'] as const
const attempts = 6

/**
 * Mongoose's own collection. DocumentDB, whose writes are PostgreSQL transactions, answers 'deadlock detected' when
 * several insert the same unique value at once: nothing of the write was done, and it may be asked again.
 */
class StoreCollection extends driver.Collection {}
for (const name of [...writes, ...changes])
  Object.defineProperty(StoreCollection.prototype, name, {
    async value(...given: unknown[]) {
      for (let attempt = 1; ; attempt++)
        try {
          return await driver.Collection.prototype[name].apply(this, given)
        } catch (error) {
          if (attempt === attempts || !/deadlock detected/.test((error as Error).message)) throw error
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt))
        }
    },
  })

/**
 * MongoDB's driver (7.8) waits for ever for a socket to drain that has been closed but hasn't said so yet, and no time limit
 * of its own ends that: whoever sent a form just as the database went away had no answer. Whoever waits is told here.
 */
const { Connection: Wire } = createRequire(require.resolve('mongoose'))('mongodb/lib/cmap/connection.js')
const { onClose } = Wire.prototype
Wire.prototype.onClose = function (this: { socket: Socket; error: Error }) {
  onClose.call(this)
  this.socket.emit('error', this.error)
}

mongoose.setDriver({ ...driver, Connection: StoreConnection, Collection: StoreCollection })

// Mongoose's own generics for schemas cost the compiler seconds and a hundred thousand types a model, and say nothing that
// the models' interfaces don't: these are the same two, typed by the interface alone.

interface AnySchema {
  index(fields: Record<string, 1 | -1>, options?: IndexOptions): this
}

/** Mongoose's `Schema`: its fields are those of the interface. */
export const Schema = mongoose.Schema as unknown as {
  new <T = Record<string, unknown>>(fields: { [Field in keyof T]?: unknown }, options?: object): AnySchema
  Types: typeof mongoose.Schema.Types
}

/** Mongoose's `model`, of records shaped as the interface says. */
export const model = mongoose.model.bind(mongoose) as unknown as <T>(name: string, schema: AnySchema) => Model<T>

export { isValidObjectId, type Model, Types } from 'mongoose'
export { mongoose }
