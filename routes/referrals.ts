import { type Request, type Response, Router } from 'express'
import type { Actor } from '../access/actor.ts'
import { can } from '../access/can.ts'
import { only } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { visibleReferrals, ways } from '../access/visible.ts'
import { readStep } from '../forms/step.ts'
import { actionsFor } from '../lifecycle/actions.ts'
import { digestOf, digestWords } from '../lifecycle/digest.ts'
import { hasIt, placeFor } from '../lifecycle/looking-after.ts'
import { hasNewMessage, say, seeMessages } from '../lifecycle/messages.ts'
import { mapsOf, statuses, steps } from '../lifecycle/steps.ts'
import { StepError, StepIncomplete, takeStep } from '../lifecycle/take-step.ts'
import { howMany, needing, needingInParts, type Owner, ownedBy, owners, pageOf } from '../lifecycle/worklist.ts'
import { rowShown } from '../views/referrals/row.ts'
import { find, type OfReferral, render, sideOf } from './referral-page.ts'

/** Following referrals: a side's list, one referral, and the steps that move it. */
const routes = Router()
export default routes
const parties = only('referrer', 'provider', 'hub')
routes.get('/referrals', parties, list)
routes.get('/referrals/:reference', parties, show)
routes.get('/referrals/:reference/actions', parties, actions)
routes.post('/referrals/:reference/steps', parties, take)
routes.post('/referrals/:reference/messages', parties, write)

const pageSize = 20
const mostPages = 5_000
/** Beyond so many, how many there are is neither of use nor quick to count. */
const mostCounted = 1_000

/**
 * The lists a reader may choose from, in the order they are offered: what each holds for them, one part after the other, and
 * the order within a part. A part is what satisfies any of some filters, each of which a store can read from an index.
 */
const lists = {
  needs: { label: 'Needs you', since: 'Since', parts: needingInParts, sort: { listedAt: 1 } },
  open: {
    label: 'Open',
    since: 'Sent',
    parts: () => [[{ list: 'urgent' }], [{ list: 'open' }]],
    sort: { listedAt: 1 as const },
  },
  waiting: {
    label: 'Waiting',
    since: 'Sent',
    parts: () => [[{ list: 'urgent_waiting' }], [{ list: 'waiting' }]],
    sort: { listedAt: 1 },
  },
  closed: { label: 'Closed', since: 'Closed', parts: () => [[{ list: 'closed' }]], sort: { listedAt: -1 } },
} satisfies Record<
  string,
  { label: string; since: string; parts: (actor: Actor) => object[][]; sort: { listedAt: 1 | -1 } }
>
type ListName = keyof typeof lists
const isList = (name: unknown): name is ListName => typeof name === 'string' && Object.hasOwn(lists, name)

const isOwner = (name: unknown): name is Owner => typeof name === 'string' && Object.hasOwn(owners, name)

async function list(req: Request, res: Response) {
  const actor = req.user!
  const name = isList(req.query.show) ? req.query.show : firstList(actor)
  const decides = actor.roles.some((role) => role === 'provider' || role === 'hub')
  const owner = decides && isOwner(req.query.whose) ? req.query.whose : 'all'
  const these = (parts: object[][]) =>
    parts.map((part) => part.flatMap((filter) => ways(visibleReferrals(actor), filter, ownedBy(owner, actor))))
  const totals = await Promise.all(
    Object.keys(lists)
      .filter(isList)
      .map(async (code) => ({
        code,
        label: lists[code].label,
        // How many of each are nobody's would have to be counted one by one.
        total:
          owner === 'all'
            ? await howMany(these(code === 'needs' ? [needing(actor)] : lists[code].parts()).flat(), mostCounted + 1)
            : undefined,
      })),
  )
  const total = totals.find(({ code }) => code === name)?.total
  const pages = total === undefined || total > mostCounted ? undefined : Math.max(1, Math.ceil(total / pageSize))
  const page = Math.min(Math.max(1, Number.parseInt(String(req.query.page), 10) || 1), pages ?? mostPages)
  const found = await pageOf(these(lists[name].parts(actor)), order(actor, name), (page - 1) * pageSize, pageSize + 1)
  const address = (show: string, whose: string) => `/referrals?show=${show}${whose === 'all' ? '' : `&whose=${whose}`}`
  const to = (n: number) => `${address(name, owner)}&page=${n}`
  res.render('referrals/index', {
    title: 'Referrals',
    caption: `${lists[name].label} referrals${name === 'closed' ? '' : ', urgent first'}`,
    lists: totals.map(({ total, ...each }) => ({
      ...each,
      total: total !== undefined && total > mostCounted ? `more than ${mostCounted.toLocaleString('en-GB')}` : total,
      href: address(each.code, owner),
      current: each.code === name,
    })),
    owners:
      decides &&
      Object.entries(owners).map(([code, label]) => ({ label, href: address(name, code), current: code === owner })),
    since: lists[name].since,
    rows: found.slice(0, pageSize).map((referral) => ({
      ...rowShown(referral, sideOf(actor, referral)),
      newMessage: hasNewMessage(referral, actor),
      lookedAfterBy: hasIt(referral, actor)?.name,
      mayTake: statuses[referral.status].open && placeFor(referral, actor) !== null,
    })),
    digest:
      actor.roles.includes('referrer') && (await digestOf(actor.user).then((digest) => digest && digestWords(digest))),
    mayRefer: can.refer(actor),
    empty: owner === 'all' ? nothingThere(actor, name) : nothingOf(owner, address(name, 'all')),
    page,
    pages,
    previous: page > 1 && to(page - 1),
    next: found.length > pageSize && to(page + 1),
  })
}

