import type { Db } from '../places.ts'

/** As statuses and lists were when what is urgent came to have lists of its own. */
const lists = [
  { from: 'open', to: 'urgent', statuses: ['sent', 'accepted'] },
  { from: 'waiting', to: 'urgent_waiting', statuses: ['draft', 'waiting_list', 'info_needed'] },
]

/** Gives what is urgent, and has not begun, the list that is read first. */
export async function urgentFirst(db: Db) {
  const referrals = db.collection('referrals')
  for (const { from, to, statuses } of lists)
    await referrals.updateMany({ urgency: 'urgent', list: from, status: { $in: statuses } }, { $set: { list: to } })
}
