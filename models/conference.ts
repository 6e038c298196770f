import { model, Schema, type Types } from '../storage/mongoose.ts'
import type { ConsentWay } from './support-request.ts'

/** Somebody in the team, as they were when they joined. */
export interface TeamMember {
  user: Types.ObjectId
  name: string
  jobTitle: string
  organisation: string
  organisationName: string
  since: Date
}

/** Who joined or left the team, who saw to it, and how the person had agreed. Written with the change itself. */
export interface TeamChange {
  at: Date
  by: string
  change: 'added' | 'removed'
  name: string
  organisationName: string
  consent?: ConsentWay
}

export interface ConferenceNote {
  _id: Types.ObjectId
  at: Date
  by: { user: Types.ObjectId; name: string; jobTitle: string; organisationName: string }
  text: string
}

/**
 * A case conference about one person: a named team and what it noted. `_id` is the support request's; it is kept apart so
 * that reading a support request never brings the notes along. Who may read them: access/conference.
 */
export interface Conference {
  _id: Types.ObjectId
  team: TeamMember[]
  changes: TeamChange[]
  notes: ConferenceNote[]
  /** Notes of which the others in the team must still be told, written in the same update; `noticesDueAt` is set while there are any. */
  outbox: { _id: Types.ObjectId; at: Date; by: Types.ObjectId }[]
  noticesDueAt?: Date
}

const schema = new Schema<Conference>({
  _id: { type: Schema.Types.ObjectId, required: true },
  team: [
    {
      _id: false,
      user: Schema.Types.ObjectId,
      name: String,
      jobTitle: String,
      organisation: String,
      organisationName: String,
      since: Date,
    },
  ],
  changes: [
    { _id: false, at: Date, by: String, change: String, name: String, organisationName: String, consent: String },
  ],
  notes: [
    {
      at: Date,
      by: { user: Schema.Types.ObjectId, name: String, jobTitle: String, organisationName: String },
      text: String,
    },
  ],
  outbox: [{ at: Date, by: Schema.Types.ObjectId }],
  noticesDueAt: Date,
})
schema.index({ noticesDueAt: 1 }, { sparse: true })
schema.index({ 'team.user': 1 })

export const Conference = model<Conference>('Conference', schema)
