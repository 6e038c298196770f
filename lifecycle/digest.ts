import { Referral } from '../models/referral.ts'
import { aDay } from './clocks.ts'
import { type Status, statuses } from './steps.ts'

const uncounted: Status[] = ['entered_in_error', 'draft']
const isCounted = ({ status }: { status: Status }) => !uncounted.includes(status)

/** How the people whom one user referred are getting on: counts only, nobody named. */
export interface Digest {
  people: number
  started: number
  waiting: number
  completed: number
  /** Declined, expired, ended early: somebody has to look further. */
  needYou: number
}

const needing: Status[] = ['declined', 'expired', 'ended_early', 'info_needed']

/** The digest of a user for what moved in the week before, or null when nothing did. A person counts once, at their furthest. */
export async function digestOf(user: unknown, at = new Date()): Promise<Digest | null> {
  const since = new Date(at.getTime() - 7 * aDay)
  const moved = await Referral.find(
    { 'referrer.user': user as never, updatedAt: { $gt: since } },
    { supportRequest: 1, status: 1 },
  ).lean()
  const counted = moved.filter(isCounted)
  const requests = [...new Map(counted.map(({ supportRequest }) => [String(supportRequest), supportRequest])).values()]
  if (!requests.length) return null
  const all = await Referral.find(
    { supportRequest: { $in: requests } },
    { supportRequest: 1, status: 1, startedAt: 1 },
  ).lean()
  const people = requests.map((request) =>
    all.filter((each) => isCounted(each) && String(each.supportRequest) === String(request)),
  )
  const count = (is: (theirs: typeof all) => boolean) => people.filter(is).length
  const open = (theirs: typeof all) => theirs.some(({ status }) => statuses[status].open)
  return {
    people: people.length,
    started: count((theirs) => theirs.some(({ startedAt }) => startedAt)),
    waiting: count((theirs) => open(theirs) && !theirs.some(({ startedAt }) => startedAt)),
    completed: count((theirs) => theirs.some(({ status }) => status === 'completed')),
    needYou: count(
      (theirs) =>
        !theirs.some(({ status }) => status === 'completed') && theirs.some(({ status }) => needing.includes(status)),
    ),
  }
}

/** '3 of your 4 people have started. 1 needs you.' */
export function digestWords({ people, started, needYou }: Digest): string {
  const who = people === 1 ? 'The one person you referred' : `${started} of your ${people} people`
  const begun =
    people === 1 ? (started ? 'has started' : 'has not started yet') : started === 1 ? 'has started' : 'have started'
  return `${who} ${begun}.${needYou ? ` ${needYou} ${needYou === 1 ? 'needs' : 'need'} you.` : ''}`
}
