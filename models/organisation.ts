import { model, Schema } from '../storage/mongoose.ts'

/** Who offers services, or who refers. `_id` is the Open Referral UUID. */
export interface Organisation {
  _id: string
  name: string
  description: string
  website?: string
  email?: string
  phone?: string
  /** Codes of the areas a hub or council looks after; empty for providers. */
  areas: string[]
  /** A hub's areas when what was sent from them was last entrusted to it: lifecycle/hubs. */
  entrusted?: string[]
  /** The feed this record came from, absent when it is kept here. */
  source?: string
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<Organisation>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    description: { type: String, default: '' },
    website: String,
    email: String,
    phone: String,
    areas: [String],
    entrusted: { type: [String], default: undefined },
    source: String,
  },
  { timestamps: true },
)

export const Organisation = model<Organisation>('Organisation', schema)
