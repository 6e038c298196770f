import { readCarried } from '../lifecycle/carried.ts'
import { dayOf } from '../lifecycle/clocks.ts'
import { type FollowUpAnswer, inWorkAnswers, stillHelpedAnswers } from '../lifecycle/follow-ups.ts'
import type { Field } from '../lifecycle/steps.ts'
import type { Voice } from './support-request.ts'

const words = {
  them: { inWork: 'Are they in paid work today?', stillHelped: 'Does the help still make a difference?' },
  you: { inWork: 'Are you in paid work today?', stillHelped: 'Does the help you had still make a difference?' },
}

/** What a follow-up asks, of those who helped or of the person. */
export function followUpFields(voice: Voice): Field[] {
  const { inWork, stillHelped } = words[voice]
  const notKnown = voice === 'you' ? { unknown: 'Rather not say' } : {}
  return [
    { name: 'inWork', type: 'choice', label: inWork, required: true, choices: { ...inWorkAnswers, ...notKnown } },
    {
      name: 'stillHelped',
      type: 'choice',
      label: stillHelped,
      required: true,
      choices: { ...stillHelpedAnswers, ...notKnown },
    },
    { name: 'comment', type: 'long-text', label: 'Anything to add', max: 1000 },
  ]
}

/** The answers to a follow-up as typed; or what won't do, by field. */
export function readFollowUp(typed: Record<string, unknown>, voice: Voice) {
  const { carries, errors } = readCarried(followUpFields(voice), typed, dayOf(new Date()))
  const weeks = Number(typed.weeks)
  if (Object.keys(errors).length) return { weeks, data: null, errors }
  const data = carries as unknown as Pick<FollowUpAnswer, 'inWork' | 'stillHelped' | 'comment'>
  return { weeks, data, errors: null }
}
