import { readCarried } from '../lifecycle/carried.ts'
import { dayOf } from '../lifecycle/clocks.ts'
import { completedBy, measuredWhen, measures, readScores } from '../lifecycle/measures.ts'
import type { Field } from '../lifecycle/steps.ts'
import type { Measurement } from '../models/referral.ts'

const aboutIt: Field[] = [
  { name: 'on', type: 'date', label: 'Filled in on', required: true, earliest: -730, latest: 0 },
  { name: 'when', type: 'choice', label: 'When', required: true, choices: measuredWhen },
  { name: 'completedBy', type: 'choice', label: 'Filled in by', required: true, choices: completedBy },
]

/** What is asked to record a measure: each of its scores, when, and who filled it in. */
export const measurementFields = (name: string): Field[] => [
  ...Object.entries(measures[name]?.parts ?? {}).map(
    ([part, { label, min, max }]): Field => ({
      name: part,
      type: 'number',
      label: `${label}, ${min} to ${max}`,
      required: true,
      min,
      max,
    }),
  ),
  ...aboutIt,
]

/** A measurement as typed; or what won't do, by field. */
export function readMeasurement(typed: Record<string, unknown>, now = new Date()) {
  const measure = String(typed.measure)
  const { errors: wrongScores } = readScores(measure, typed)
  const { carries, errors: wrong } = readCarried(aboutIt, typed, dayOf(now))
  const errors = { ...wrong, ...wrongScores }
  if (Object.keys(errors).length) return { measure, data: null, errors }
  const about = carries as unknown as Pick<Measurement, 'on' | 'when' | 'completedBy'>
  return { measure, data: { ...about, measure, scores: typed }, errors: null }
}
