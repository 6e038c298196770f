import { type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { visibleSupportRequests } from '../access/visible.ts'
import { config } from '../config.ts'
import { giveNewCode } from '../lifecycle/tracking-code.ts'
import { SupportRequest } from '../models/support-request.ts'
import { find, type OfReferral } from './referral-page.ts'

declare module 'express-session' {
  interface SessionData {
    /** A code just given in place of one that was lost, until it has been shown. */
    newCode: { reference: string; code: string }
  }
}

/**
 * A new code for somebody who lost theirs, from those who know the whole story and can check who asks. Not from a provider:
 * the code opens all that the person was referred to.
 */
const routes = Router()
export default routes
const referrers = only('referrer', 'hub')
routes.get('/referrals/:reference/tracking-code', referrers, show)
routes.post('/referrals/:reference/tracking-code', referrers, give)

async function show(req: OfReferral, res: Response) {
  const { reference, request } = await theirs(req)
  const given = req.session.newCode?.reference === reference ? req.session.newCode.code : undefined
  // Once only: someone else may sit at this computer next.
  delete req.session.newCode
  res.set('Cache-Control', 'no-store').render('referrals/tracking-code', {
    title: given ? 'The new code' : 'A new code for the person',
    reference,
    code: given,
    before: !given && request.codeGivenBy,
    site: config.BASE_URL,
  })
}

async function give(req: OfReferral, res: Response) {
  const { reference, request } = await theirs(req)
  req.session.newCode = { reference, code: await giveNewCode(request._id, req.user!) }
  res.redirect(303, `/referrals/${reference}/tracking-code`)
}

/** The reference of the address, and the support request it belongs to, when this user may see both. */
async function theirs(req: OfReferral) {
  const { reference, supportRequest, status } = await find(req)
  const mine = { $and: [visibleSupportRequests(req.user!), { _id: supportRequest }] }
  const request = await SupportRequest.findOne(mine, { codeGivenBy: 1 }).lean()
  if (!request || status === 'entered_in_error') throw notFound()
  return { reference, request }
}
