import type { Request, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { config } from '../config.ts'
import { refuse } from './refusal.ts'

interface Limit {
  max: number
  minutes: number
  /** Besides the address it comes from: what is being tried, so that one user's slips don't lock out a surgery. */
  per?: (req: Request) => string
  sentence: string
  /** Count only answers that failed. */
  failuresOnly?: boolean
}

/** A limit on how often something may be asked, for each network address and, with `per`, for each thing tried. */
export function limit({ max, minutes, per, sentence, failuresOnly = false }: Limit) {
  return rateLimit({
    windowMs: minutes * 60_000,
    limit: max,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: failuresOnly,
    // An outage of ours is nobody's failure.
    requestWasSuccessful: (_req, res) => res.statusCode < 400 || res.statusCode === 503,
    keyGenerator: (req) => `${ipKeyGenerator(req.ip ?? '')} ${per?.(req) ?? ''}`,
    handler: (_req: Request, _res: Response, next) => next(refuse(429, sentence)),
  })
}

/** Sign-in: 10 failures in 15 minutes for an address and e-mail. */
export const signInLimit = limit({
  max: 10,
  minutes: 15,
  per: (req) =>
    String(req.body?.email ?? '')
      .trim()
      .toLowerCase(),
  failuresOnly: true,
  sentence: 'There have been too many tries to sign in. Wait 15 minutes, then try again.',
})

/** Giving details: 60 in 10 minutes for a user, or for an address that isn't signed in. */
export const signpostLimit = limit({
  max: 60,
  minutes: 10,
  per: (req) => String(req.user?.user ?? ''),
  sentence: 'A great many details have been given from here in a short time. Wait 10 minutes, or write them down.',
})

/** Sending a support request: SEND_LIMIT in 10 minutes for a user, or for an address that isn't signed in. */
export const sendLimit = limit({
  max: config.SEND_LIMIT,
  minutes: 10,
  per: (req) => String(req.user?.user ?? ''),
  sentence: 'A great many requests have come from here in a short time. Wait 10 minutes, then send this again.',
})
