import { type Request, type Response, Router } from 'express'
import { indexReady } from '../search/index.ts'
import { mongoose } from '../storage/mongoose.ts'

const routes = Router()
export default routes
routes.get('/health/live', live)
routes.get('/health/ready', ready)

function live(_req: Request, res: Response) {
  res.json({ status: 'live' })
}

function ready(_req: Request, res: Response) {
  const parts = { store: mongoose.connection.readyState === mongoose.ConnectionStates.connected, search: indexReady() }
  const all = parts.store && parts.search
  res.status(all ? 200 : 503).json({ status: all ? 'ready' : 'not ready', ...parts })
}
