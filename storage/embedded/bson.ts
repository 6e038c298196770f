import mongoose from 'mongoose'

const { BSON } = mongoose.mongo

/** A document as the store holds it: plain objects, arrays and BSON values. */
// biome-ignore lint/suspicious/noExplicitAny: documents have any shape
export type Doc = Record<string, any>

export const toBytes = (doc: Doc): Uint8Array => BSON.serialize(doc, { ignoreUndefined: false })
export const fromBytes = (bytes: Uint8Array): Doc => BSON.deserialize(bytes, { promoteBuffers: false })

/** What a value becomes on its way to MongoDB and back: no undefined, no Mongoose wrappers, no shared references. */
export function plain<T>(value: T): T {
  return fromBytes(toBytes({ value })).value
}

/** A copy that its reader may change. ObjectIds are shared: nobody changes one. */
export function copy<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(copy) as T
  if (value instanceof Date) return new Date(value) as T
  if (Object.getPrototypeOf(value) === Object.prototype) {
    const out: Doc = {}
    for (const key in value) out[key] = copy(value[key])
    return out as T
  }
  return '_bsontype' in value && value._bsontype === 'ObjectId' ? value : plain(value)
}

/** One string for each distinct value, as MongoDB tells values apart: 1 and 1.0 are one, '1' another, null is missing. */
export function keyOf(value: unknown): string {
  if (value === null || value === undefined) return 'n'
  if (typeof value === 'string') return `s${value}`
  if (typeof value === 'number') return `d${value === 0 ? 0 : value}`
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return `u${value.getTime()}`
  if ((value as Doc)._bsontype === 'ObjectId') return `o${(value as Doc).toHexString()}`
  return `b${Buffer.from(toBytes({ value })).toString('base64')}`
}
