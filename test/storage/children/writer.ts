import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { EmbeddedClient } from '../../../storage/embedded/client.ts'

/**
 * A process that the crash test kills: it writes to the store in its first argument without end, sixteen writes at a
 * time, and prints what was acknowledged: `+ID` for a document, `ID n` for its nth change.
 */
const [, , folder, round] = process.argv
const client = await EmbeddedClient.open(folder)
const things = client.db().collection('things')
await things.createIndex({ key: 1 }, { unique: true })
const say = (line: string) => writeSync(1, `${line}\n`)

async function write(worker: number) {
  for (let i = 0; ; i++) {
    const _id = `${round}-${worker}-${i}`
    const text = _id.repeat(1 + Math.floor(Math.random() * 200))
    const hash = createHash('sha256').update(text).digest('hex')
    await things.insertOne({ _id, key: _id, text, hash, n: 0, history: [] })
    say(`+${_id}`)
    for (let n = 1; n <= 3; n++) {
      await things.findOneAndUpdate({ _id, n: n - 1 }, { $inc: { n: 1 }, $push: { history: { n, text } } })
      say(`${_id} ${n}`)
    }
  }
}
await Promise.all(Array.from({ length: 16 }, (_, worker) => write(worker)))
