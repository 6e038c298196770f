import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { sendLimit } from '../access/limits.ts'
import { notFound } from '../access/refusal.ts'
import { readSelfReferral } from '../forms/self-referral.ts'
import type { Values } from '../forms/support-request.ts'
import { hubsToRing } from '../lifecycle/hubs.ts'
import { CannotSend, sendSupportRequest } from '../lifecycle/send.ts'
import { sharesWith } from '../lifecycle/sharing.ts'
import { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import { contactChannels } from '../models/support-request.ts'
import { tellsOfDanger } from '../search/stories.ts'
import { asksGp, chosenService } from '../views/chosen-service.ts'
import { personChoices } from '../views/person-choices.ts'
import { whatHappensNext } from '../views/referrals/words.ts'

declare module 'express-session' {
  interface SessionData {
    /** What someone who has just referred themselves is shown next; the code, once. */
    selfReferral: { service: string; reference: string; code?: string; contact: string; urgent: boolean }
  }
}

/** Asking for help for oneself, where the service allows it: no account, but a reference and a code to keep. */
const routes = Router()
export default routes
routes.get('/services/:id/self-referral', ask)
routes.post('/services/:id/self-referral', sendLimit, send)
routes.get('/services/:id/self-referral/sent', sent)

type OfService = Request<{ id: string }>

async function ask(req: OfService, res: Response) {
  await show(res, await find(req), { key: randomUUID(), language: 'en' })
}

async function send(req: OfService, res: Response) {
  const service = await find(req)
  const { values, data, errors } = readSelfReferral(req.body)
  const urgent = await tellsOfDanger(String(values.story ?? ''))
  const danger = urgent && values.dangerSeen !== 'yes' && { dangerSeen: 'If you are safe for now, tick this and send' }
  if (!data || danger) return await show(res.status(422), service, values, { errors: { ...errors, ...danger } })
  try {
    const { referrals, trackingCode } = await sendSupportRequest({ ...data, services: [service._id] })
    const contact = contactChannels[data.person.safeContact.preferred].toLowerCase()
    const { reference } = referrals[0]!
    req.session.selfReferral = { service: service._id, reference, code: trackingCode, contact, urgent }
    res.redirect(303, `/services/${service._id}/self-referral/sent`)
  } catch (error) {
    if (!(error instanceof CannotSend)) throw error
    await show(res.status(422), service, values, { stops: error.services[service._id] })
  }
}

async function sent(req: OfService, res: Response) {
  const { selfReferral } = req.session
  if (selfReferral?.service !== req.params.id) return res.redirect(303, '/track')
  const referral = await Referral.findOne({ reference: selfReferral.reference }).lean()
  if (!referral) throw notFound()
  // Once only: someone else may sit at this computer next.
  req.session.selfReferral = { ...selfReferral, code: undefined }
  res.set('Cache-Control', 'no-store').render('self-referrals/sent', {
    title: 'Your referral is sent',
    ...selfReferral,
    hubs: await hubsToRing(referral.hubs),
    serviceName: referral.serviceName,
    next: whatHappensNext(referral, 'person'),
  })
}

/** The service of the address, when people may refer themselves to it. */
async function find(req: OfService) {
  const service = await Service.findOne({ _id: req.params.id, status: 'active', 'referral.self': true }).lean()
  if (!service) throw notFound()
  return service
}

interface Against {
  errors?: Record<string, string>
  stops?: string[]
}

async function show(res: Response, service: Service, values: Values, { errors, stops }: Against = {}) {
  res.render('self-referrals/new', {
    title: `Refer yourself to ${service.name}`,
    scripts: ['/refer.js'],
    ...personChoices,
    service: chosenService(service, { stops }),
    asksGp: asksGp([service], values),
    asksAddress: sharesWith(service).includes('address'),
    values,
    errors: stops ? { service: stops.join(' ') } : errors,
    urgent: await tellsOfDanger(String(values.story ?? '')),
  })
}
