import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { signpostLimit } from '../access/limits.ts'
import { notFound } from '../access/refusal.ts'
import { config } from '../config.ts'
import { readForm } from '../forms/form.ts'
import { leafletForm } from '../forms/leaflet.ts'
import { countSignpost, signpostFigures } from '../insight/signposts.ts'
import { addDays, dayOf } from '../lifecycle/clocks.ts'
import { log } from '../log.ts'
import { Organisation } from '../models/organisation.ts'
import { Service } from '../models/service.ts'
import { channelsFrom, NotSent } from '../notices/channels.ts'
import { detailsWords } from '../notices/leaflet.ts'
import { currentGazetteer } from '../search/current-gazetteer.ts'
import { serviceShown } from '../views/services/service.ts'
import { figuresShown, periods } from '../views/signposts/figures.ts'
import { detailsOf, qrOf } from '../views/signposts/leaflet.ts'
import { mapOf } from './services.ts'

const channels = channelsFrom(config)

/** Giving details of a service without a referral: on paper, or to a number or address that is not kept. Counted, and that is all. */
const routes = Router()
export default routes
routes.get('/services/:id/leaflet', show)
routes.post('/services/:id/leaflet', signpostLimit, give)
routes.get('/signposts', only('hub', 'curator', 'commissioner', 'administrator'), figures)

type OfService = Request<{ id: string }>

async function show(req: OfService, res: Response) {
  await render(req, res, await find(req))
}

async function give(req: OfService, res: Response) {
  const service = await find(req)
  const { values, data, errors } = readForm(leafletForm, req.body)
  if (!data) return render(req, res.status(422), service, { values, errors })
  const { by, to, discreet } = data
  if (by !== 'print') {
    // A stranger could send anything of ours to anybody: they print, or open the code with their own phone.
    if (!req.user) throw notFound()
    const { details } = await shown(service)
    try {
      await channels[by]({ id: randomUUID(), to: to!, discreet, ...detailsWords(details, by, discreet) })
    } catch (error) {
      if (!(error instanceof NotSent)) throw error
      log.warn({ by }, 'A leaflet was not sent')
      return render(req, res.status(502), service, { values, errors: { to: notSent[by] } })
    }
    req.session.notice = by === 'text' ? 'The details were texted.' : 'The details were emailed.'
  }
  await countSignpost(service, req.user?.roles[0] ?? 'public')
  res.redirect(303, `/services/${service._id}/leaflet${by === 'print' ? '?print=yes' : ''}`)
}

const notSent = {
  text: 'The text message could not be sent. Check the number and try again, or print the details',
  email: 'The email could not be sent. Check the address and try again, or print the details',
}

async function figures(req: Request, res: Response) {
  const period = periods.find(({ days }) => String(days) === req.query.days) ?? periods[0]!
  const found = await signpostFigures(addDays(dayOf(new Date()), -period.days))
  res.render('signposts/index', {
    title: 'Details given',
    periods: periods.map((each) => ({ ...each, current: each === period })),
    period: period.text.toLowerCase(),
    ...figuresShown(found, currentGazetteer().areas),
  })
}

async function find(req: OfService) {
  const service: Service | null = await Service.findOne({
    _id: req.params.id,
    status: { $in: ['active', 'temporarily closed'] },
  }).lean()
  if (!service) throw notFound()
  return service
}

/** A service in words, as its own page has it, and as it goes into a message. */
async function shown(service: Service) {
  const organisation = await Organisation.findById(service.organisation).lean()
  const words = serviceShown(service, organisation, currentGazetteer().areas)
  return { words, details: detailsOf(words, `${config.BASE_URL}/services/${service._id}`) }
}

interface Tried {
  values: Record<string, unknown>
  errors: Record<string, string>
}

async function render(req: OfService, res: Response, service: Service, { values, errors }: Partial<Tried> = {}) {
  const { words, details } = await shown(service)
  res.render('signposts/leaflet', {
    title: `Details of ${service.name}`,
    scripts: ['/map.js', '/print.js'],
    ...words,
    link: details.link.replace(/^https?:\/\//, ''),
    qr: qrOf(details.link),
    map: mapOf([]),
    printing: req.query.print === 'yes',
    today: new Date(),
    values: values ?? {},
    errors,
  })
}
