import { Draft } from '../models/draft.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import type { Types } from '../storage/mongoose.ts'
import { aDay } from './clocks.ts'

/** Days that a draft is kept after it was last touched. */
export const draftsFor = 90

/** Keeps what a user has typed so far, in place of what they had before under the same key. */
export async function saveDraft(
  user: Types.ObjectId,
  key: string,
  services: string[],
  values: Record<string, unknown>,
) {
  await Draft.updateOne({ user, key }, { $set: { services, values } }, { upsert: true })
}

/** A user's drafts, the newest first; another's are not found. */
export const draftsOf = (user: Types.ObjectId, most = 100) =>
  Draft.find({ user }).sort({ updatedAt: -1 }).limit(most).lean()

/** One draft of a user by its key. */
export const findDraft = (user: Types.ObjectId, key: string) => Draft.findOne({ user, key }).lean()

/** Ends a draft: it was sent, or isn't wanted. */
export const endDraft = (user: Types.ObjectId, key: string) => Draft.deleteOne({ user, key })

/** Removes drafts that nobody has touched for 90 days. Returns how many. */
export async function clearOldDrafts(at = new Date()): Promise<number> {
  const { deletedCount } = await Draft.deleteMany({ updatedAt: { $lt: new Date(at.getTime() - draftsFor * aDay) } })
  return deletedCount
}

/** Of these support requests, those whose story may be told again: not what was entered in error, nor of someone who has died. */
async function tellable<T extends { _id: Types.ObjectId }>(requests: T[]): Promise<T[]> {
  const ids = requests.map(({ _id }) => _id)
  const referrals = await Referral.find(
    { supportRequest: { $in: ids } },
    { supportRequest: 1, status: 1, died: 1 },
  ).lean()
  return requests.filter(({ _id }) => {
    const theirs = referrals.filter(({ supportRequest }) => String(supportRequest) === String(_id))
    return theirs.some(({ status }) => status !== 'entered_in_error') && !theirs.some(({ died }) => died)
  })
}

/** Whether the story of a support request may be copied into a new one. */
export const mayBeToldAgain = async (_id: Types.ObjectId) => (await tellable([{ _id }])).length > 0

/** The people a user referred most recently, each once, with the request to copy from. */
export async function recentPeople(user: Types.ObjectId, most = 5) {
  const requests = await SupportRequest.find({ 'referrer.user': user }, { person: 1, createdAt: 1 })
    .sort({ createdAt: -1 })
    .limit(30)
    .lean()
  const each = new Map(
    (await tellable(requests)).toReversed().map((request) => {
      const { firstName, lastName, dateOfBirth } = request.person
      return [`${lastName} ${firstName} ${dateOfBirth}`.toLowerCase(), request]
    }),
  )
  return [...each.values()].sort((a, b) => +b.createdAt - +a.createdAt).slice(0, most)
}

/** The services a user referred to most recently, each once: id and name. */
export async function recentServices(user: Types.ObjectId, most = 5) {
  const requests = await SupportRequest.find({ 'referrer.user': user }, { referrals: 1, createdAt: 1 })
    .sort({ createdAt: -1 })
    .limit(30)
    .lean()
  const names = new Map<string, string>()
  for (const { referrals } of requests)
    for (const { service, serviceName } of referrals) if (!names.has(service)) names.set(service, serviceName)
  return [...names].slice(0, most).map(([id, name]) => ({ id, name }))
}
