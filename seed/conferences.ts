import { findConference } from '../access/conference.ts'
import { addMember, addNote } from '../lifecycle/conference.ts'
import { SupportRequest } from '../models/support-request.ts'
import { hubStories } from './hub-stories.ts'
import { actorNamed, officeHours } from './referrals.ts'

/**
 * Lays out the case conferences of the hub's stories by the code that people use, unless they have been. The users must be in
 * the store: only they can be named.
 */
export async function holdConferences(now = new Date()) {
  for (const { person, keyWorker = '', conference, daysAgo } of hubStories) {
    const [firstName, lastName, dateOfBirth] = person
    const same = { 'person.lastName': lastName, 'person.dateOfBirth': dateOfBirth, 'person.firstName': firstName }
    const request = conference && (await SupportRequest.findOne(same, { _id: 1 }).lean())
    const by = request && actorNamed(keyWorker)
    const found = by && (await findConference(request._id, by))
    if (!found || found.conference) continue
    for (const email of conference?.team ?? [])
      await addMember(found, by, String(actorNamed(email).user), 'phone', officeHours(now, daysAgo - 2, 2))
    for (const [email, days, text] of conference?.notes ?? [])
      await addNote(found, actorNamed(email), text, officeHours(now, days, 3), true)
  }
}
