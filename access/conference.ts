import { type Shared, shareable, shared } from '../lifecycle/sharing.ts'
import type { Status } from '../lifecycle/steps.ts'
import { Conference } from '../models/conference.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { type Role, User } from '../models/user.ts'
import type { Types } from '../storage/mongoose.ts'
import type { Actor } from './actor.ts'
import { can } from './can.ts'
import { visibleSupportRequests } from './visible.ts'

/**
 * Who sees a case conference, and how much of the person.
 *
 * - The team is named one by one, by the key worker or a worker of the hub that looks after the person, and only once the
 *   person has agreed that these people talk together. Consent to share a story with a service is not consent to that.
 * - Only somebody who works for an organisation that takes part can be named: who referred, the hub, or a service that has a
 *   referral of this person and has not said no to it.
 * - The notes are the team's: not the rest of an organisation's, not the person's, and not those of whoever chose the team
 *   unless they are in it. Someone taken off the team, or whose organisation no longer takes part, finds nothing.
 * - Of the person, a member sees what was shared with their own organisation's service and no more: being in a team together
 *   doesn't hand one service's share to another. Who referred and the hub see the whole story, as they do anyway.
 */

/** A referral that stands like this has brought nobody into the conversation, or takes them out of it. */
const outside: Status[] = ['draft', 'declined', 'redirected', 'withdrawn', 'expired', 'entered_in_error']

/** The referrals with which services take part. */
const takingPart = (request: SupportRequest): Promise<Referral[]> =>
  Referral.find({ supportRequest: request._id, status: { $nin: outside } }).lean()

/** Ids of the organisations that take part; none once all of it was entered in error. */
async function organisationsOf(request: SupportRequest): Promise<string[]> {
  const all = await Referral.find({ supportRequest: request._id }, { status: 1 }).lean()
  if (all.every(({ status }) => status === 'entered_in_error')) return []
  const services = (await takingPart(request)).map(({ organisation }) => organisation)
  return [...new Set([request.referrer.organisation ?? '', ...request.hubs, ...services])].filter(Boolean)
}

/** The active users of the organisations that take part, by organisation and name: those who can be named. */
export async function mayBeNamed(request: SupportRequest) {
  const roles = { $in: ['referrer', 'provider', 'hub'] satisfies Role[] }
  return User.find({ organisation: { $in: await organisationsOf(request) }, active: true, roles })
    .sort({ organisation: 1, name: 1 })
    .lean()
}

/** A conference as somebody finds it. */
export interface FoundConference {
  request: SupportRequest
  /** Null until the first one is named. */
  conference: Conference | null
  /** They are in the team, and read and write the notes. */
  inTeam: boolean
  /** They may name and take off members. */
  chooses: boolean
  /** What they may see of the person and the story. */
  seen: Shared
}

/** The conference of a support request, when this user has anything to do with it; null when it isn't there for them. */
export async function findConference(id: Types.ObjectId | string, actor: Actor): Promise<FoundConference | null> {
  const [request, conference] = await Promise.all([
    SupportRequest.findById(id).lean(),
    Conference.findById(id).lean() as Promise<Conference | null>,
  ])
  if (!request) return null
  const organisations = await organisationsOf(request)
  const named = conference?.team.some(({ user }) => String(user) === String(actor.user)) ?? false
  const inTeam = named && organisations.includes(actor.organisation)
  const whole = (await SupportRequest.exists({ $and: [visibleSupportRequests(actor), { _id: request._id }] })) !== null
  const chooses = organisations.length > 0 && whole && can.chooseTeam(actor, request)
  if (!inTeam && !chooses) return null
  return {
    request,
    conference,
    inTeam,
    chooses,
    seen: whole ? request : shared(request, await sharesOf(request, actor)),
  }
}

/** What was shared with this user's organisation: field names of lifecycle/sharing. */
async function sharesOf(request: SupportRequest, { organisation }: Actor) {
  const theirs = (await takingPart(request)).filter((referral) => referral.organisation === organisation)
  return Object.keys(shareable).filter((field) => theirs.some(({ shares }) => shares.includes(field)))
}

/** Whether somebody reads and writes the notes about a support request. */
export const isInTeam = async (id: Types.ObjectId, actor: Actor) =>
  (await Conference.exists({ _id: id, 'team.user': actor.user })) !== null &&
  ((await findConference(id, actor))?.inTeam ?? false)
