import { type Request, type Response, Router } from 'express'
import { isValidObjectId } from 'mongoose'
import { only } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { assign, claim } from '../lifecycle/looking-after.ts'
import { Types } from '../storage/mongoose.ts'
import { find } from './referral-page.ts'

/** Who of a team has a referral: taking it in hand, giving it to a colleague, or back to all. */
const routes = Router()
export default routes
routes.post('/referrals/:reference/assignments', only('provider', 'hub'), give)

async function give(req: Request<{ reference: string }>, res: Response) {
  const { reference } = await find(req)
  const { to, from } = req.body ?? {}
  req.session.notice = to === undefined ? await takeInHand(req, reference) : await giveTo(req, reference, String(to))
  res.redirect(303, from === 'list' ? '/referrals' : `/referrals/${reference}`)
}

async function takeInHand(req: Request, reference: string) {
  const has = await claim(reference, req.user!)
  if (!has) throw notFound()
  const mine = String(has.user) === String(req.user?.user)
  return mine ? 'You look after this referral now.' : `${has.name} looks after this referral already.`
}

async function giveTo(req: Request, reference: string, to: string) {
  if (to && !isValidObjectId(to)) throw notFound()
  const has = await assign(reference, req.user!, to ? new Types.ObjectId(to) : null)
  if (has === undefined) throw notFound()
  return has ? `${has.name} looks after this referral now.` : 'Nobody in particular looks after this referral now.'
}
