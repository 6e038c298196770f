import type { Actor } from '../access/actor.ts'
import type { Kind } from '../models/kind.ts'
import { type Measurement, Referral } from '../models/referral.ts'
import { Types } from '../storage/mongoose.ts'
import { type Mover, partiesOf } from './party.ts'

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
  /** Kinds of support that use it; all when absent. */
  kinds?: readonly Kind[]
}

/** When in someone's time with a service a score was taken. */
export const measuredWhen = { start: 'At the start', during: 'Along the way', end: 'At the end', later: 'Afterwards' }
export const completedBy = { self: 'The person alone', assisted: 'The person, with help' }

/** Why a measure that was due was not collected. */
export const notCollected = {
  declined: 'The person didn’t want to',
  unwell: 'The person was too unwell',
  not_suitable: 'It doesn’t suit them',
  language: 'It isn’t in their language',
  no_time: 'There was no time',
  not_reached: 'We couldn’t reach them',
  other: 'Another reason',
} as const
export type NotCollected = keyof typeof notCollected

const talking: Kind[] = ['talking-therapies', 'ips', 'social-prescribing', 'substance-misuse', 'bereavement-support']

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
    kinds: talking,
  },
  'gad-7': {
    label: 'GAD-7, anxiety',
    version: '1',
    parts: total(0, 21),
    better: 'lower',
    change: 4,
    caseness: 8,
    snomed: '445455005',
    kinds: talking,
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
  'msk-hq': {
    label: 'MSK-HQ, muscles and joints',
    version: '1',
    parts: total(0, 56),
    better: 'higher',
    change: 6,
    kinds: ['physio-first', 'work-and-health-advice', 'wellbeing-activities'],
  },
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

/** The measures that a service of these kinds may record, as names. */
export const measuresFor = (kinds: readonly Kind[]) =>
  Object.keys(measures).filter(
    (name) => !measures[name]!.kinds || measures[name]!.kinds.some((one) => kinds.includes(one)),
  )

export interface Measuring extends Pick<Measurement, 'measure' | 'when' | 'on' | 'completedBy' | 'notCollected'> {
  reference: string
  by: Actor
  /** As typed; none where it was not collected. */
  scores: Record<string, unknown>
}

/** Whether somebody may record measures on a referral. */
export const mayMeasure = (referral: Referral, by: Mover) =>
  referral.status !== 'entered_in_error' &&
  partiesOf(referral, by).some((party) => party === 'provider' || party === 'hub')

/**
 * Keeps a score, or why there is none. Nothing kept is ever changed: a slip is put right by recording the same measure for the same day again.
 * @returns sentences by field when it won't do; null when it is kept; undefined when there is no such referral for them
 */
export async function recordMeasure({ reference, by, scores: typed, ...about }: Measuring) {
  const { measure } = about
  const { scores, errors } = readScores(measure, typed)
  if (Object.keys(errors).length && !(about.notCollected && Object.hasOwn(measures, measure))) return errors
  const referral = await Referral.findOne({ reference }).lean()
  if (!referral || !mayMeasure(referral, by)) return undefined
  const { version } = measures[measure]!
  const measurement = {
    _id: new Types.ObjectId(),
    ...about,
    version,
    scores: about.notCollected ? {} : scores,
    recordedBy: by.name,
  }
  await Referral.updateOne({ _id: referral._id }, { $push: { measurements: measurement } })
  return null
}

/** What counts, in the order of its days: of two for one measure and day, the one recorded later. */
function thoseThatCount(measurements: readonly Measurement[] = []) {
  const newest = new Map(measurements.map((each) => [`${each.measure} ${each.on}`, each]))
  return [...newest.values()].sort((a, b) => a.on.localeCompare(b.on))
}

/** The scores that count, in the order of their days. */
export const scoresThatCount = (measurements?: readonly Measurement[]) =>
  thoseThatCount(measurements).filter((each) => !each.notCollected)

/** When a measure was not collected and nothing was later for the same day, in the order of the days. */
export const timesNotCollected = (measurements?: readonly Measurement[]) =>
  thoseThatCount(measurements).filter((each) => each.notCollected)

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
