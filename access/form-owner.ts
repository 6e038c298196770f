import { createHmac, timingSafeEqual } from 'node:crypto'
import { config } from '../config.ts'
import { isValidObjectId, Types } from '../storage/mongoose.ts'

const seal = (user: string, key: string) =>
  createHmac('sha256', config.SESSION_SECRET).update(`form ${key} of ${user}`).digest('base64url')

/**
 * Says in a form whose it is, so that what is typed there can be kept for them when their session has ended before they
 * send it. Only this server can make it, and it opens nothing: a draft is read by its owner alone, signed in.
 */
export const ownerMark = (user: Types.ObjectId, key: string) => `${user}.${seal(String(user), key)}`

/** The user that a form with this key was made for; null when the mark is missing or not ours. */
export function ownerOf(mark: unknown, key: string): Types.ObjectId | null {
  const [user = '', given = ''] = String(mark ?? '').split('.')
  const expected = Buffer.from(seal(user, key))
  const sealed = Buffer.from(given)
  const ours = sealed.length === expected.length && timingSafeEqual(sealed, expected)
  return ours && isValidObjectId(user) ? new Types.ObjectId(user) : null
}
