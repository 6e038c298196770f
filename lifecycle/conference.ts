import type { Actor } from '../access/actor.ts'
import { type FoundConference, mayBeNamed } from '../access/conference.ts'
import { Conference } from '../models/conference.ts'
import { Organisation } from '../models/organisation.ts'
import type { ConsentWay } from '../models/support-request.ts'
import { Types } from '../storage/mongoose.ts'

export const longestNote = 4_000

/**
 * Names somebody in the team, with how the person agreed. One update: the member and the record of it.
 * @returns their name; null when they are in it already or can't be named
 */
export async function addMember(
  { request }: FoundConference,
  by: Actor,
  user: string,
  consent: ConsentWay,
  at = new Date(),
): Promise<string | null> {
  const member = (await mayBeNamed(request)).find(({ _id }) => String(_id) === user)
  if (!member) return null
  const { _id, name, jobTitle, organisation } = member
  const organisationName = (await Organisation.findById(organisation, { name: 1 }).lean())?.name ?? ''
  await Conference.updateOne(
    { _id: request._id },
    { $setOnInsert: { team: [], changes: [], notes: [] } },
    { upsert: true },
  )
  const { modifiedCount } = await Conference.updateOne(
    { _id: request._id, 'team.user': { $ne: _id } },
    {
      $push: {
        team: { user: _id, name, jobTitle, organisation, organisationName, since: at },
        changes: { at, by: by.name, change: 'added', name, organisationName, consent },
      },
    },
  )
  return modifiedCount ? name : null
}

/** Takes somebody off the team, and records it. @returns their name; null when they are not in it */
export async function removeMember({ conference }: FoundConference, by: Actor, user: string, at = new Date()) {
  const member = conference?.team.find((one) => String(one.user) === user)
  if (!conference || !member) return null
  const { name, organisationName } = member
  const { modifiedCount } = await Conference.updateOne(
    { _id: conference._id, 'team.user': member.user },
    {
      $pull: { team: { user: member.user } },
      $push: { changes: { at, by: by.name, change: 'removed', name, organisationName } },
    },
  )
  return modifiedCount ? name : null
}

/**
 * Adds a note and what the others in the team must be told of it, in one update, if its author is in the team at that moment.
 * @returns a sentence when it won't do, undefined when they are not in it
 */
export async function addNote(
  { request }: FoundConference,
  by: Actor,
  typed: string,
  at = new Date(),
  quietly = false,
) {
  const text = typed.trim()
  if (!text) return 'Write a note'
  if (text.length > longestNote) return `Use ${longestNote.toLocaleString('en-GB')} characters or fewer`
  const { user, name, jobTitle, organisationName } = by
  const _id = new Types.ObjectId()
  const note = { _id, at, by: { user, name, jobTitle, organisationName }, text }
  const { modifiedCount } = await Conference.updateOne(
    { _id: request._id, 'team.user': user },
    quietly
      ? { $push: { notes: note } }
      : { $push: { notes: note, outbox: { _id, at, by: user } }, $set: { noticesDueAt: at } },
  )
  return modifiedCount ? null : undefined
}
