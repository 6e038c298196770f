import type { Party } from '../lifecycle/steps.ts'
import { model, Schema, type Types } from '../storage/mongoose.ts'

export const noticeStatuses = {
  waiting: 'Waiting to be sent',
  sending: 'Being sent',
  sent: 'Sent',
  withheld: 'Not sent, because it may not be',
  uncertain: 'Perhaps sent: not tried again',
  failed: 'Could not be sent',
} as const
export type NoticeStatus = keyof typeof noticeStatuses

/**
 * One message to one recipient. It names them and holds neither address nor words: both are found when it is sent, so
 * that what the person allows then is what counts. `_id` comes from the telling and the recipient: there is only ever one.
 */
export interface Notice {
  _id: string
  /** Absent for a digest, which is about none in particular, and for a conference. */
  referral?: Types.ObjectId
  reference?: string
  /** The case conference that it is about, if it is about one. */
  conference?: Types.ObjectId
  /** A step, 'nudge', 'overdue', 'message', 'appointment', 'reminder', 'conference' or 'digest'. */
  about: string
  to: { party: Party | 'team'; user?: Types.ObjectId; organisation?: string; supportRequest?: Types.ObjectId }
  status: NoticeStatus
  channel?: 'email' | 'text' | 'post'
  /** Why it was withheld or failed. */
  why?: string
  tries: number
  /** When somebody asked for it to be tried anew, with a week and short waits again; absent when nobody has. */
  anewAt?: Date
  /** When to try next; only while waiting. */
  dueAt?: Date
  claimedAt?: Date
  /** When it was given to the mail server or whatever takes it: from then on it may have gone. */
  handedAt?: Date
  sentAt?: Date
  createdAt: Date
}

const schema = new Schema<Notice>({
  _id: { type: String, required: true },
  referral: { type: Schema.Types.ObjectId, index: true },
  reference: String,
  conference: Schema.Types.ObjectId,
  about: { type: String, required: true },
  to: {
    party: { type: String, required: true },
    user: Schema.Types.ObjectId,
    organisation: String,
    supportRequest: Schema.Types.ObjectId,
  },
  status: { type: String, enum: Object.keys(noticeStatuses), required: true },
  channel: String,
  why: String,
  tries: { type: Number, default: 0 },
  anewAt: Date,
  dueAt: Date,
  claimedAt: Date,
  handedAt: Date,
  sentAt: Date,
  createdAt: { type: Date, required: true },
})
schema.index({ dueAt: 1 }, { sparse: true })
schema.index({ claimedAt: 1 }, { sparse: true })
schema.index({ status: 1, createdAt: -1 })

export const Notice = model<Notice>('Notice', schema)
