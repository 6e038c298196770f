import { readCarried } from '../lifecycle/carried.ts'
import { dayOf } from '../lifecycle/clocks.ts'
import { completedBy, measuredWhen, measures, notCollected, readScores } from '../lifecycle/measures.ts'
import type { Field } from '../lifecycle/steps.ts'
import type { Measurement } from '../models/referral.ts'

const aboutIt: Field[] = [
  { name: 'on', type: 'date', label: 'Filled in on', required: true, earliest: -730, latest: 0 },
  { name: 'when', type: 'choice', label: 'When', required: true, choices: measuredWhen },
  { name: 'completedBy', type: 'choice', label: 'Filled in by', required: true, choices: completedBy },
]
const noScore: Field = {
  name: 'notCollected',
  type: 'choice',
  label: 'Not collected, because',
  hint: 'Instead of a score: say when it would have been filled in, and why it wasn’t.',
  choices: notCollected,
}

/** What is asked to record a measure: each of its scores, when, and who filled it in; or why it wasn't collected. */
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
  noScore,
]

/** What won't do about a score that is there and was not collected; and about a measure that there isn't. */
function bothGiven(measure: string, typed: Record<string, unknown>): Record<string, string> {
  const parts = Object.hasOwn(measures, measure) ? Object.keys(measures[measure]!.parts) : []
  if (!parts.length) return { measure: 'Choose a measure from the list' }
  const given = parts.some((part) => String(typed[part] ?? '').trim())
  return given ? { notCollected: 'Give the score, or say why there is none: not both' } : {}
}

/** A measurement as typed; or what won't do, by field. */
export function readMeasurement(typed: Record<string, unknown>, now = new Date()) {
  const measure = String(typed.measure)
  const without = Boolean(typed.notCollected)
  const asked = without ? [...aboutIt.filter(({ name }) => name !== 'completedBy'), noScore] : aboutIt
  const { carries, errors: wrong } = readCarried(asked, typed, dayOf(now))
  const errors = { ...wrong, ...(without ? bothGiven(measure, typed) : readScores(measure, typed).errors) }
  if (Object.keys(errors).length) return { measure, data: null, errors }
  const about = carries as unknown as Pick<Measurement, 'on' | 'when' | 'completedBy' | 'notCollected'>
  return { measure, data: { ...about, measure, scores: typed }, errors: null }
}
