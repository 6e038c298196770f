import type { AppointmentChange, Booking } from '../lifecycle/appointments.ts'
import { readCarried } from '../lifecycle/carried.ts'
import { dayOf, momentAt } from '../lifecycle/clocks.ts'
import { reasonsFor } from '../lifecycle/reasons.ts'
import type { Field, Party, ReasonList } from '../lifecycle/steps.ts'
import { type Channel, channels } from '../models/service.ts'
import { type ReminderWish, reminderWishes } from '../models/support-request.ts'

/** The day and time of an appointment, as clocks in London show it. */
export const momentFields: Field[] = [
  { name: 'on', type: 'date', label: 'Date', required: true, earliest: 0, latest: 365 },
  { name: 'time', type: 'time', label: 'Time', hint: 'Like 9:30 or 14:00', required: true },
]

const meetingFields: Field[] = [
  ...momentFields,
  { name: 'minutes', type: 'number', label: 'How long, in minutes', required: true, whole: true, min: 5, max: 480 },
  { name: 'channel', type: 'choice', label: 'How you will meet', required: true, choices: channels },
  {
    name: 'where',
    type: 'text',
    label: 'Where',
    hint: 'The address, number or link, as the person needs it',
    required: true,
    max: 300,
  },
  {
    name: 'agreed',
    type: 'choice',
    label: 'Has the person agreed to it?',
    required: true,
    choices: { yes: 'Yes: it is booked', no: 'Not yet: it is offered to them' },
  },
]

/** What is asked to book or offer an appointment; how to remind the person, of those ways, unless they have said. */
export function bookingFields(ask: readonly ReminderWish[]): Field[] {
  const choices = Object.fromEntries(ask.map((wish) => [wish, reminderWishes[wish]]))
  const label = 'How do they want to be reminded?'
  return ask.length > 1 ? [...meetingFields, { name: 'reminders', type: 'choice', label, choices }] : meetingFields
}

const oneOf = (list: ReasonList, by: Party, today: string) =>
  Object.fromEntries(reasonsFor(list, [by], [], today).map(({ code, label }) => [code, label]))

/** Why an appointment is cancelled, by this side. */
export const cancelFields = (by: Party, today = dayOf(new Date())): Field[] => [
  { name: 'reason', type: 'choice', label: 'Reason', required: true, choices: oneOf('cancel_appointment', by, today) },
]

/** What came of an appointment that has begun. */
export function recordFields(today = dayOf(new Date())): Field[] {
  const missed = Object.entries(oneOf('miss_appointment', 'provider', today)).map(([code, label]) => [
    code,
    `Not attended: ${label}`,
  ])
  const choices = { attended: 'Attended', ...Object.fromEntries(missed) }
  return [{ name: 'happened', type: 'choice', label: 'What happened?', required: true, choices }]
}

/** How a person wishes to be reminded. */
export const wishFields = (ways: readonly ReminderWish[]): Field[] => [
  {
    name: 'reminders',
    type: 'choice',
    label: 'Remind me two days before',
    required: true,
    choices: Object.fromEntries(ways.map((way) => [way, reminderWishes[way]])),
  },
]

const clocksGoForward = 'The clocks go forward that night and leave this time out: choose another'

/** The moment that was typed, in London. */
export function readMoment(typed: Record<string, unknown>, now = new Date()) {
  const { carries, errors } = readCarried(momentFields, typed, dayOf(now))
  const { on, time } = carries as Record<string, string>
  const startsAt = on && time ? momentAt(on, time) : null
  if (on && time && !startsAt) errors.time = clocksGoForward
  else if (startsAt && startsAt <= now) errors.time = 'Enter a time in the future'
  return startsAt && !errors.time ? { startsAt, errors: null } : { startsAt: null, errors }
}

/** The appointment that was typed, and how the person wishes to be reminded of it; or what won't do, by field. */
export function readBooking(typed: Record<string, unknown>, ask: readonly ReminderWish[], now = new Date()) {
  const { startsAt, errors: wrongMoment } = readMoment(typed, now)
  const { carries, errors: wrong } = readCarried(bookingFields(ask), typed, dayOf(now))
  const errors = { ...wrong, ...wrongMoment }
  if (!startsAt || Object.keys(errors).length) return { booking: null, errors }
  const { minutes, channel, where, agreed, reminders } = carries
  const booking: Booking = {
    startsAt,
    minutes: Number(minutes),
    channel: channel as Channel,
    where: String(where),
    offered: agreed === 'no',
  }
  return { booking, reminders: reminders as ReminderWish | undefined, errors: null }
}

/** A change to an appointment, as its side asks for it; or what won't do, by field. */
export function readChange(typed: Record<string, unknown>, by: Party, now = new Date()) {
  const today = dayOf(now)
  const change = String(typed.change)
  const asked = (change: AppointmentChange) => ({ name: change.change, change, errors: null })
  const wrong = (errors: Record<string, string>) => ({ name: change, change: null, errors })
  switch (change) {
    case 'take':
      return asked({ change })
    case 'move': {
      const { startsAt, errors } = readMoment(typed, now)
      return startsAt ? asked({ change, to: startsAt }) : wrong(errors)
    }
    case 'cancel': {
      const { carries, errors } = readCarried(cancelFields(by, today), typed, today)
      return errors.reason ? wrong(errors) : asked({ change, reason: String(carries.reason) })
    }
    default: {
      const { carries, errors } = readCarried(recordFields(today), typed, today)
      if (errors.happened) return { name: 'record', change: null, errors }
      const reason = String(carries.happened)
      return asked(reason === 'attended' ? { change: reason } : { change: 'not_attended', reason })
    }
  }
}
