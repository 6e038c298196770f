import { Referral } from '../models/referral.ts'
import { type ConsentWay, type PlannedReferral, SupportRequest } from '../models/support-request.ts'
import { readCarried } from './carried.ts'
import { aDay, dayOf, dueAfter, nudgeAfter } from './clocks.ts'
import { relationshipMissing, renewed } from './consent.ts'
import { stopAsking } from './deaths.ts'
import { followUpsFrom } from './follow-ups.ts'
import { isTheOrganisation, isWaymark, type Mover, nameOf, partiesOf } from './party.ts'
import { type Reason, reasons, reasonsFor } from './reasons.ts'
import { carryOn, fitsOf, homeOf, inOrder, planReferral, tellings } from './send.ts'
import { settleWaiting } from './sequence.ts'
import {
  type Field,
  fieldsFor,
  isForProvider,
  listOf,
  type Party,
  type StepName,
  statuses,
  steps,
  type ToldBy,
  underWay,
} from './steps.ts'

export interface Taking {
  reference: string
  step: StepName
  by: Mover
  /** The version the mover saw; the present one when absent. */
  version?: number
  reason?: string
  comment?: string
  /** The step's own fields, as typed; others are ignored. */
  carries?: Record<string, unknown>
  at?: Date
  /** Tell nobody: for the demonstration patch and for records brought from elsewhere. */
  quietly?: boolean
}

/** A step that wasn't taken. The message is a sentence for whoever tried. */
export class StepError extends Error {
  readonly status: number
  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}
/** 404: there is no such referral, for this mover. */
export class StepNotFound extends StepError {
  constructor() {
    super(404, 'There is no referral with that reference.')
  }
}
/** 409: it can't be taken from here, or not by them. */
export class StepRefused extends StepError {
  constructor(sentence: string) {
    super(409, sentence)
  }
}
/** 412: somebody else was quicker. */
export class StepOutdated extends StepError {
  constructor(sentence: string) {
    super(412, sentence)
  }
}
/** 422: something is missing or won't do; a sentence for each field. */
export class StepIncomplete extends StepError {
  readonly errors: Record<string, string>
  constructor(errors: Record<string, string>) {
    super(422, 'Nothing was changed yet: check what you entered.')
    this.errors = errors
  }
}

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' })
const date = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

/** 'Tariq Aziz accepted it at 10:42; nothing was changed.' */
function whoWasQuicker(referral: Referral, now: Date) {
  const last = referral.history.at(-1)
  if (!last) return 'It has changed since you opened it; nothing was changed.'
  const when = `at ${clock.format(last.at)}${dayOf(last.at) === dayOf(now) ? '' : ` on ${date.format(last.at)}`}`
  return `${last.by.name} ${steps[last.step].said} ${when}; nothing was changed.`
}

/** Why a step can't be taken by these parties now; null when it can. */
export function refusal(
  referral: Pick<Referral, 'status' | 'dueAt' | 'closedAt' | 'stopping'>,
  name: StepName,
  parties: readonly Party[],
  at: Date,
): string | null {
  const step = steps[name]
  const label = statuses[referral.status].label.toLowerCase()
  if (!step.by.some((party) => parties.includes(party))) return `“${step.label}” isn’t for you to do.`
  if (!step.from.includes(referral.status))
    return `This referral is now: ${label}. “${step.label}” can’t be done from there.`
  if (step.onlyTheirOwn && !parties.includes('provider'))
    return `“${step.label}” is for what was sent to the hub itself.`
  if (step.whenStopping && !referral.stopping) return 'There is nothing to stop, or it is confirmed already.'
  if (step.whenOverdue && !(referral.dueAt && referral.dueAt < at)) return 'There is still time for an answer.'
  const { withinDaysOfClosing: days } = step
  if (days && referral.closedAt && at.getTime() - referral.closedAt.getTime() > days * aDay)
    return `It was closed more than ${days} days ago. Send a new referral.`
  return null
}

/** A sentence for what a reason goes with and wasn't given, of the fields that are asked here. */
function missing(fields: Field[], needs: Reason['needs'] = [], carries: object, wrong: object) {
  const sentences: Record<string, string> = {}
  for (const row of needs) {
    const asked = fields.filter(({ name }) => row.includes(name))
    if (!asked.length || asked.some(({ name }) => name in carries || name in wrong)) continue
    sentences[asked[0]!.name] = `Enter “${asked.map(({ label }) => label).join('” or “')}”: it goes with the reason`
  }
  return sentences
}

/** What a redirect carries: the services, which of them is to begin before the others, and the person's yes. */
interface Redirecting {
  service: string[]
  first?: string
  consent: ConsentWay
  representative?: string
  relationship?: string
}

