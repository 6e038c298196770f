import type { Request, Response } from 'express'
import { wishFields } from '../forms/appointment.ts'
import { feedbackFields } from '../forms/feedback.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import { remindersFor } from '../lifecycle/appointments.ts'
import { mayGiveFeedback } from '../lifecycle/feedback.ts'
import { hubsToRing } from '../lifecycle/hubs.ts'
import { longestMessage, messagesFor } from '../lifecycle/messages.ts'
import { statuses, steps } from '../lifecycle/steps.ts'
import { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import { SupportRequest } from '../models/support-request.ts'
import { actionsShown, errorsById, formShown, type Tried, wordsLeft } from '../views/referrals/action.ts'
import { appointmentsShown } from '../views/referrals/appointments.ts'
import { feedbackShown } from '../views/referrals/feedback.ts'
import { followUpForm } from '../views/referrals/follow-ups.ts'
import { afterwards, isOverdue, nowForThePerson, whatHappensNext } from '../views/referrals/words.ts'

declare module 'express-session' {
  interface SessionData {
    /** The reference whose code was given in this session. */
    tracked: string
    /** The hash of that code: a new one given meanwhile ends what the old one opened. */
    trackedWith: string
  }
}

/** The referral whose code was given in this session, while that code is still the one. */
export async function tracked({ session }: Pick<Request, 'session'>): Promise<Referral | null> {
  if (!session.tracked) return null
  const referral = await Referral.findOne({ reference: session.tracked }).lean()
  const request = referral && (await SupportRequest.findById(referral.supportRequest, { trackingCodeHash: 1 }).lean())
  return request?.trackingCodeHash === session.trackedWith ? referral : null
}

/** What was asked of the page and couldn't be done. */
interface Aside {
  tried?: Tried
  refused?: string
  message?: { text: string; error: string }
}

/** The page on which a person follows their own referral. */
export async function render(res: Response, referral: Referral, { tried, refused, message }: Aside = {}) {
  const { supportRequest, reference, serviceName, status, history, dueAt, version } = referral
  const [service, request] = await Promise.all([
    Service.findById(referral.service).lean(),
    SupportRequest.findById(supportRequest, { person: 1 }).lean(),
  ])
  const late = isOverdue(referral)
  const hidden = status === 'entered_in_error'
  const address = '/track/referral'
  const actions = actionsFor(referral, { supportRequest })
  const appointments = hidden
    ? []
    : appointmentsShown(referral, { side: 'person', address: `${address}/appointments`, tried })
  res.set('Cache-Control', 'no-store').render('track/referral', {
    title: 'Your referral',
    reference,
    serviceName,
    organisationName: referral.organisationName,
    status,
    now: nowForThePerson(referral),
    advice: adviceFor(referral),
    waits: status === 'draft',
    next: late ? 'You should have heard by now.' : whatHappensNext(referral, 'person') || afterwards(referral),
    phone: service?.phones[0]?.number,
    chase: late ? undefined : dueAt,
    late,
    open: statuses[status].open,
    hubs: await hubsToRing(referral.hubs),
    question: status === 'info_needed' ? history.at(-1)?.carries?.question : undefined,
    history: history.toReversed().map(({ at, step }) => ({ at, what: steps[step].done })),
    messages: hidden ? [] : messagesFor(referral, { supportRequest }),
    mayAdd: statuses[status].open,
    longestMessage,
    message,
    feedback: hidden ? [] : feedbackShown(referral),
    feedbackForm: mayGiveFeedback(referral) && feedbackForm(referral, tried),
    others: await othersOf(referral),
    followUpForm: followUpForm(referral, 'you', `${address}/follow-ups`, tried),
    appointments,
    reminders: appointments.length > 0 && request && remindersShown(request.person, tried),
    actions: actionsShown(actions, {
      address: `${address}/steps`,
      version,
      elsewhere: [],
      tried,
    }),
    errors: tried ? errorsById(tried) : message && { message: message.error },
    refused,
    wordsLeft: wordsLeft(tried, actions),
  })
}

/** The form in which they say how it went; folded away while it is still under way, or once they have said it. */
const feedbackForm = ({ status, feedback }: Referral, tried?: Tried) =>
  formShown(
    {
      name: 'feedback',
      label: 'Say how it went',
      button: 'Send',
      address: '/track/referral/feedback',
      fields: feedbackFields,
      open: !statuses[status].open && !feedback?.length,
    },
    tried,
  )

/** Their other referrals, which the same code opens: those sent with it, and where it was passed on to. */
async function othersOf({ supportRequest, _id }: Referral) {
  const others = await Referral.find({ supportRequest, _id: { $ne: _id } })
    .sort({ sentAt: -1 })
    .lean()
  return others
    .filter(({ status }) => status !== 'entered_in_error')
    .map(({ reference, serviceName, status, history }) => ({
      reference,
      serviceName,
      now: nowForThePerson({ status, history }),
    }))
}

/** What the hub advised somebody who came by themselves; whoever was referred hears it from who referred them. */
const adviceFor = ({ referrer, history }: Referral) =>
  !referrer.user && history.at(-1)?.step === 'advise' ? history.at(-1)?.comment : undefined

/** How they wish to be reminded of appointments, to say or change. */
function remindersShown(person: SupportRequest['person'], tried?: Tried) {
  const { reminders } = person.safeContact
  const form = formShown(
    {
      name: 'reminders',
      label: 'How we remind you',
      button: 'Remind me this way',
      address: '/track/referral/reminders',
      fields: wishFields(remindersFor(person)),
    },
    tried ?? { step: 'reminders', values: { reminders }, errors: {} },
  )
  return { ...form, open: tried?.step === 'reminders' }
}
