import { type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { config } from '../config.ts'
import { giveNewCode } from '../lifecycle/tracking-code.ts'
import { SupportRequest } from '../models/support-request.ts'
import { notFound } from './errors.ts'
import { find, type OfReferral } from './referral-page.ts'

declare module 'express-session' {
  interface SessionData {
    /** A code just given in place of one that was lost, until it has been shown. */
    newCode: { reference: string; code: string }
  }
}

/** A new code for somebody who lost theirs: from those who can see the referral, and can check who asks. */
const routes = Router()
export default routes
const parties = only('referrer', 'provider', 'hub')
routes.get('/referrals/:reference/tracking-code', parties, show)
routes.post('/referrals/:reference/tracking-code', parties, give)

async function show(req: OfReferral, res: Response) {
  const { reference, supportRequest, status } = await find(req)
  if (status === 'entered_in_error') throw notFound()
  const given = req.session.newCode?.reference === reference ? req.session.newCode.code : undefined
  // Once only: someone else may sit at this computer next.
  delete req.session.newCode
  const request = await SupportRequest.findById(supportRequest, { codeGivenBy: 1 }).lean()
  res.set('Cache-Control', 'no-store').render('referrals/tracking-code', {
    title: given ? 'The new code' : 'A new code for the person',
    reference,
    code: given,
    before: !given && request?.codeGivenBy,
    site: config.BASE_URL,
  })
}

async function give(req: OfReferral, res: Response) {
  const { reference, supportRequest, status } = await find(req)
  if (status === 'entered_in_error') throw notFound()
  req.session.newCode = { reference, code: await giveNewCode(supportRequest, req.user!) }
  res.redirect(303, `/referrals/${reference}/tracking-code`)
}
