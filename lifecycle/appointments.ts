import { type Appointment, type AppointmentState, Referral } from '../models/referral.ts'
import { type Channel, channels } from '../models/service.ts'
import { type Person, type ReminderWish, SupportRequest } from '../models/support-request.ts'
import { Types } from '../storage/mongoose.ts'
import { aDay, dayOf } from './clocks.ts'
import { isThePerson, type Mover, nameOf, partiesOf } from './party.ts'
import { reasonsFor } from './reasons.ts'
import { tellings } from './send.ts'
import { awaitingContact, type Party, type ReasonList, type Status, underWay } from './steps.ts'

/** How long before an appointment its reminder goes out. */
const remindBefore = 2 * aDay

const isLive = ({ state }: Appointment) => state === 'offered' || state === 'booked'

/** In these statuses there is something to meet for. */
const mayMeet = [...awaitingContact, ...underWay]
/** In these it may still be written down whether somebody came. */
const mayRecord: Status[] = [...mayMeet, 'completed', 'ended_early']

/** An appointment's state as it counts: what was to come is off once the referral has ended, and stands again if it is reopened. */
export const stateOf = (appointment: Appointment, status: Status, at = new Date()): AppointmentState =>
  isLive(appointment) && appointment.startsAt > at && !mayMeet.includes(status) ? 'cancelled' : appointment.state

/** When the next appointment that still stands begins. */
const nextOf = (appointments: Appointment[], at: Date) =>
  appointments
    .filter((each) => isLive(each) && each.startsAt > at && !each.remindedAt)
    .map(({ startsAt }) => startsAt)
    .sort((a, b) => +a - +b)[0]

export interface Booking {
  startsAt: Date
  minutes: number
  channel: Channel
  where: string
  /** Offered: the person still has to say yes. */
  offered?: boolean
}

/** What won't do about a booking, by field; null when it will. */
function wrongWith({ startsAt, minutes, channel, where }: Booking, at: Date): Record<string, string> | null {
  const errors: Record<string, string> = {}
  if (Number.isNaN(startsAt.getTime()) || startsAt <= at) errors.startsAt = 'Enter a date and time in the future'
  else if (startsAt.getTime() - at.getTime() > 366 * aDay) errors.startsAt = 'Enter a date within a year'
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > 480)
    errors.minutes = 'Enter how long it takes, from 5 to 480 minutes'
  if (!Object.hasOwn(channels, channel)) errors.channel = 'Choose how you will meet'
  if (!where.trim() || where.length > 300)
    errors.where = 'Say where, or which number or link, in 300 characters or fewer'
  return Object.keys(errors).length ? errors : null
}

/** Whether somebody may offer, book and record appointments on a referral now. */
export const mayBook = (referral: Referral, by: Mover) =>
  mayMeet.includes(referral.status) && partiesOf(referral, by).some((party) => party === 'provider' || party === 'hub')

/** The referral, when this mover may change its appointments; 'provider' side only unless `person` may too. */
async function theirs(reference: string, by: Mover, person = false, statuses = mayMeet) {
  const referral = await Referral.findOne({ reference }).lean()
  if (!referral || !statuses.includes(referral.status)) return null
  const sides: Party[] = person ? ['provider', 'hub', 'person'] : ['provider', 'hub']
  return partiesOf(referral, by).some((party) => sides.includes(party)) ? referral : null
}

/** Writes a referral's appointments anew, with what must be told, unless someone else changed them meanwhile. */
async function keep(
  referral: Referral,
  appointments: Appointment[],
  told: Party[],
  at: Date,
  { about = 'appointment', quietly = false } = {},
) {
  const to = quietly ? [] : told
  const next = nextOf(appointments, at)
  const outbox = tellings(about, to, at)
  const { modifiedCount } = await Referral.updateOne(
    { _id: referral._id, status: referral.status, appointmentsVersion: referral.appointmentsVersion },
    {
      $set: { appointments, ...(next ? { nextAppointmentAt: next } : {}), ...(to.length ? { noticesDueAt: at } : {}) },
      $inc: { appointmentsVersion: 1 },
      ...(next ? {} : { $unset: { nextAppointmentAt: 1 } }),
      ...(to.length ? { $push: { outbox: { $each: outbox } } } : {}),
    },
    { timestamps: false },
  )
  return modifiedCount === 1
}

