import { type Request, type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { readBooking, readChange } from '../forms/appointment.ts'
import {
  type AppointmentChange,
  book,
  changeAppointment,
  changedMeanwhile,
  remindersToAsk,
  wishReminders,
} from '../lifecycle/appointments.ts'
import { find, type OfReferral, render } from './referral-page.ts'

/** Times to meet: offered or booked, moved, cancelled, and what came of them. The person's side of it is in routes/track. */
const routes = Router()
export default routes
const parties = only('provider', 'hub')
routes.post('/referrals/:reference/appointments', parties, offer)
routes.post('/referrals/:reference/appointments/:id', parties, change)

async function offer(req: OfReferral, res: Response) {
  const referral = await find(req)
  const ask = await remindersToAsk(referral.supportRequest)
  const { booking, reminders, errors } = readBooking(req.body ?? {}, ask)
  const tried = { step: 'appointment', values: req.body ?? {}, errors: errors ?? {} }
  if (!booking) return render(res.status(422), req.user!, referral, { tried })
  const wrong = await book(referral.reference, req.user!, booking)
  if (wrong !== null) return render(res.status(409), req.user!, await find(req), { tried, refused: changedMeanwhile })
  if (reminders) await wishReminders(referral.supportRequest, reminders)
  req.session.notice = booking.offered ? 'The appointment is offered to the person.' : 'The appointment is booked.'
  res.redirect(303, `/referrals/${referral.reference}#appointments`)
}

const done: Record<AppointmentChange['change'], string> = {
  take: 'The appointment is booked.',
  move: 'The appointment is moved.',
  cancel: 'The appointment is cancelled.',
  attended: 'It is recorded.',
  not_attended: 'It is recorded.',
}

async function change(req: Request<{ reference: string; id: string }>, res: Response) {
  const referral = await find(req)
  const { id } = req.params
  const { name, change, errors } = readChange(req.body ?? {}, 'provider')
  const tried = { step: `${name}-${id}`, values: req.body ?? {}, errors: errors ?? {} }
  if (!change) return render(res.status(422), req.user!, referral, { tried })
  const wrong = await changeAppointment(referral.reference, req.user!, id, change)
  if (wrong !== null)
    return render(res.status(409), req.user!, await find(req), { tried, refused: wrong ?? changedMeanwhile })
  req.session.notice = done[change.change]
  res.redirect(303, `/referrals/${referral.reference}#appointments`)
}