/** The new referrals that a redirect makes, each checked as any other; sentences beside the field when one can't be. */
async function redirectTo(
  referral: Referral,
  { service: ids, first, consent: how, representative, relationship }: Redirecting,
  recordedBy: string,
  at: Date,
) {
  if (representative && !relationship) throw new StepIncomplete({ relationship: relationshipMissing })
  if (relationship && !representative)
    throw new StepIncomplete({ representative: 'Enter the name of who agreed for them' })
  const consent = renewed({ how, representative, relationship }, recordedBy, at)
  const [services, request] = await Promise.all([inOrder(ids), SupportRequest.findById(referral.supportRequest).lean()])
  if (services.length < ids.length || !request)
    throw new StepIncomplete({ service: 'Choose a service from the directory' })
  if (ids.includes(referral.service)) throw new StepIncomplete({ service: 'Choose another service than this one' })
  if (first && !ids.includes(first)) throw new StepIncomplete({ first: 'Choose one of the services that you ticked' })
  const home = await homeOf(request.person)
  const found = fitsOf(services, request.person, home, { at })
  const against = services.flatMap((service) => {
    const { possible, result, reasons } = found.get(service._id)!
    const name = ids.length > 1 ? `${service.name}: ` : ''
    return possible && result !== 'not' ? [] : [`${name}${reasons.join(' ')}`]
  })
  if (against.length) throw new StepIncomplete({ service: against.join(' ') })
  const plans = await Promise.all(
    services.map((service) => planReferral(service, at, found.get(service._id)!, { continues: referral._id, consent })),
  )
  const after = plans.find(({ service }) => service === first)?._id
  return plans.map((plan) => (after && plan._id !== after ? { ...plan, after } : plan))
}

/** What the history says of where it went; the ids are in `continuedBy`. */
const namesOf = (plans: PlannedReferral[]) =>
  plans.map(({ serviceName, organisationName }) => `${serviceName}, ${organisationName}`).join('; ')

const placesIn = (plans: PlannedReferral[], first?: string) => ({
  service: namesOf(plans),
  ...(first ? { first: namesOf(plans.filter(({ service }) => service === first)) } : {}),
})

/** What the recipient can see, in the terms of the wording that the person agreed to. */
async function sharedNow({ supportRequest, shares }: Referral) {
  const request = await SupportRequest.findById(supportRequest, { consent: 1 }).lean()
  return { fields: shares, version: request?.consent.textVersion ?? '' }
}

function recordOf(mover: Mover, party: Party, referral: Referral, step: StepName, toldBy?: ToldBy) {
  const onBehalfOf = isForProvider(step, party) ? referral.organisationName : undefined
  return { ...nameOf(mover), party, ...(onBehalfOf ? { onBehalfOf } : {}), ...(toldBy ? { toldBy } : {}) }
}

/**
 * Moves a referral: the only code that does. Status, dates, what is due, the history and what must be told are one
 * conditional update, so that of two who try at once exactly one succeeds.
 * @returns the referral as it now is
 * @throws StepNotFound 404, StepRefused 409, StepOutdated 412, StepIncomplete 422
 */
