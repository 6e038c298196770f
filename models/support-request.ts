import type { Fit } from '../lifecycle/eligibility.ts'
import { employmentStatuses, type Party } from '../lifecycle/steps.ts'
import { model, Schema, type Types } from '../storage/mongoose.ts'
import { type Kind, kindCodes } from './kind.ts'
import { type Need, needCodes } from './need.ts'

export { employmentStatuses }
export type EmploymentStatus = keyof typeof employmentStatuses

/** How many things a person may say they hope for: each is asked about again at the end. */
export const mostGoals = 5

export const contactChannels = {
  phone: 'Phone call',
  text: 'Text message',
  email: 'Email',
  post: 'Letter',
} as const
export type ContactChannel = keyof typeof contactChannels

/** How someone may be reminded of an appointment: calls are for people to make, and a letter would come too late. */
export const reminderWishes = {
  text: 'By text message',
  email: 'By email',
  none: 'No reminders',
} as const
export type ReminderWish = keyof typeof reminderWishes

export const consentWays = {
  in_room: 'In the room',
  phone: 'By phone',
  online: 'Online',
  paper: 'On paper',
} as const
export type ConsentWay = keyof typeof consentWays

/** Whether somebody is registered with a GP practice, as they say. */
export const gpRegistrations = {
  yes: 'At the practice named here',
  no: 'Not registered with one',
  unknown: 'Not known',
} as const
export type GpRegistration = keyof typeof gpRegistrations

/** The GP practice, which some services go by in place of the home. */
export interface GpPractice {
  registered: GpRegistration
  name?: string
  /** Its postcode or town, as typed. */
  place?: string
}

/** The individual who needs help, as told once. Never an account. */
export interface Person {
  firstName: string
  lastName: string
  /** 'YYYY-MM-DD': a calendar day, not a moment. */
  dateOfBirth: string
  postcode: string
  phone?: string
  email?: string
  address?: string
  /** NHS number, 10 digits with a valid check digit. */
  nhsNumber?: string
  /** Absent where nobody was asked, or it was left empty. */
  gp?: GpPractice
  safeContact: {
    preferred: ContactChannel
    /** Every way this person has said yes to. Nothing else may ever be used. */
    allowed: ContactChannel[]
    voicemail: boolean
    /** Say nothing about what the message is about. */
    discreet: boolean
    /** How they wish to be reminded of appointments; as they are told of everything else when absent. */
    reminders?: ReminderWish
    notes?: string
  }
  language: string
  interpreter: boolean
  communicationNeeds?: string
}

/** Who sent it: a signed-in user for an organisation, or the person themselves (`user` absent). */
export interface Referrer {
  user?: Types.ObjectId
  name: string
  jobTitle: string
  organisation?: string
  organisationName: string
}

export interface Consent {
  /** The person themselves or who spoke for them. */
  givenBy: 'self' | 'representative'
  representative?: string
  /** What the representative is to the person. */
  relationship?: string
  how: ConsentWay
  at: Date
  recordedBy: string
  /** Which wording they agreed to. */
  textVersion: string
}

/** A yes that was asked for again, for one recipient. Who gave it is absent where that was not kept yet. */
export type RenewedConsent = Pick<Consent, 'how' | 'at' | 'recordedBy'> &
  Partial<Pick<Consent, 'givenBy' | 'representative' | 'relationship'>>

/** How a person fitted a service, in the sentences that whoever sent it was shown, and the listing (its last change) they come from. */
export interface KeptFit extends Pick<Fit, 'result' | 'reasons'> {
  listedAt: Date
}

/** What a service set itself: working days to decide, to make first contact and to wait for an answer; days to a review. */
export type Within = Partial<Record<'decide' | 'contact' | 'answer' | 'review', number>>

/** A referral decided on: all that is needed to make it, so that a crash can't leave it half made. */
export interface PlannedReferral {
  _id: Types.ObjectId
  reference: string
  service: string
  serviceName: string
  organisation: string
  organisationName: string
  kinds: Kind[]
  within?: Within
  override?: string
  /** What the person agreed that this recipient is told: field names of lifecycle/sharing. Nothing else is shown there. */
  shares: string[]
  /** Who agreed and how, when it was asked again for this recipient. */
  consent?: RenewedConsent
  fit?: KeptFit
  continues?: Types.ObjectId
  /** Who sent it, where that wasn't who made the request. */
  sentBy?: Referrer & { party: Party }
  /** Another of the plans: this one is sent once that has begun. */
  after?: Types.ObjectId
  at: Date
}

