import { type Request, type Response, Router } from 'express'
import type { Actor } from '../access/actor.ts'
import { can } from '../access/can.ts'
import { only } from '../access/guard.ts'
import { visibleReferrals } from '../access/visible.ts'
import { readStep } from '../forms/step.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import { readReference } from '../lifecycle/reference.ts'
import { shared } from '../lifecycle/sharing.ts'
import { closedStatuses, openStatuses, type Status, steps } from '../lifecycle/steps.ts'
import { StepError, StepIncomplete, takeStep } from '../lifecycle/take-step.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { suggestsDanger } from '../search/crisis.ts'
import { criteriaFor, toQuery } from '../search/criteria.ts'
import { search } from '../search/index.ts'
import { actionsShown, errorsById, type Tried } from '../views/referrals/action.ts'
import { consentShown, historyShown, storyShown } from '../views/referrals/referral.ts'
import { referredBy, rowShown } from '../views/referrals/row.ts'
import { isOverdue, type Side, whatHappensNext } from '../views/referrals/words.ts'
import { notFound } from './errors.ts'

/** Following referrals: a side's list, one referral, and the steps that move it. */
const routes = Router()
export default routes
const parties = only('referrer', 'provider', 'hub')
routes.get('/referrals', parties, list)
routes.get('/referrals/:reference', parties, show)
routes.get('/referrals/:reference/actions', parties, actions)
routes.post('/referrals/:reference/steps', parties, take)

const pageSize = 20
const waiting: Status[] = ['waiting_list', 'on_hold', 'info_needed']

/** The lists a reader may choose from, in the order they are offered: what each holds, for whom, in which order. */
const lists = {
  needs: { label: 'Needs you', holds: needing, sort: { sentAt: 1 } },
  open: {
    label: 'Open',
    holds: among(openStatuses.filter((status) => !waiting.includes(status))),
    sort: { sentAt: 1 },
  },
  waiting: { label: 'Waiting', holds: among(waiting), sort: { sentAt: 1 } },
  closed: { label: 'Closed', holds: among(closedStatuses), sort: { closedAt: -1 } },
} as const
type ListName = keyof typeof lists
const isList = (name: unknown): name is ListName => typeof name === 'string' && Object.hasOwn(lists, name)

function among(statuses: Status[]) {
  return () => ({ status: { $in: statuses } })
}

/** What waits for this user: a decision, a first contact, an answer to a question; at the hub, whatever is overdue. */
function needing(actor: Actor) {
  if (actor.roles.includes('hub')) return { dueAt: { $lt: new Date() } }
  const sides = []
  if (actor.roles.includes('provider'))
    sides.push({ organisation: actor.organisation, status: { $in: ['sent', 'accepted'] } })
  if (actor.roles.includes('referrer'))
    sides.push({ 'referrer.organisation': actor.organisation, status: 'info_needed' })
  return { $or: sides }
}

async function list(req: Request, res: Response) {
  const actor = req.user!
  const name = isList(req.query.show) ? req.query.show : firstList(actor)
  const these = (list: ListName) => ({ $and: [visibleReferrals(actor), lists[list].holds(actor)] })
  const totals = await Promise.all(
    Object.keys(lists)
      .filter(isList)
      .map(async (code) => ({ code, label: lists[code].label, total: await Referral.countDocuments(these(code)) })),
  )
  const total = totals.find(({ code }) => code === name)?.total ?? 0
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const page = Math.min(Math.max(1, Number.parseInt(String(req.query.page), 10) || 1), pages)
  const found = await Referral.find(these(name))
    .sort({ ...lists[name].sort, _id: 1 })
    .skip((page - 1) * pageSize)
    .limit(pageSize)
    .lean()
  const to = (n: number) => `/referrals?show=${name}&page=${n}`
  res.render('referrals/index', {
    title: 'Referrals',
    caption: `${lists[name].label} referrals`,
    lists: totals.map((each) => ({ ...each, current: each.code === name })),
    closed: name === 'closed',
    rows: found.map((referral) => rowShown(referral, sideOf(actor, referral))),
    empty: nothingThere(actor, name),
    page,
    pages,
    previous: page > 1 && to(page - 1),
    next: page < pages && to(page + 1),
  })
}

async function show(req: Request<{ reference: string }>, res: Response) {
  await render(res, req.user!, await find(req))
}

