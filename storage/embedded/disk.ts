import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { open, type RootDatabase } from 'lmdb'
import { StoreError, StoreWriteError } from '../errors.ts'
import { type Doc, fromBytes, toBytes } from './bson.ts'
import { type Holder, lives, self } from './lock.ts'

const heartbeat = 5_000
/** What a write may take on disk besides its bytes, and what lmdb's own tree may take: it never writes in place. */
const pagesOfAWrite = 2 * 4_096
const roomToSpare = 1_000_000

export interface Kept {
  collection: string
  key: string
  doc: Doc
}

function* everything(db: RootDatabase<Buffer, [string, string]>): Generator<Kept> {
  const transaction = db.useReadTransaction()
  try {
    for (const { key, value } of db.getRange({ transaction })) {
      const [collection, id] = key as [string, string]
      if (collection !== '') yield { collection, key: id, doc: fromBytes(value) }
    }
  } finally {
    transaction.done()
  }
}

interface Write {
  collection: string
  key: string
  doc: Doc | null
  undo: () => void
}

/**
 * The folder on disk. Changes are made in memory at once, handed over with `write`, and acknowledged by `written` when
 * lmdb has them on disk. All that arrives in one turn of the event loop goes to disk together. If that fails, memory is
 * put back as it was, in reverse order, before anyone else looks, and every waiting writer is told.
 *
 * The transaction runs on this thread on purpose: lmdb's background writes leave rejections that nobody can catch when
 * the disk is full.
 */
export class Disk {
  readonly folder: string
  #db: RootDatabase<Buffer, [string, string]>
  #waiting: Write[] = []
  /** What each document that waits will be, by collection and key. */
  #unwritten = new Map<string, Doc>()
  #commit: Promise<void> | undefined
  #beat: NodeJS.Timeout

  private constructor(folder: string, db: RootDatabase<Buffer, [string, string]>) {
    this.folder = folder
    this.#db = db
    this.#beat = setInterval(() => touch(folder), heartbeat).unref()
  }

  /** @throws StoreError when the folder can't be used or another process has it open. */
  static open(folder: string): Disk {
    try {
      makeFolder(folder)
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    } catch (error) {
      throw new StoreError(`Waymark can't use the folder ${folder} (DATA_DIR): ${reason(error)}.`, { cause: error })
    }
    const lastSeen = modified(folder)
    let db: RootDatabase<Buffer, [string, string]>
    try {
      db = open({ path: path.join(folder, 'waymark.lmdb'), encoding: 'binary', overlappingSync: false, cache: false })
    } catch (error) {
      throw new StoreError(`Waymark can't open its store in ${folder} (DATA_DIR): ${reason(error)}.`, { cause: error })
    }
    try {
      checkRoom(folder, [])
      // lmdb's write lock is the system's own and ends with the process, so that no two can both find the folder free.
      db.transactionSync(() => {
        const bytes = db.get(['', 'holder'])
        const holder = bytes && (fromBytes(bytes) as Holder)
        const alive = holder && (lives(holder) ?? Date.now() - lastSeen < 3 * heartbeat)
        if (alive)
          throw new StoreError(
            `Another Waymark (process ${holder.pid}) has the store in ${folder} open: stop it first, or set DATA_DIR or MONGODB_URI.`,
          )
        db.putSync(['', 'holder'], toBytes(self()) as Buffer)
      })
    } catch (error) {
      void db.close()
      if (error instanceof StoreError) throw error
      throw new StoreError(`Waymark can't write to its store in ${folder} (DATA_DIR): ${reason(error)}.`, {
        cause: error,
      })
    }
    return new Disk(folder, db)
  }

  /** Every document of every collection, with its key. */
  read(): Generator<Kept> {
    return everything(this.#db)
  }

  /**
   * Everything in a folder as it is at this moment, also while another process writes to it: lmdb's readers see one
   * state of the whole. @throws StoreError when there is no store in the folder.
   */
  static *snapshot(folder: string): Generator<Kept> {
    const file = path.join(folder, 'waymark.lmdb')
    if (!existsSync(file)) throw new StoreError(`There is no store in ${folder}.`)
    const db = open<Buffer, [string, string]>({ path: file, encoding: 'binary', readOnly: true })
    try {
      yield* everything(db)
    } finally {
      void db.close()
    }
  }

  /** One document, as it was last written. There must be one. */
  get(collection: string, key: string): Doc {
    return this.#unwritten.get(`${collection} ${key}`) ?? fromBytes(this.#db.get([collection, key])!)
  }

  /** Takes a change that memory already has. `undo` puts memory back. A null document is removed. */
  write(collection: string, key: string, doc: Doc | null, undo: () => void): void {
    this.#waiting.push({ collection, key, doc, undo })
    if (doc) this.#unwritten.set(`${collection} ${key}`, doc)
    this.#commit ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        try {
          this.#flush()
          resolve()
        } catch (error) {
          reject(error)
        }
      })
    })
    // Whoever waits for `written` hears of a failure; the promise itself must not end the process.
    this.#commit.catch(() => {})
  }

  /** Resolves when everything handed over so far is on disk. @throws StoreWriteError */
  async written(): Promise<void> {
    await this.#commit
  }

  #flush(): void {
    const writes = this.#waiting
    this.#waiting = []
    this.#unwritten.clear()
    this.#commit = undefined
    try {
      const bytes = writes.map(({ doc }) => doc && (toBytes(doc) as Buffer))
      checkRoom(this.folder, bytes)
      this.#db.transactionSync(() => {
        writes.forEach(({ collection, key }, i) => {
          if (bytes[i]) this.#db.putSync([collection, key], bytes[i])
          else this.#db.removeSync([collection, key])
        })
      })
      this.#db.resetReadTxn()
    } catch (error) {
      for (const { undo } of writes.reverse()) undo()
      throw new StoreWriteError(`The store in ${this.folder} could not write to disk: ${reason(error)}.`, {
        cause: error,
      })
    }
  }

  async close(): Promise<void> {
    await this.written().catch(() => {})
    clearInterval(this.#beat)
    try {
      checkRoom(this.folder, [])
      this.#db.transactionSync(() => this.#db.removeSync(['', 'holder']))
    } catch {
      // A full disk: the next process finds that this one has ended.
    }
    await this.#db.close()
  }
}

/** lmdb damages this process's memory when the disk refuses it a page: it must not come to that. */
function checkRoom(folder: string, bytes: (Buffer | null)[]): void {
  const needed = bytes.reduce((sum, one) => sum + pagesOfAWrite + (one?.length ?? 0), roomToSpare)
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < needed) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
}

/** Node's own `recursive` never ends where a folder can't be made, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    return
  }
  makeFolder(path.dirname(folder))
  mkdirSync(folder)
}

const lockFile = (folder: string) => path.join(folder, 'waymark.lmdb-lock')

function modified(folder: string): number {
  try {
    return statSync(lockFile(folder)).mtimeMs
  } catch {
    return 0
  }
}

function touch(folder: string): void {
  try {
    utimesSync(lockFile(folder), new Date(), new Date())
  } catch {
    // Only a process on another machine would look at it.
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'it may not be read and written by this user'
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'it is not a folder'
  if (code === 'ENOSPC' || (code as unknown) === 28 || (code as unknown) === 5) return 'the disk is full or failing'
  return message.split('\n')[0]
}
