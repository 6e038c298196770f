import { readFileSync, writeSync } from 'node:fs'
import { completeUnfinished, sendSupportRequest } from '../../../lifecycle/send.ts'
import { Referral } from '../../../models/referral.ts'
import { Service } from '../../../models/service.ts'
import { SupportRequest } from '../../../models/support-request.ts'
import { openStore } from '../../../storage/index.ts'
import { aService, sending } from '../../lifecycle/people.ts'

/**
 * A process that the all-or-none test kills. It starts as Waymark does, finishing what the last kill cut short, checks
 * every support request in the store in its first argument against the keys in the file of its second, then sends more
 * without end, each once to three times at once, printing the key of each that was acknowledged.
 */
const [, , dataDir, acknowledgedFile, round] = process.argv
const say = (line: string) => writeSync(1, `${line}\n`)
await openStore({ dataDir })

say(`finished ${await completeUnfinished()}`)
const requests = await SupportRequest.find().lean()
const keys = requests.map(({ idempotencyKey }) => idempotencyKey.split(' ')[1])
const wrong = [
  ...(new Set(keys).size === keys.length ? [] : ['a key has two support requests']),
  ...readFileSync(acknowledgedFile, 'utf8')
    .split('\n')
    .filter((key) => key && !keys.includes(key))
    .map((key) => `${key} was acknowledged and is lost`),
]
for (const request of requests) {
  const made = await Referral.find({ supportRequest: request._id }).lean()
  const planned = request.referrals.map(({ _id }) => String(_id)).sort()
  if (
    made
      .map(({ _id }) => String(_id))
      .sort()
      .join() !== planned.join()
  )
    wrong.push(`${request.idempotencyKey} has ${made.length} of ${planned.length} referrals`)
  if (made.some(({ status, history }) => status !== 'sent' || history.length !== 1))
    wrong.push('a referral is half there')
}
say(`checked ${requests.length} ${JSON.stringify(wrong)}`)

while ((await Service.countDocuments()) < 3) await aService()
const services = (await Service.find({}, { _id: 1 }).lean()).map(({ _id }) => _id)

async function send(worker: number) {
  for (let i = 0; ; i++) {
    const once = sending(services, { key: `${round}-${worker}-${i}` })
    const times = 1 + Math.floor(Math.random() * 3)
    await Promise.all(Array.from({ length: times }, () => sendSupportRequest(once)))
    say(once.key)
  }
}
await Promise.all([0, 1, 2, 3].map(send))
