import type { NotCollected } from '../lifecycle/measures.ts'
import {
  type List,
  listOf,
  lists,
  type Party,
  type Status,
  type StepName,
  statuses,
  type ToldBy,
} from '../lifecycle/steps.ts'
import { model, Schema, type Types } from '../storage/mongoose.ts'
import { type Kind, kindCodes } from './kind.ts'
import type { Channel } from './service.ts'
import {
  type KeptFit,
  keptFit,
  type PlannedReferral,
  plannedReferral,
  type Referrer,
  referrerSchema,
  type Within,
} from './support-request.ts'

/** One move in a referral's life. The status is what the history says: both are written in one update. */
export interface HistoryEntry {
  step: StepName
  from: Status
  to: Status
  at: Date
  /** Who did it, as they were then; a citizen is 'The person'. */
  by: {
    user?: Types.ObjectId
    name: string
    jobTitle: string
    organisation?: string
    organisationName: string
    party: Party
    /** The hub acting for a provider that rang. */
    onBehalfOf?: string
    /** How that provider told the hub. */
    toldBy?: ToldBy
  }
  reason?: string
  comment?: string
  /** What else the step must carry, named as in lifecycle/steps. */
  carries?: Record<string, unknown>
  /** With an answer: what the recipient could see when it was given, in the terms of which wording (lifecycle/consent). */
  shared?: { fields: string[]; version: string }
}

/** What was said between the sides. The person may add; only those who work with the referral read. */
export interface ReferralMessage {
  _id: Types.ObjectId
  at: Date
  by: { user?: Types.ObjectId; name: string; organisationName: string; party: Party }
  text: string
  /** The sides that have seen it. */
  seenBy: Party[]
}

/** How it went, as the person says. Said again, the earlier stays on record. */
export interface Feedback {
  at: Date
  helped: 'yes' | 'partly' | 'no'
  comment?: string
}

/** How things stand so long after the end: asked of the provider, the key worker or the person. */
export interface FollowUp {
  weeks: 13 | 26 | 52
  /** 'YYYY-MM-DD' */
  dueOn: string
  /** When the person was asked, where they may be. */
  askedAt?: Date
  answer?: {
    at: Date
    by: { name: string; party: Party }
    inWork: 'yes' | 'no' | 'unknown'
    stillHelped: 'yes' | 'partly' | 'no' | 'unknown'
    comment?: string
  }
}

/** A score of a measure, or why there is none: never changed, only followed by another. */
export interface Measurement {
  _id: Types.ObjectId
  measure: string
  version: string
  /** 'YYYY-MM-DD' */
  on: string
  when: 'start' | 'during' | 'end' | 'later'
  /** One for each part: a single 'total' for most, four for ONS4. */
  scores: Record<string, number>
  /** Absent where it was not collected. */
  completedBy?: 'self' | 'assisted'
  /** Why it was not collected then: a code of lifecycle/measures. */
  notCollected?: NotCollected
  recordedBy: string
}

export const appointmentStates = {
  offered: 'Offered',
  booked: 'Booked',
  cancelled: 'Cancelled',
  attended: 'Attended',
  not_attended: 'Not attended',
} as const
export type AppointmentState = keyof typeof appointmentStates

/** A time to meet. Moving it keeps the old one in `moved` and counts up, so that a calendar replaces what it has. */
export interface Appointment {
  _id: Types.ObjectId
  startsAt: Date
  minutes: number
  channel: Channel
  /** Address, number or link, as the person needs it. */
  where: string
  state: AppointmentState
  /** Why it was cancelled or missed: a code of lifecycle/reasons. */
  reason?: string
  moved: Date[]
  madeBy: string
  /** Who changed it last: took, moved or cancelled it, or recorded what happened. */
  changedBy?: string
  remindedAt?: Date
}

/** Who of a team has a referral, since when and given by whom. */
export interface HasIt {
  user: Types.ObjectId
  name: string
  since: Date
  givenBy: string
}

/** Something to tell one side of a referral, until it has been told: see notices/. */
export interface Telling {
  _id: Types.ObjectId
  to: Party
  /** A step, or 'nudge'. */
  about: string
  at: Date
}

