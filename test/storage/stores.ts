import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Connection } from 'mongoose'
import { mongoose } from '../../storage/mongoose.ts'

/** Waymark's write concern: nothing is acknowledged before it is safe. */
export const acknowledged = { writeConcern: { w: 'majority', j: true } } as const

export interface TestStore {
  name: string
  /** A connection of its own, to a folder or database that `discard` removes. */
  open(): Promise<{ connection: Connection; address?: string; discard(): Promise<void> }>
}

const embedded: TestStore = {
  name: 'the embedded store',
  async open() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-store-'))
    const connection = await connect(`embedded:${encodeURIComponent(folder)}`)
    return {
      connection,
      async discard() {
        await connection.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}

const realServer = (address: string): TestStore => ({
  name: 'the server at MONGODB_URI',
  async open() {
    const uri = new URL(address)
    uri.pathname = `/waymark_test_${process.pid}_${Date.now()}`
    if (!uri.searchParams.has('authSource') && uri.username) uri.searchParams.set('authSource', 'admin')
    const connection = await connect(uri.href)
    return {
      connection,
      address: uri.href,
      async discard() {
        await connection.dropDatabase()
        await connection.close()
      },
    }
  },
})

const connect = (uri: string) =>
  mongoose
    .createConnection(uri, {
      autoIndex: false,
      autoCreate: false,
      ...(uri.startsWith('mongodb') && { serverSelectionTimeoutMS: 5_000, ...acknowledged }),
    })
    .asPromise()

/** What the same expectations are held against: the embedded store, and a real server when MONGODB_URI names one. */
export const stores: TestStore[] = [embedded, ...(process.env.MONGODB_URI ? [realServer(process.env.MONGODB_URI)] : [])]
