import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import type { Types } from '../storage/mongoose.ts'

/** Every support request of one person: of somebody of that name and birthday. */
async function requestsOf({ person }: Pick<SupportRequest, 'person'>) {
  const { firstName, lastName, dateOfBirth } = person
  const same = { 'person.lastName': lastName, 'person.dateOfBirth': dateOfBirth, 'person.firstName': firstName }
  return (await SupportRequest.find(same, { _id: 1 }).lean()).map(({ _id }) => _id)
}

/** Whether the death of this person is recorded anywhere: on this request, or on another of theirs. */
export const hasDied = async (request: Pick<SupportRequest, 'person'>): Promise<boolean> =>
  (await Referral.exists({ supportRequest: { $in: await requestsOf(request) }, died: true })) !== null

/** Once a death is recorded on one referral, no follow-up and no reminder is due on any other of the person's. */
export async function stopAsking(supportRequest: Types.ObjectId) {
  const request = await SupportRequest.findById(supportRequest, { person: 1 }).lean()
  if (!request) return
  await Referral.updateMany(
    { supportRequest: { $in: await requestsOf(request) } },
    { $unset: { followUpOn: 1, nextAppointmentAt: 1 } },
    { timestamps: false },
  )
}
