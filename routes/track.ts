import { type Request, type Response, Router } from 'express'
import { limit } from '../access/limits.ts'
import { notFound } from '../access/refusal.ts'
import { readChange, wishFields } from '../forms/appointment.ts'
import { readFeedback } from '../forms/feedback.ts'
import { readFollowUp } from '../forms/follow-up.ts'
import { readForm } from '../forms/form.ts'
import { readStep } from '../forms/step.ts'
import { trackForm } from '../forms/track.ts'
import {
  calendarOf,
  changeAppointment,
  changedMeanwhile,
  remindersFor,
  wishReminders,
} from '../lifecycle/appointments.ts'
import { readCarried } from '../lifecycle/carried.ts'
import { dayOf } from '../lifecycle/clocks.ts'
import { giveFeedback } from '../lifecycle/feedback.ts'
import { alreadyAnswered, answerFollowUp } from '../lifecycle/follow-ups.ts'
import { hubsToRing } from '../lifecycle/hubs.ts'
import { say } from '../lifecycle/messages.ts'
import { readReference, trackingCodeFits } from '../lifecycle/reference.ts'
import { steps } from '../lifecycle/steps.ts'
import { StepError, StepIncomplete, takeStep } from '../lifecycle/take-step.ts'
import { Referral } from '../models/referral.ts'
import { type ReminderWish, SupportRequest } from '../models/support-request.ts'
import { render, tracked } from './track-page.ts'

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
routes.get('/track/referral', mine(show))
routes.post('/track/referral/steps', mine(take))
routes.get('/track/referral/appointments/:id/calendar.ics', calendar)
routes.post('/track/referral/appointments/:id', mine(changeAppointmentOfMine))
routes.post('/track/referral/reminders', mine(wish))
routes.post('/track/referral/follow-ups', mine(answer))
routes.post('/track/referral/messages', mine(add))
routes.post('/track/referral/feedback', mine(tellHowItWent))
routes.post('/track/referral/others', mine(openOther))
routes.post('/track/leave', leave)

/** What was typed: nothing, where a form was posted empty. */
const typed = (req: { body?: Record<string, unknown> }) => req.body ?? {}

/** Only with a code given in this session: what somebody may do with the referral that it opened. */
function mine<P>(handle: (req: Request<P>, res: Response, referral: Referral) => Promise<unknown>) {
  return async (req: Request<P>, res: Response) => {
    const referral = await tracked(req)
    if (!referral) return res.redirect(303, '/track')
    await handle(req, res, referral)
  }
}

type OfAppointment = Request<{ id: string }>

async function ask(_req: Request, res: Response) {
  await showDoor(res, { values: {} })
}

async function showDoor(res: Response, page: { values: object; errors?: Record<string, string> }) {
  res.render('track/index', { title: 'See where your referral is', hubs: await hubsToRing(), ...page })
}

async function open(req: Request, res: Response) {
  const { values, data, errors } = readForm(trackForm, req.body)
  const found = data && (await withCode(data.reference, data.code))
  if (!found) {
    // One answer for a wrong code and for a reference that isn't there.
    const wrong = { reference: 'The reference and the code don’t match: check both' }
    const { reference } = values
    return showDoor(res.status(422), { values: { reference }, errors: errors ?? wrong })
  }
  req.session.tracked = found.referral.reference
  req.session.trackedWith = found.hash
  res.redirect(303, '/track/referral')
}

async function show(_req: Request, res: Response, referral: Referral) {
  await render(res, referral)
}

async function take(req: Request, res: Response, referral: Referral) {
  const { values, data, errors } = readStep(req.body)
  if (!data) return render(res.status(422), referral, { tried: { step: String(values.step), values, errors } })
  try {
    const { supportRequest } = referral
    await takeStep({ ...data, reference: referral.reference, by: { supportRequest } })
    req.session.notice = `${steps[data.step].done}. The service has been told.`
    res.redirect(303, '/track/referral')
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const incomplete = error instanceof StepIncomplete
    const tried = { step: data.step, values, errors: incomplete ? error.errors : {} }
    const refused = incomplete ? undefined : error.message
    await render(res.status(error.status), (await tracked(req)) ?? referral, { tried, refused })
  }
}

