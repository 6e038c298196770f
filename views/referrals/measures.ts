import { measurementFields } from '../../forms/measurement.ts'
import {
  changeBetween,
  measuredWhen,
  measures,
  measuresFor,
  notCollected,
  scoresThatCount,
  timesNotCollected,
} from '../../lifecycle/measures.ts'
import type { Measurement, Referral } from '../../models/referral.ts'
import { day } from '../helpers.ts'
import { formShown, type Tried } from './action.ts'

const words = {
  better: 'a change for the better',
  worse: 'a change for the worse',
  'no reliable change': 'no reliable change',
}

/** '14', or for a measure of several parts each by its name: they are never added up. */
function scoreShown({ measure, scores }: Measurement) {
  const { parts } = measures[measure]!
  const each = Object.entries(parts)
  return each.length === 1
    ? String(scores[each[0]![0]])
    : each.map(([part, { label }]) => `${label.toLowerCase()} ${scores[part]}`).join(', ')
}

const scored = (measurement: Measurement) => ({
  score: scoreShown(measurement),
  on: day(measurement.on),
  at: measuredWhen[measurement.when].toLowerCase(),
  by: measurement.recordedBy,
})

/** What lies between the first score and the last, where the measure's authors say what a change means. */
function meaning(name: string, first: Measurement, last: Measurement) {
  const { caseness } = measures[name]!
  const [from, to] = [first.scores.total, last.scores.total]
  if (from === undefined || to === undefined) return ''
  const change = changeBetween(name, from, to)
  const recovered = caseness !== undefined && from >= caseness && to < caseness
  const sentence = change ? `From first to last: ${words[change]}` : ''
  return recovered ? `${sentence}, and now below ${caseness}, where it counts as a case` : sentence
}

/** What was measured: for each measure its first and last score, what the change means, and why there is none. */
export function measuresShown({ measurements }: Pick<Referral, 'measurements'>) {
  const counting = scoresThatCount(measurements)
  const missing = timesNotCollected(measurements)
  return Object.entries(measures).flatMap(([name, { label, version }]) => {
    const scores = counting.filter(({ measure }) => measure === name)
    const [first, last] = [scores[0], scores.at(-1)]
    const without = missing
      .filter(({ measure }) => measure === name)
      .map(({ on, when, notCollected: why, recordedBy }) => ({
        on: day(on),
        at: measuredWhen[when].toLowerCase(),
        why: notCollected[why!].toLowerCase(),
        by: recordedBy,
      }))
    if (!(first && last) && !without.length) return []
    return [
      {
        label,
        version,
        without,
        first: first && scored(first),
        last: scores.length > 1 && scored(last!),
        between: Math.max(0, scores.length - 2),
        meaning: scores.length > 1 && meaning(name, first!, last!),
      },
    ]
  })
}

/** A form for each measure that a service of these kinds uses. */
export const measureForms = ({ kinds }: Pick<Referral, 'kinds'>, address: string, tried?: Tried) =>
  measuresFor(kinds).map((name) =>
    formShown(
      {
        name: `measure-${name}`,
        label: `Record ${measures[name]!.label}`,
        address,
        hidden: { measure: name },
        fields: measurementFields(name),
      },
      tried,
    ),
  )
