import type { Referral } from '../models/referral.ts'
import type { Service } from '../models/service.ts'
import type { SupportRequest } from '../models/support-request.ts'
import type { Role } from '../models/user.ts'
import type { Actor } from './actor.ts'

/** What a user may do, as sentences. The default answer is no. */

const is = (actor: Actor | undefined, role: Role) => actor?.roles.includes(role) ?? false

export const can = {
  refer: (actor: Actor | undefined) => is(actor, 'referrer') || is(actor, 'hub'),
  seeReferrals: (actor: Actor | undefined) => can.refer(actor) || is(actor, 'provider'),
  decide: (actor: Actor | undefined, referral: Pick<Referral, 'organisation'>) =>
    (is(actor, 'provider') || is(actor, 'hub')) && actor?.organisation === referral.organisation,
  /** Who is in the team of a case conference: the key worker says, or the hub that looks after the person. */
  chooseTeam: (actor: Actor | undefined, { keyWorker }: Pick<SupportRequest, 'keyWorker'>) =>
    is(actor, 'hub') || (can.refer(actor) && String(keyWorker?.user) === String(actor?.user)),
  /** How long a service takes is for those who decide there to say, and for whoever looks after Waymark. */
  setClocks: (actor: Actor | undefined, service: Pick<Service, 'organisation'>) =>
    can.decide(actor, service) || is(actor, 'administrator'),
  curate: (actor: Actor | undefined) => is(actor, 'curator') || is(actor, 'administrator'),
}
