import { config } from '../config.ts'
import { log } from '../log.ts'
import { channelsFrom } from '../notices/channels.ts'
import { collectConferenceNotices } from '../notices/conferences.ts'
import { collectDigests, collectNotices, deliverNotices } from '../notices/deliver.ts'
import { remindOfAppointments } from './appointments.ts'
import { clearOldDrafts } from './drafts.ts'
import { askFollowUps } from './follow-ups.ts'
import { entrustToHubs } from './hubs.ts'
import { nudgeOverdue } from './overdue.ts'
import { completeUnfinished } from './send.ts'
import { settleAll } from './sequence.ts'

const every = 10_000
const hour = 3_600_000

/**
 * What gets done without anybody asking: what a crash cut short is finished, what is overdue is nudged, and notices go out.
 * Every process may do its rounds: each thing is claimed, so it is done once.
 * @returns stops the rounds, when the one in hand is done
 */
export async function startRounds() {
  const channels = channelsFrom(config)
  await completeUnfinished()
  await settleAll()
  await entrustToHubs()
  let nudgedAt = 0
  let going: Promise<unknown> | undefined

  async function round() {
    // Not only at the start: the database may have gone away in the middle, and whoever was sending with it.
    await completeUnfinished()
    await collectNotices()
    await collectConferenceNotices()
    await deliverNotices(channels)
    if (Date.now() - nudgedAt < hour) return
    await settleAll()
    await nudgeOverdue()
    await remindOfAppointments()
    await askFollowUps()
    await collectDigests()
    await clearOldDrafts()
    nudgedAt = Date.now()
  }
  const timer = setInterval(() => {
    going ??= round()
      .catch((error: Error) => log.error({ name: error.name, stack: error.stack }, 'A round failed and is tried again'))
      .finally(() => {
        going = undefined
      })
  }, every)
  return async () => {
    clearInterval(timer)
    await going
  }
}
