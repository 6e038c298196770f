import { model, Schema, type Types } from '../storage/mongoose.ts'

export const roles = {
  referrer: 'Refers people',
  provider: 'Decides referrals for a provider',
  hub: 'Triages at the hub',
  curator: 'Keeps listings right',
  commissioner: 'Reads the figures',
  administrator: 'Looks after Waymark',
} as const
export type Role = keyof typeof roles

/** Someone who signs in and works for an organisation. */
export interface User {
  _id: Types.ObjectId
  email: string
  name: string
  /** What others see beside the name: 'GP', 'Link worker'. */
  jobTitle: string
  organisation: string
  roles: Role[]
  passwordHash: string
  active: boolean
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<User>(
  {
    email: { type: String, required: true, unique: true, lowercase: true, trim: true },
    name: { type: String, required: true },
    jobTitle: { type: String, default: '' },
    organisation: { type: String, required: true, ref: 'Organisation' },
    roles: [{ type: String, enum: Object.keys(roles) }],
    passwordHash: { type: String, required: true },
    active: { type: Boolean, default: true },
  },
  { timestamps: true },
)

export const User = model<User>('User', schema)
