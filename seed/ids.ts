import { createHash } from 'node:crypto'
import { Types } from 'mongoose'

const namespace = Buffer.from('7761796d61726b2d64656d6f2d706174', 'hex')

/** An RFC 9562 version 5 UUID: the same name gives the same id in every copy of Waymark. */
export function stableUuid(name: string) {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The same for records that MongoDB names with an ObjectId. */
export function stableObjectId(name: string) {
  return new Types.ObjectId(createHash('sha1').update(name).digest('hex').slice(0, 24))
}