/** One service's part of a support request: one status, one history (FHIR Task). */
export interface Referral {
  _id: Types.ObjectId
  /** What a person reads out: see lifecycle/reference. Unique. */
  reference: string
  supportRequest: Types.ObjectId
  service: string
  serviceName: string
  /** The organisation that offers the service: whose users decide. '' while it waits for another to begin: nobody's yet. */
  organisation: string
  organisationName: string
  kinds: Kind[]
  /** Where the person lives: codes of its areas, for counting. */
  areas: string[]
  /** Ids of the hubs that look after it, those of where the person lives first: lifecycle/hubs. */
  hubs: string[]
  referrer: Referrer
  /** The times that the service set itself, where it did; lifecycle/clocks has the usual ones. */
  within?: Within
  /** Why it was sent though the service's criteria didn't fit, in the sender's words. */
  override?: string
  /** How the person fitted it when it was sent; absent on what was sent before this was kept. */
  fit?: KeptFit
  /** What of the person's story this recipient may see: field names of lifecycle/sharing. */
  shares: string[]
  /** What the person hopes for, as it was shared: each is asked about when the referral is completed. */
  goals: string[]
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
  /** Which list it is in and by which day it stands there (when it closed, or else was sent): both follow from status and urgency. */
  list: List
  listedAt: Date
  /** When something is due next from the provider, referrer or hub; absent when closed. */
  dueAt?: Date
  /** How often somebody was nudged since the last step; once it is the hub's turn, `withHub` too. */
  nudges: number
  withHub?: true
  /** After this moment a round nudges somebody, or gives it to the hub; absent when neither will be due. */
  nudgeAt?: Date
  /** It was withdrawn while it was under way: the provider has yet to confirm that they have stopped. */
  stopping?: true
  /** The person's death was recorded here: nothing is ever sent to them again. */
  died?: true
  /** The referral this one carries on, after a redirect or a forward by the hub. */
  continues?: Types.ObjectId
  /** The referrals that carry this one on: decided in the update that redirects it, made right after. */
  continuedBy?: PlannedReferral[]
  /**
   * While it is a draft: the referral that has to begin first, and whose it is then (lifecycle/sequence). `ended`: that one
   * never will, and somebody has to decide.
   */
  after?: { referral: Types.ObjectId; serviceName: string; organisation: string; ended?: true }
  /** Set until what `continuedBy` plans exists. */
  unfinished?: true
  /** Who at the provider looks after it (at the hub, for what was sent to the hub itself). */
  assignedTo?: HasIt
  /** Who at the hub has an eye on it, when it was sent elsewhere. */
  triagedBy?: HasIt
  messages: ReferralMessage[]
  appointments: Appointment[]
  /** Counts changes to them: of two who change them at once, one does. */
  appointmentsVersion: number
  /** When the next one that is offered or booked begins; absent when there is none to remind of. */
  nextAppointmentAt?: Date
  measurements: Measurement[]
  feedback: Feedback[]
  followUps: FollowUp[]
  /** The first day ('YYYY-MM-DD') on which one of them is due; absent when all are answered. */
  followUpOn?: string
  /** What must still be told, written in the same update as what happened; `noticesDueAt` is set while there is any. */
  outbox: Telling[]
  noticesDueAt?: Date
  createdAt: Date
  updatedAt: Date
}

const hasIt = new Schema<HasIt>(
  { user: Schema.Types.ObjectId, name: String, since: Date, givenBy: String },
  { _id: false },
)

