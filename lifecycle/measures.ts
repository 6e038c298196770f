import type { Actor } from '../access/actor.ts'
import { type Measurement, Referral } from '../models/referral.ts'
import { Types } from '../storage/mongoose.ts'
import { dayOf } from './clocks.ts'
import { partiesOf } from './party.ts'

interface Measure {
  label: string
  version: string
  /** Lowest and highest whole score of each part. */
  parts: Record<string, { label: string; min: number; max: number }>
  /** Whether a higher score is a better one. */
  better: 'higher' | 'lower'
  /** The least change that means something, where one is published. */
  change?: number
  /** At or above which someone counts as a case. */
  caseness?: number
  /** SNOMED CT code of the score: a text, never a number. */
  snomed?: string
}

const total = (min: number, max: number) => ({ total: { label: 'Total', min, max } })
const outOfTen = (label: string) => ({ label, min: 0, max: 10 })

/**
 * The measures that may be recorded, with the range outside which a score is refused. Sources: NHS Digital mental health
 * statistics (ranges, SNOMED codes), the IAPT manual (cut-offs, reliable change), ONS (ONS4: four items that are never
 * added up, anxiety the other way round), Price 2019 (MSK-HQ: 6 points).
 */
export const measures: Record<string, Measure> = {
  'phq-9': {
    label: 'PHQ-9, low mood',
    version: '1',
    parts: total(0, 27),
    better: 'lower',
    change: 6,
    caseness: 10,
    snomed: '720433000',
  },
  'gad-7': {
    label: 'GAD-7, anxiety',
    version: '1',
    parts: total(0, 21),
    better: 'lower',
    change: 4,
    caseness: 8,
    snomed: '445455005',
  },
  swemwbs: {
    label: 'SWEMWBS, wellbeing',
    version: '1',
    parts: total(7, 35),
    better: 'higher',
    change: 3,
    snomed: '718466001',
  },
  ons4: {
    label: 'ONS4, personal wellbeing',
    version: '2018',
    parts: {
      satisfied: outOfTen('Satisfied with life'),
      worthwhile: outOfTen('Things done are worthwhile'),
      happy: outOfTen('Happy yesterday'),
      anxious: outOfTen('Anxious yesterday'),
    },
    better: 'higher',
  },
  'msk-hq': { label: 'MSK-HQ, muscles and joints', version: '1', parts: total(0, 56), better: 'higher', change: 6 },
}

/** Scores as whole numbers in range for every part, or a sentence for each part that won't do. */
export function readScores(name: string, typed: Record<string, unknown>) {
  const scores: Record<string, number> = {}
  const errors: Record<string, string> = {}
  if (!Object.hasOwn(measures, name)) return { scores, errors: { measure: 'Choose a measure from the list' } }
  for (const [part, { label, min, max }] of Object.entries(measures[name]!.parts)) {
    const text = String(typed[part] ?? '').trim()
    const score = Number(text)
    if (text && Number.isInteger(score) && score >= min && score <= max) scores[part] = score
    else errors[part] = `Enter a whole number from ${min} to ${max} for “${label}”`
  }
  return { scores, errors }
}

export interface Measuring extends Pick<Measurement, 'measure' | 'when' | 'completedBy'> {
  reference: string
  by: Actor
  scores: Record<string, unknown>
  on?: string
}

/**
 * Keeps a score. Nothing kept is ever changed: a slip is put right by recording again.
 * @returns sentences by field when it won't do; null when it is kept; undefined when there is no such referral for them
 */
export async function recordMeasure({
  reference,
  by,
  measure,
  when,
  completedBy,
  scores: typed,
  on = dayOf(new Date()),
}: Measuring) {
  const { scores, errors } = readScores(measure, typed)
  if (Object.keys(errors).length) return errors
  const referral = await Referral.findOne({ reference }).lean()
  if (!referral || !partiesOf(referral, by).some((party) => ['provider', 'hub'].includes(party))) return undefined
  const { version } = measures[measure]!
  const measurement = {
    _id: new Types.ObjectId(),
    measure,
    version,
    on,
    when,
    scores,
    completedBy,
    recordedBy: by.name,
  }
  await Referral.updateOne({ _id: referral._id }, { $push: { measurements: measurement } })
  return null
}

/** What a change between two totals means: by the measure's own published least change. */
export function changeBetween(
  name: string,
  first: number,
  last: number,
): 'better' | 'worse' | 'no reliable change' | null {
  const measure = measures[name]
  if (!measure?.change) return null
  if (Math.abs(last - first) < measure.change) return 'no reliable change'
  return last > first === (measure.better === 'higher') ? 'better' : 'worse'
}
