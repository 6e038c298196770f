import { type Request, type Response, Router } from 'express'
import { kinds } from '../models/kind.ts'

const routes = Router()
export default routes
routes.get('/', home)
routes.get('/privacy', page('privacy', 'Privacy'))
routes.get('/accessibility', page('accessibility', 'Accessibility'))

function home(_req: Request, res: Response) {
  const choices = Object.entries(kinds).map(([code, label]) => ({ code, label }))
  res.render('home/index', { title: 'Find help with health and work', choices })
}

function page(view: string, title: string) {
  return (_req: Request, res: Response) => res.render(`home/${view}`, { title })
}
