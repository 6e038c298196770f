import type { HistoryEntry, Referral } from '../models/referral.ts'
import { type Clock, type Status, statuses } from './steps.ts'

/**
 * Working days, English bank holidays and what is due when. Days are 'YYYY-MM-DD' in London; something due on a day is
 * due until that day ends there.
 */

/** Working days, unless a service sets its own. No national rule exists for charities: research of other systems' practice. */
export const defaults = { decide: 5, contact: 10, answer: 5 }
/** Days until a waiting list or a hold is looked at again, unless a day is given or the service has set its own. */
export const reviewAfter = 90

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' })
const londonHours = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: 'numeric', hourCycle: 'h23' })

/** Twenty-four hours in milliseconds, for spans of time: a calendar day has an hour more or less when the clocks change. */
export const aDay = 86_400_000

/** The calendar day in London at a moment. */
export const dayOf = (at: Date) => london.format(at)

/** The last millisecond of a day in London. */
export function endOfDay(day: string): Date {
  const guess = new Date(`${day}T23:59:59.999Z`)
  // Summer time puts London one hour ahead, on the next day already.
  return Number(londonHours.format(guess)) === 0 ? new Date(guess.getTime() - 3_600_000) : guess
}

const londonClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/**
 * The moment when clocks in London show a time ('HH:MM') on a day. Null in the hour that is left out when summer time
 * begins; in the hour that comes twice when it ends, the first of the two.
 */
export function momentAt(day: string, time: string): Date | null {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  const found = [asUtc - 3_600_000, asUtc].find(
    (at) => dayOf(new Date(at)) === day && londonClock.format(new Date(at)) === time,
  )
  return found === undefined ? null : new Date(found)
}

const asDate = (day: string) => new Date(`${day}T12:00:00Z`)
const asDay = (date: Date) => date.toISOString().slice(0, 10)

/** So many calendar days later (or, with a minus, earlier). */
export function addDays(day: string, days: number): string {
  const date = asDate(day)
  date.setUTCDate(date.getUTCDate() + days)
  return asDay(date)
}

/** Easter Sunday: the anonymous Gregorian computus (Meeus, Astronomical Algorithms). */
function easter(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return asDay(new Date(Date.UTC(year, month - 1, day, 12)))
}

/** 0 is Sunday. */
const weekday = (day: string) => asDate(day).getUTCDay()
const isWeekend = (day: string) => weekday(day) % 6 === 0

/** The first Monday on or after a day. */
const mondayFrom = (day: string) => addDays(day, (8 - weekday(day)) % 7)

/** Days moved or added by proclamation: gov.uk/bank-holidays, England and Wales. */
const moved: Record<string, string> = { '2020-05-04': '2020-05-08', '2022-05-30': '2022-06-02' }
const added: Record<number, string[]> = { 2022: ['2022-06-03', '2022-09-19'], 2023: ['2023-05-08'] }

const known = new Map<number, Set<string>>()

/**
 * Every bank holiday in England in a year (2019 on), with the days given in place of those at a weekend: by the rules that
 * the published list has followed, so for any year to come. A day proclaimed once has to be added above when it is.
 */
export function bankHolidays(year: number): Set<string> {
  const found = known.get(year)
  if (found) return found
  const sunday = easter(year)
  const days = new Set([addDays(sunday, -2), addDays(sunday, 1)])
  for (const monday of [`${year}-05-01`, `${year}-05-25`, `${year}-08-25`].map(mondayFrom))
    days.add(moved[monday] ?? monday)
  // Each takes its own day, or the next weekday that is free.
  for (const fixed of [`${year}-01-01`, `${year}-12-26`, `${year}-12-25`]) {
    let day = fixed
    while (isWeekend(day) || days.has(day)) day = addDays(day, 1)
    days.add(day)
  }
  for (const day of added[year] ?? []) days.add(day)
  known.set(year, days)
  return days
}

/** Whether a day is neither a weekend nor a bank holiday. */
export const isWorkingDay = (day: string) => !isWeekend(day) && !bankHolidays(Number(day.slice(0, 4))).has(day)

