import { readCarried } from '../lifecycle/carried.ts'
import { dayOf } from '../lifecycle/clocks.ts'
import { helpedAnswers } from '../lifecycle/feedback.ts'
import type { Field } from '../lifecycle/steps.ts'
import type { Feedback } from '../models/referral.ts'

/** What the person is asked of how it went. */
export const feedbackFields: Field[] = [
  {
    name: 'helped',
    type: 'choice',
    label: 'Did you get the help you needed?',
    required: true,
    choices: helpedAnswers,
  },
  { name: 'comment', type: 'long-text', label: 'What was good, or could be better? (optional)', max: 1000 },
]

/** How it went, as typed; or what won't do, by field. */
export function readFeedback(typed: Record<string, unknown>) {
  const { carries, errors } = readCarried(feedbackFields, typed, dayOf(new Date()))
  if (Object.keys(errors).length) return { data: null, errors }
  return { data: carries as unknown as Omit<Feedback, 'at'>, errors: null }
}
