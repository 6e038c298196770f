import { Notice } from '../models/notice.ts'
import { isDuplicate } from '../storage/errors.ts'

/** Keeps a new notice, due when it says, unless it is there already. @returns how many that made: 1 or 0 */
export async function once(
  notice: Pick<Notice, '_id' | 'about' | 'to' | 'dueAt' | 'createdAt' | 'referral' | 'reference' | 'conference'>,
) {
  try {
    await Notice.create({ ...notice, status: 'waiting' })
    return 1
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return 0
  }
}
