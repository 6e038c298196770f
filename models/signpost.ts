import { model, Schema } from '../storage/mongoose.ts'
import { type Kind, kindCodes } from './kind.ts'
import { type Role, roles } from './user.ts'

export const signpostWays = { print: 'Printed', text: 'By text message', email: 'By email', told: 'Told' } as const
export type SignpostWay = keyof typeof signpostWays

/** Details given without a referral, counted: a day, a service, its kinds and areas, how and by what sort of user. Nobody in it. */
export interface Signpost {
  /** 'YYYY-MM-DD', in London. */
  on: string
  service: string
  kinds: Kind[]
  /** Codes of the areas asked about. */
  areas: string[]
  way: SignpostWay
  /** Absent: a citizen helping themselves. */
  role?: Role
}

const schema = new Schema<Signpost>({
  on: { type: String, required: true },
  service: { type: String, required: true, ref: 'Service' },
  kinds: [{ type: String, enum: kindCodes }],
  areas: [String],
  way: { type: String, enum: Object.keys(signpostWays), required: true },
  role: { type: String, enum: Object.keys(roles) },
})
schema.index({ on: 1 })

export const Signpost = model<Signpost>('Signpost', schema)
