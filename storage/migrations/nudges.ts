import type { Db } from '../places.ts'

/** As the statuses were when `nudgeAt` came to be. */
const open = ['sent', 'info_needed', 'accepted', 'waiting_list', 'on_hold']

/** Lets the next round look at every referral that is open and not with the hub yet: it says then when to look again. */
export async function lookAtAll(db: Db) {
  await db
    .collection('referrals')
    .updateMany(
      { status: { $in: open }, withHub: { $ne: true }, nudgeAt: { $exists: false } },
      { $set: { nudgeAt: new Date(0) } },
    )
}
