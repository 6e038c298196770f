import type { NextFunction, Request, Response } from 'express'
import { refuse } from './refusal.ts'

/**
 * Refuses a change asked for by another site's page.
 * Every browser still supported says where a request comes from, in Sec-Fetch-Site or at least Origin; a request with
 * neither is no browser's, so it carries nobody's cookies by accident. The same rule as Go's http.CrossOriginProtection.
 */
export function sameOrigin(req: Request, _res: Response, next: NextFunction) {
  if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return next()
  const site = req.get('Sec-Fetch-Site')
  const origin = req.get('Origin')
  const ours = site ? ['same-origin', 'none'].includes(site) : !origin || URL.parse(origin)?.host === req.get('Host')
  next(ours ? undefined : refuse(403, 'This form was sent from another website, so nothing was changed.'))
}
