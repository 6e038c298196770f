import { model, Schema, type Types } from '../storage/mongoose.ts'

/** A support request begun and not sent: what was typed, kept for the user who typed it and nobody else. */
export interface Draft {
  _id: Types.ObjectId
  user: Types.ObjectId
  /** The key of the form: sending it makes one request, and ends the draft. */
  key: string
  services: string[]
  /** What was typed, by field. */
  values: Record<string, unknown>
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<Draft>(
  {
    user: { type: Schema.Types.ObjectId, required: true, ref: 'User' },
    key: { type: String, required: true },
    services: [String],
    values: Schema.Types.Mixed,
  },
  { timestamps: true, minimize: false },
)
schema.index({ user: 1, key: 1 }, { unique: true })
schema.index({ updatedAt: 1 })

export const Draft = model<Draft>('Draft', schema)