async function calendar(req: OfAppointment, res: Response) {
  const referral = await tracked(req)
  const appointment = referral?.appointments.find(({ _id }) => String(_id) === req.params.id)
  if (!referral || !appointment || referral.status === 'entered_in_error') throw notFound()
  const request = await SupportRequest.findById(referral.supportRequest, { person: 1 }).lean()
  res
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': 'attachment; filename="appointment.ics"' })
    .type('text/calendar')
    .send(calendarOf(appointment, referral, request?.person.safeContact.discreet ?? true))
}

async function changeAppointmentOfMine(req: OfAppointment, res: Response, referral: Referral) {
  const { id } = req.params
  const { name, change, errors } = readChange(typed(req), 'person')
  const tried = { step: `${name}-${id}`, values: typed(req), errors: errors ?? {} }
  if (!change) return render(res.status(422), referral, { tried })
  const { reference, supportRequest } = referral
  const wrong = await changeAppointment(reference, { supportRequest }, id, change)
  if (wrong !== null)
    return render(res.status(409), (await tracked(req)) ?? referral, { tried, refused: wrong ?? changedMeanwhile })
  const what = change.change === 'take' ? 'booked' : 'cancelled'
  req.session.notice = `The appointment is ${what}. The service has been told.`
  res.redirect(303, '/track/referral')
}

async function wish(req: Request, res: Response, referral: Referral) {
  const request = await SupportRequest.findById(referral.supportRequest, { person: 1 }).lean()
  const fields = wishFields(request ? remindersFor(request.person) : ['none'])
  const { carries, errors } = readCarried(fields, typed(req), dayOf(new Date()))
  if (errors.reminders)
    return render(res.status(422), referral, { tried: { step: 'reminders', values: typed(req), errors } })
  await wishReminders(referral.supportRequest, carries.reminders as ReminderWish)
  req.session.notice = 'We will remind you as you wish.'
  res.redirect(303, '/track/referral')
}

async function answer(req: Request, res: Response, referral: Referral) {
  const { reference, supportRequest } = referral
  const { weeks, data, errors } = readFollowUp(typed(req), 'you')
  const tried = { step: 'follow-up', values: typed(req), errors: errors ?? {} }
  if (!data) return render(res.status(422), referral, { tried })
  const kept = await answerFollowUp({ ...data, weeks, reference, by: { supportRequest } })
  if (!kept) return render(res.status(409), (await tracked(req)) ?? referral, { tried, refused: alreadyAnswered })
  req.session.notice = 'Thank you for telling us.'
  res.redirect(303, '/track/referral')
}

async function add(req: Request, res: Response, referral: Referral) {
  const { reference, supportRequest } = referral
  const text = String(req.body?.message ?? '')
  const wrong = await say({ reference, by: { supportRequest }, text })
  if (wrong === undefined) throw notFound()
  if (wrong) return render(res.status(422), referral, { message: { text, error: wrong } })
  req.session.notice = 'What you added is with the service.'
  res.redirect(303, '/track/referral#messages')
}

async function tellHowItWent(req: Request, res: Response, referral: Referral) {
  const { reference, supportRequest } = referral
  const { data, errors } = readFeedback(typed(req))
  const tried = { step: 'feedback', values: typed(req), errors: errors ?? {} }
  if (!data) return render(res.status(422), referral, { tried })
  const kept = await giveFeedback(reference, { supportRequest }, data)
  if (!kept)
    return render(res.status(409), (await tracked(req)) ?? referral, {
      tried,
      refused: 'That can’t be said from here now.',
    })
  req.session.notice = 'Thank you for telling us how it went.'
  res.redirect(303, '/track/referral')
}

/** Another referral of the same person: the code that was given opens all that were sent with it. */
async function openOther(req: Request, res: Response, referral: Referral) {
  const { supportRequest } = referral
  const other = await Referral.findOne({ reference: String(req.body?.reference ?? ''), supportRequest }).lean()
  if (!other) throw notFound()
  req.session.tracked = other.reference
  res.redirect(303, '/track/referral')
}

function leave(req: Request, res: Response) {
  delete req.session.tracked
  delete req.session.trackedWith
  res.redirect(303, '/')
}

/** The referral with this reference, when the code is its own; asks the store the same things whether or not it exists. */
async function withCode(typed: string, code: string) {
  const reference = readReference(typed) ?? ''
  const request = await SupportRequest.findOne({ 'referrals.reference': reference }, { trackingCodeHash: 1 }).lean()
  const referral = await Referral.findOne({ reference }).lean()
  const hash = request?.trackingCodeHash
  return trackingCodeFits(hash, code) && referral && hash ? { referral, hash } : null
}
