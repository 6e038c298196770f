import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { EmbeddedClient } from '../../storage/embedded/client.ts'
import { migrate, pending } from '../../storage/migrate.ts'
import { Types } from '../../storage/mongoose.ts'
import { backUp, copyStore, restore } from '../../storage/moving.ts'
import { type Db, placeOf } from '../../storage/places.ts'
import { runCommand } from '../support/command.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-moving-'))
let made = 0
const newFolder = () => path.join(folder, `store-${made++}`)
const sentence = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => `${error.name}: ${error.message}`,
  )

/** A database of the server at MONGODB_URI, taken away after the tests. */
const servers: string[] = []
const newServer = () => {
  const uri = new URL(process.env.MONGODB_URI!)
  uri.pathname = `/waymark_moving_${process.pid}_${made++}`
  if (uri.username) uri.searchParams.set('authSource', 'admin')
  servers.push(uri.href)
  return uri.href
}

async function filled(where: string): Promise<string> {
  const { db, close } = await placeOf(where).open()
  await db.collection('things').createIndex({ name: 1 }, { unique: true })
  await db.collection('things').insertMany(
    Array.from({ length: 1_200 }, (_, i) => ({
      _id: new Types.ObjectId(),
      name: `thing ${i} — ‘é’`,
      at: new Date(i),
      half: i + 0.5,
      nothing: null,
      nested: [{ list: [1, { deep: true }] }],
    })) as never,
  )
  await db.collection<{ _id: string }>('sessions').insertOne({ _id: 'secret' })
  await close()
  return where
}

async function contents(where: string) {
  const { db, close } = await placeOf(where).open()
  const things = await db.collection('things').find().sort({ at: 1 }).toArray()
  const sessions = await db.collection('sessions').countDocuments()
  const double = await db
    .collection('things')
    .insertOne({ name: things[0].name })
    .catch((error) => error.code)
  await close()
  return { things, sessions, double }
}

