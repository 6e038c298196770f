import { model, Schema } from '../storage/mongoose.ts'

/** A town, village or neighbourhood that people name instead of a postcode. Several may share a name. */
export interface Place {
  _id: string
  name: string
  /** What tells it from its namesakes: 'Nottinghamshire'. */
  county: string
  lat: number
  lon: number
  areas: string[]
  /** How many live there, when that is known: the largest of several namesakes is the likeliest. */
  people?: number
}

const schema = new Schema<Place>({
  _id: { type: String, required: true },
  name: { type: String, required: true },
  county: { type: String, default: '' },
  lat: { type: Number, required: true },
  lon: { type: Number, required: true },
  areas: [String],
  people: Number,
})

export const Place = model<Place>('Place', schema)