/** Word of an appointment that is this near is its reminder too. */
const remindedWhenTold = (startsAt: Date, at: Date) =>
  startsAt.getTime() - at.getTime() <= remindBefore ? { remindedAt: at } : {}

/**
 * Books or offers an appointment.
 * @returns sentences by field when it won't do, null when it is kept, undefined when it isn't theirs or was changed meanwhile
 */
export async function book(reference: string, by: Mover, booking: Booking, at = new Date(), quietly = false) {
  const errors = wrongWith(booking, at)
  if (errors) return errors
  const referral = await theirs(reference, by)
  if (!referral) return undefined
  const { startsAt, minutes, channel, where, offered } = booking
  const made: Appointment = {
    _id: new Types.ObjectId(),
    startsAt,
    minutes,
    channel,
    where: where.trim(),
    state: offered ? 'offered' : 'booked',
    moved: [],
    madeBy: nameOf(by).name,
    ...remindedWhenTold(startsAt, at),
  }
  const appointments = [...(referral.appointments ?? []), made]
  return (await keep(referral, appointments, ['person'], at, { quietly })) ? null : undefined
}

export type AppointmentChange =
  | { change: 'move'; to: Date }
  | { change: 'take' }
  | { change: 'cancel'; reason: string }
  | { change: 'attended' }
  | { change: 'not_attended'; reason: string }

/** Changes that the person may make themselves. */
const forThePerson: AppointmentChange['change'][] = ['take', 'cancel']

const mayGive = (list: ReasonList, reason: string, by: Party, at: Date) =>
  reasonsFor(list, [by], [], dayOf(at)).some(({ code }) => code === reason)

/** An appointment after a change, or a sentence for why it can't be. */
function changed(before: Appointment, change: AppointmentChange, by: Mover, at: Date): Appointment | string {
  const past = before.startsAt <= at
  const appointment = { ...before, changedBy: nameOf(by).name }
  if (!isLive(before)) return 'This appointment is over or cancelled'
  switch (change.change) {
    case 'move':
      if (!(change.to > at)) return 'Enter a date and time in the future'
      return {
        ...appointment,
        startsAt: change.to,
        moved: [...appointment.moved, appointment.startsAt],
        remindedAt: undefined,
        ...remindedWhenTold(change.to, at),
      }
    case 'take':
      return appointment.state === 'offered' && !past
        ? { ...appointment, state: 'booked' }
        : 'This appointment can’t be taken any more'
    case 'attended':
      return past ? { ...appointment, state: 'attended' } : 'It hasn’t begun yet'
    case 'cancel':
      if (past) return 'It has begun already: record what happened'
      if (!mayGive('cancel_appointment', change.reason, isThePerson(by) ? 'person' : 'provider', at))
        return 'Choose a reason from the list'
      return { ...appointment, state: 'cancelled', reason: change.reason }
    case 'not_attended':
      if (!past) return 'It hasn’t begun yet'
      if (!mayGive('miss_appointment', change.reason, 'provider', at)) return 'Choose a reason from the list'
      return { ...appointment, state: 'not_attended', reason: change.reason }
  }
}

/**
 * Moves, takes, cancels or records an appointment.
 * @returns a sentence when it can't be, null when it is kept, undefined when there is none for them or it was changed meanwhile
 */
export async function changeAppointment(
  reference: string,
  by: Mover,
  id: string,
  change: AppointmentChange,
  at = new Date(),
  quietly = false,
) {
  const person = isThePerson(by)
  const records = ['attended', 'not_attended'].includes(change.change)
  const referral = await theirs(reference, by, forThePerson.includes(change.change), records ? mayRecord : mayMeet)
  const appointment = referral?.appointments?.find(({ _id }) => String(_id) === id)
  if (!referral || !appointment) return undefined
  const after = changed(appointment, change, by, at)
  if (typeof after === 'string') return after
  const appointments = referral.appointments.map((each) => (each === appointment ? after : each))
  // What has happened needs no message; what changes for the other side does.
  const to: Party[] = records ? [] : person ? ['provider'] : ['person']
  return (await keep(referral, appointments, to, at, { quietly })) ? null : undefined
}

