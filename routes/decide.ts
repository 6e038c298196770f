import { type Request, type Response, Router } from 'express'
import {
  askForAnother,
  codeFits,
  codeWay,
  findDecisionLink,
  openedLink,
  sendCode,
  spendLink,
} from '../access/decision-link.ts'
import { limit } from '../access/limits.ts'
import { notFound } from '../access/refusal.ts'
import { config } from '../config.ts'
import { readBooking, readChange } from '../forms/appointment.ts'
import { readFollowUp } from '../forms/follow-up.ts'
import { readStep } from '../forms/step.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import {
  book,
  changeAppointment,
  changedMeanwhile,
  mayBook,
  remindersToAsk,
  wishReminders,
} from '../lifecycle/appointments.ts'
import { tellProviderAgain } from '../lifecycle/by-link.ts'
import { alreadyAnswered, answerFollowUp } from '../lifecycle/follow-ups.ts'
import { hubsToRing } from '../lifecycle/hubs.ts'
import { messagesFor, say, seeMessages } from '../lifecycle/messages.ts'
import { shared } from '../lifecycle/sharing.ts'
import { statuses, steps } from '../lifecycle/steps.ts'
import { StepError, StepIncomplete, takeStep } from '../lifecycle/take-step.ts'
import type { DecisionLink } from '../models/decision-link.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { channelsFrom } from '../notices/channels.ts'
import { tellsOfDanger } from '../search/stories.ts'
import { actionsShown, errorsById, type Tried, wordsLeft } from '../views/referrals/action.ts'
import { appointmentsShown, newAppointment } from '../views/referrals/appointments.ts'
import { followUpForm, followUpsShown } from '../views/referrals/follow-ups.ts'
import { consentShown, fitShown, historyShown, storyShown } from '../views/referrals/referral.ts'
import { referredBy } from '../views/referrals/row.ts'
import { isOverdue, messageHint, whatHappensNext } from '../views/referrals/words.ts'
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
routes.post('/decide/referral/appointments/:id', change)
routes.post('/decide/referral/follow-ups', answer)
routes.post('/decide/referral/messages', write)
routes.get('/decide/:token', tries, ask)
routes.post('/decide/:token/code', tries, send)
routes.post('/decide/:token/another', tries, another)
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

/** The answer is the same whether there was ever such a link, and whether anything is sent. */
async function another(req: Opening, res: Response) {
  const link = await askForAnother(req.params.token)
  if (link) await tellProviderAgain(link)
  res.render('decide/gone', { title: 'Look for an email from us', asked: true, hubs: await hubsToRing() })
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
  res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  if (!found)
    return res
      .status(404)
      .render('decide/gone', { title: 'This link can’t be used any more', token, hubs: await hubsToRing() })
  const { link, referral } = found
  const way = await codeWay(link.organisation)
  res.render('decide/code', {
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
  // What they see is still as it was: with what is new to them.
  await seeMessages(referral, by)
  await render(res, { link, referral, by })
}

async function take(req: Request, res: Response) {
  const { link, referral, by } = await opened(req)
  const { values, data, errors } = readStep(req.body)
  if (!data)
    return render(res.status(422), { link, referral, by }, { tried: { step: String(values.step), values, errors } })
  try {
    const { status } = await takeStep({ ...data, reference: referral.reference, by })
    await done(req, res, { link, referral, by }, steps[data.step].done, statuses[status].open)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const incomplete = error instanceof StepIncomplete
    const tried = { step: data.step, values, errors: incomplete ? error.errors : {} }
    const refused = incomplete ? undefined : error.message
    await render(res.status(error.status), await opened(req), { tried, refused })
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
  if (wrong !== null) return render(res.status(409), await opened(req), { tried, refused: changedMeanwhile })
  if (reminders) await wishReminders(referral.supportRequest, reminders)
  await tellProviderAgain(link)
  await done(req, res, { link, referral, by }, booking.offered ? 'Appointment offered' : 'Appointment booked', true)
}

async function change(req: Request<{ id: string }>, res: Response) {
  const { link, referral, by } = await opened(req)
  const { id } = req.params
  const { name, change, errors } = readChange(req.body ?? {}, 'provider')
  const tried = { step: `${name}-${id}`, values: req.body ?? {}, errors: errors ?? {} }
  if (!change) return render(res.status(422), { link, referral, by }, { tried })
  const wrong = await changeAppointment(referral.reference, by, id, change)
  if (wrong !== null) return render(res.status(409), await opened(req), { tried, refused: wrong ?? changedMeanwhile })
  await tellProviderAgain(link)
  await done(req, res, { link, referral, by }, 'It is recorded', statuses[referral.status].open)
}

async function answer(req: Request, res: Response) {
  const { link, referral, by } = await opened(req)
  const { weeks, data, errors } = readFollowUp(req.body ?? {}, 'them')
  const tried = { step: 'follow-up', values: req.body ?? {}, errors: errors ?? {} }
  if (!data) return render(res.status(422), { link, referral, by }, { tried })
  const kept = await answerFollowUp({ ...data, weeks, reference: referral.reference, by })
  if (!kept) return render(res.status(409), await opened(req), { tried, refused: alreadyAnswered })
  await done(req, res, { link, referral, by }, 'The answer is kept', false)
}

/** Messages spend nothing: whoever asks something may still decide. */
async function write(req: Request, res: Response) {
  const { link, referral, by } = await opened(req)
  const text = String(req.body?.message ?? '')
  const wrong = await say({ reference: referral.reference, by, text })
  if (wrong === undefined) throw notFound()
  if (wrong) return render(res.status(422), { link, referral, by }, { message: { text, error: wrong } })
  req.session.notice = 'Your message is on the referral.'
  res.redirect(303, '/decide/referral#messages')
}

/** One thing was done with the link. `more`: the referral goes on, and another link is on its way. */
async function done(req: Request, res: Response, { link, referral }: Opened, title: string, more: boolean) {
  await spendLink(link._id)
  delete req.session.deciding
  const { reference, hubs } = referral
  res.render('decide/done', { title, reference, more, hubs: await hubsToRing(hubs) })
}

type Opened = { link: DecisionLink; referral: Referral; by: { provider: string; name: string } }

async function render(
  res: Response,
  { referral, by }: Opened,
  { tried, refused, message }: { tried?: Tried; refused?: string; message?: { text: string; error: string } } = {},
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
    danger: await tellsOfDanger(request.need.story),
    history: historyShown(referral, true),
    messages: messagesFor(referral, by),
    message,
    messageHint: messageHint(referral),
    hubs: await hubsToRing(referral.hubs),
    next: whatHappensNext(referral, 'provider'),
    overdue: isOverdue(referral),
    urgent: referral.urgency === 'urgent',
    appointments: appointmentsShown(referral, { side: 'provider', address, tried }),
    followUps: followUpsShown(referral),
    followUpForm: followUpForm(referral, 'them', '/decide/referral/follow-ups', tried),
    newAppointment: mayBook(referral, by) && newAppointment(ask, address, tried),
    actions: actionsShown(actions, {
      address: '/decide/referral/steps',
      version: referral.version,
      elsewhere: mayPassOn ? await passOnChoices(referral, request, { byStory: false, typed: tried?.values }) : [],
      tried,
    }),
    errors: tried ? errorsById(tried) : message && { message: message.error },
    refused,
    wordsLeft: wordsLeft(tried, actions),
  })
}
