import type { NextFunction, Request, Response } from 'express'
import { notFound, Refusal } from '../access/refusal.ts'
import { log } from '../log.ts'
import { isStoreAway } from '../storage/index.ts'

const titles: Record<number, string> = {
  400: 'That request can’t be read',
  403: 'That can’t be done from here',
  404: 'Page not found',
  413: 'That is too much to send at once',
  429: 'Please wait a little',
  503: 'Waymark can’t reach its records',
}

/** For every address that no route took. */
export function lastRoute(_req: Request, _res: Response, next: NextFunction) {
  next(notFound())
}

/** The last stop: says what happened and what to do, and nothing of how Waymark is made or whose data it was. */
export function errors(error: Error & { status?: number }, req: Request, res: Response, next: NextFunction) {
  if (res.headersSent) return next(error)
  const status = isStoreAway(error) ? 503 : (error.status ?? 500)
  if (status >= 500)
    log.error({ status, name: error.name, stack: error.stack, method: req.method, route: req.route?.path })
  const title = titles[status] ?? (status < 500 ? titles[400] : 'Sorry, something went wrong')
  const sentence = error instanceof Refusal ? error.message : undefined
  res.status(status)
  if (status === 503) res.set('Retry-After', '10')
  if (req.path.endsWith('.json') || !req.accepts('html')) return res.json({ errors: { request: sentence ?? title } })
  if (status === 503) return sendAgain(req, res, title)
  res.render('errors/error', { title, sentence, wentWrong: status >= 500 })
}

/**
 * Keeps what was typed on the page itself, to be sent again from there: while records can't be reached, neither can
 * whatever a form is made of, nor who is signed in.
 */
function sendAgain(req: Request, res: Response, title: string | undefined) {
  const given: Record<string, string | string[]> = req.method === 'POST' ? (req.body ?? {}) : {}
  const fields = Object.entries(given).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })))
  const typed = fields.filter(({ name }) => name !== 'password')
  res.set('Cache-Control', 'no-store').render('errors/away', {
    title,
    address: req.originalUrl,
    sending: req.method === 'POST',
    typed,
    words: typed.filter(({ value }) => /\s/.test(value.trim())),
    password: 'password' in given,
    once: 'key' in given,
  })
}
