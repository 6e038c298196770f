import { type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { readMeasurement } from '../forms/measurement.ts'
import { recordMeasure } from '../lifecycle/measures.ts'
import { find, type OfReferral, render } from './referral-page.ts'

/** Scores of measures, recorded on a referral by those who help. */
const routes = Router()
export default routes
routes.post('/referrals/:reference/measurements', only('provider', 'hub'), record)

async function record(req: OfReferral, res: Response) {
  const referral = await find(req)
  const { measure, data, errors } = readMeasurement(req.body ?? {})
  const tried = { step: `measure-${measure}`, values: req.body ?? {}, errors: errors ?? {} }
  if (!data) return render(res.status(422), req.user!, referral, { tried })
  const wrong = await recordMeasure({ ...data, reference: referral.reference, by: req.user! })
  if (wrong === undefined) throw notFound()
  req.session.notice = 'The score is recorded.'
  res.redirect(303, `/referrals/${referral.reference}#measures`)
}
