import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import { EmbeddedClient } from '../../storage/embedded/client.ts'
import { isStoreAway } from '../../storage/index.ts'

const child = (name: string) => path.join(import.meta.dirname, 'children', `${name}.js`)
const rounds = Number(process.env.CRASH_ROUNDS ?? 12)

describe('the embedded store in a crash', function () {
  this.timeout(rounds * 20_000)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-crash-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it(`keeps every acknowledged write, whole and once, through ${rounds} kills`, async () => {
    const acknowledged = new Map<string, number>()
    for (let round = 0; round < rounds; round++) {
      const said = await killedWhileWriting(folder, String(round))
      for (const line of said) {
        const [id, n] = line.startsWith('+') ? [line.slice(1), 0] : line.split(' ')
        acknowledged.set(id, Number(n))
      }
      const client = await EmbeddedClient.open(folder)
      const things = client.db().collection('things')
      const kept = new Map((await things.find().toArray()).map((doc) => [doc._id, doc]))
      const lost = [...acknowledged].filter(([id, n]) => !(kept.get(id)?.n >= n))
      expect(lost, `lost in round ${round}`).to.deep.equal([])
      for (const { _id, key, text, hash, n, history } of kept.values()) {
        expect(key).to.equal(_id)
        expect(createHash('sha256').update(text).digest('hex'), `half of ${_id}`).to.equal(hash)
        expect(
          history.map((one: { n: number }) => one.n),
          `changes of ${_id}`,
        ).to.deep.equal(upTo(n))
      }
      const last = [...kept.keys()].at(-1)
      expect(await things.insertOne({ _id: 'double', key: last }).catch((e) => e.code)).to.equal(11000)
      await client.close()
    }
    expect(acknowledged.size).to.be.greaterThan(rounds * 10)
    console.log(`      ${acknowledged.size} documents acknowledged, ${rounds} kills`)
  })
})

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

async function killedWhileWriting(folder: string, round: string): Promise<string[]> {
  const writer: ChildProcess = spawn(process.execPath, [child('writer'), folder, round], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  const started = new Promise<void>((resolve, reject) => {
    writer.stdout!.on('data', (chunk) => {
      out += chunk
      resolve()
    })
    writer.on('exit', (code) => reject(new Error(`the writer ended by itself: ${code}`)))
  })
  await started
  await wait(Math.random() * 400)
  const ended = new Promise((resolve) => writer.once('close', resolve))
  writer.kill('SIGKILL')
  await ended
  // The last line may be cut short: what it says was not said.
  return out.split('\n').slice(0, -1)
}

describe('the embedded store on a full disk', function () {
  this.timeout(60_000)
  const folder = path.join(os.tmpdir(), `waymark-full-${process.pid}`)
  const unmount = () => execFileSync('umount', [folder], { stdio: 'ignore' })

  before(function () {
    mkdirSync(folder)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' })
    } catch {
      rmSync(folder, { recursive: true })
      console.log('      a small disk can’t be mounted here (it needs root on Linux): not run')
      this.skip()
    }
  })
  after(() => {
    try {
      unmount()
      rmSync(folder, { recursive: true })
    } catch {
      // It was never mounted.
    }
  })

  it('says so, keeps what it had, forgets what it could not write, and goes on once there is room', async () => {
    const filler = path.join(folder, 'filler')
    writeFileSync(filler, Buffer.alloc(3_000_000))
    const data = path.join(folder, 'data')
    let client = await EmbeddedClient.open(data)
    let things = client.db().collection('things')
    await things.createIndex({ key: 1 }, { unique: true })
    await things.insertOne({ _id: 'first', key: 'first', n: 0 })
    const kept = ['first']
    let refused: unknown
    for (let i = 0; i < 2_000 && !refused; i++) {
      const _id = `t${i}`
      await things.insertOne({ _id, key: _id, text: 'x'.repeat(5_000) }).then(
        () => kept.push(_id),
        (error) => {
          refused = error
        },
      )
    }
    expect(String(refused)).to.match(/^StoreWriteError: The store in .* could not write to disk: .*full/)
    expect(isStoreAway(refused)).to.equal(true)
    // Several at once, an update and a deletion among them, are all refused and all undone.
    const big = 'y'.repeat(500_000)
    const asked = [
      things.updateOne({ _id: 'first' }, { $set: { n: 1, big } }),
      things.insertOne({ _id: 'more', key: 'more', big }),
      things.deleteOne({ _id: 't0' }),
    ]
    const answers = await Promise.allSettled(asked)
    expect(answers.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected'])
    expect((await things.find().toArray()).map(({ _id }) => _id)).to.have.members(kept)
    expect((await things.findOne({ _id: 'first' }))!.n).to.equal(0)

    rmSync(filler)
    await things.insertOne({ _id: 'more', key: 'more' })
    await client.close()
    client = await EmbeddedClient.open(data)
    things = client.db().collection('things')
    expect((await things.find().toArray()).map(({ _id }) => _id)).to.have.members([...kept, 'more'])
    expect(await things.insertOne({ _id: 'again', key: 't0' }).catch((e) => e.code)).to.equal(11000)
    await client.close()
  })
})
