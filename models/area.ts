import { model, Schema } from '../storage/mongoose.ts'

export const areaTypes = {
  'local-authority': 'Council',
  'combined-authority': 'Combined authority',
  county: 'County',
  icb: 'NHS integrated care board',
  'jobcentre-district': 'Jobcentre district',
  region: 'Region',
} as const
export type AreaType = keyof typeof areaTypes

/** A boundary with a code. `_id` is the GSS code where there is one; Jobcentre districts, which have none, use `JCP-…`. */
export interface Area {
  _id: string
  name: string
  type: AreaType
  /** Codes of the areas this one lies in. */
  within: string[]
  lat?: number
  lon?: number
  /** GeoJSON Polygon or MultiPolygon, WGS84, when boundaries have been imported. */
  boundary?: { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown[] }
}

const schema = new Schema<Area>({
  _id: { type: String, required: true },
  name: { type: String, required: true },
  type: { type: String, required: true, enum: Object.keys(areaTypes) },
  within: [String],
  lat: Number,
  lon: Number,
  boundary: Schema.Types.Mixed,
})

export const Area = model<Area>('Area', schema)