const schema = new Schema<Referral>(
  {
    reference: { type: String, required: true, unique: true },
    supportRequest: { type: Schema.Types.ObjectId, required: true, ref: 'SupportRequest', index: true },
    service: { type: String, required: true, ref: 'Service' },
    serviceName: { type: String, required: true },
    organisation: { type: String, default: '', ref: 'Organisation' },
    organisationName: { type: String, required: true },
    kinds: [{ type: String, enum: kindCodes }],
    areas: [String],
    hubs: [String],
    referrer: { type: referrerSchema, required: true },
    within: { decide: Number, contact: Number, answer: Number, review: Number },
    override: String,
    fit: keptFit,
    shares: [String],
    goals: [String],
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
          party: String,
          onBehalfOf: String,
          toldBy: String,
        },
        reason: String,
        comment: String,
        carries: Schema.Types.Mixed,
        shared: {
          type: new Schema({ fields: [String], version: String }, { _id: false }),
          default: undefined,
        },
      },
    ],
    sentAt: { type: Date, required: true },
    decidedAt: Date,
    startedAt: Date,
    closedAt: Date,
    list: {
      type: String,
      enum: lists,
      default(this: Referral) {
        return listOf(this.status, this.urgency)
      },
    },
    listedAt: {
      type: Date,
      default(this: Referral) {
        return this.closedAt ?? this.sentAt
      },
    },
    dueAt: Date,
    nudges: { type: Number, default: 0 },
    withHub: Boolean,
    nudgeAt: Date,
    stopping: Boolean,
    died: Boolean,
    continues: { type: Schema.Types.ObjectId, ref: 'Referral' },
    continuedBy: { type: [plannedReferral], default: undefined },
    after: {
      type: new Schema(
        { referral: Schema.Types.ObjectId, serviceName: String, organisation: String, ended: Boolean },
        { _id: false },
      ),
      default: undefined,
    },
    unfinished: Boolean,
    assignedTo: { type: hasIt, default: undefined },
    triagedBy: { type: hasIt, default: undefined },
    messages: [
      {
        at: Date,
        by: { user: Schema.Types.ObjectId, name: String, organisationName: String, party: String },
        text: String,
        seenBy: [String],
      },
    ],
    appointments: [
      {
        startsAt: Date,
        minutes: Number,
        channel: String,
        where: String,
        state: String,
        reason: String,
        moved: [Date],
        madeBy: String,
        changedBy: String,
        remindedAt: Date,
      },
    ],
    appointmentsVersion: { type: Number, default: 0 },
    nextAppointmentAt: Date,
    measurements: [
      {
        measure: String,
        version: String,
        on: String,
        when: String,
        scores: Schema.Types.Mixed,
        completedBy: String,
        notCollected: String,
        recordedBy: String,
      },
    ],
    feedback: [{ _id: false, at: Date, helped: String, comment: String }],
    followUps: [{ _id: false, weeks: Number, dueOn: String, askedAt: Date, answer: Schema.Types.Mixed }],
    followUpOn: String,
    outbox: [{ to: String, about: String, at: Date }],
    noticesDueAt: Date,
  },
  { timestamps: true },
)
// The widest first: of several that could serve a question, DocumentDB without statistics takes the last.
schema.index({ status: 1 })
schema.index({ list: 1, listedAt: 1 })
// Each list of each side, in its order: any store can read one page of it from its index, without sorting the rest.
for (const side of ['hubs', 'organisation', 'referrer.organisation', 'assignedTo.user', 'triagedBy.user'])
  schema.index({ [side]: 1, list: 1, listedAt: 1 })
schema.index({ organisation: 1, status: 1, sentAt: 1 })
// What needs each side: DocumentDB would else read all of a side by one index and all that is so by another.
schema.index({ hubs: 1, withHub: 1, sentAt: 1 })
schema.index({ hubs: 1, stopping: 1, closedAt: 1 })
schema.index({ hubs: 1, organisation: 1, status: 1 })
schema.index({ organisation: 1, stopping: 1 })
schema.index({ organisation: 1, followUpOn: 1 })
schema.index({ withHub: 1 }, { sparse: true })
schema.index({ stopping: 1 }, { sparse: true })
schema.index({ 'referrer.user': 1, updatedAt: -1 })
schema.index({ 'after.referral': 1 }, { sparse: true })
schema.index({ nudgeAt: 1 }, { sparse: true })
schema.index({ noticesDueAt: 1 }, { sparse: true })
schema.index({ nextAppointmentAt: 1 }, { sparse: true })
schema.index({ followUpOn: 1 }, { sparse: true })
schema.index({ unfinished: 1 }, { sparse: true })

export const Referral = model<Referral>('Referral', schema)
