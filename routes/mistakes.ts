import { type Request, type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { readForm } from '../forms/form.ts'
import { mistakeForm } from '../forms/mistake.ts'
import { reasons } from '../lifecycle/reasons.ts'
import { StepError, StepIncomplete, takeStep } from '../lifecycle/take-step.ts'

/** Marking a referral as entered in error by its reference, for whoever looks after Waymark and reads none of them. */
const routes = Router()
export default routes
const administrators = only('administrator')
routes.get('/mistakes', administrators, ask)
routes.post('/mistakes', administrators, mark)

function ask(_req: Request, res: Response) {
  show(res, {})
}

async function mark(req: Request, res: Response) {
  const { values, data, errors } = readForm(mistakeForm, req.body)
  if (!data) return show(res.status(422), values, errors)
  const { reference, reason, comment } = data
  try {
    await takeStep({ reference, step: 'enter_in_error', by: req.user!, reason, comment })
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const wrong = error instanceof StepIncomplete ? error.errors : { reference: error.message }
    return show(res.status(error.status), values, wrong)
  }
  req.session.notice = `${reference} is marked as entered in error. What it said is hidden from everyone.`
  res.redirect(303, '/mistakes')
}

function show(res: Response, values: object, errors?: Record<string, string>) {
  res.set('Cache-Control', 'no-store').render('mistakes/index', {
    title: 'Entered in error',
    reasons: Object.entries(reasons.error).map(([value, { label }]) => ({ value, text: label })),
    values,
    errors,
  })
}
