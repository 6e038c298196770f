import { model, Schema } from '../storage/mongoose.ts'
import { type Kind, kindCodes } from './kind.ts'

export const channels = {
  in_person: 'In person',
  phone: 'By phone',
  video: 'By video',
  online: 'Online',
  home_visit: 'At home',
} as const
export type Channel = keyof typeof channels

export const accessibilityFeatures = {
  step_free: 'Step-free access',
  bsl: 'British Sign Language',
  hearing_loop: 'Hearing loop',
  easy_read: 'Easy read information',
  accessible_toilet: 'Accessible toilet',
} as const
export type AccessibilityFeature = keyof typeof accessibilityFeatures

/** Gravity SDOHCC capacity codes: research/referrals.md §1a. */
export const capacities = {
  capacity: 'Taking referrals now',
  waitlist: 'Waiting list',
  'no-capacity': 'Full',
  'additional-assessment-required': 'Taken after an assessment',
} as const
export type Capacity = keyof typeof capacities

export const employmentSituations = {
  in_work: 'In work',
  off_sick: 'Off sick from a job',
  out_of_work: 'Out of work',
} as const
export type EmploymentSituation = keyof typeof employmentSituations

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof weekdays)[number]

/** What puts a person in a service's area: where they live, where their GP practice is, or either. */
export const coveredBy = ['home', 'gp', 'either'] as const
export type CoveredBy = (typeof coveredBy)[number]

export interface Location {
  /** Open Referral UUID. */
  _id: string
  name?: string
  type: 'physical' | 'postal' | 'virtual'
  lat?: number
  lon?: number
  /** Whole or absent: half an address fails the Open Referral standard. */
  address?: { line1: string; city: string; county: string; postcode: string }
  accessibility: AccessibilityFeature[]
  /** How to get there. */
  transport?: string
}

export interface Schedule {
  days: Weekday[]
  /** '09:00', local time. */
  opensAt?: string
  closesAt?: string
  description?: string
}

/** Help that someone can be sent to. `_id` is the Open Referral UUID. */
export interface Service {
  _id: string
  organisation: string
  /** The organisation's name at last save, so that a list needs one query. */
  organisationName: string
  name: string
  description: string
  kinds: Kind[]
  status: 'active' | 'inactive' | 'defunct' | 'temporarily closed'
  url?: string
  email?: string
  phones: { number: string; description?: string }[]
  /** Who it is for, in words; the numbers are years. */
  eligibility: { description: string; minimumAge?: number; maximumAge?: number; situations: EmploymentSituation[] }
  /**
   * Where a person must live, or have their GP, to use it. Nothing set: wherever it stands. `by` says which of the two puts
   * them in the areas, their home if it isn't set; the radius is around where it stands, and from their home.
   */
  covers: { areas: string[]; by?: CoveredBy; radiusKm?: number; everywhere: boolean }
  locations: Location[]
  schedules: Schedule[]
  /** What to bring the first time, in words. */
  bring?: string
  /** ISO 639-1 codes besides English. */
  languages: string[]
  channels: Channel[]
  cost: { free: boolean; description?: string }
  referral: {
    /** Takes referrals from professionals now. */
    open: boolean
    /** People may refer themselves. */
    self: boolean
    /** How to be referred, in words: 'application_process' in Open Referral. */
    how?: string
    capacity?: Capacity
    capacityNote?: string
    /** Weeks from referral to first contact, as the provider last said. */
    waitWeeks?: number
    capacityUpdatedAt?: Date
    /** Working days to decide and to make first contact; the defaults are in lifecycle/clocks. */
    decideWithin?: number
    contactWithin?: number
    /** Working days for whoever refers to answer a question. */
    answerWithin?: number
    /** Days until a waiting list or a hold is looked at again. */
    reviewWithin?: number
    /** Who set these times last. */
    clocksSet?: { at: Date; by: string }
  }
  /** A hub's own: where people of its areas go when nobody knows which service. */
  triage?: boolean
  /** Talking Therapies: has an employment adviser. */
  employmentAdviser?: boolean
  assurance: { checkedAt?: Date; checkedBy?: string; dueAt?: Date }
  /** The feed it came from, absent when it is kept here. `hash` tells whether the feed has changed it. */
  source?: { feed: string; hash: string; importedAt: Date }
  createdAt: Date
  /** Other processes ask what changed since: indexed. */
  updatedAt: Date
}

const schema = new Schema<Service>(
  {
    _id: { type: String, required: true },
    organisation: { type: String, required: true, ref: 'Organisation', index: true },
    organisationName: { type: String, required: true },
    name: { type: String, required: true },
    description: { type: String, default: '' },
    kinds: [{ type: String, enum: kindCodes }],
    status: { type: String, enum: ['active', 'inactive', 'defunct', 'temporarily closed'], default: 'active' },
    url: String,
    email: String,
    phones: [{ _id: false, number: String, description: String }],
    eligibility: {
      description: { type: String, default: '' },
      minimumAge: Number,
      maximumAge: Number,
      situations: [{ type: String, enum: Object.keys(employmentSituations) }],
    },
    covers: {
      areas: [String],
      by: { type: String, enum: coveredBy },
      radiusKm: Number,
      everywhere: { type: Boolean, default: false },
    },
    locations: [
      {
        _id: { type: String, required: true },
        name: String,
        type: { type: String, enum: ['physical', 'postal', 'virtual'], default: 'physical' },
        lat: Number,
        lon: Number,
        address: {
          type: new Schema({ line1: String, city: String, county: String, postcode: String }, { _id: false }),
          default: undefined,
        },
        accessibility: [{ type: String, enum: Object.keys(accessibilityFeatures) }],
        transport: String,
      },
    ],
    schedules: [
      {
        _id: false,
        days: [{ type: String, enum: weekdays }],
        opensAt: String,
        closesAt: String,
        description: String,
      },
    ],
    bring: String,
    languages: [String],
    channels: [{ type: String, enum: Object.keys(channels) }],
    cost: { free: { type: Boolean, default: true }, description: String },
    referral: {
      open: { type: Boolean, default: false },
      self: { type: Boolean, default: false },
      how: String,
      capacity: { type: String, enum: Object.keys(capacities) },
      capacityNote: String,
      waitWeeks: Number,
      capacityUpdatedAt: Date,
      decideWithin: Number,
      contactWithin: Number,
      answerWithin: Number,
      reviewWithin: Number,
      clocksSet: { type: new Schema({ at: Date, by: String }, { _id: false }), default: undefined },
    },
    triage: Boolean,
    employmentAdviser: Boolean,
    assurance: { checkedAt: Date, checkedBy: String, dueAt: Date },
    source: { type: new Schema({ feed: String, hash: String, importedAt: Date }, { _id: false }), default: undefined },
  },
  // Kept even when empty, so that what is read has the shape above.
  { timestamps: true, minimize: false },
)
schema.index({ updatedAt: 1 })

export const Service = model<Service>('Service', schema)
