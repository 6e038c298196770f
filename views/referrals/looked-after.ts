import type { Actor } from '../../access/actor.ts'
import { colleaguesOf, hasIt, placeFor } from '../../lifecycle/looking-after.ts'
import { statuses } from '../../lifecycle/steps.ts'
import type { Referral } from '../../models/referral.ts'

/** Who of the reader's team has a referral, and to whom it may be given; for others only who has it where it was sent. */
export async function lookedAfterShown(referral: Referral, actor: Actor) {
  const place = placeFor(referral, actor)
  const { assignedTo } = referral
  if (!place) return assignedTo && { by: assignedTo }
  const by = hasIt(referral, actor)
  const open = statuses[referral.status].open
  const colleagues = open ? (await colleaguesOf(actor)).filter(({ _id }) => String(_id) !== String(by?.user)) : []
  return {
    by,
    given: by?.givenBy && by.givenBy !== by.name,
    // The hub keeps an eye on what others decide: both are said.
    there: place === 'triagedBy' && assignedTo,
    mayTake: open && !by,
    mayGive: by || colleagues.length > 1,
    colleagues: colleagues.map(({ _id, name, jobTitle }) => ({
      value: _id,
      text: [name, jobTitle].filter(Boolean).join(', '),
    })),
  }
}
