import { Referral } from '../models/referral.ts'
import { type Person, SupportRequest } from '../models/support-request.ts'
import type { Types } from '../storage/mongoose.ts'

type Named = Pick<Person, 'firstName' | 'lastName'>

/** A name as two people may have typed it: 'Zoë  O’Neill' and 'zoe oneill' are one. */
const plain = ({ firstName, lastName }: Named) =>
  `${firstName} ${lastName}`
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')

/** Every support request of one person: of that NHS number, or of that birthday and name, however it was typed. */
async function requestsOf({ person }: Pick<SupportRequest, 'person'>) {
  const { dateOfBirth, nhsNumber } = person
  const [born, numbered] = await Promise.all([
    SupportRequest.find({ 'person.dateOfBirth': dateOfBirth }, { person: 1 }).lean(),
    nhsNumber ? SupportRequest.find({ 'person.nhsNumber': nhsNumber }, { person: 1 }).lean() : [],
  ])
  const named = born.filter((request) => plain(request.person) === plain(person))
  return [...named, ...numbered].map(({ _id }) => _id)
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
