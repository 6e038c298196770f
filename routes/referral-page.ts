import type { Request, Response } from 'express'
import type { Actor } from '../access/actor.ts'
import { can } from '../access/can.ts'
import { isInTeam } from '../access/conference.ts'
import { notFound } from '../access/refusal.ts'
import { visibleReferrals } from '../access/visible.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import { mayBook, remindersToAsk } from '../lifecycle/appointments.ts'
import { gpSummary } from '../lifecycle/gp-summary.ts'
import { mayMeasure } from '../lifecycle/measures.ts'
import { longestMessage, messagesFor } from '../lifecycle/messages.ts'
import { readReference } from '../lifecycle/reference.ts'
import { shared } from '../lifecycle/sharing.ts'
import { isForProvider, type Status, type StepName } from '../lifecycle/steps.ts'
import { Organisation } from '../models/organisation.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { criteriaFor, toQuery } from '../search/criteria.ts'
import { tellsOfDanger } from '../search/stories.ts'
import { actionsShown, errorsById, type Tried, wordsLeft } from '../views/referrals/action.ts'
import { appointmentsShown, newAppointment } from '../views/referrals/appointments.ts'
import { feedbackShown } from '../views/referrals/feedback.ts'
import { followUpForm, followUpsShown } from '../views/referrals/follow-ups.ts'
import { lookedAfterShown } from '../views/referrals/looked-after.ts'
import { measureForms, measuresShown } from '../views/referrals/measures.ts'
import { consentShown, fitShown, historyShown, storyShown } from '../views/referrals/referral.ts'
import { referredBy } from '../views/referrals/row.ts'
import { isOverdue, messageHint, type Side, whatHappensNext } from '../views/referrals/words.ts'
import { passOnChoices } from './passing-on.ts'

export type OfReferral = Request<{ reference: string }>

/** Those who decide, or those who wait to hear; someone who is both decides. */
export const sideOf = (actor: Actor, referral: Referral): Side =>
  can.decide(actor, referral) ? 'provider' : 'referrer'

/** The referral of the address, when this user may see it; read anew each time, since others may be deciding too. */
export async function find(req: OfReferral) {
  const reference = readReference(req.params.reference)
  const referral = reference && (await Referral.findOne({ ...visibleReferrals(req.user!), reference }).lean())
  if (!referral) throw notFound()
  return referral
}

/** What was asked of the page and couldn't be done. */
interface Aside {
  tried?: Tried
  refused?: string
  message?: { text: string; error: string }
  /** The services in the reader's basket. */
  basket?: string[]
}

/** The page of one referral, as this user may see it. */
export async function render(res: Response, actor: Actor, referral: Referral, aside: Aside = {}) {
  const { tried, refused, message, basket } = aside
  const { reference, version, status } = referral
  const request = await SupportRequest.findById(referral.supportRequest).lean()
  if (!request) throw notFound()
  const side = sideOf(actor, referral)
  const actions = actionsFor(referral, actor)
  // Those who decide see what was shared with their service, and no more.
  const seen = side === 'provider' ? shared(request, referral.shares) : request
  const others = await Referral.find({
    $and: [visibleReferrals(actor), { supportRequest: request._id }, { _id: { $ne: referral._id } }],
  }).lean()
  const recordsFor = (name: StepName) =>
    side !== 'provider' && actor.roles.includes('hub') && isForProvider(name, 'hub')
  const mayPassOn = actions.some(({ name }) => name === 'redirect')
  res.render('referrals/show', {
    title: `Referral ${reference}`,
    referral,
    ...(status === 'entered_in_error' ? { hidden: true } : storyShown(seen)),
    consent: consentShown(request, referral),
    fit: fitShown(referral),
    history: historyShown(referral, side === 'provider'),
    next: whatHappensNext(referral, side),
    overdue: isOverdue(referral),
    urgent: referral.urgency === 'urgent',
    danger: await tellsOfDanger(request.need.story),
    referredBy: referredBy(referral),
    override: status !== 'entered_in_error' && referral.override,
    rings: actions.some(({ name }) => recordsFor(name)) && (await howToRing(referral)),
    others,
    whole: can.refer(actor) && request._id,
    summary: side === 'referrer' && status !== 'entered_in_error' && status !== 'draft' && gpSummary(referral).text,
    messages: messagesFor(referral, actor),
    message,
    messageHint: messageHint(referral),
    longestMessage,
    keyWorker: request.keyWorker,
    conference: (await isInTeam(request._id, actor)) && request._id,
    mayHold: can.refer(actor) && String(request.keyWorker?.user) !== String(actor.user),
    lookedAfter: await lookedAfterShown(referral, actor),
    elsewhere: can.refer(actor) && unhelped.includes(status) && otherHelp(referral, request),
    ...(await alongside(referral, actor, side, tried)),
    actions: actionsShown(actions, {
      address: `/referrals/${reference}/steps`,
      version,
      elsewhere: mayPassOn
        ? await passOnChoices(referral, request, { byStory: actor.roles.includes('hub'), basket, typed: tried?.values })
        : [],
      mayLook: true,
      triage: actor.roles.includes('hub') && side === 'provider' && mayPassOn,
      tried,
    }),
    errors: tried ? errorsById(tried) : message && { message: message.error },
    refused,
    wordsLeft: wordsLeft(tried, actions),
  })
}

/** What is kept on a referral besides its steps: appointments, measures and follow-ups, each with its forms for those who may. */
async function alongside(referral: Referral, actor: Actor, side: Side, tried?: Tried) {
  const address = `/referrals/${referral.reference}`
  const may = mayBook(referral, actor)
  return {
    // The hub may do for a provider who rings what they could do themselves.
    appointments: appointmentsShown(referral, {
      side: may ? 'provider' : side,
      address: `${address}/appointments`,
      tried,
    }),
    newAppointment:
      may && newAppointment(await remindersToAsk(referral.supportRequest), `${address}/appointments`, tried),
    measures: measuresShown(referral),
    measureForms:
      referral.decidedAt && mayMeasure(referral, actor) ? measureForms(referral, `${address}/measurements`, tried) : [],
    feedback: feedbackShown(referral),
    followUps: followUpsShown(referral),
    followUpForm: followUpForm(referral, 'them', `${address}/follow-ups`, tried),
  }
}

/** The provider whom the hub may ring, or hear from, and record for. */
async function howToRing({ organisation, organisationName }: Referral) {
  const found = await Organisation.findById(organisation, { phone: 1 }).lean()
  return { name: organisationName, phone: found?.phone }
}

/** Closed without the help that the person came for: somebody has to look further. */
const unhelped: Status[] = ['declined', 'expired', 'ended_early']

/** The search for help of the same kinds near the person; no more of their postcode than its first half goes in an address. */
const otherHelp = ({ kinds }: Referral, { person }: SupportRequest) =>
  `/services?${toQuery(criteriaFor({ kind: kinds, place: person.postcode.split(' ')[0], open_to_referrals: true }))}`
