import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { isValidObjectId } from 'mongoose'
import type { Actor } from '../access/actor.ts'
import { only } from '../access/guard.ts'
import { sendLimit } from '../access/limits.ts'
import { notFound } from '../access/refusal.ts'
import { visibleSupportRequests } from '../access/visible.ts'
import { config } from '../config.ts'
import { addServiceForm } from '../forms/add-service.ts'
import { readForm } from '../forms/form.ts'
import { readSupportRequest, typedAgain, typedValues, type Values } from '../forms/support-request.ts'
import { addService } from '../lifecycle/add-service.ts'
import { endDraft, findDraft, mayBeToldAgain } from '../lifecycle/drafts.ts'
import { becomeKeyWorker } from '../lifecycle/looking-after.ts'
import { CannotSend, sendSupportRequest, trackingCodeOf } from '../lifecycle/send.ts'
import { isUnmetNeed } from '../lifecycle/unmet-need.ts'
import { Referral } from '../models/referral.ts'
import { contactChannels, SupportRequest } from '../models/support-request.ts'
import { tellsOfDanger } from '../search/stories.ts'
import { aboutShown, storyShown } from '../views/referrals/referral.ts'
import { keepForOwner, keepOnFailure } from './drafts.ts'
import { findServices, showForm } from './support-request-form.ts'
import { type Adding, wholeStory } from './whole-story.ts'

/** Telling one person's story once, and sending it to the services chosen: one page from a result to a sent referral. */
const routes = Router()
export default routes
const referrers = only('referrer', 'hub')
routes.get('/support-requests/new', referrers, ask)
routes.post('/support-requests/new', sendLimit, keepForOwner, referrers, send, keepOnFailure)
routes.post('/support-requests/new/services', keepForOwner, referrers, choose, keepOnFailure)
routes.get('/support-requests/:id', referrers, confirm)
routes.post('/support-requests/:id/key-worker', referrers, beKeyWorker)
routes.post('/support-requests/:id/referrals', referrers, sendLimit, add)

async function ask(req: Request, res: Response) {
  const { draft: key, from, service } = req.query
  const draft = key === undefined ? null : await findDraft(req.user!.user, String(key))
  if (key !== undefined && !draft) {
    req.session.notice = 'That draft isn’t here any more: it was sent, deleted, or is somebody else’s.'
    return res.redirect(303, '/drafts')
  }
  const services = await findServices(service ?? draft?.services)
  if (!services.length && !draft) throw notFound()
  const before = await mine(req, from)
  const again = before && (await mayBeToldAgain(before._id)) && typedAgain(before)
  const values = draft
    ? { ...(draft.values as Values), key: draft.key }
    : { urgency: 'routine', language: 'en', ...again, key: randomUUID() }
  await showForm(req, res, services, { values, fresh: !draft && !again })
}

/** The same form with a service more or less, or with how each fits: nothing typed is lost, and nothing is sent. */
async function choose(req: Request, res: Response) {
  const { with: added, without, ...values } = typedValues(req.body)
  const ids = [values.service ?? [], added ?? []].flat().filter((id) => id !== without)
  await showForm(req, res, await findServices([...new Set(ids)]), { values })
}

async function send(req: Request, res: Response) {
  const { values, data, errors } = readSupportRequest(req.body)
  const services = await findServices(values.service)
  const told = values.dangerSeen !== 'yes' && (await tellsOfDanger(String(values.story ?? '')))
  const danger = told && { dangerSeen: dealWithDanger }
  if (!data || danger) return showForm(req, res.status(422), services, { values, errors: { ...errors, ...danger } })
  try {
    const { supportRequest } = await sendSupportRequest({ ...data, by: req.user! })
    await endDraft(req.user!.user, data.key)
    req.session.basket = req.session.basket?.filter((id) => !data.services.includes(id))
    res.redirect(303, `/support-requests/${supportRequest._id}`)
  } catch (error) {
    if (!(error instanceof CannotSend)) throw error
    await showForm(req, res.status(422), services, { values, against: error.services })
  }
}

async function confirm(req: Request<{ id: string }>, res: Response) {
  const request = await mine(req, req.params.id)
  if (!request) throw notFound()
  await showWhole(res, request, req.user!)
}

async function showWhole(res: Response, request: SupportRequest, actor: Actor, adding?: Adding, refused?: string) {
  const referrals: Referral[] = await Referral.find({ supportRequest: request._id }).sort({ serviceName: 1 }).lean()
  const { person, need, createdAt, keyWorker } = request
  const hidden = referrals.length > 0 && referrals.every(({ status }) => status === 'entered_in_error')
  const personName = hidden ? 'Entered in error' : `${person.firstName} ${person.lastName}`
  const { personFacts, contactFacts } = storyShown(request)
  const justSent = !hidden && !adding && Date.now() - createdAt.getTime() < 10 * 60_000
  res.set('Cache-Control', 'no-store').render('support-requests/show', {
    title: personName,
    request,
    personName,
    hidden,
    justSent,
    // For the person: only whoever sent it hands it to them, and only now.
    site: config.BASE_URL.replace(/^https?:\/\//, ''),
    code: justSent && String(request.referrer.user) === String(actor.user) && trackingCodeOf(request),
    several: referrals.length > 1,
    ...(await wholeStory(request, referrals, actor, adding)),
    personFacts,
    contactFacts,
    contact: contactChannels[person.safeContact.preferred].toLowerCase(),
    about: aboutShown(need),
    urgent: !hidden && (await tellsOfDanger(need.story)),
    unmet: isUnmetNeed(referrals),
    isKeyWorker: String(keyWorker?.user) === String(actor.user),
    refused,
    errors: adding?.errors,
  })
}

/** Sends the story to one service more, or looks for which: the page comes back with what was found. */
async function add(req: Request<{ id: string }>, res: Response) {
  const request = await mine(req, req.params.id)
  if (!request) throw notFound()
  const { values, data, errors } = readForm(addServiceForm, req.body)
  if (req.body?.looking) return showWhole(res, request, req.user!, { values })
  const wrong = data ? await addService(request, data, req.user!) : errors
  if (wrong) return showWhole(res.status(422), request, req.user!, { values, errors: wrong })
  req.session.notice = data?.first ? 'It is sent once the other has begun.' : 'It is sent.'
  res.redirect(303, `/support-requests/${request._id}`)
}

async function beKeyWorker(req: Request<{ id: string }>, res: Response) {
  const request = await mine(req, req.params.id)
  if (!request) throw notFound()
  if (!(await becomeKeyWorker(request._id, req.user!, String(req.body?.instead ?? '')))) {
    const now = (await mine(req, req.params.id)) ?? request
    const refused = `${now.keyWorker?.name ?? 'Nobody'} is the key worker by now.`
    return showWhole(res.status(409), now, req.user!, undefined, refused)
  }
  req.session.notice = 'You are the key worker now.'
  res.redirect(303, `/support-requests/${request._id}`)
}

/** The support request with this id, when the user may see it. */
async function mine(req: Request<object>, id: unknown) {
  if (typeof id !== 'string' || !isValidObjectId(id)) return null
  return SupportRequest.findOne({ $and: [visibleSupportRequests(req.user!), { _id: id }] }).lean()
}

const dealWithDanger = 'Deal with the danger first, then tick to send this as well'
