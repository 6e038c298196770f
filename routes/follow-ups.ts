import { type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { readFollowUp } from '../forms/follow-up.ts'
import { alreadyAnswered, answerFollowUp } from '../lifecycle/follow-ups.ts'
import { find, type OfReferral, render } from './referral-page.ts'

/** How things stand 13, 26 and 52 weeks after the end, as those who helped or referred know it. The person's answers are in routes/track. */
const routes = Router()
export default routes
routes.post('/referrals/:reference/follow-ups', only('referrer', 'provider', 'hub'), answer)

async function answer(req: OfReferral, res: Response) {
  const referral = await find(req)
  const { weeks, data, errors } = readFollowUp(req.body ?? {}, 'them')
  const tried = { step: 'follow-up', values: req.body ?? {}, errors: errors ?? {} }
  if (!data) return render(res.status(422), req.user!, referral, { tried })
  const kept = await answerFollowUp({ ...data, weeks, reference: referral.reference, by: req.user! })
  if (!kept) return render(res.status(409), req.user!, await find(req), { tried, refused: alreadyAnswered })
  req.session.notice = 'Thank you. The answer is kept.'
  res.redirect(303, `/referrals/${referral.reference}#follow-ups`)
}
