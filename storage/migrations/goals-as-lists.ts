import type { Db } from '../places.ts'

interface Request {
  need: { goals?: string | string[] }
}

/** One text becomes a list of its lines, five at most: what is beyond stays in the fifth, so that no word is lost. */
function listed(goals: string | string[] = []): string[] {
  if (Array.isArray(goals)) return goals
  const lines = goals
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
  return lines.length > 5 ? [...lines.slice(0, 4), lines.slice(4).join(' ')] : lines
}

/** Makes `need.goals` of every support request a list, and gives each of its referrals the same one. */
export async function goalsAsLists(db: Db) {
  const requests = db.collection<Request>('supportrequests')
  const referrals = db.collection<{ supportRequest: unknown; goals?: string[] }>('referrals')
  for await (const { _id, need } of requests.find({})) {
    const goals = listed(need.goals)
    await referrals.updateMany({ supportRequest: _id, goals: { $exists: false } }, { $set: { goals } })
    await requests.updateOne({ _id }, { $set: { 'need.goals': goals } })
  }
}