export async function takeStep(taking: Taking): Promise<Referral> {
  const { reference, step: name, by, at = new Date(), quietly = false } = taking
  const step = steps[name]
  const referral: Referral | null = await Referral.findOne({ reference }).lean()
  const parties = referral ? partiesOf(referral, by) : []
  if (!referral || !parties.length) throw new StepNotFound()
  if (taking.version !== undefined && taking.version !== referral.version)
    throw new StepOutdated(whoWasQuicker(referral, at))
  const refused = refusal(referral, name, parties, at)
  if (refused) throw new StepRefused(refused)

  const party = step.by.find((each) => parties.includes(each))!
  const fields = fieldsFor(name, referral, party)
  const { carries, errors } = readCarried(
    fields,
    { ...taking.carries, comment: taking.comment ?? taking.carries?.comment },
    dayOf(at),
  )
  const reason = taking.reason || undefined
  if (step.reasons) {
    const allowed = reasonsFor(step.reasons, parties, referral.kinds, dayOf(at)).find(({ code }) => code === reason)
    if (!allowed) errors.reason = 'Choose a reason from the list'
    else {
      if (allowed.comment && !carries.comment) errors.comment = `Say a little more about “${allowed.label}”`
      Object.assign(errors, missing(fields, reasons[step.reasons][allowed.code]?.needs, carries, errors))
    }
  }
  const { startedAt } = referral
  if (startedAt && carries.endedOn && String(carries.endedOn) < dayOf(startedAt))
    errors.endedOn = `Enter a date no earlier than the first contact on ${date.format(startedAt)}`
  if (Object.keys(errors).length) throw new StepIncomplete(errors)
  const continuedBy =
    name === 'redirect' ? await redirectTo(referral, carries as unknown as Redirecting, nameOf(by).name, at) : undefined

  const {
    comment = isWaymark(by) ? by.because : undefined,
    toldBy,
    ...rest
  } = carries as {
    comment?: string
    toldBy?: ToldBy
  } & Record<string, string>
  const entry = {
    step: name,
    from: referral.status,
    to: step.to,
    at,
    by: recordOf(by, party, referral, name, toldBy),
    ...(step.reasons ? { reason } : {}),
    ...(comment ? { comment } : {}),
    ...(Object.keys(rest).length
      ? { carries: { ...rest, ...(continuedBy ? placesIn(continuedBy, rest.first) : {}) } }
      : {}),
    ...(name === 'answer' ? { shared: await sharedNow(referral) } : {}),
  }
  const after = { status: step.to, history: [...referral.history, entry], within: referral.within }
  const dueAt = dueAfter(step.to, after, at, rest)
  const nudgeAt = nudgeAfter({ ...after, dueAt, nudges: 0 }, at)
  const decides = step.decides && !referral.decidedAt
  const over = !statuses[step.to].open
  const closes = over && step.to !== referral.status
  const sentAt = name === 'send' ? at : referral.sentAt
  const died = step.reasons && reason && reasons[step.reasons][reason]?.died
  // By a link they did one thing, and need another for the next; what the hub recorded for them they have to hear of.
  const toProvider: Party[] = !over && (isTheOrganisation(by) || entry.by.onBehalfOf) ? ['provider'] : []
  const told = step.tells.filter(
    (each) =>
      each !== party &&
      // Nobody writes to who has died, and no other help is looked for.
      !(died && (each === 'person' || each === 'hub')) &&
      // The provider doesn't know of it yet.
      !(each === 'provider' && referral.status === 'draft' && closes),
  )
  const outbox = quietly ? [] : tellings(name, [...told, ...toProvider], at)

  const moved: Referral | null = await Referral.findOneAndUpdate(
    { _id: referral._id, status: referral.status, version: referral.version },
    {
      $set: {
        status: step.to,
        updatedAt: at,
        nudges: 0,
        ...(died ? { died: true } : {}),
        ...(name === 'complete' && !died ? followUpsFrom(rest.jobStartedOn ?? rest.endedOn ?? dayOf(at)) : {}),
        ...(dueAt ? { dueAt } : {}),
        ...(nudgeAt ? { nudgeAt } : {}),
        ...(decides ? { decidedAt: at } : {}),
        ...(name === 'send' ? { organisation: referral.after?.organisation ?? referral.organisation, sentAt } : {}),
        ...(name === 'begin' ? { startedAt: new Date(`${rest.startedOn}T12:00:00Z`) } : {}),
        ...(closes ? { closedAt: at } : {}),
        ...(name === 'withdraw' && underWay.includes(referral.status) ? { stopping: true } : {}),
        list: listOf(step.to, referral.urgency),
        listedAt: over ? (closes ? at : referral.closedAt) : sentAt,
        ...(continuedBy ? { continuedBy, unfinished: true } : {}),
        ...(outbox.length ? { noticesDueAt: at } : {}),
      },
      $unset: {
        withHub: 1,
        ...(referral.status === 'draft' ? { after: 1 } : {}),
        ...(name === 'complete' && !died ? {} : { followUpOn: 1 }),
        // Whatever was recorded by mistake didn't happen.
        ...(name === 'enter_in_error' ? { died: 1 } : {}),
        ...(dueAt ? {} : { dueAt: 1 }),
        ...(nudgeAt ? {} : { nudgeAt: 1 }),
        ...(over ? {} : { closedAt: 1 }),
        ...(name === 'withdraw' ? {} : { stopping: 1 }),
      },
      $inc: { version: 1 },
      $push: { history: entry, ...(outbox.length ? { outbox: { $each: outbox } } : {}) },
    },
    { returnDocument: 'after', timestamps: false },
  ).lean()
  if (!moved) {
    const now = await Referral.findById(referral._id).lean()
    throw new StepOutdated(whoWasQuicker(now ?? referral, at))
  }
  if (continuedBy) await carryOn(moved, quietly)
  if (died) await stopAsking(moved.supportRequest)
  if (closes || step.to === 'in_progress') await settleWaiting(moved._id, quietly, at)
  return moved
}
