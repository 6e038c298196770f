import { model, Schema, type Types } from 'mongoose'
import { type Status, statuses } from '../lifecycle/steps.ts'
import { type Referrer, referrerSchema } from './support-request.ts'

/** One move in a referral's life. The status is what the history says: both are written in one update. */
export interface HistoryEntry {
  step: string
  from: Status
  to: Status
  at: Date
  /** Who did it, as they were then; a citizen is 'The person'. */
  by: { user?: Types.ObjectId; name: string; jobTitle: string; organisation?: string; organisationName: string }
  reason?: string
  comment?: string
  /** What else the step must carry, named as in lifecycle/steps. */
  carries?: Record<string, unknown>
}

/** One service's part of a support request: one status, one history (FHIR Task). */
export interface Referral {
  _id: Types.ObjectId
  /** What a person reads out: see lifecycle/reference. Unique. */
  reference: string
  supportRequest: Types.ObjectId
  service: string
  serviceName: string
  /** The organisation that offers the service: whose users decide. */
  organisation: string
  organisationName: string
  referrer: Referrer
  /** Shown in lists; everything else of the person stays in the support request. */
  personName: string
  urgency: 'routine' | 'urgent'
  status: Status
  /** Counts steps. A step names the version it was decided on, and loses if another came first. */
  version: number
  history: HistoryEntry[]
  sentAt: Date
  decidedAt?: Date
  startedAt?: Date
  closedAt?: Date
  /** When something is due next from the provider, referrer or hub; absent when closed. */
  dueAt?: Date
  /** The referral this one carries on, after a redirect or a forward by the hub. */
  continues?: Types.ObjectId
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<Referral>(
  {
    reference: { type: String, required: true, unique: true },
    supportRequest: { type: Schema.Types.ObjectId, required: true, ref: 'SupportRequest', index: true },
    service: { type: String, required: true, ref: 'Service' },
    serviceName: { type: String, required: true },
    organisation: { type: String, required: true, ref: 'Organisation' },
    organisationName: { type: String, required: true },
    referrer: { type: referrerSchema, required: true },
    personName: { type: String, required: true },
    urgency: { type: String, enum: ['routine', 'urgent'], default: 'routine' },
    status: { type: String, enum: Object.keys(statuses), required: true },
    version: { type: Number, default: 0 },
    history: [
      {
        _id: false,
        step: { type: String, required: true },
        from: String,
        to: String,
        at: { type: Date, required: true },
        by: {
          user: Schema.Types.ObjectId,
          name: { type: String, required: true },
          jobTitle: { type: String, default: '' },
          organisation: String,
          organisationName: { type: String, default: '' },
        },
        reason: String,
        comment: String,
        carries: Schema.Types.Mixed,
      },
    ],
    sentAt: { type: Date, required: true },
    decidedAt: Date,
    startedAt: Date,
    closedAt: Date,
    dueAt: Date,
    continues: { type: Schema.Types.ObjectId, ref: 'Referral' },
  },
  { timestamps: true },
)
schema.index({ organisation: 1, status: 1, sentAt: 1 })
schema.index({ 'referrer.organisation': 1, sentAt: -1 })
schema.index({ dueAt: 1 })

export const Referral = model('Referral', schema)
