import { type Request, type Response, Router } from 'express'
import { limit } from '../access/limits.ts'
import { readForm } from '../forms/form.ts'
import { readStep } from '../forms/step.ts'
import { trackForm } from '../forms/track.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import { readReference, trackingCodeFits } from '../lifecycle/reference.ts'
import { statuses, steps } from '../lifecycle/steps.ts'
import { StepError, StepIncomplete, takeStep } from '../lifecycle/take-step.ts'
import { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import { SupportRequest } from '../models/support-request.ts'
import { actionsShown, errorsById, type Tried } from '../views/referrals/action.ts'
import { isOverdue, nowForThePerson, whatHappensNext } from '../views/referrals/words.ts'

declare module 'express-session' {
  interface SessionData {
    /** The reference whose code was given in this session. */
    tracked: string
  }
}

/** 5 tries in 15 minutes for an address and a reference, however it is typed; right ones don't count. */
const tries = limit({
  max: 5,
  minutes: 15,
  per: (req) =>
    String(req.body?.reference ?? '')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .slice(0, 8),
  failuresOnly: true,
  sentence: 'There have been too many tries. Wait 15 minutes, then check the reference and the code and try again.',
})

/** Seeing where one's own referral is, with the reference and the code; neither is ever in an address. */
const routes = Router()
export default routes
routes.get('/track', ask)
routes.post('/track', tries, open)
routes.get('/track/referral', show)
routes.post('/track/referral/steps', take)
routes.post('/track/leave', leave)

function ask(_req: Request, res: Response) {
  res.render('track/index', { title: 'See where your referral is', values: {} })
}

async function open(req: Request, res: Response) {
  const { values, data, errors } = readForm(trackForm, req.body)
  const found = data && (await withCode(data.reference, data.code))
  if (!found) {
    // One answer for a wrong code and for a reference that isn't there.
    const wrong = { reference: 'The reference and the code don’t match: check both' }
    const { reference } = values
    return res
      .status(422)
      .render('track/index', { title: 'See where your referral is', values: { reference }, errors: errors ?? wrong })
  }
  req.session.tracked = found.reference
  res.redirect(303, '/track/referral')
}

async function show(req: Request, res: Response) {
  const referral = await tracked(req)
  if (!referral) return res.redirect(303, '/track')
  await render(res, referral)
}

async function take(req: Request, res: Response) {
  const referral = await tracked(req)
  if (!referral) return res.redirect(303, '/track')
  const { values, data, errors } = readStep(req.body)
  if (!data) return render(res.status(422), referral, { tried: { step: String(values.step), values, errors } })
  try {
    const { supportRequest } = referral
    await takeStep({ ...data, reference: referral.reference, by: { supportRequest } })
    req.session.notice = `${steps[data.step].done}. The service has been told.`
    res.redirect(303, '/track/referral')
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const tried = error instanceof StepIncomplete ? { step: data.step, values, errors: error.errors } : undefined
    await render(res.status(error.status), (await tracked(req)) ?? referral, { tried, refused: error.message })
  }
}

function leave(req: Request, res: Response) {
  delete req.session.tracked
  res.redirect(303, '/')
}

/** The referral with this reference, when the code is its own; asks the store the same things whether or not it exists. */
async function withCode(typed: string, code: string) {
  const reference = readReference(typed) ?? ''
  const request = await SupportRequest.findOne({ 'referrals.reference': reference }, { trackingCodeHash: 1 }).lean()
  const referral = await Referral.findOne({ reference }).lean()
  return trackingCodeFits(request?.trackingCodeHash, code) ? referral : null
}

const tracked = async (req: Request) =>
  req.session.tracked ? Referral.findOne({ reference: req.session.tracked }).lean() : null

async function render(res: Response, referral: Referral, { tried, refused }: { tried?: Tried; refused?: string } = {}) {
  const { supportRequest, reference, serviceName, status, history, dueAt, version } = referral
  const service = await Service.findById(referral.service).lean()
  const phone = service?.phones[0]?.number
  const late = isOverdue(referral)
  res.set('Cache-Control', 'no-store').render('track/referral', {
    title: 'Your referral',
    reference,
    serviceName,
    organisationName: referral.organisationName,
    status,
    now: nowForThePerson[status],
    next: late ? 'You should have heard by now.' : whatHappensNext(referral, 'person'),
    phone,
    chase: late ? undefined : dueAt,
    late,
    open: statuses[status].open,
    question: status === 'info_needed' ? history.at(-1)?.carries?.question : undefined,
    history: history.toReversed().map(({ at, step }) => ({ at, what: steps[step].done })),
    actions: actionsShown(actionsFor(referral, { supportRequest }), {
      address: '/track/referral/steps',
      version,
      elsewhere: {},
      tried,
    }),
    errors: tried && errorsById(tried),
    refused: !tried && refused,
  })
}
