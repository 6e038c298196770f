import { type Request, type Response, Router } from 'express'
import { can } from '../access/can.ts'
import { only, signedIn } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { clockNames, clockQuestions, readClocks } from '../forms/clocks.ts'
import { Service } from '../models/service.ts'
import { clocksShown } from '../views/clocks/clocks.ts'

/** How long each service takes to decide, to make contact and to look again: set by those who decide there. */
const routes = Router()
export default routes
routes.get('/clocks', only('provider', 'hub'), list)
routes.get('/services/:id/clocks', signedIn, ask)
routes.post('/services/:id/clocks', signedIn, set)

type OfService = Request<{ id: string }>

async function find(req: OfService) {
  const service = await Service.findOne({ _id: req.params.id, status: { $ne: 'defunct' } }).lean()
  if (!service || !can.setClocks(req.user, service)) throw notFound()
  return service
}

async function list(req: Request, res: Response) {
  const { organisation, organisationName } = req.user!
  const services = await Service.find({ organisation, status: { $ne: 'defunct' } })
    .sort({ name: 1 })
    .lean()
  res.render('clocks/index', {
    title: 'How long your services take',
    organisationName,
    services: services.map(clocksShown),
  })
}

async function ask(req: OfService, res: Response) {
  const service = await find(req)
  show(res, service, service.referral)
}

async function set(req: OfService, res: Response) {
  const service = await find(req)
  const { values, data, errors } = readClocks(req.body)
  if (!data) return show(res.status(422), service, values, errors)
  const given = clockNames.filter((name) => data[name] !== undefined)
  const empty = clockNames.filter((name) => data[name] === undefined)
  await Service.updateOne(
    { _id: service._id },
    {
      $set: {
        ...Object.fromEntries(given.map((name) => [`referral.${name}`, data[name]])),
        'referral.clocksSet': { at: new Date(), by: req.user!.name },
      },
      ...(empty.length ? { $unset: Object.fromEntries(empty.map((name) => [`referral.${name}`, 1])) } : {}),
    },
  )
  req.session.notice = `Saved. Referrals sent to ${service.name} from now on keep to this.`
  res.redirect(303, `/services/${service._id}/clocks`)
}

function show(res: Response, service: Service, values: object, errors?: Record<string, string>) {
  res.set('Cache-Control', 'no-store').render('clocks/show', {
    title: `How long ${service.name} takes`,
    service,
    fields: clockNames.map((name) => ({
      name,
      ...clockQuestions[name],
      value: (values as Record<string, unknown>)[name],
      error: errors?.[name],
    })),
    errors,
  })
}
