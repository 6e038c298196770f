import { type Request, type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { mostServices } from '../forms/support-request.ts'
import { draftsOf, recentServices } from '../lifecycle/drafts.ts'
import { inOrder } from '../lifecycle/send.ts'
import { Service } from '../models/service.ts'
import { chosenService } from '../views/chosen-service.ts'
import { draftShown } from '../views/drafts/draft.ts'
import { cameFrom } from './came-from.ts'
import { resume } from './drafts.ts'

declare module 'express-session' {
  interface SessionData {
    /** Ids of the services chosen for the next support request, first chosen first. */
    basket: string[]
  }
}

/** Choosing several services for one story before telling it. */
const routes = Router()
export default routes
const referrers = only('referrer', 'hub')
routes.get('/basket', referrers, show)
routes.post('/basket', referrers, add)
routes.post('/basket/removals', referrers, remove)

async function show(req: Request, res: Response) {
  const basket = req.session.basket ?? []
  const services = await inOrder(basket, { status: { $ne: 'defunct' } })
  const chosen = services.map(({ _id }) => `service=${_id}`)
  const recent = (await recentServices(req.user!.user)).filter(({ id }) => !basket.includes(id))
  res.render('basket/index', {
    title: 'Your basket',
    services: services.map((service) => chosenService(service)),
    refer: `/support-requests/new?${chosen.join('&')}`,
    drafts: (await draftsOf(req.user!.user, 3)).map((draft) => ({
      ...draftShown(draft),
      href: [resume(draft.key), ...chosen].join('&'),
    })),
    recent,
    several: services.length > 1,
    room: mostServices - services.length,
  })
}

async function add(req: Request, res: Response) {
  const service = await Service.findOne({ _id: String(req.body?.service), status: { $ne: 'defunct' } }).lean()
  if (!service) throw notFound()
  const basket = (req.session.basket ?? []).filter((id) => id !== service._id)
  if (basket.length >= mostServices) {
    req.session.notice = `Your basket is full: one story goes to at most ${mostServices} services. Take one out first.`
    return res.redirect(303, '/basket')
  }
  req.session.basket = [...basket, service._id]
  req.session.notice = `${service.name} is in your basket.`
  // Whoever is comparing services stays where they were.
  res.redirect(303, cameFrom(req) ?? '/basket')
}

function remove(req: Request, res: Response) {
  req.session.basket = (req.session.basket ?? []).filter((id) => id !== req.body?.service)
  res.redirect(303, '/basket')
}
