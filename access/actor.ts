import type { Types } from 'mongoose'
import { Organisation } from '../models/organisation.ts'
import type { Role, User } from '../models/user.ts'

/** Who is asking: the signed-in user, as every permission and every record of a change sees them. */
export interface Actor {
  user: Types.ObjectId
  name: string
  email: string
  jobTitle: string
  organisation: string
  organisationName: string
  /** Codes of the areas that their organisation looks after; empty for a hub that looks after everybody, and for providers. */
  areas: string[]
  roles: Role[]
}

type Known = Pick<User, '_id' | 'name' | 'email' | 'jobTitle' | 'organisation' | 'roles'>

/** A user of an organisation, as permissions and records see them. */
export const actorOf = (
  { _id, name, email, jobTitle, organisation, roles }: Known,
  where?: Pick<Organisation, 'name' | 'areas'> | null,
): Actor => ({
  user: _id,
  name,
  email,
  jobTitle,
  organisation,
  organisationName: where?.name ?? '',
  areas: where?.areas ?? [],
  roles,
})

/** A user as an actor; null when there is none or they have left. */
export async function actorFrom(user: User | null): Promise<Actor | null> {
  if (!user?.active) return null
  return actorOf(user, await Organisation.findById(user.organisation, { name: 1, areas: 1 }).lean())
}

declare global {
  namespace Express {
    interface User extends Actor {}
  }
}
