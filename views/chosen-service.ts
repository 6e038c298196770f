import type { Values } from '../forms/support-request.ts'
import { defaults } from '../lifecycle/clocks.ts'
import { closedBecause, type Fit, goesByHome } from '../lifecycle/eligibility.ts'
import { toHub } from '../lifecycle/send.ts'
import { shareable, sharesWith } from '../lifecycle/sharing.ts'
import { capacities, type Service } from '../models/service.ts'
import { criteriaFor, toQuery } from '../search/criteria.ts'

interface Against {
  /** How it fits the person, once that can be told. */
  fit?: Fit
  /** Sentences saying why it couldn't be sent, when it was tried. */
  stops?: string[]
  /** Why it should look all the same, as typed. */
  override?: string | string[]
  /** The outward part of where they live, for finding others of its kind: no more of it belongs in an address. */
  near?: string
}

/** A service as the pages that refer to it show it: what decides whether it is the right one, and what stands against it. */
export function chosenService(service: Service, { fit, stops, override, near = '' }: Against = {}) {
  const { referral, eligibility, kinds } = service
  const closed = closedBecause(service, false)
  const unfit = fit?.result === 'not' ? fit.reasons : undefined
  const promise = `They decide within ${referral.decideWithin ?? defaults.decide} working days.`
  const facts = [
    eligibility.description,
    wait(referral.waitWeeks),
    referral.capacity && [capacities[referral.capacity], referral.capacityNote].filter(Boolean).join(': '),
    promise,
  ]
  return {
    id: service._id,
    // The hub is chosen before anyone knows which.
    href: service._id === toHub ? null : `/services/${service._id}`,
    name: service.name,
    organisation: service.organisationName,
    facts: facts.filter(Boolean),
    promise,
    shares: sharesWith(service).map((field) => shareable[field]),
    // What was shown is sent along: no more than that is shared.
    shown: sharesWith(service).join(),
    stops: stops ?? unfit ?? closed,
    fits: fit?.result === 'eligible',
    unsure: fit?.result === 'needs-assessment' ? fit.reasons : [],
    mayOverride: !closed.length && Boolean(stops ?? unfit),
    override,
    alternatives: `/services?${toQuery(criteriaFor({ kind: kinds, place: near, open_to_referrals: true }))}`,
  }
}

/** Whether the questions about the GP practice stand open: a service goes by it, or something was said of it. */
export const asksGp = (services: Service[], { gpName, gpPlace, gpRegistered }: Values) =>
  services.some(({ covers }) => !goesByHome(covers)) || Boolean(gpName || gpPlace || gpRegistered)

function wait(weeks: number | undefined) {
  if (weeks === undefined) return 'Wait not known'
  return weeks === 0 ? 'No wait' : `Wait: about ${weeks} week${weeks === 1 ? '' : 's'}`
}
