import mongoose from 'mongoose'

const { mongo } = mongoose

/** The store can't be opened. The message is one sentence, fit to be printed to whoever started Waymark. */
export class StoreError extends Error {
  override name = 'StoreError'
}

/** The embedded store won't do this. The message names the operator, option or method it doesn't know. */
export class NotSupported extends Error {
  override name = 'NotSupported'
  /** How many there have been: the tests hold Waymark's own queries to none. */
  static met = 0

  constructor(message: string) {
    super(message)
    NotSupported.met++
  }
}

/** The embedded store could not write to disk. Nothing of the change was kept, and the store goes on once it can write. */
export class StoreWriteError extends Error {
  override name = 'StoreWriteError'
}

/** An error as MongoDB's server would have sent it, so that callers read `code`, `keyPattern` and `keyValue` on both stores. */
export function serverError(code: number, message: string, more: object = {}) {
  return new mongo.MongoServerError({ ok: 0, code, errmsg: message, message, ...more })
}

/** What FerretDB says, as an internal error (code 1), while the PostgreSQL behind it is down or starting. */
const gatewayAlone =
  /failed to connect to|terminating connection|database system is|server closed|conn(ection)? (is )?(closed|reset|refused)|closed network connection|broken pipe|unexpected EOF/i

/** What Node says of a connection that the other end has dropped; the driver passes some of it on as it is. */
const dropped = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'])

const awayCodes = new Set([6, 7, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])

/**
 * Tells that the store can't be reached or can't write now, and that trying again later may well succeed: a database
 * that is down, restarting or electing, a full disk. Anything else is a mistake of ours or of the caller's.
 */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof StoreWriteError) return true
  if (!(error instanceof Error)) return false
  if (dropped.has(String((error as NodeJS.ErrnoException).code))) return true
  if (error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError) return true
  if (error.name === 'MongooseServerSelectionError' || error.name === 'MongoPoolClearedError') return true
  if (error.name === 'MongoNotConnectedError' || error.name === 'MongoTopologyClosedError') return true
  if (error.name === 'MongoWaitQueueTimeoutError') return true
  if (error.name === 'MongooseError' && /buffering timed out|before initial connection/.test(error.message)) return true
  if (error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError')) return true
  if (!(error instanceof mongo.MongoServerError)) return false
  return awayCodes.has(Number(error.code)) || (error.code === 1 && gatewayAlone.test(error.message))
}

/** Whether something of the same unique value is there already. */
export const isDuplicate = (error: unknown) => (error as { code?: number }).code === 11_000
