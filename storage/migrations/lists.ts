import type { Db } from '../places.ts'

interface Listed {
  status: string
  list?: string
  listedAt?: Date
  sentAt: Date
  closedAt?: Date
}

/** As the statuses were when lists came to be. */
const waiting = ['draft', 'waiting_list', 'on_hold', 'info_needed']
const open = ['sent', 'accepted', 'in_progress']

const listOf = (status: string) => (open.includes(status) ? 'open' : waiting.includes(status) ? 'waiting' : 'closed')

/** Gives every referral the list that it is in, and the day by which it stands there. */
export async function listReferrals(db: Db) {
  const referrals = db.collection<Listed>('referrals')
  const unlisted = { list: { $exists: false } }
  for await (const { _id, status, sentAt, closedAt } of referrals.find(unlisted))
    await referrals.updateOne({ _id, ...unlisted }, { $set: { list: listOf(status), listedAt: closedAt ?? sentAt } })
}