async function show(req: OfReferral, res: Response) {
  const referral = await find(req)
  // What they see is still as it was: with what is new to them.
  await seeMessages(referral, req.user!)
  await render(res, req.user!, referral, { basket: req.session.basket })
}

async function actions(req: OfReferral, res: Response) {
  const referral = await find(req)
  const { reference, status, version } = referral
  res
    .set('Cache-Control', 'no-store')
    .json({ reference, status, maps: mapsOf(status), version, actions: await actionsFor(referral, req.user!) })
}

async function take(req: OfReferral, res: Response) {
  const actor = req.user!
  const referral = await find(req)
  const { values, data, errors } = readStep(req.body)
  const { basket } = req.session
  // Looking for a service to pass it on to changes nothing yet: the page comes back with what was found.
  if (req.body?.looking)
    return render(res, actor, referral, { tried: { step: 'redirect', values, errors: {} }, basket })
  if (!data && wantsJson(req)) return res.status(422).json({ errors })
  if (!data)
    return render(res.status(422), actor, referral, { tried: { step: String(values.step), values, errors }, basket })
  try {
    await takeStep({ ...data, reference: referral.reference, by: actor })
    if (wantsJson(req)) return actions(req, res)
    req.session.notice = `${steps[data.step].done}.`
    res.redirect(303, `/referrals/${referral.reference}`)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    if (wantsJson(req)) return res.status(error.status).json({ errors: errorsOf(error) })
    const incomplete = error instanceof StepIncomplete
    const tried = { step: data.step, values, errors: incomplete ? error.errors : {} }
    const refused = incomplete ? undefined : error.message
    await render(res.status(error.status), actor, await find(req), { tried, refused, basket })
  }
}

const wantsJson = (req: OfReferral) => !req.accepts('html')

/** Sentences by field, or one for the request as a whole. */
const errorsOf = (error: StepError) => (error instanceof StepIncomplete ? error.errors : { request: error.message })

async function write(req: OfReferral, res: Response) {
  const referral = await find(req)
  const text = String(req.body?.message ?? '')
  const wrong = await say({ reference: referral.reference, by: req.user!, text })
  if (wrong === undefined) throw notFound()
  if (wrong) return render(res.status(422), req.user!, referral, { message: { text, error: wrong } })
  req.session.notice = 'Your message is on the referral.'
  res.redirect(303, `/referrals/${referral.reference}#messages`)
}

/** After what is urgent, those who decide start with what has waited longest; those who sent, with what they sent last. */
const order = (actor: Actor, name: ListName) =>
  name === 'open' && firstList(actor) === 'open' ? { listedAt: -1 as const } : lists[name].sort

/** Those who decide come to do what is due; those who sent, to see where everything stands. */
const firstList = (actor: Actor): ListName => (actor.roles.includes('referrer') ? 'open' : 'needs')

const nothingOf = (owner: Owner, all: string) => ({
  sentence: owner === 'mine' ? 'You look after none of these.' : 'Somebody looks after each of these.',
  href: all,
  link: 'See everybody’s',
})

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