/** Has the person reminded, once, of what begins in the next two days. Returns how many were. */
export async function remindOfAppointments(at = new Date()): Promise<number> {
  const until = new Date(at.getTime() + remindBefore)
  let reminded = 0
  for (const referral of await Referral.find({ nextAppointmentAt: { $lte: until }, status: { $in: mayMeet } }).lean()) {
    const isDue = (each: Appointment) =>
      isLive(each) && !each.remindedAt && each.startsAt > at && each.startsAt <= until
    const appointments = referral.appointments.map((each) => (isDue(each) ? { ...each, remindedAt: at } : each))
    // Nobody was there to remind in time of what has begun meanwhile: what comes after it still counts.
    const late = !referral.appointments.some(isDue)
    if (await keep(referral, appointments, late ? [] : ['person'], at, { about: 'reminder' })) reminded += Number(!late)
  }
  return reminded
}

/** Said where an appointment couldn't be kept as asked, and nothing else is known. */
export const changedMeanwhile = 'Somebody else changed this meanwhile, or the referral has ended. Nothing was changed.'

/** Keeps how a person wishes to be reminded, as they say it or as whoever books hears it from them. */
export const wishReminders = (supportRequest: Types.ObjectId, wish: ReminderWish) =>
  SupportRequest.updateOne({ _id: supportRequest }, { $set: { 'person.safeContact.reminders': wish } })

/** The reminders that a person may wish for: by the ways they allowed and gave an address for, or none. */
export function remindersFor({ safeContact: { allowed }, phone, email }: Person): ReminderWish[] {
  const addresses = { text: phone, email }
  const ways = (['text', 'email'] as const).filter((way) => allowed.includes(way) && addresses[way])
  return [...ways, 'none']
}

/** The reminders to ask a person about who has not said yet how they wish them; none once they have. */
export async function remindersToAsk(supportRequest: Types.ObjectId): Promise<ReminderWish[]> {
  const request = await SupportRequest.findById(supportRequest, { person: 1 }).lean()
  return request && !request.person.safeContact.reminders ? remindersFor(request.person) : []
}

const utc = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, '')
const escaped = (text: string) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n')

/** A line of at most 75 bytes, continued on the next after a space (RFC 5545 §3.1). */
function folded(line: string): string {
  const parts: string[] = ['']
  for (const letter of line) {
    if (Buffer.byteLength(parts.at(-1) + letter) > (parts.length === 1 ? 75 : 74)) parts.push('')
    parts[parts.length - 1] += letter
  }
  return parts.join('\r\n ')
}

/** An appointment for a calendar (iCalendar, RFC 5545). A discreet one doesn't say what or with whom. */
export function calendarOf(
  appointment: Appointment,
  { serviceName, status }: Pick<Referral, 'serviceName' | 'status'>,
  discreet: boolean,
  at = new Date(),
) {
  const { _id, startsAt, minutes, where, moved } = appointment
  const state = stateOf(appointment, status, at)
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Waymark//Appointments//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${_id}@waymark`,
    `DTSTAMP:${utc(at)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(new Date(startsAt.getTime() + minutes * 60_000))}`,
    `SEQUENCE:${moved.length + (state === 'cancelled' ? 1 : 0)}`,
    `STATUS:${state === 'cancelled' ? 'CANCELLED' : state === 'offered' ? 'TENTATIVE' : 'CONFIRMED'}`,
    `SUMMARY:${discreet ? 'Appointment' : escaped(`Appointment: ${serviceName}`)}`,
    ...(discreet ? [] : [`LOCATION:${escaped(where)}`]),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n')
}
