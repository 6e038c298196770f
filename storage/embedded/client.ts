import { EventEmitter } from 'node:events'
import path from 'node:path'
import { NotSupported } from '../errors.ts'
import type { Doc } from './bson.ts'
import { EmbeddedCollection } from './collection.ts'
import { EmbeddedCursor } from './cursor.ts'
import { Disk } from './disk.ts'

const database = 'waymark'
const expiryInterval = 60_000

/** The stores this process has open: connections to one folder share one. */
const open = new Map<string, { db: EmbeddedDb; disk: Disk; users: number; expiry: NodeJS.Timeout }>()

/** What Mongoose and connect-mongo use of the MongoDB driver's MongoClient. */
export class EmbeddedClient extends EventEmitter {
  readonly #folder: string

  private constructor(folder: string) {
    super()
    this.#folder = folder
  }

  /** @throws StoreError when the folder can't be used or another process has it open. */
  static async open(folder: string): Promise<EmbeddedClient> {
    const whole = path.resolve(folder)
    const shared = open.get(whole)
    if (shared) shared.users++
    else {
      const disk = Disk.open(whole)
      const db = new EmbeddedDb(disk)
      const expiry = setInterval(() => db.expire().catch(() => {}), expiryInterval).unref()
      open.set(whole, { db, disk, users: 1, expiry })
    }
    return new EmbeddedClient(whole)
  }

  /** There is one database in a folder; a name given for another is refused. */
  db(name = database): EmbeddedDb {
    const store = open.get(this.#folder)
    if (!store) throw new NotSupported('The embedded store has been closed.')
    if (name !== database)
      throw new NotSupported(`The embedded store has one database, '${database}', and no '${name}'.`)
    return store.db
  }

  async connect(): Promise<this> {
    return this
  }

  async close(): Promise<void> {
    const store = open.get(this.#folder)
    if (!store || --store.users > 0) return
    open.delete(this.#folder)
    clearInterval(store.expiry)
    await store.disk.close()
  }

  startSession(): never {
    throw new NotSupported("The embedded store doesn't know startSession: what must be atomic is one document.")
  }

  withSession(): never {
    return this.startSession()
  }
}

export class EmbeddedDb {
  readonly databaseName = database
  #disk: Disk
  #collections = new Map<string, EmbeddedCollection>()

  constructor(disk: Disk) {
    this.#disk = disk
    for (const { collection, key, doc } of disk.read()) this.collection(collection).load(key, doc)
  }

  collection(name: string): EmbeddedCollection {
    let found = this.#collections.get(name)
    if (!found) {
      found = new EmbeddedCollection(this.#disk, database, name, (other) => this.collection(other))
      this.#collections.set(name, found)
    }
    return found
  }

  /** Collections come to be when they are first written; options would change what they do. */
  async createCollection(name: string, options: Doc = {}): Promise<EmbeddedCollection> {
    const refused = ['capped', 'timeseries', 'validator', 'viewOn', 'collation', 'expireAfterSeconds'].find(
      (o) => options[o],
    )
    if (refused) throw new NotSupported(`The embedded store doesn't know the option ${refused} of createCollection.`)
    return this.collection(name)
  }

  listCollections(filter: Doc = {}): EmbeddedCursor {
    return new EmbeddedCursor(() =>
      [...this.#collections.keys()]
        .filter((name) => filter.name === undefined || filter.name === name)
        .map((name) => ({ name, type: 'collection' })),
    )
  }

  async collections(): Promise<EmbeddedCollection[]> {
    return [...this.#collections.values()]
  }

  async dropCollection(name: string): Promise<boolean> {
    await this.collection(name).drop()
    return this.#collections.delete(name)
  }

  async dropDatabase(): Promise<boolean> {
    for (const name of [...this.#collections.keys()]) await this.collection(name).drop()
    return true
  }

  async command(command: Doc): Promise<Doc> {
    if ('ping' in command) return { ok: 1 }
    throw new NotSupported(`The embedded store doesn't know the command ${Object.keys(command)[0]}.`)
  }

  admin() {
    return {
      ping: async () => ({ ok: 1 }),
      listDatabases: async () => ({ databases: [{ name: database }], ok: 1 }),
      command: (command: Doc) => this.command(command),
    }
  }

  async expire(): Promise<void> {
    for (const collection of this.#collections.values()) await collection.expire()
  }
}
