import { Referral } from '../models/referral.ts'
import type { Types } from '../storage/mongoose.ts'
import { dayOf } from './clocks.ts'
import { tellings } from './send.ts'
import { openStatuses } from './steps.ts'

/** A provider has something to do on these, or may have: where nobody there signs in, a link leads to it. */
export const withProvider = (at: Date) => ({
  $or: [
    { status: { $in: openStatuses } },
    { stopping: true as const },
    { status: 'completed' as const, followUpOn: { $lte: dayOf(at) } },
  ],
})

/** Has a provider told again of a referral that is still theirs to do something on; nothing happens when it isn't. */
export async function tellProviderAgain(
  { referral, organisation }: { referral: Types.ObjectId; organisation: string },
  at = new Date(),
): Promise<void> {
  await Referral.updateOne(
    { $and: [{ _id: referral, organisation }, withProvider(at)] },
    { $set: { noticesDueAt: at }, $push: { outbox: { $each: tellings('link', ['provider'], at) } } },
    { timestamps: false },
  )
}