/** The working day so many working days after a day, which itself doesn't count. */
export function addWorkingDays(day: string, workingDays: number): string {
  let at = day
  for (let left = workingDays; left > 0; ) {
    at = addDays(at, 1)
    if (isWorkingDay(at)) left--
  }
  return at
}

/** Working days after one day, up to and with another; 0 when it isn't later. */
export function workingDaysBetween(from: string, to: string): number {
  let count = 0
  for (let at = addDays(from, 1); at <= to; at = addDays(at, 1)) if (isWorkingDay(at)) count++
  return count
}

/** Working days that a referral has stood in a status so far, over all the times that it did. */
export function workingDaysIn(status: Status, history: readonly HistoryEntry[], now: string): number {
  return history.reduce((sum, entry, index) => {
    if (entry.to !== status) return sum
    const until = history[index + 1]?.at
    return sum + workingDaysBetween(dayOf(entry.at), until ? dayOf(until) : now)
  }, 0)
}

/**
 * When the next thing is due once a referral reaches a status; undefined when no clock runs there.
 * Time spent waiting for an answer doesn't count against the decision, which always gets one more working day.
 */
export function dueAfter(
  status: Status,
  referral: Pick<Referral, 'history' | 'within'>,
  at: Date,
  given: { contactBy?: string; reviewOn?: string } = {},
): Date | undefined {
  const clock: Clock | null = statuses[status].clock
  const today = dayOf(at)
  const within = { ...defaults, ...referral.within }
  switch (clock) {
    case 'decide': {
      const left = within.decide - workingDaysIn('sent', referral.history, today)
      return endOfDay(addWorkingDays(today, Math.max(left, 1)))
    }
    case 'answer':
      return endOfDay(addWorkingDays(today, within.answer))
    case 'contact':
      return endOfDay(given.contactBy ?? addWorkingDays(today, within.contact))
    case 'review':
      return endOfDay(given.reviewOn ?? addDays(today, within.review ?? reviewAfter))
    default:
      return undefined
  }
}

/** Nudges after these shares of the time to decide (2 and 4 of 5 working days); the day after it the hub takes over. */
const nudgedAt = [0.4, 0.8]
/** Working days that whoever was nudged about anything else has before the hub takes over. */
const daysBeforeHub = 2

/** After how many working days of waiting for a decision each nudge is given. */
function nudgeDays({ within }: Pick<Referral, 'within'>) {
  const decide = within?.decide ?? defaults.decide
  return { decide, days: nudgedAt.map((share) => Math.max(1, Math.round(decide * share))) }
}

/** What an unanswered referral needs now: how many nudges by today, and whether it is the hub's turn. */
export function nudgesDue(referral: Pick<Referral, 'status' | 'history' | 'within' | 'dueAt'>, at: Date) {
  if (!statuses[referral.status].waitsFor) return { nudges: 0, withHub: false }
  if (referral.status === 'sent') {
    const { decide, days } = nudgeDays(referral)
    const waited = workingDaysIn('sent', referral.history, dayOf(at))
    return { nudges: days.filter((day) => waited >= day).length, withHub: waited > decide }
  }
  const overdue = referral.dueAt !== undefined && referral.dueAt < at
  return {
    nudges: overdue ? 1 : 0,
    withHub: overdue && workingDaysBetween(dayOf(referral.dueAt!), dayOf(at)) > daysBeforeHub,
  }
}

/** The moment after which more is due to an unanswered referral than it has had; undefined when nothing will be. */
export function nudgeAfter(
  referral: Pick<Referral, 'status' | 'history' | 'within' | 'dueAt' | 'nudges'>,
  at: Date,
): Date | undefined {
  const { status, history, dueAt, nudges } = referral
  if (!statuses[status].waitsFor) return undefined
  if (status !== 'sent') {
    if (!dueAt || nudges === 0) return dueAt
    return dayBegins(addWorkingDays(dayOf(dueAt), daysBeforeHub + 1))
  }
  const { decide, days } = nudgeDays(referral)
  const today = dayOf(at)
  return dayBegins(addWorkingDays(today, (days[nudges] ?? decide + 1) - workingDaysIn('sent', history, today)))
}

/** The last moment before a day in London. */
const dayBegins = (day: string) => endOfDay(addDays(day, -1))
