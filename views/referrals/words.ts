import { aDay, dayOf } from '../../lifecycle/clocks.ts'
import { type Status, statuses } from '../../lifecycle/steps.ts'
import type { Referral } from '../../models/referral.ts'
import { day } from '../helpers.ts'

/** Who reads a message: nobody who refers where somebody came by themselves. */
export const messageHint = ({ referrer }: Pick<Referral, 'referrer'>) =>
  referrer.user
    ? 'Everyone who works with this referral can read it. Nothing of it goes into an email'
    : 'The service and the hub can read it, and not the person: get in touch with them in the ways they allow'

/** Which side of a referral is reading: those who decide, those who sent it, or the person. */
export type Side = 'provider' | 'referrer' | 'person'

type Words = (when: string) => string

/** What comes next in each open status, for each side. `by` is 'by 4 March 2026', or 'soon' where nothing is due. */
const nexts: Partial<Record<Status, Record<Side, Words>>> = {
  sent: {
    provider: (by) => `Decide ${by}`,
    referrer: (by) => `They decide ${by}`,
    person: (by) => `The service is deciding whether it can help you. You should hear ${by}.`,
  },
  info_needed: {
    provider: (by) => `An answer is due ${by}`,
    referrer: (by) => `Answer their question ${by}`,
    person: (by) => `The service has a question for you. Please answer it ${by}.`,
  },
  accepted: {
    provider: (by) => `Make first contact ${by}`,
    referrer: (by) => `They get in touch ${by}`,
    person: (by) => `The service will be in touch with you ${by}.`,
  },
  waiting_list: {
    provider: (by) => `Look at the wait again ${by}`,
    referrer: () => 'Waiting for a place',
    person: () => 'You don’t need to do anything: the service will be in touch when there is a place.',
  },
  in_progress: {
    provider: () => 'Record what came of it when it ends',
    referrer: () => 'They have started',
    person: () => 'Ask the service about anything that comes next.',
  },
  on_hold: {
    provider: (by) => `Look at it again ${by}`,
    referrer: () => 'Paused for now',
    person: () => 'Ring the service when you are ready to go on.',
  },
}

/** What was due in each status and wasn't done, for those who work with it. `day` is '4 March 2026'. */
const lates: Partial<Record<Status, Record<Exclude<Side, 'person'>, Words>>> = {
  sent: {
    provider: (day) => `decide now, it was due by ${day}`,
    referrer: (day) => `they were to decide by ${day}`,
  },
  info_needed: {
    provider: (day) => `an answer was due by ${day}`,
    referrer: (day) => `answer their question, it was due by ${day}`,
  },
  accepted: {
    provider: (day) => `make first contact now, it was due by ${day}`,
    referrer: (day) => `they were to be in touch by ${day}`,
  },
  waiting_list: {
    provider: (day) => `look at the wait again, it was due by ${day}`,
    referrer: (day) => `they were to look at the wait again by ${day}`,
  },
  on_hold: {
    provider: (day) => `look at it again, it was due by ${day}`,
    referrer: (day) => `they were to look at it again by ${day}`,
  },
}

function waits({ serviceName, ended }: NonNullable<Referral['after']>, side: Side) {
  if (side === 'person')
    return ended
      ? 'What this waited for has ended. Whoever referred you decides what comes next.'
      : `You don’t need to do anything: this is sent once ${serviceName} has begun.`
  return ended
    ? `${serviceName} has ended without beginning: send this now, or withdraw it`
    : `Waits for ${serviceName} to begin`
}

/** What comes next and when, or what is overdue, in one sentence for the side that reads it; '' when closed. */
export function whatHappensNext(
  { status, dueAt, after, stopping }: Pick<Referral, 'status' | 'dueAt' | 'after' | 'stopping'>,
  side: Side,
  now = Date.now(),
): string {
  if (stopping && side !== 'person')
    return side === 'provider' ? 'Stop, and confirm that you have' : 'They have not confirmed yet that they stopped'
  if (status === 'draft' && after) return waits(after, side)
  const late = side !== 'person' && isOverdue({ status, dueAt }, now) && lates[status]?.[side](day(dueAt!))
  if (late) return `Overdue: ${late}`
  return nexts[status]?.[side](dueAt ? `by ${day(dueAt)}` : 'soon') ?? ''
}

const nows: Record<Status, string> = {
  draft: 'Your referral has not been sent yet',
  sent: 'Your referral has arrived',
  info_needed: 'The service needs to know a little more',
  accepted: 'The service has said yes',
  waiting_list: 'You are on the waiting list',
  in_progress: 'You have started',
  on_hold: 'This is paused for now',
  completed: 'This has finished',
  ended_early: 'This has ended',
  declined: 'The service can’t take this referral',
  redirected: 'Your referral has been passed on to another service',
  withdrawn: 'This referral was withdrawn',
  expired: 'This referral was closed because nobody answered',
  entered_in_error: 'This referral was entered by mistake',
}

/** What the person can do once it is over: said to one who was referred by somebody, and to one who came by themselves. */
const afterwardsForThePerson: Partial<Record<Status, (referred: boolean) => string>> = {
  completed: () => 'If you need help again, you can ask for it.',
  ended_early: () => 'If you still need help, you can ask for it again.',
  declined: (referred) =>
    referred
      ? 'Whoever referred you has been told. Ask them to find other help with you.'
      : 'Look for another service below, or ask your GP surgery to help you find one.',
  redirected: () => 'Below is where it went. The other service will be in touch.',
  withdrawn: () => 'Nobody will get in touch about it any more.',
  expired: (referred) =>
    referred
      ? 'Whoever referred you has been told. Ask them to find other help with you.'
      : 'Look for another service below.',
  entered_in_error: () => 'What it said is hidden. Nothing happens with it.',
}

/** What comes next for the person once nothing more is done with a referral; '' while it is open. */
export const afterwards = ({ status, referrer }: Pick<Referral, 'status' | 'referrer'>) =>
  afterwardsForThePerson[status]?.(referrer.user !== undefined) ?? ''

/** Where a referral stands, said to the person. */
export const nowForThePerson = ({ status, history }: Pick<Referral, 'status' | 'history'>) =>
  history.at(-1)?.step === 'advise' ? 'The hub has written back with advice' : nows[status]

/** Whether something that was due has not been done. */
export const isOverdue = ({ dueAt, status }: Pick<Referral, 'dueAt' | 'status'>, now = Date.now()) =>
  statuses[status].open && dueAt !== undefined && dueAt.getTime() < now

/** 'today', 'yesterday', '5 days ago': calendar days in England. */
export function daysAgo(at: Date, now = new Date()): string {
  const days = Math.round((Date.parse(dayOf(now)) - Date.parse(dayOf(at))) / aDay)
  return days <= 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
}
