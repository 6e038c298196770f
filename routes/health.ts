import { type Request, type Response, Router } from 'express'
import { indexReady } from '../search/index.ts'
import { guesser } from '../search/search.ts'
import { mongoose } from '../storage/mongoose.ts'

const routes = Router()
export default routes
routes.get('/health/live', live)
routes.get('/health/ready', ready)

function live(_req: Request, res: Response) {
  res.json({ status: 'live' })
}

/** Guessing is no part of being ready: search goes on without. */
function ready(_req: Request, res: Response) {
  const parts = { store: mongoose.connection.readyState === mongoose.ConnectionStates.connected, search: indexReady() }
  const all = parts.store && parts.search
  const guessing = !guesser.running ? 'off' : guesser.complete ? 'ready' : 'reading the vocabulary'
  res.status(all ? 200 : 503).json({ status: all ? 'ready' : 'not ready', ...parts, guessing })
}
