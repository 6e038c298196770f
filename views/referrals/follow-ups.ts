import { followUpFields } from '../../forms/follow-up.ts'
import type { Voice } from '../../forms/support-request.ts'
import { dayOf } from '../../lifecycle/clocks.ts'
import { followUpDue, inWorkAnswers, stillHelpedAnswers } from '../../lifecycle/follow-ups.ts'
import type { Referral } from '../../models/referral.ts'
import { day } from '../helpers.ts'
import { formShown, type Tried } from './action.ts'

/** What is known of how things stood after the end, and when it is asked next; nothing before a referral is completed. */
export function followUpsShown(referral: Referral, today = dayOf(new Date())) {
  const { followUps, status, followUpOn } = referral
  if (status !== 'completed') return []
  const due = followUpDue(referral, today)
  return (followUps ?? []).map((followUp) => {
    const { weeks, dueOn, answer } = followUp
    const waiting = dueOn > today && followUpOn ? `Asked on ${day(dueOn)}` : 'Nobody answered'
    return {
      weeks,
      waiting: followUp === due ? `Due since ${day(dueOn)}` : waiting,
      answer: answer && {
        inWork: inWorkAnswers[answer.inWork].toLowerCase(),
        stillHelped: stillHelpedAnswers[answer.stillHelped].toLowerCase(),
        comment: answer.comment,
        by: answer.by.name,
        on: day(answer.at),
      },
    }
  })
}

/** The form for the follow-up that is due, if one is. */
export function followUpForm(referral: Referral, voice: Voice, address: string, tried?: Tried) {
  const due = followUpDue(referral, dayOf(new Date()))
  if (!due) return undefined
  const label = voice === 'you' ? 'Say how things are now' : `Say how things stand ${due.weeks} weeks on`
  const form = { name: 'follow-up', label, address, hidden: { weeks: due.weeks }, fields: followUpFields(voice) }
  return formShown({ ...form, button: 'Save the answer', open: true }, tried)
}
