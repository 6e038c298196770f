import type { Types } from 'mongoose'
import type { Role } from '../models/user.ts'

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

declare global {
  namespace Express {
    interface User extends Actor {}
  }
}
