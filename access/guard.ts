import type { NextFunction, Request, Response } from 'express'
import type { Role } from '../models/user.ts'
import { notFound } from '../routes/errors.ts'

/** Only for those who signed in; others are asked to, and come back to where they were going. */
export function signedIn(req: Request, res: Response, next: NextFunction) {
  if (req.user) return next()
  if (req.path.endsWith('.json')) return res.status(401).json({ errors: { request: 'Sign in first.' } })
  res.redirect(303, `/sign-in?next=${encodeURIComponent(req.method === 'GET' ? req.originalUrl : '/')}`)
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