describe('moving a store', function () {
  this.timeout(60_000)
  after(async () => {
    for (const uri of servers) {
      const { db, close } = await placeOf(uri).open()
      await db.dropDatabase()
      await close()
    }
    rmSync(folder, { recursive: true, force: true })
  })

  it('restores a backup as it was, with its unique indexes and without anybody’s session', async () => {
    const from = await filled(newFolder())
    const file = path.join(folder, 'one.backup')
    const seen: number[] = []
    expect(await backUp(placeOf(from), file, (done) => seen.push(done))).to.equal(1_200)
    expect(seen.at(-1)).to.equal(1_200)
    const to = newFolder()
    expect(await restore(file, placeOf(to))).to.equal(1_200)
    const [before, after] = [await contents(from), await contents(to)]
    expect(after.things).to.deep.equal(before.things)
    expect(after).to.include({ sessions: 0, double: 11000 })
  })

  it('restores into an empty store only, unless told otherwise', async () => {
    const from = await filled(newFolder())
    const file = path.join(folder, 'two.backup')
    await backUp(placeOf(from), file)
    expect(await sentence(restore(file, placeOf(from)))).to.match(/^StoreError: .*isn't empty: nothing was changed/)
    expect(await restore(file, placeOf(from), true)).to.equal(1_200)
    expect((await contents(from)).things).to.have.length(1_200)
  })

  it('refuses a backup that is cut short or changed, before it writes anything', async () => {
    const from = await filled(newFolder())
    const file = path.join(folder, 'three.backup')
    await backUp(placeOf(from), file)
    const bytes = readFileSync(file)
    const text = gunzipSync(bytes).toString()
    const damaged = {
      'cut short': bytes.subarray(0, bytes.length / 2),
      'without its end': gzipSync(text.split('\n').slice(0, -2).join('\n')),
      'a name changed': gzipSync(text.replace('thing 7 ', 'thing 8 ')),
      'something else': Buffer.from('hello'),
    }
    for (const [title, content] of Object.entries(damaged)) {
      writeFileSync(file, content)
      const to = newFolder()
      expect(await sentence(restore(file, placeOf(to))), title).to.match(
        /^StoreError: .* is not a whole Waymark backup/,
      )
    }
  })

  it('backs up while another process writes: what was acknowledged before is there, and nothing is half there', async () => {
    const store = newFolder()
    const writer = spawn(process.execPath, [path.join(import.meta.dirname, 'children', 'writer.js'), store, 'r'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    writer.stdout.on('data', (chunk) => {
      said += chunk
    })
    while (said.split('\n').length < 300) await wait(20)
    const acknowledged = said.split('\n').filter((line) => line.startsWith('+'))
    const file = path.join(folder, 'busy.backup')
    const { code, said: words } = await runCommand('backup', [file], store)
    writer.kill('SIGKILL')
    expect(words).to.match(/holds the [\d,]+ documents/)
    expect(code).to.equal(0)
    const to = newFolder()
    await restore(file, placeOf(to))
    const client = await EmbeddedClient.open(to)
    const kept = await client.db().collection('things').find().toArray()
    expect(kept.map(({ _id }) => `+${_id}`)).to.include.members(acknowledged)
    for (const { n, history } of kept) expect(history).to.have.length(n)
    await client.close()
  })

  it('says in a sentence what is missing', async () => {
    const none = await runCommand('restore', [path.join(folder, 'nowhere')], newFolder())
    expect(none).to.deep.include({ code: 1 })
    expect(none.said).to.match(/^There is no file .*nowhere\.\n$/)
    expect((await runCommand('backup', [path.join(folder, 'x')], newFolder())).said).to.match(/^There is no store in /)
    expect((await runCommand('copy-store', ['only-one'], folder)).code).to.equal(2)
  })

  it('copies a store and compares the copy with it', async () => {
    const from = await filled(newFolder())
    const to = process.env.MONGODB_URI ? newServer() : newFolder()
    expect(await copyStore(placeOf(from), placeOf(to))).to.equal(1_201)
    const back = newFolder()
    expect(await copyStore(placeOf(to), placeOf(back))).to.equal(1_201)
    const [before, after] = [await contents(from), await contents(back)]
    expect(after.things).to.deep.equal(before.things)
    expect(after).to.include({ sessions: 1, double: 11000 })
    expect(await sentence(copyStore(placeOf(from), placeOf(back)))).to.match(/isn't empty/)
  })
})

describe('migrations', () => {
  const open = async () => {
    const client = await EmbeddedClient.open(newFolder())
    return { db: client.db() as unknown as Db, close: () => client.close() }
  }
  const ran: number[] = []
  const change = (number: number) => ({
    number,
    title: `Change ${number}`,
    run: async () => {
      ran.push(number)
    },
  })

  it('run once, in order, and are recorded', async () => {
    const { db, close } = await open()
    expect(await migrate(db, [change(1), change(2)])).to.deep.equal(['1: Change 1', '2: Change 2'])
    expect(await migrate(db, [change(1), change(2), change(3)])).to.deep.equal(['3: Change 3'])
    expect(ran).to.deep.equal([1, 2, 3])
    expect(await pending(db, [change(1), change(2), change(3)])).to.deep.equal([])
    await close()
  })

  it('are run again when they were cut short', async () => {
    const { db, close } = await open()
    const failing = { ...change(1), run: () => Promise.reject(new Error('cut short')) }
    expect(await sentence(migrate(db, [failing]))).to.equal('Error: cut short')
    expect(await migrate(db, [change(1)])).to.deep.equal(['1: Change 1'])
    await close()
  })

  it('refuse code that is older than the store', async () => {
    const { db, close } = await open()
    await migrate(db, [change(1), change(2)])
    expect(await sentence(pending(db, [change(1)]))).to.match(
      /^StoreError: The store has been changed by a newer Waymark/,
    )
    await close()
  })

  it('are numbered in order, each number once', async () => {
    const { migrations } = await import('../../storage/migrations/index.ts')
    expect(migrations.map(({ number }) => number)).to.deep.equal(migrations.map((_, i) => i + 1))
  })
})
