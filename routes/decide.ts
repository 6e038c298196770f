import { type Request, type Response, Router } from 'express'
import { codeFits, codeWay, findDecisionLink, openedLink, sendCode, spendLink } from '../access/decision-link.ts'
import { limit } from '../access/limits.ts'
import { notFound } from '../access/refusal.ts'
import { config } from '../config.ts'
import { readBooking } from '../forms/appointment.ts'
import { readStep } from '../forms/step.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import { book, changedMeanwhile, mayBook, remindersToAsk, wishReminders } from '../lifecycle/appointments.ts'
import { hubsToRing } from '../lifecycle/hubs.ts'
import { messagesFor, seeMessages } from '../lifecycle/messages.ts'
import { shared } from '../lifecycle/sharing.ts'
import { steps } from '../lifecycle/steps.ts'
import { StepError, StepIncomplete, takeStep } from '../lifecycle/take-step.ts'
import type { DecisionLink } from '../models/decision-link.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { channelsFrom } from '../notices/channels.ts'
import { suggestsDanger } from '../search/crisis.ts'
import { actionsShown, errorsById, type Tried } from '../views/referrals/action.ts'
import { appointmentsShown, newAppointment } from '../views/referrals/appointments.ts'
import { consentShown, fitShown, historyShown, storyShown } from '../views/referrals/referral.ts'
import { referredBy } from '../views/referrals/row.ts'
import { isOverdue, whatHappensNext } from '../views/referrals/words.ts'
import { passOnChoices } from './passing-on.ts'

declare module 'express-session' {
  interface SessionData {
    /** The decision link that was opened with its code in this session. */
    deciding: string
  }
}

const channels = channelsFrom(config)
/** For each link: an office with several to open doesn't lock itself out, and nobody guesses a link of 256 bits. */
const tries = limit({
  max: 30,
  minutes: 15,
  per: (req) => String(req.params.token).slice(0, 64),
  sentence: 'There have been too many tries. Wait 15 minutes, then open the link in the message again.',
})

/** Deciding a referral from the link in a message, for organisations where nobody signs in. Opening the link spends nothing. */
const routes = Router()
export default routes
routes.get('/decide/referral', show)
routes.post('/decide/referral/steps', take)
routes.post('/decide/referral/appointments', offer)
routes.get('/decide/:token', tries, ask)
routes.post('/decide/:token/code', tries, send)
routes.post('/decide/:token', tries, open)

type Opening = Request<{ token: string }>

/** A referral that has been passed on is another organisation's by now, and one entered in error nobody's. */
const mayDecide = (link: DecisionLink, { organisation, status }: Pick<Referral, 'organisation' | 'status'>) =>
  organisation === link.organisation && status !== 'entered_in_error'

async function find(token: string) {
  const link = await findDecisionLink(token)
  const referral =
    link &&
    (await Referral.findById(link.referral, {
      reference: 1,
      serviceName: 1,
      organisation: 1,
      status: 1,
      hubs: 1,
    }).lean())
  return link && referral && mayDecide(link, referral) ? { link, referral } : null
}

async function ask(req: Opening, res: Response) {
  await door(res, req.params.token)
}

async function send(req: Opening, res: Response) {
  const found = await find(req.params.token)
  const sent = found ? await sendCode(found.link, channels) : false
  await door(
    res,
    req.params.token,
    sent ? { sent } : { error: 'No more codes can be sent for this link: ring the hub' },
  )
}

async function open(req: Opening, res: Response) {
  const found = await find(req.params.token)
  if (!found || !(await codeFits(found.link, String(req.body.code ?? ''))))
    return door(res.status(422), req.params.token, { sent: true, error: 'That isn’t the code, or it has run out' })
  await new Promise<void>((resolve, reject) => req.session.regenerate((error) => (error ? reject(error) : resolve())))
  req.session.deciding = found.link._id
  res.redirect(303, '/decide/referral')
}

/** The page that asks for the code, or says that the link can't be used any more. */
async function door(res: Response, token: string, { sent = false, error = '' } = {}) {
  const found = await find(token)
  if (!found)
    return res
      .status(404)
      .render('decide/gone', { title: 'This link can’t be used any more', hubs: await hubsToRing() })
  const { link, referral } = found
  const way = await codeWay(link.organisation)
  res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).render('decide/code', {
    title: 'Open a referral',
    token,
    reference: referral.reference,
    serviceName: referral.serviceName,
    to: way?.shown,
    hubs: await hubsToRing(referral.hubs),
    asked: sent || link.codesSent > 0,
    errors: error ? { code: error } : null,
  })
}

