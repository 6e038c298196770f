import type { Party } from '../lifecycle/steps.ts'
import type { Notice } from '../models/notice.ts'
import type { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { type Role, User } from '../models/user.ts'

type To = Notice['to']

/** Everyone active with one of these roles at an organisation. */
const colleagues = (organisation: string, ...roles: Role[]) =>
  User.find({ organisation, roles: { $in: roles }, active: true }, { _id: 1 }).lean()

/** Who is told when a side of a referral is: its users, the person, or the organisation itself where nobody signs in. */
export async function recipientsOf(
  referral: Pick<Referral, 'organisation' | 'referrer' | 'supportRequest' | 'hubs'>,
  party: Party,
): Promise<To[]> {
  switch (party) {
    case 'person':
      return [{ party, supportRequest: referral.supportRequest }]
    case 'referrer': {
      // The key worker hears what the referrer does: they hold it together.
      const request = await SupportRequest.findById(referral.supportRequest, { keyWorker: 1 }).lean()
      const users = [referral.referrer.user, request?.keyWorker?.user].filter((user) => user !== undefined)
      return [...new Map(users.map((user) => [String(user), { party, user }])).values()]
    }
    case 'provider': {
      // A hub decides what was sent to the hub itself, as any provider does.
      const users = await colleagues(referral.organisation, 'provider', 'hub')
      return users.length
        ? users.map(({ _id }) => ({ party, user: _id }))
        : [{ party, organisation: referral.organisation }]
    }
    case 'hub': {
      const users = await Promise.all(referral.hubs.map((hub) => colleagues(hub, 'hub')))
      return users.flat().map(({ _id }) => ({ party, user: _id }))
    }
    default:
      return []
  }
}
