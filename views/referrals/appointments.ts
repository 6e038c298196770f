import { bookingFields, cancelFields, momentFields, recordFields } from '../../forms/appointment.ts'
import { stateOf } from '../../lifecycle/appointments.ts'
import { reasonLabel } from '../../lifecycle/reasons.ts'
import { type Appointment, appointmentStates, type Referral } from '../../models/referral.ts'
import { channels } from '../../models/service.ts'
import type { ReminderWish } from '../../models/support-request.ts'
import { type Form, formShown, type Tried } from './action.ts'
import type { Side } from './words.ts'

const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Europe/London' })

/** 'Tuesday 10 March 2026 at 10:00', in London. */
const whenShown = (at: Date) => moments.format(at).replace(',', '')

const colours = { offered: 'yellow', booked: 'blue', cancelled: 'grey', attended: 'green', not_attended: 'orange' }

interface Page {
  /** Who reads: those who decide may change them, the person may take or cancel, others only see. */
  side: Side
  /** Where the forms post to: each appointment's id follows. */
  address: string
  tried?: Tried
  at?: Date
}

/** What a side may do with an appointment now. */
function formsFor(appointment: Appointment, live: boolean, { side, address, at = new Date() }: Page): Form[] {
  if (!live || side === 'referrer') return []
  const { _id, startsAt } = appointment
  const form = (change: string, label: string, fields: Form['fields'], more: Partial<Form> = {}): Form => ({
    name: `${change}-${_id}`,
    label,
    address: `${address}/${_id}`,
    hidden: { change },
    fields,
    ...more,
  })
  const past = startsAt <= at
  if (side === 'person')
    return past ? [] : [form('cancel', 'Cancel this appointment', cancelFields('person'), { final: true })]
  return past
    ? [form('record', 'Record what happened', recordFields())]
    : [form('move', 'Move it', momentFields), form('cancel', 'Cancel it', cancelFields('provider'), { final: true })]
}

function appointmentShown(appointment: Appointment, { status }: Referral, page: Page) {
  const { _id, startsAt, minutes, channel, where, moved, reason, changedBy } = appointment
  const { at = new Date() } = page
  const state = stateOf(appointment, status, at)
  const live = state === 'offered' || state === 'booked'
  const list = state === 'cancelled' ? 'cancel_appointment' : 'miss_appointment'
  return {
    address: `${page.address}/${_id}`,
    starts: whenShown(startsAt),
    minutes,
    how: channels[channel].toLowerCase(),
    where,
    state: appointmentStates[state],
    colour: colours[state],
    movedFrom: live && moved.length > 0 && whenShown(moved.at(-1)!),
    reason: reasonLabel(list, reason),
    changedBy: !live && changedBy,
    mayTake: page.side === 'person' && state === 'offered' && startsAt > at,
    calendar: page.side === 'person' && live && startsAt > at && `${page.address}/${_id}/calendar.ics`,
    forms: formsFor(appointment, live, page).map((form) => formShown(form, page.tried)),
  }
}

/** The form that offers or books one; asking how to remind them in one of these ways, where there is anything to ask. */
export const newAppointment = (ask: readonly ReminderWish[], address: string, tried?: Tried) =>
  formShown(
    {
      name: 'appointment',
      label: 'Offer or book an appointment',
      button: 'Save this appointment',
      address,
      fields: bookingFields(ask),
      hint:
        ask.length === 1
          ? 'They allowed neither text nor email, so no reminder is sent. Ring them the day before.'
          : undefined,
    },
    tried,
  )

/** A referral's appointments for a side: what is to come, soonest first, then what has been. */
export function appointmentsShown(referral: Referral, page: Page) {
  const { at = new Date() } = page
  const inOrder = [...(referral.appointments ?? [])].sort((a, b) => +a.startsAt - +b.startsAt)
  const ahead = inOrder.filter(({ startsAt }) => startsAt > at)
  const past = inOrder.filter(({ startsAt }) => startsAt <= at).reverse()
  return [...ahead, ...past].map((each) => appointmentShown(each, referral, page))
}
