import { randomUUID } from 'node:crypto'
import type { Actor } from '../access/actor.ts'
import { config } from '../config.ts'
import { SupportRequest } from '../models/support-request.ts'
import type { Types } from '../storage/mongoose.ts'
import { hashTrackingCode, trackingCode } from './reference.ts'

/** Gives a person a new code for /track in place of the one they lost, which ends. The code itself is kept nowhere. */
export async function giveNewCode(supportRequest: Types.ObjectId, by: Actor, at = new Date()): Promise<string> {
  const code = trackingCode(randomUUID(), config.SESSION_SECRET)
  const { name, organisationName } = by
  const given = { trackingCodeHash: hashTrackingCode(code), codeGivenBy: { name, organisationName, at } }
  await SupportRequest.updateOne({ _id: supportRequest }, { $set: given })
  return code
}
