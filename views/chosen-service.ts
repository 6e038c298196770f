import { defaults } from '../lifecycle/clocks.ts'
import { toHub } from '../lifecycle/send.ts'
import { shareable, sharesWith } from '../lifecycle/sharing.ts'
import { capacities, type Service } from '../models/service.ts'
import { criteriaFor, toQuery } from '../search/criteria.ts'

interface Against {
  /** Sentences saying why it can't take this person, or anybody. */
  stops?: string[]
  /** Whether a reason can be given for sending it all the same. */
  mayOverride?: boolean
  override?: string | string[]
  /** The outward part of where they live, for finding others of its kind: no more of it belongs in an address. */
  near?: string
}

/** A service as the pages that refer to it show it: what decides whether it is the right one, and what stands against it. */
export function chosenService(service: Service, { stops = [], mayOverride, override, near = '' }: Against = {}) {
  const { referral, eligibility, kinds } = service
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
    stops,
    mayOverride,
    override,
    alternatives: `/services?${toQuery(criteriaFor({ kind: kinds, place: near, open_to_referrals: true }))}`,
  }
}

function wait(weeks: number | undefined) {
  if (weeks === undefined) return 'Wait not known'
  return weeks === 0 ? 'No wait' : `Wait: about ${weeks} week${weeks === 1 ? '' : 's'}`
}
