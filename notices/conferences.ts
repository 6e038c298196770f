import { actorFrom } from '../access/actor.ts'
import { isInTeam } from '../access/conference.ts'
import { config } from '../config.ts'
import { Conference } from '../models/conference.ts'
import type { Notice } from '../models/notice.ts'
import { User } from '../models/user.ts'
import { once } from './once.ts'
import type { Words } from './words.ts'

/**
 * Turns the notes that case conferences have to tell of into notices: one for each who was in the team then, but not who wrote it. What a
 * crash interrupts is done again, to the same notices.
 */
export async function collectConferenceNotices(at = new Date()): Promise<number> {
  let made = 0
  for (const { _id: conference, team, outbox } of await Conference.find({ noticesDueAt: { $lte: at } }).lean()) {
    for (const note of outbox)
      for (const { user } of team.filter(({ user, since }) => since <= note.at && String(user) !== String(note.by)))
        made += await once({
          _id: `${note._id}${user}`,
          conference,
          about: 'conference',
          to: { party: 'team', user },
          dueAt: note.at,
          createdAt: at,
        })
    const told = outbox.map(({ _id }) => _id)
    await Conference.updateOne({ _id: conference }, { $pull: { outbox: { _id: { $in: told } } } })
    await Conference.updateOne({ _id: conference, outbox: { $size: 0 } }, { $unset: { noticesDueAt: 1 } })
  }
  return made
}

/** What somebody in the team is told of a new note, which stays where it is; null once they are not in it any more. */
export async function conferenceWords({ conference, to }: Notice): Promise<Words | null> {
  const actor = await actorFrom(await User.findById(to.user).lean())
  if (!actor || !conference || !(await isInTeam(conference, actor))) return null
  return {
    subject: 'A new note in a case conference',
    body: `There is a new note in a case conference that you are in.\n\nSign in to read it:\n${config.BASE_URL}/support-requests/${conference}/conference\n\nThis message holds nothing about the person on purpose.`,
  }
}