/** One person's story, need and consent, given once, and the services chosen (FHIR ServiceRequest). */
export interface SupportRequest {
  _id: Types.ObjectId
  /** One for each form shown: sending it twice makes one request. */
  idempotencyKey: string
  person: Person
  need: {
    /** In their words. */
    story: string
    /**
     * What it is about, in codes: as ticked, else as the services chosen and the words tell. For the hub and for counting:
     * a service isn't shown what is meant for another.
     */
    about?: Need[]
    /** What the person hopes for, a line each, at most `mostGoals`. */
    goals: string[]
    employmentStatus: EmploymentStatus
    offSick?: boolean
    urgency: 'routine' | 'urgent'
  }
  consent: Consent
  referrer: Referrer
  /**
   * The referrals this request stands for, decided before any is written, so that a crash between the writes can be
   * completed: all or none, never twice.
   */
  referrals: PlannedReferral[]
  /** Set until every one of them exists. */
  unfinished?: true
  /** Where the person lives: codes of its areas. */
  areas: string[]
  /** Ids of the hubs that look after it: lifecycle/hubs. */
  hubs: string[]
  /** Who holds it all together. */
  keyWorker?: { user: Types.ObjectId; name: string; jobTitle: string; organisationName: string; since: Date }
  /** SHA-256 of the code that opens /track together with a reference. */
  trackingCodeHash?: string
  /** Who gave them a new one last, because the first was lost. */
  codeGivenBy?: { name: string; organisationName: string; at: Date }
  createdAt: Date
  updatedAt: Date
}

const personSchema = new Schema<Person>(
  {
    firstName: { type: String, required: true },
    lastName: { type: String, required: true },
    dateOfBirth: { type: String, required: true },
    postcode: { type: String, required: true },
    phone: String,
    email: String,
    address: String,
    nhsNumber: String,
    gp: {
      type: new Schema<GpPractice>(
        {
          registered: { type: String, enum: Object.keys(gpRegistrations), required: true },
          name: String,
          place: String,
        },
        { _id: false },
      ),
      default: undefined,
    },
    safeContact: {
      preferred: { type: String, enum: Object.keys(contactChannels), required: true },
      allowed: [{ type: String, enum: Object.keys(contactChannels) }],
      voicemail: { type: Boolean, default: false },
      discreet: { type: Boolean, default: false },
      reminders: { type: String, enum: Object.keys(reminderWishes) },
      notes: String,
    },
    language: { type: String, default: 'en' },
    interpreter: { type: Boolean, default: false },
    communicationNeeds: String,
  },
  { _id: false },
)

export const referrerSchema = new Schema<Referrer>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User' },
    name: { type: String, required: true },
    jobTitle: { type: String, default: '' },
    organisation: { type: String, ref: 'Organisation' },
    organisationName: { type: String, default: '' },
  },
  { _id: false },
)

export const keptFit = {
  type: new Schema({ result: String, reasons: [String], listedAt: Date }, { _id: false }),
  default: undefined,
}

export const plannedReferral = {
  _id: { type: Schema.Types.ObjectId, required: true },
  reference: String,
  service: String,
  serviceName: String,
  organisation: String,
  organisationName: String,
  kinds: [{ type: String, enum: kindCodes }],
  within: { decide: Number, contact: Number, answer: Number, review: Number },
  override: String,
  shares: [String],
  consent: {
    type: new Schema(
      { givenBy: String, representative: String, relationship: String, how: String, at: Date, recordedBy: String },
      { _id: false },
    ),
    default: undefined,
  },
  fit: keptFit,
  continues: Schema.Types.ObjectId,
  sentBy: Schema.Types.Mixed,
  after: Schema.Types.ObjectId,
  at: Date,
}

const schema = new Schema<SupportRequest>(
  {
    idempotencyKey: { type: String, required: true, unique: true },
    person: { type: personSchema, required: true },
    need: {
      story: { type: String, required: true },
      about: [{ type: String, enum: needCodes }],
      goals: [String],
      employmentStatus: { type: String, enum: Object.keys(employmentStatuses), required: true },
      offSick: Boolean,
      urgency: { type: String, enum: ['routine', 'urgent'], default: 'routine' },
    },
    consent: {
      givenBy: { type: String, enum: ['self', 'representative'], required: true },
      representative: String,
      relationship: String,
      how: { type: String, enum: Object.keys(consentWays), required: true },
      at: { type: Date, required: true },
      recordedBy: { type: String, required: true },
      textVersion: { type: String, required: true },
    },
    referrer: { type: referrerSchema, required: true },
    referrals: [plannedReferral],
    unfinished: Boolean,
    areas: [String],
    hubs: [String],
    keyWorker: {
      type: new Schema(
        { user: Schema.Types.ObjectId, name: String, jobTitle: String, organisationName: String, since: Date },
        { _id: false },
      ),
      default: undefined,
    },
    trackingCodeHash: String,
    codeGivenBy: {
      type: new Schema({ name: String, organisationName: String, at: Date }, { _id: false }),
      default: undefined,
    },
  },
  { timestamps: true },
)
schema.index({ unfinished: 1 }, { sparse: true })
schema.index({ 'referrals.reference': 1 })
schema.index({ 'person.dateOfBirth': 1 })
schema.index({ 'person.nhsNumber': 1 }, { sparse: true })
schema.index({ 'referrer.user': 1, createdAt: -1 })
schema.index({ 'keyWorker.user': 1, createdAt: -1 })

export const SupportRequest = model<SupportRequest>('SupportRequest', schema)
