import { aDay } from '../../lifecycle/clocks.ts'
import type { Kind } from '../../models/kind.ts'
import { languageName } from '../../models/language.ts'
import { channels, type Schedule, type Service, type Weekday, weekdays } from '../../models/service.ts'
import type { Result } from '../../search/criteria.ts'

/** How facts about a service are said, the same way in the list, on the map and on its own page. */

/** What each kind of support is for, for those who don't know what it is called. */
export const kindsPlainly: Record<Kind, string> = {
  'talking-therapies': 'worry, low mood, stress, not sleeping',
  'physio-first': 'back, neck, knee and other pain, without seeing a GP first',
  ips: 'a paid job, and support to keep it, with a serious mental illness',
  'social-prescribing': 'loneliness, or not knowing where to start',
  'debt-advice': 'bills, bailiffs, loans and money worries',
  'vcs-employment': 'finding work, CVs, interviews, confidence',
  'supported-employment': 'a job, with a coach beside you',
  'work-and-health-advice': 'fit notes, changes at work, keeping your job',
  'benefits-advice': 'PIP, Universal Credit, what you can claim',
  'employer-support': 'keeping or taking on staff with a health condition',
  volunteering: 'giving your time, gaining experience',
  'skills-and-learning': 'courses, English, reading, computers',
  'housing-advice': 'eviction, repairs, rent, nowhere to live',
  'peer-support': 'people who have been through the same',
  'wellbeing-activities': 'walking, gardening, singing, exercise, company',
  'carers-support': 'looking after someone',
  'substance-misuse': 'drinking, drugs, painkillers',
  'bereavement-support': 'when someone has died',
}

/** 'Less than a quarter of a mile', '0.8 miles', '12 miles': roads are signed in miles, the address bar keeps kilometres. */
export function miles(km: number): string {
  const far = km / 1.609344
  if (far < 0.25) return 'less than ¼ mile'
  const rounded = far < 10 ? Math.round(far * 10) / 10 : Math.round(far)
  return `${rounded} ${rounded === 1 ? 'mile' : 'miles'}`
}

/** 'no wait', '1 week', '14 weeks'. */
export function weeks(n: number): string {
  if (n === 0) return 'no wait'
  return n === 1 ? '1 week' : `${n} weeks`
}

/** 'today', 'yesterday', '12 days ago', '5 months ago', '2 years ago'. */
export function ago(at: Date, now = Date.now()): string {
  const days = Math.floor((now - at.getTime()) / aDay)
  if (days < 1) return 'today'
  if (days === 1) return 'yesterday'
  if (days < 61) return `${days} days ago`
  if (days < 730) return `${Math.floor(days / 30.4)} months ago`
  return `${Math.floor(days / 365.25)} years ago`
}

/** 'Punjabi' for 'pa'; the code itself when it is nobody's. */
export function language(code: string): string {
  return languageName(code) ?? code
}

/** 'in person, by phone and online'. */
export function ways(service: Pick<Service, 'channels'> | Result): string {
  return listed(service.channels.map((channel) => channels[channel].toLowerCase()))
}

/** 'a', 'a and b', 'a, b and c'. Intl's own takes a hundred times as long. */
const listed = (words: string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

export const dayNames: Record<Weekday, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
}

/** 'Monday to Friday', 'Tuesday and Thursday'. */
export function daysOf(days: Weekday[]): string {
  const at = days.map((day) => weekdays.indexOf(day)).sort((a, b) => a - b)
  const names = at.map((index) => dayNames[weekdays[index]!])
  const unbroken = at.every((index, n) => n === 0 || index === at[n - 1]! + 1)
  if (at.length === 7) return 'Every day'
  return at.length > 2 && unbroken ? `${names[0]} to ${names.at(-1)}` : listed(names)
}

/** '9am', '5:30pm', 'midday' from '09:00', '17:30', '12:00'. */
export function clock(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  if (minute === 0 && hour === 12) return 'midday'
  if (minute === 0 && hour % 24 === 0) return 'midnight'
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, '0')}` : ''}${hour < 12 ? 'am' : 'pm'}`
}

/** '9am to 5pm', 'from 6pm', or nothing where no hours are known. */
export function hours({ opensAt, closesAt }: Schedule): string {
  if (opensAt && closesAt) return `${clock(opensAt)} to ${clock(closesAt)}`
  if (opensAt) return `from ${clock(opensAt)}`
  return closesAt ? `until ${clock(closesAt)}` : ''
}

/** 'Adults aged 18 and over', '16 to 24 years old', 'Under 18': nothing where any age will do. */
export function ages({ minimumAge, maximumAge }: Service['eligibility']): string {
  if (minimumAge && maximumAge) return `${minimumAge} to ${maximumAge} years old`
  if (minimumAge) return `${minimumAge} and over`
  return maximumAge ? `Up to ${maximumAge} years old` : ''
}