async function actions(req: Request<{ reference: string }>, res: Response) {
  const referral = await find(req)
  const { reference, status, version } = referral
  res.json({ reference, status, version, actions: await actionsFor(referral, req.user!) })
}

async function take(req: Request<{ reference: string }>, res: Response) {
  const actor = req.user!
  const referral = await find(req)
  const { values, data, errors } = readStep(req.body)
  if (!data) return render(res.status(422), actor, referral, { tried: { step: String(values.step), values, errors } })
  try {
    await takeStep({ ...data, reference: referral.reference, by: actor })
    req.session.notice = `${steps[data.step].done}.`
    res.redirect(303, `/referrals/${referral.reference}`)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const tried = error instanceof StepIncomplete ? { step: data.step, values, errors: error.errors } : undefined
    await render(res.status(error.status), actor, await find(req), { tried, refused: error.message })
  }
}

/** Those who decide, or those who wait to hear; someone who is both decides. */
const sideOf = (actor: Actor, referral: Referral): Side => (can.decide(actor, referral) ? 'provider' : 'referrer')

/** Those who decide come to do what is due; those who sent, to see where everything stands. */
const firstList = (actor: Actor): ListName => (actor.roles.includes('referrer') ? 'open' : 'needs')

/** What to say, and to do next, where a list is empty. */
function nothingThere(actor: Actor, list: ListName) {
  if (list === 'needs')
    return { sentence: 'Nothing needs you now.', href: '/referrals?show=open', link: 'See all that is open' }
  if (list === 'closed') return { sentence: 'Nothing has been closed yet. Referrals come here once they are.' }
  if (list === 'waiting') return { sentence: 'Nobody is on a waiting list, on hold or waiting for an answer.' }
  return can.refer(actor)
    ? { sentence: 'There are no open referrals.', href: '/services', link: 'Find help for someone' }
    : { sentence: 'There are no open referrals. New ones to your services come here, oldest first.' }
}

/** The referral of the address, when this user may see it; read anew each time, since others may be deciding too. */
async function find(req: Request<{ reference: string }>) {
  const reference = readReference(req.params.reference)
  const referral = reference && (await Referral.findOne({ ...visibleReferrals(req.user!), reference }).lean())
  if (!referral) throw notFound()
  return referral
}

interface Aside {
  tried?: Tried
  refused?: string
}

async function render(res: Response, actor: Actor, referral: Referral, { tried, refused }: Aside = {}) {
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
  const mayPassOn = actions.some(({ name }) => name === 'redirect')
  res.render('referrals/show', {
    title: `Referral ${reference}`,
    referral,
    ...(status === 'entered_in_error' ? { hidden: true } : storyShown(seen)),
    consent: consentShown(request.consent),
    history: historyShown(referral.history, side === 'provider'),
    next: whatHappensNext(referral, side),
    overdue: isOverdue(referral),
    urgent: referral.urgency === 'urgent',
    danger: suggestsDanger(request.need.story),
    referredBy: referredBy(referral),
    others,
    elsewhere: can.refer(actor) && unhelped.includes(status) && otherHelp(referral, request),
    actions: actionsShown(actions, {
      address: `/referrals/${reference}/steps`,
      version,
      elsewhere: mayPassOn ? await servicesLike(referral, request) : {},
      tried,
    }),
    errors: tried && errorsById(tried),
    refused: !tried && refused,
  })
}

/** Closed without the help that the person came for: somebody has to look further. */
const unhelped: Status[] = ['declined', 'expired', 'ended_early']

/** The search for help of the same kinds near the person; no more of their postcode than its first half goes in an address. */
const otherHelp = ({ kinds }: Referral, { person }: SupportRequest) =>
  `/services?${toQuery(criteriaFor({ kind: kinds, place: person.postcode.split(' ')[0], open_to_referrals: true }))}`

/** Where a referral might be passed on to: services of its kinds that take referrals, those nearest the person first. */
export async function servicesLike(
  { kinds, service }: Referral,
  { person }: SupportRequest,
): Promise<Record<string, string>> {
  const { results } = await search(criteriaFor({ kind: kinds, place: person.postcode, open_to_referrals: true }))
  const others = results.filter(({ id, covers_place }) => id !== service && covers_place !== false)
  return Object.fromEntries(others.map(({ id, name, organisation }) => [id, `${name}, ${organisation}`]))
}
