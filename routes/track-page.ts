import type { Request, Response } from 'express'
import { wishFields } from '../forms/appointment.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import { remindersFor } from '../lifecycle/appointments.ts'
import { statuses, steps } from '../lifecycle/steps.ts'
import { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import { SupportRequest } from '../models/support-request.ts'
import { actionsShown, errorsById, formShown, type Tried } from '../views/referrals/action.ts'
import { appointmentsShown } from '../views/referrals/appointments.ts'
import { followUpForm } from '../views/referrals/follow-ups.ts'
import { isOverdue, nowForThePerson, whatHappensNext } from '../views/referrals/words.ts'

declare module 'express-session' {
  interface SessionData {
    /** The reference whose code was given in this session. */
    tracked: string
  }
}

/** The referral whose code was given in this session. */
export const tracked = async (req: Request): Promise<Referral | null> =>
  req.session.tracked ? Referral.findOne({ reference: req.session.tracked }).lean() : null

/** What was asked of the page and couldn't be done. */
interface Aside {
  tried?: Tried
  refused?: string
}

/** The page on which a person follows their own referral. */
export async function render(res: Response, referral: Referral, { tried, refused }: Aside = {}) {
  const { supportRequest, reference, serviceName, status, history, dueAt, version } = referral
  const [service, request] = await Promise.all([
    Service.findById(referral.service).lean(),
    SupportRequest.findById(supportRequest, { person: 1 }).lean(),
  ])
  const late = isOverdue(referral)
  const hidden = status === 'entered_in_error'
  const address = '/track/referral'
  const appointments = hidden
    ? []
    : appointmentsShown(referral, { side: 'person', address: `${address}/appointments`, tried })
  res.set('Cache-Control', 'no-store').render('track/referral', {
    title: 'Your referral',
    reference,
    serviceName,
    organisationName: referral.organisationName,
    status,
    now: nowForThePerson[status],
    next: late ? 'You should have heard by now.' : whatHappensNext(referral, 'person'),
    phone: service?.phones[0]?.number,
    chase: late ? undefined : dueAt,
    late,
    open: statuses[status].open,
    question: status === 'info_needed' ? history.at(-1)?.carries?.question : undefined,
    history: history.toReversed().map(({ at, step }) => ({ at, what: steps[step].done })),
    followUpForm: followUpForm(referral, 'you', `${address}/follow-ups`, tried),
    appointments,
    reminders: appointments.length > 0 && request && remindersShown(request.person, tried),
    actions: actionsShown(actionsFor(referral, { supportRequest }), {
      address: `${address}/steps`,
      version,
      elsewhere: {},
      tried,
    }),
    errors: tried && errorsById(tried),
    refused: !tried && refused,
  })
}

/** How they wish to be reminded of appointments, to say or change. */
function remindersShown(person: SupportRequest['person'], tried?: Tried) {
  const { reminders } = person.safeContact
  const form = formShown(
    {
      name: 'reminders',
      label: 'How we remind you',
      address: '/track/referral/reminders',
      fields: wishFields(remindersFor(person)),
    },
    tried ?? { step: 'reminders', values: { reminders }, errors: {} },
  )
  return { ...form, open: tried?.step === 'reminders' }
}
