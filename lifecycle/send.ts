import type { QueryFilter } from 'mongoose'
import type { Actor } from '../access/actor.ts'
import { config } from '../config.ts'
import { needsFor } from '../models/need.ts'
import { type HistoryEntry, Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import {
  type Consent,
  type Person,
  type PlannedReferral,
  type Referrer,
  SupportRequest,
} from '../models/support-request.ts'
import { findPlace } from '../search/places.ts'
import { understand } from '../search/understand.ts'
import { isDuplicate } from '../storage/errors.ts'
import { Types } from '../storage/mongoose.ts'
import { dayOf, dueAfter, nudgeAfter } from './clocks.ts'
import { type Fit, fits, type Home } from './eligibility.ts'
import { hubsAmong, hubsFor } from './hubs.ts'
import { hashTrackingCode, newReference, trackingCode } from './reference.ts'
import { sharesWith } from './sharing.ts'
import { type Party, steps } from './steps.ts'

export interface Sending {
  /** One for each form shown: sending it again, even at the same time, makes nothing new. */
  key: string
  person: Person
  need: SupportRequest['need']
  consent: Omit<Consent, 'at' | 'recordedBy'> & Partial<Pick<Consent, 'at' | 'recordedBy'>>
  /** Absent: the person refers themselves. */
  by?: Actor
  /** Ids of one to five services; 'hub' for the hub of where the person lives, when nobody knows which service. */
  services: string[]
  /** Why it goes to a service that doesn't fit all the same, in the sender's words, by the service's id. */
  overrides?: Record<string, string>
  /** Services that are sent only once another of them has begun: that other's id, by their own. */
  after?: Record<string, string>
  /** What the sender was shown that each service is told, by its id: the most that is shared with it. */
  shown?: Record<string, string[]>
  at?: Date
  /** Tell nobody: for the demonstration patch and for records brought from elsewhere. */
  quietly?: boolean
}

export interface Sent {
  supportRequest: SupportRequest
  referrals: Referral[]
  /** Opens /track beside a reference: for the person, shown or handed to them by whoever refers. */
  trackingCode: string
  /** It had been sent before. */
  repeated: boolean
}

/** Nothing was sent, because of these services. Sentences by the service's id. */
export class CannotSend extends Error {
  readonly status = 422
  readonly services: Record<string, string[]>
  constructor(services: Record<string, string[]>) {
    super('Nothing was sent, because not every service can take this.')
    this.services = services
  }
}

/** A user as the referrer that records name. */
const asReferrer = ({ user, name, jobTitle, organisation, organisationName }: Actor): Referrer => ({
  user,
  name,
  jobTitle,
  organisation,
  organisationName,
})

const themselves: Referrer = { name: 'The person', jobTitle: '', organisationName: '' }

/** Where a person lives, and where their GP practice is, as far as can be told from what they said. */
export async function homeOf({ postcode, gp }: Pick<Person, 'postcode' | 'gp'>): Promise<Home> {
  const [home, practice] = await Promise.all([findPlace(postcode), gp?.place ? findPlace(gp.place) : null])
  const gpAreas = gp?.registered === 'no' ? [] : practice && 'place' in practice ? practice.place.areas : undefined
  if (!('place' in home)) return { areas: [], gpAreas }
  const { areas, lat, lon } = home.place
  return { areas, lat, lon, gpAreas }
}

/** The code that opens /track for a support request: made again whenever it is to be shown, never stored. */
export const trackingCodeOf = ({ idempotencyKey }: Pick<SupportRequest, 'idempotencyKey'>) =>
  trackingCode(idempotencyKey, config.SESSION_SECRET)

/** A referral to a service that somebody fits so, decided on and not yet made. */
export async function planReferral(
  service: Service,
  at: Date,
  fit: Fit,
  more: Pick<PlannedReferral, 'override' | 'continues' | 'consent'> & { shown?: string[] } = {},
): Promise<PlannedReferral> {
  const { shown, ...kept } = more
  let reference = newReference()
  while (await Referral.exists({ reference })) reference = newReference()
  const { decideWithin: decide, contactWithin: contact, answerWithin: answer, reviewWithin: review } = service.referral
  return {
    _id: new Types.ObjectId(),
    reference,
    service: service._id,
    serviceName: service.name,
    organisation: service.organisation,
    organisationName: service.organisationName,
    kinds: service.kinds,
    shares: sharesWith(service).filter((field) => !shown || shown.includes(field)),
    fit: { result: fit.result, reasons: fit.reasons, listedAt: service.updatedAt },
    ...(decide || contact || answer || review ? { within: { decide, contact, answer, review } } : {}),
    ...kept,
    at,
  }
}

/** What a step has to tell, one entry for each side. */
export const tellings = (about: string, to: readonly Party[], at: Date) =>
  to.map((party) => ({ _id: new Types.ObjectId(), to: party, about, at }))

/** Makes a referral that was planned, unless it has been made already. */
async function makeReferral(request: SupportRequest, plan: PlannedReferral, quietly: boolean) {
  const { at, within, override, fit, shares, continues } = plan
  const { user, name, jobTitle, organisation, organisationName } = request.referrer
  const party: Party = user ? 'referrer' : 'person'
  const first = plan.after && request.referrals.find(({ _id }) => String(_id) === String(plan.after))
  const outbox = quietly || first ? [] : tellings('send', steps.send.tells, at)
  const status = first ? 'draft' : 'sent'
  const sentBy = plan.sentBy ?? { user, name, jobTitle, organisation, organisationName, party }
  const history: HistoryEntry[] = first ? [] : [{ step: 'send', from: 'draft', to: 'sent', at, by: sentBy }]
  const dueAt = dueAfter(status, { history: [], within }, at)
  try {
    await Referral.create({
      _id: plan._id,
      reference: plan.reference,
      supportRequest: request._id,
      service: plan.service,
      serviceName: plan.serviceName,
      organisation: first ? '' : plan.organisation,
      organisationName: plan.organisationName,
      kinds: plan.kinds,
      areas: request.areas,
      hubs: request.hubs,
      referrer: request.referrer,
      personName: `${request.person.firstName} ${request.person.lastName}`,
      urgency: request.need.urgency,
      status,
      version: 0,
      history,
      after: first && { referral: first._id, serviceName: first.serviceName, organisation: plan.organisation },
      createdAt: at,
      sentAt: at,
      dueAt,
      nudgeAt: nudgeAfter({ status, history, within, dueAt, nudges: 0 }, at),
      within,
      override,
      fit,
      shares,
      goals: shares.includes('goals') ? request.need.goals : [],
      continues,
      outbox,
      noticesDueAt: outbox.length ? at : undefined,
    })
  } catch (error) {
    // Another process, or the same form sent twice, may have been quicker: what matters is that it is there.
    if (!isDuplicate(error) || !(await Referral.exists({ _id: plan._id }))) throw error
  }
}

/** What a story is about where nobody said: what the services are for, or for a hub what its words mean. */
function needsOf(services: Service[], story: string) {
  const toHubs = services.some(({ triage }) => triage)
  const meant = toHubs ? (understand(story)?.kinds ?? []).map(({ kind }) => kind) : []
  return needsFor([...services.flatMap(({ kinds, triage }) => (triage ? [] : kinds)), ...meant])
}

/** Makes every referral that a support request stands for; those that exist stay as they are. */
export async function finish(request: SupportRequest, quietly = false) {
  for (const plan of request.referrals) await makeReferral(request, plan, quietly)
  await SupportRequest.updateOne({ _id: request._id }, { $unset: { unfinished: 1 } })
}

/** Chosen in place of a service: the hub finds out which. */
export const toHub = 'hub'

/** The id of the triage service of the hub that looks after these areas, or of any hub; 'hub' itself when there is none. */
export async function hubServiceFor(areas: string[]): Promise<string> {
  const hubs = await Service.find({ triage: true, status: 'active' }, { covers: 1 }).lean()
  const near = hubs.find(({ covers }) => covers.areas.some((code) => areas.includes(code)))
  return (near ?? hubs.find(({ covers }) => covers.everywhere) ?? hubs[0])?._id ?? toHub
}

/** The services with these ids, in their order, without any that are gone; with `more` only those it holds for. */
export async function inOrder(ids: readonly string[], more: QueryFilter<Service> = {}): Promise<Service[]> {
  const found: Service[] = await Service.find({ ...more, _id: { $in: ids } }).lean()
  return found.sort((a, b) => ids.indexOf(a._id) - ids.indexOf(b._id))
}

type Who = Pick<Person, 'firstName' | 'dateOfBirth'>

/** How each service fits somebody who lives there, by its id. `self`: they refer themselves. */
export function fitsOf(services: Service[], person: Who, home: Home, { self = false, at = new Date() } = {}) {
  return new Map<string, Fit>(services.map((each) => [each._id, fits(each, person, home, dayOf(at), self)]))
}

/** The sentences that keep a support request from being sent, by service. */
function against(ids: string[], sending: Sending, found: Map<string, Fit>): Record<string, string[]> {
  const sentences: Record<string, string[]> = {}
  for (const id of ids) {
    const fit = found.get(id)
    if (!fit) sentences[id] = ['It isn’t in the directory any more.']
    else if (!fit.possible || (fit.result === 'not' && !sending.overrides?.[id]?.trim())) sentences[id] = fit.reasons
  }
  return sentences
}

/**
 * Sends one story to one or several services: all of the referrals or none, once for a key however often it is asked.
 * The support request, which names every referral beforehand, is the one atomic act; the referrals follow from it.
 * @throws CannotSend (422) when a service is closed, or doesn't fit and no reason for an exception is given
 */
export async function sendSupportRequest(sending: Sending): Promise<Sent> {
  const { person, need, by, at = new Date(), quietly = false } = sending
  // A key is its sender's own: nobody can be shown another's request by guessing it.
  const key = `${by?.user ?? 'self'} ${sending.key}`

  let request: SupportRequest | null = await SupportRequest.findOne({ idempotencyKey: key }).lean()
  const repeated = request !== null
  if (!request) {
    const home = await homeOf(person)
    const asked = await Promise.all(sending.services.map((id) => (id === toHub ? hubServiceFor(home.areas) : id)))
    const ids = [...new Set(asked)]
    if (!ids.length) throw new CannotSend({})
    const services = await inOrder(ids)
    const found = fitsOf(services, person, home, { self: !by, at })
    const sentences = against(ids, sending, found)
    if (Object.keys(sentences).length) throw new CannotSend(sentences)
    const referrals = await Promise.all(
      services.map((service) =>
        planReferral(service, at, found.get(service._id)!, {
          override: sending.overrides?.[service._id]?.trim() || undefined,
          shown: sending.shown?.[service._id] ?? sending.shown?.[toHub],
        }),
      ),
    )
    for (const [id, first] of Object.entries(sending.after ?? {})) {
      const [plan, other] = [id, first].map((one) => referrals[ids.indexOf(asked[sending.services.indexOf(one)] ?? '')])
      if (plan && other && plan !== other) plan.after = other._id
    }
    const referrer = by ? asReferrer(by) : themselves
    const sides = [by?.organisation ?? '', ...services.map(({ organisation }) => organisation)]
    const hubs = [...new Set([...(await hubsFor(home.areas)), ...(await hubsAmong(sides))])]
    try {
      const created = await SupportRequest.create({
        idempotencyKey: key,
        person,
        need: { ...need, about: need.about?.length ? need.about : needsOf(services, need.story) },
        consent: { at, recordedBy: referrer.name, ...sending.consent },
        referrer,
        referrals,
        unfinished: true,
        areas: home.areas,
        hubs,
        trackingCodeHash: hashTrackingCode(trackingCodeOf({ idempotencyKey: key })),
        createdAt: at,
      })
      request = created.toObject()
    } catch (error) {
      if (!isDuplicate(error)) throw error
      return sendSupportRequest(sending)
    }
  }
  if (request.unfinished) await finish(request, quietly)
  const referrals = await Referral.find({ _id: { $in: request.referrals.map(({ _id }) => _id) } }).lean()
  return { supportRequest: request, referrals, trackingCode: trackingCodeOf(request), repeated }
}

/** Carries a redirected referral on: the support request takes in the new ones, which are then made. */
export async function carryOn(referral: Referral, quietly = false) {
  const plans = referral.continuedBy ?? []
  const hubs = await hubsAmong(plans.map(({ organisation }) => organisation))
  // All of them before any is made: one may wait for another.
  for (const plan of plans)
    await SupportRequest.updateOne(
      { _id: referral.supportRequest, 'referrals._id': { $ne: plan._id } },
      { $push: { referrals: plan }, $addToSet: { hubs: { $each: hubs } } },
    )
  const request = await SupportRequest.findById(referral.supportRequest).lean()
  if (request) for (const plan of plans) await makeReferral(request, plan, quietly)
  await Referral.updateOne({ _id: referral._id }, { $unset: { unfinished: 1 } })
}

/** Finishes what a crash cut short. Run when the store has opened; harmless at any other time. Returns how many there were. */
export async function completeUnfinished(): Promise<number> {
  const requests = await SupportRequest.find({ unfinished: true }).lean()
  for (const request of requests) await finish(request)
  const referrals = await Referral.find({ unfinished: true }).lean()
  for (const referral of referrals) await carryOn(referral)
  return requests.length + referrals.length
}
