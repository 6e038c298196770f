import type { Actor } from '../access/actor.ts'
import { findConference } from '../access/conference.ts'
import { stillWaitedFor } from '../lifecycle/sequence.ts'
import { toldToEach } from '../lifecycle/sharing.ts'
import { Referral } from '../models/referral.ts'
import type { SupportRequest } from '../models/support-request.ts'
import { personChoices } from '../views/person-choices.ts'
import { standingShown, waitChoices } from '../views/support-requests/standing.ts'
import { othersOf } from './key-worker.ts'
import { passOnChoices } from './passing-on.ts'

/** What was typed to add a service, and what won't do about it. */
export interface Adding {
  values: Record<string, unknown>
  errors?: Record<string, string>
}

/**
 * A person's referrals on one page: where each stands, what is due and what to do, those of their other support requests that
 * this user may find, the case conference, and the form that sends the story to one service more.
 */
export async function wholeStory(request: SupportRequest, referrals: Referral[], actor: Actor, adding?: Adding) {
  const others = await othersOf(request, actor)
  const elsewhere: Referral[] = await Referral.find({
    supportRequest: { $in: others.map(({ _id }) => _id) },
    status: { $ne: 'entered_in_error' },
  }).lean()
  const page = { all: [...referrals, ...elsewhere], near: request.person.postcode.split(' ')[0]! }
  const found = await findConference(request._id, actor)
  return {
    referrals: await Promise.all(
      referrals.map(async (referral) => ({
        ...standingShown(referral, page),
        waits: await waitChoices(referral),
        request: request._id,
      })),
    ),
    others: others
      .map(({ _id, createdAt, referrer }) => ({
        href: `/support-requests/${_id}`,
        createdAt,
        by: referrer.organisationName || 'the person themselves',
        referrals: elsewhere
          .filter(({ supportRequest }) => String(supportRequest) === String(_id))
          .map((referral) => standingShown(referral, page)),
      }))
      .filter((each) => each.referrals.length),
    conference: found && { team: found.conference?.team.map(({ name }) => name).join(', ') },
    adding: {
      open: adding !== undefined,
      ...adding,
      services: await servicesToAdd(request, referrals, adding),
      firsts: stillWaitedFor(referrals).map(({ _id, serviceName }) => ({ value: String(_id), text: serviceName })),
      told: toldToEach,
      consentWays: personChoices.consentWays,
    },
  }
}

/** What could be added: what was looked for, without what it has been sent to; nothing until somebody looks. */
async function servicesToAdd(request: SupportRequest, referrals: Referral[], adding?: Adding) {
  if (!adding) return []
  const sent = referrals.map(({ service }) => service)
  const choices = await passOnChoices({ kinds: [], service: '' }, request, { byStory: true, typed: adding.values })
  return choices.filter(({ value }) => !sent.includes(value)).slice(0, 12)
}
