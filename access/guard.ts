import type { NextFunction, Request, Response } from 'express'
import type { Role } from '../models/user.ts'
import { notFound } from './refusal.ts'

/** Only for those who signed in; others are asked to, and come back to where they were going. */
export function signedIn(req: Request, res: Response, next: NextFunction) {
  if (req.user) return next()
  if (req.path.endsWith('.json')) return res.status(401).json({ errors: { request: 'Sign in first.' } })
  const typed = req.method === 'POST' ? asTyped(req.body) : ''
  if (!typed) {
    return res.redirect(303, `/sign-in?next=${encodeURIComponent(req.method === 'GET' ? req.originalUrl : '/')}`)
  }
  const values = { again: req.originalUrl, typed }
  res.status(401).set('Cache-Control', 'no-store').render('sign-in/index', { title: 'Sign in', values })
}

/** A form as it was sent, to be sent again once signed in: it stays on the page, and nowhere else. */
function asTyped(body: Record<string, unknown> = {}): string {
  const fields = Object.entries(body).flatMap(([name, values]) => [values].flat().map((value) => [name, String(value)]))
  return new URLSearchParams(fields.filter(([name]) => name !== 'password')).toString()
}

/** Only for users with one of these roles. To everyone else the page does not exist. */
export function only(...allowed: Role[]) {
  return [
    signedIn,
    (req: Request, _res: Response, next: NextFunction) => {
      next(req.user?.roles.some((role) => allowed.includes(role)) ? undefined : notFound())
    },
  ]
}
