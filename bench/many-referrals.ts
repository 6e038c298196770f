import { randomUUID } from 'node:crypto'
import { inLetters } from '../lifecycle/reference.ts'
import type { Referral } from '../models/referral.ts'
import type { SupportRequest } from '../models/support-request.ts'
import { cast } from '../seed/cast.ts'
import { organisation } from '../seed/organisations.ts'
import { mongoose, Types } from '../storage/mongoose.ts'
import { dice, pick } from './many-services.ts'

/** The nth reference: unlike a real one its check character is any. */
const reference = (n: number) => inLetters(BigInt(n))

const hub = organisation('hub')._id
const debt = organisation('debt')._id
const surgery = organisation('surgery')._id
const grace = cast.find(({ email }) => email === 'grace@surgery.example')!
const others = Array.from({ length: 900 }, () => new Types.ObjectId())
const hour = 3_600_000

/** A document as a driver that is told to leave out what is undefined would write it. */
export const withoutUndefined = (doc: object) =>
  Object.fromEntries(Object.entries(doc).filter(([, value]) => value !== undefined))

export interface Pair {
  request: SupportRequest
  referral: Referral
}

/** Some sixty referrals and their support requests, as the store that is open holds them. */
export async function someReferrals(): Promise<Pair[]> {
  const db = mongoose.connection.db!
  const referrals = (await db.collection('referrals').find().limit(80).toArray()) as unknown as Referral[]
  const named = { _id: { $in: referrals.map(({ supportRequest }) => supportRequest) } }
  const requests = (await db.collection('supportrequests').find(named).toArray()) as unknown as SupportRequest[]
  return referrals.map((referral) => ({
    referral,
    request: requests.find(({ _id }) => String(_id) === String(referral.supportRequest))!,
  }))
}

/**
 * Copies of referrals and their support requests, numbered from `first`, over the last three years. All are of one hub's
 * area; one in 20 is for Tariq's organisation and one in 50 from Grace, the rest are spread over 400 providers and 900
 * referrers. Of those awaiting a decision the hub has one in ten; nothing else is due, so that the rounds leave them alone.
 */
export function* manyReferrals(from: Pair[], first: number, count: number): Generator<Pair> {
  const roll = dice(first + 11)
  const later = new Date(Date.now() + 30 * 24 * hour)
  for (let n = first; n < first + count; n++) {
    const { request, referral } = from[n % from.length]!
    const provider =
      roll() < 0.05 ? debt : `00000000-0000-4000-8000-${String(Math.floor(roll() * 400)).padStart(12, '0')}`
    const isGraces = roll() < 0.02
    const other = Math.floor(roll() * 900)
    const referrer = isGraces
      ? { ...referral.referrer, user: grace._id, name: grace.name, organisation: surgery }
      : {
          ...referral.referrer,
          user: others[other]!,
          organisation: `00000000-0000-4000-9000-${String(other).padStart(12, '0')}`,
        }
    const sentAt = new Date(Date.now() - Math.floor(roll() * 3 * 365 * 24) * hour)
    const closedAt = referral.closedAt && new Date(sentAt.getTime() + 24 * hour)
    const dueAt = referral.dueAt && later
    const late = referral.status === 'sent' && roll() < 0.1
    const ids = { request: new Types.ObjectId(), referral: new Types.ObjectId() }
    const lastName = `${request.person.lastName}${pick(['', 'son', 'er', '-Jones', 'ova'], roll)}${n % 1000}`
    yield {
      request: {
        ...request,
        _id: ids.request,
        idempotencyKey: `${referrer.user} ${randomUUID()}`,
        person: { ...request.person, lastName },
        referrer,
        referrals: [
          { ...request.referrals[0]!, _id: ids.referral, reference: reference(n), organisation: provider, at: sentAt },
        ],
        createdAt: sentAt,
        updatedAt: sentAt,
      },
      referral: {
        ...referral,
        _id: ids.referral,
        supportRequest: ids.request,
        reference: reference(n),
        organisation: provider,
        hubs: [hub],
        referrer,
        personName: `${request.person.firstName} ${lastName}`,
        sentAt,
        ...(closedAt && { closedAt }),
        listedAt: closedAt ?? sentAt,
        ...(dueAt && { dueAt }),
        nudgeAt: late ? undefined : referral.nudgeAt && later,
        ...(late && { nudges: 3, withHub: true }),
        stopping: undefined,
        noticesDueAt: undefined,
        nextAppointmentAt: undefined,
        followUpOn: undefined,
        outbox: [],
        createdAt: sentAt,
        updatedAt: sentAt,
      },
    }
  }
}
