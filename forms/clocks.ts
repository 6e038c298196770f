import Joi from 'joi'
import { defaults, reviewAfter } from '../lifecycle/clocks.ts'
import type { Service } from '../models/service.ts'
import { readForm } from './form.ts'

type Set = Pick<Service['referral'], 'decideWithin' | 'contactWithin' | 'answerWithin' | 'reviewWithin'>
export type ClockName = keyof Set

/** What is asked of each clock: the words, the most days, and what holds where nothing is set. */
export const clockQuestions: Record<ClockName, { label: string; hint: string; most: number; usual: number }> = {
  decideWithin: {
    label: 'Working days to decide',
    hint: 'Whoever refers is told this before they send. You are reminded before it is over, and the hub steps in after it.',
    most: 30,
    usual: defaults.decide,
  },
  contactWithin: {
    label: 'Working days to the first contact',
    hint: 'After you have accepted, unless you give a day.',
    most: 90,
    usual: defaults.contact,
  },
  answerWithin: {
    label: 'Working days to answer your questions',
    hint: 'That long you wait for whoever referred, when you have asked something.',
    most: 30,
    usual: defaults.answer,
  },
  reviewWithin: {
    label: 'Days until you look again',
    hint: 'At somebody on the waiting list or on hold, unless you give a day.',
    most: 90,
    usual: reviewAfter,
  },
}
export const clockNames = Object.keys(clockQuestions) as ClockName[]

const days = (name: ClockName) => {
  const { most, usual } = clockQuestions[name]
  return Joi.number()
    .integer()
    .min(1)
    .max(most)
    .empty(Joi.string().trim().valid(''))
    .messages({ '*': `Enter a whole number of days from 1 to ${most}, or leave it empty for ${usual}` })
}
const schema = Joi.object<Set>(Object.fromEntries(clockNames.map((name) => [name, days(name)])))

/** Reads how long a service takes; a clock that was left empty isn't there. */
export const readClocks = (body: unknown) => readForm(schema, body)
