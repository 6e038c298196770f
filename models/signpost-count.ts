import { model, Schema } from '../storage/mongoose.ts'
import { type Kind, kindCodes } from './kind.ts'
import type { Role } from './user.ts'

/**
 * How often details of services were given on a day (a signpost: no referral, nobody named), by the services' kinds, the
 * area that they stand in and the role of whoever gave them. Which service, who and to whom is not kept.
 */
export interface SignpostCount {
  /** The other fields in one, so that each combination is counted in one place. */
  _id: string
  /** 'YYYY-MM-DD' in England. */
  day: string
  kinds: Kind[]
  /** The code of the council's area; '' where a service stands nowhere in particular. */
  area: string
  role: Role | 'public'
  count: number
}

const schema = new Schema<SignpostCount>({
  _id: { type: String, required: true },
  day: { type: String, required: true, index: true },
  kinds: [{ type: String, enum: kindCodes }],
  area: { type: String, default: '' },
  role: { type: String, required: true },
  count: { type: Number, default: 0 },
})

export const SignpostCount = model<SignpostCount>('SignpostCount', schema)
