import { model, Schema } from '../storage/mongoose.ts'

/** A full or outward postcode (`_id`: 'BS2 0AA' or 'BS2'), its point (WGS84) and the codes of every area it lies in. */
export interface Postcode {
  _id: string
  lat: number
  lon: number
  areas: string[]
}

const schema = new Schema<Postcode>({
  _id: { type: String, required: true },
  lat: { type: Number, required: true },
  lon: { type: Number, required: true },
  areas: [String],
})

export const Postcode = model<Postcode>('Postcode', schema)
