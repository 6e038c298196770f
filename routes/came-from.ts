import type { Request } from 'express'

/** The search, or the page of a service, of this site that the reader came from; null when they came from elsewhere. */
export function cameFrom(req: Request): string | null {
  const page = URL.parse(req.get('Referer') ?? '')
  const ours = page?.host === req.get('Host') && page?.pathname.startsWith('/services')
  return page && ours ? page.pathname + page.search : null
}
