import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { isValidObjectId } from 'mongoose'
import type { Actor } from '../access/actor.ts'
import { only } from '../access/guard.ts'
import { sendLimit } from '../access/limits.ts'
import { visibleSupportRequests } from '../access/visible.ts'
import { mostServices, readSupportRequest, typedAgain, type Values } from '../forms/support-request.ts'
import { closedBecause } from '../lifecycle/eligibility.ts'
import { becomeKeyWorker } from '../lifecycle/looking-after.ts'
import { CannotSend, sendSupportRequest, toHub } from '../lifecycle/send.ts'
import { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import { contactChannels, SupportRequest } from '../models/support-request.ts'
import { suggestsDanger } from '../search/crisis.ts'
import { chosenService } from '../views/chosen-service.ts'
import { personChoices } from '../views/person-choices.ts'
import { daysAgo, isOverdue, whatHappensNext } from '../views/referrals/words.ts'
import { notFound } from './errors.ts'

/** Telling one person's story once, and sending it to the services chosen: one page from a result to a sent referral. */
const routes = Router()
export default routes
const referrers = only('referrer', 'hub')
routes.get('/support-requests/new', referrers, ask)
routes.post('/support-requests/new', referrers, sendLimit, send)
routes.get('/support-requests/:id', referrers, confirm)
routes.post('/support-requests/:id/key-worker', referrers, beKeyWorker)

async function ask(req: Request, res: Response) {
  const services = await find(req.query.service)
  const before = await mine(req, req.query.from)
  const values = { urgency: 'routine', language: 'en', ...(before && typedAgain(before)), key: randomUUID() }
  show(res, services, { values, recent: await recentPeople(req.user!, services) })
}

async function send(req: Request, res: Response) {
  const { values, data, errors } = readSupportRequest(req.body)
  const services = await find(values.service)
  const danger = suggestsDanger(String(values.story)) && values.dangerSeen !== 'yes' && { dangerSeen: dealWithDanger }
  if (!data || danger) return show(res.status(422), services, { values, errors: { ...errors, ...danger } })
  try {
    const { supportRequest } = await sendSupportRequest({ ...data, by: req.user! })
    req.session.basket = req.session.basket?.filter((id) => !data.services.includes(id))
    res.redirect(303, `/support-requests/${supportRequest._id}`)
  } catch (error) {
    if (!(error instanceof CannotSend)) throw error
    show(res.status(422), services, { values, against: error.services })
  }
}

async function confirm(req: Request<{ id: string }>, res: Response) {
  const request = await mine(req, req.params.id)
  if (!request) throw notFound()
  const referrals = await Referral.find({ supportRequest: request._id }).sort({ serviceName: 1 }).lean()
  const { person, need, createdAt, keyWorker } = request
  const hidden = referrals.length > 0 && referrals.every(({ status }) => status === 'entered_in_error')
  const personName = hidden ? 'Entered in error' : `${person.firstName} ${person.lastName}`
  res.render('support-requests/show', {
    title: personName,
    request,
    personName,
    hidden,
    justSent: !hidden && Date.now() - createdAt.getTime() < 10 * 60_000,
    several: referrals.length > 1,
    referrals: referrals.map((referral) => ({
      ...referral,
      next: whatHappensNext(referral, 'referrer'),
      overdue: isOverdue(referral),
    })),
    contact: contactChannels[person.safeContact.preferred].toLowerCase(),
    urgent: !hidden && suggestsDanger(need.story),
    isKeyWorker: String(keyWorker?.user) === String(req.user?.user),
  })
}

async function beKeyWorker(req: Request<{ id: string }>, res: Response) {
  const request = await mine(req, req.params.id)
  if (!request || !(await becomeKeyWorker(request._id, req.user!))) throw notFound()
  req.session.notice = 'You are the key worker now.'
  res.redirect(303, `/support-requests/${request._id}`)
}

/** The support request with this id, when the user may see it. */
async function mine(req: Request<object>, id: unknown) {
  if (typeof id !== 'string' || !isValidObjectId(id)) return null
  return SupportRequest.findOne({ $and: [visibleSupportRequests(req.user!), { _id: id }] }).lean()
}

/** The last few people this user referred, each with the address of this form filled in with their story. */
async function recentPeople({ user }: Actor, services: Service[]) {
  const requests = await SupportRequest.find({ 'referrer.user': user }).sort({ createdAt: -1 }).limit(20).lean()
  const chosen = services.map(({ _id }) => `service=${_id}&`).join('')
  const people = requests.map(({ _id, person, createdAt }) => ({
    name: `${person.firstName} ${person.lastName}`,
    dateOfBirth: person.dateOfBirth,
    referred: daysAgo(createdAt),
    href: `/support-requests/new?${chosen}from=${_id}`,
  }))
  return people.filter((each, n) => people.findIndex(samePerson(each)) === n).slice(0, 5)
}

type Named = { name: string; dateOfBirth: string }
const samePerson = (one: Named) => (other: Named) => one.name === other.name && one.dateOfBirth === other.dateOfBirth

const dealWithDanger = 'Deal with the danger first, then tick to send this as well'

/** The services chosen, in the order they were, without any that are gone. */
async function find(chosen: unknown) {
  const ids = [chosen ?? []].flat().filter((id) => typeof id === 'string')
  const found: Service[] = await Service.find({
    _id: { $in: ids.slice(0, mostServices) },
    status: { $ne: 'defunct' },
  }).lean()
  if (ids.includes(toHub)) found.push(...(await theHub()))
  if (!found.length) throw notFound()
  return found.sort((a, b) => ids.indexOf(a._id) - ids.indexOf(b._id))
}

/** What the choice of nobody-knows-which stands for: the hub of wherever the person turns out to live. */
async function theHub(): Promise<Service[]> {
  const hubs = await Service.find({ triage: true, status: 'active' }).sort({ _id: 1 }).limit(1).lean()
  return hubs.map((hub) => ({
    ...hub,
    _id: toHub,
    name: 'the hub',
    organisationName: 'The hub where the person lives',
  }))
}

interface Page {
  values: Values
  recent?: object[]
  errors?: Record<string, string>
  /** Why services can't take this person, by id. */
  against?: Record<string, string[]>
}

function show(res: Response, services: Service[], { values, recent, errors, against }: Page) {
  const several = services.length > 1
  const closed = services.map((service) => [service._id, closedBecause(service, false)] as const)
  const stops: Record<string, string[]> = { ...Object.fromEntries(closed), ...against }
  const others = (id: string) => services.filter(({ _id }) => _id !== id).map(({ _id }) => `service=${_id}`)
  const unfit = Object.entries(against ?? {}).map(([id, reasons]) => [`service-${id}`, reasons.join(' ')])
  res.render('support-requests/new', {
    title: several ? `Refer someone to ${services.length} services` : `Refer someone to ${services[0]!.name}`,
    scripts: ['/refer.js'],
    ...personChoices,
    several,
    services: services.map((service) => ({
      ...chosenService(service, {
        stops: stops[service._id],
        mayOverride: against !== undefined && !closedBecause(service, false).length,
        override: values[`override-${service._id}`],
        near: String(values.postcode ?? '').match(/^\s*([A-Za-z]{1,2}\d[A-Za-z\d]?)(?=\s*\d[A-Za-z]{2}\s*$)/)?.[1],
      }),
      without: `/support-requests/new?${others(service._id).join('&')}`,
    })),
    values,
    recent,
    errors: errors || unfit.length ? { ...errors, ...Object.fromEntries(unfit) } : undefined,
    urgent: suggestsDanger(String(values.story ?? '')),
    more: Boolean(values.nhsNumber || values.goals),
    represented: values.consentGivenBy === 'representative',
  })
}
