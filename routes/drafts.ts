import { type NextFunction, type Request, type Response, Router } from 'express'
import { can } from '../access/can.ts'
import { ownerOf } from '../access/form-owner.ts'
import { only } from '../access/guard.ts'
import { sendLimit } from '../access/limits.ts'
import { notFound } from '../access/refusal.ts'
import { readDraft } from '../forms/draft.ts'
import { draftsFor, draftsOf, endDraft, saveDraft } from '../lifecycle/drafts.ts'
import { Service } from '../models/service.ts'
import { draftShown } from '../views/drafts/draft.ts'

/** Support requests begun and not sent: kept for the one who typed them, until sent, deleted or 90 days old. */
const routes = Router()
export default routes
const referrers = only('referrer', 'hub')
routes.get('/drafts', referrers, list)
routes.post('/drafts', sendLimit, keepForOwner, referrers, save)
routes.post('/drafts/removals', referrers, remove)

async function list(req: Request, res: Response) {
  const drafts = await draftsOf(req.user!.user)
  const services = await Service.find({ _id: { $in: drafts.flatMap(({ services }) => services) } }, { name: 1 }).lean()
  const names = new Map(services.map(({ _id, name }) => [_id, name]))
  res.set('Cache-Control', 'no-store').render('drafts/index', {
    title: 'Your drafts',
    drafts: drafts.map((draft) => draftShown(draft, names)),
    days: draftsFor,
  })
}

async function save(req: Request, res: Response) {
  const typed = readDraft(req.body)
  if (!typed) throw notFound()
  await saveDraft(req.user!.user, typed.key, typed.services, typed.values)
  req.session.notice = 'Saved. Nothing was sent to anyone.'
  res.redirect(303, '/drafts')
}

async function remove(req: Request, res: Response) {
  await endDraft(req.user!.user, String(req.body?.key))
  req.session.notice = 'The draft was deleted.'
  res.redirect(303, '/drafts')
}

/** Where a draft is gone on with. */
export const resume = (key: string) => `/support-requests/new?draft=${key}`

/**
 * Takes in the form of someone whose session has ended since, or at whose computer somebody else has signed in: what
 * they typed becomes a draft of theirs, which only they can open, and nothing is sent in anybody's name.
 */
export async function keepForOwner(req: Request, res: Response, next: NextFunction) {
  const typed = readDraft(req.body)
  const owner = typed && ownerOf(req.body.owner, typed.key)
  if (!owner || String(owner) === String(req.user?.user)) return next()
  await saveDraft(owner, typed.key, typed.services, typed.values)
  if (req.user) {
    req.session.notice = 'Somebody else began that form, so it was not sent. It is kept among their drafts.'
    return res.redirect(303, can.refer(req.user) ? '/drafts' : '/')
  }
  req.session.notice = 'You had been signed out, so nothing was sent. What you typed is kept: sign in to go on with it.'
  res.redirect(303, `/sign-in?next=${encodeURIComponent(resume(typed.key))}`)
}

/** When something of ours keeps a form from being sent, what was typed is kept all the same, and the error page says so. */
export async function keepOnFailure(error: unknown, req: Request, res: Response, next: NextFunction) {
  const typed = req.user && readDraft(req.body)
  if (typed) {
    const { user } = req.user!
    await saveDraft(user, typed.key, typed.services, typed.values).then(
      () => {
        res.locals.keptAt = resume(typed.key)
      },
      // The store may be what failed.
      () => {},
    )
  }
  next(error)
}
