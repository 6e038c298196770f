import { model, Schema, type Types } from '../storage/mongoose.ts'

/** A way to decide one referral without signing in, for an organisation that has nobody who does. */
export interface DecisionLink {
  /** SHA-256 of the token in the address: who reads the store can't open the page. */
  _id: string
  referral: Types.ObjectId
  organisation: string
  expiresAt: Date
  /** What the address alone doesn't give: a code sent to the organisation's own number or address. */
  codeHash?: string
  codeUntil?: Date
  codesSent: number
  wrongCodes: number
  /** One step is taken with it, and then it is spent. Opening it doesn't spend it: mail scanners open links. */
  usedAt?: Date
  /** When another was last asked for where this one has ended. */
  anotherAt?: Date
}

const schema = new Schema<DecisionLink>({
  _id: { type: String, required: true },
  referral: { type: Schema.Types.ObjectId, required: true, ref: 'Referral' },
  organisation: { type: String, required: true },
  expiresAt: { type: Date, required: true },
  codeHash: String,
  codeUntil: Date,
  codesSent: { type: Number, default: 0 },
  wrongCodes: { type: Number, default: 0 },
  usedAt: Date,
  anotherAt: Date,
})

export const DecisionLink = model<DecisionLink>('DecisionLink', schema)