/** What this session may decide: the link, its referral, and the organisation that it speaks for. */
async function opened(req: Request) {
  const link = req.session.deciding ? await openedLink(req.session.deciding) : null
  const referral = link && (await Referral.findById(link.referral).lean())
  if (!link || !referral || !mayDecide(link, referral)) throw notFound()
  return { link, referral, by: { provider: link.organisation, name: referral.organisationName } }
}

async function show(req: Request, res: Response) {
  const { link, referral, by } = await opened(req)
  await render(res, { link, referral, by })
  await seeMessages(referral, by)
}

async function take(req: Request, res: Response) {
  const { link, referral, by } = await opened(req)
  const { values, data, errors } = readStep(req.body)
  if (!data)
    return render(res.status(422), { link, referral, by }, { tried: { step: String(values.step), values, errors } })
  try {
    await takeStep({ ...data, reference: referral.reference, by })
    await spendLink(link._id)
    delete req.session.deciding
    const hubs = await hubsToRing(referral.hubs)
    res.render('decide/done', { title: steps[data.step].done, reference: referral.reference, hubs })
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const tried = error instanceof StepIncomplete ? { step: data.step, values, errors: error.errors } : undefined
    await render(res.status(error.status), await opened(req), { tried, refused: error.message })
  }
}

/** An appointment is one thing done with the link, as a step is. */
async function offer(req: Request, res: Response) {
  const { link, referral, by } = await opened(req)
  const ask = await remindersToAsk(referral.supportRequest)
  const { booking, reminders, errors } = readBooking(req.body ?? {}, ask)
  const tried = { step: 'appointment', values: req.body ?? {}, errors: errors ?? {} }
  if (!booking) return render(res.status(422), { link, referral, by }, { tried })
  const wrong = await book(referral.reference, by, booking)
  if (wrong !== null) return render(res.status(409), await opened(req), { refused: changedMeanwhile })
  if (reminders) await wishReminders(referral.supportRequest, reminders)
  await spendLink(link._id)
  delete req.session.deciding
  const title = booking.offered ? 'Appointment offered' : 'Appointment booked'
  res.render('decide/done', { title, reference: referral.reference, hubs: await hubsToRing(referral.hubs) })
}

type Opened = { link: DecisionLink; referral: Referral; by: { provider: string; name: string } }

async function render(
  res: Response,
  { referral, by }: Opened,
  { tried, refused }: { tried?: Tried; refused?: string } = {},
) {
  const request = await SupportRequest.findById(referral.supportRequest).lean()
  if (!request) throw notFound()
  const actions = actionsFor(referral, by)
  const address = '/decide/referral/appointments'
  const ask = await remindersToAsk(referral.supportRequest)
  const mayPassOn = actions.some(({ name }) => name === 'redirect')
  res.set('Cache-Control', 'no-store').render('decide/referral', {
    title: `Referral ${referral.reference}`,
    referral,
    ...storyShown(shared(request, referral.shares)),
    consent: consentShown(request, referral),
    fit: fitShown(referral),
    override: referral.override,
    referredBy: referredBy(referral),
    danger: suggestsDanger(request.need.story),
    history: historyShown(referral, true),
    messages: messagesFor(referral, by),
    hubs: await hubsToRing(referral.hubs),
    next: whatHappensNext(referral, 'provider'),
    overdue: isOverdue(referral),
    urgent: referral.urgency === 'urgent',
    // With the link they can add one; they move or cancel by telling the hub.
    appointments: appointmentsShown(referral, { side: 'referrer', address }),
    newAppointment: mayBook(referral, by) && newAppointment(ask, address, tried),
    actions: actionsShown(actions, {
      address: '/decide/referral/steps',
      version: referral.version,
      elsewhere: mayPassOn ? await passOnChoices(referral, request, { byStory: false, typed: tried?.values }) : [],
      tried,
    }),
    errors: tried && errorsById(tried),
    refused: !tried && refused,
  })
}
