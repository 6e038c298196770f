import type { NextFunction, Request, Response } from 'express'
import type { Role } from '../models/user.ts'

/** The links in the header, and for which roles; none: for everyone. */
const navigation: { href: string; text: string; roles?: Role[] }[] = [
  { href: '/services', text: 'Find help' },
  { href: '/referrals', text: 'Referrals', roles: ['referrer', 'provider', 'hub'] },
  { href: '/basket', text: 'Basket', roles: ['referrer', 'hub'] },
  { href: '/signposts', text: 'Details given', roles: ['hub', 'curator', 'commissioner', 'administrator'] },
  { href: '/notices', text: 'Notices', roles: ['administrator'] },
  { href: '/mistakes', text: 'Mistakes', roles: ['administrator'] },
  { href: '/track', text: 'Track a referral' },
]

/** What every page's layout is given: who is signed in, the links they have, and a notice to be said once. */
export function pageContext(req: Request, res: Response, next: NextFunction) {
  const links = navigation.filter((link) => !link.roles || req.user?.roles.some((role) => link.roles?.includes(role)))
  const basket = req.session?.basket ?? []
  res.locals.user = req.user
  res.locals.basket = basket
  res.locals.navigation = links.map(({ href, text }) => ({
    href,
    text: href === '/basket' && basket.length ? `${text} (${basket.length})` : text,
    current: req.path === href || req.path.startsWith(`${href}/`),
  }))
  if (req.session?.notice) {
    res.locals.notice = req.session.notice
    delete req.session.notice
  }
  next()
}
