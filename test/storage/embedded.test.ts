import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import MongoStore from 'connect-mongo'
import type { SessionData } from 'express-session'
import { type Model, mongoose, Schema } from '../../storage/mongoose.ts'

interface Thing {
  _id: string
  name: string
  colour?: string
  at?: Date
  tags: string[]
}

describe('the embedded store behind Mongoose', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-embedded-'))
  const address = `embedded:${encodeURIComponent(folder)}`
  const schema = new Schema<Thing>(
    { _id: String, name: { type: String, unique: true }, colour: String, at: Date, tags: [String] },
    { optimisticConcurrency: true },
  )
  schema.index({ colour: 1, at: -1 })
  const open = async () => {
    const connection = await mongoose.createConnection(address, { autoIndex: false, autoCreate: false }).asPromise()
    const Thing = connection.model('Thing', schema as never) as unknown as Model<Thing>
    await Thing.createIndexes()
    return { connection, Thing }
  }
  let store: Awaited<ReturnType<typeof open>>
  beforeEach(async () => {
    store = await open()
    await store.Thing.deleteMany({})
  })
  afterEach(() => store.connection.close())
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('keeps what was saved when it is closed and opened again', async () => {
    await store.Thing.create({ _id: 'a', name: 'Ann', at: new Date(5), tags: ['x'] })
    await store.connection.close()
    store = await open()
    expect(await store.Thing.findById('a').lean()).to.deep.include({ name: 'Ann', at: new Date(5), tags: ['x'] })
  })

  it('refuses a second document with the same unique value, with MongoDB’s code and key', async () => {
    await store.Thing.create({ _id: 'a', name: 'Ann' })
    const error = await store.Thing.create({ _id: 'b', name: 'Ann' }).catch((e) => e)
    expect(error).to.deep.include({ code: 11000, keyPattern: { name: 1 }, keyValue: { name: 'Ann' } })
    expect(await store.Thing.countDocuments()).to.equal(1)
  })

  it('refuses two documents with one _id, and lets a name go once its document is gone', async () => {
    await store.Thing.create({ _id: 'a', name: 'Ann' })
    expect(await store.Thing.create({ _id: 'a', name: 'Bob' }).catch((e) => e.code)).to.equal(11000)
    await store.Thing.deleteOne({ _id: 'a' })
    await store.Thing.create({ _id: 'b', name: 'Ann' })
  })

  it('finds by a pattern in an _id or an indexed field, alone or among others', async () => {
    await store.Thing.create([
      { _id: 'BS2', name: 'Ann' },
      { _id: 'BS2 0AA', name: 'Bob' },
    ])
    const ids = async (filter: object) => (await store.Thing.find(filter).sort('_id').lean()).map(({ _id }) => _id)
    expect(await ids({ _id: /^[A-Z0-9]+$/ })).to.deep.equal(['BS2'])
    expect(await ids({ _id: { $in: [/^BS/] } })).to.deep.equal(['BS2', 'BS2 0AA'])
    expect(await ids({ name: /^b/i })).to.deep.equal(['BS2 0AA'])
    expect(await ids({ name: { $in: ['Ann', /^B/] } })).to.deep.equal(['BS2', 'BS2 0AA'])
  })

  it('lets the first of two savers win', async () => {
    await store.Thing.create({ _id: 'a', name: 'Ann' })
    const [one, two] = await Promise.all([store.Thing.findById('a'), store.Thing.findById('a')])
    one!.name = 'One'
    two!.name = 'Two'
    await one!.save()
    expect(await two!.save().catch((e) => e.name)).to.equal('VersionError')
  })

  it('hands out copies, so that nobody changes what is stored', async () => {
    await store.Thing.create({ _id: 'a', name: 'Ann', tags: ['x'], at: new Date(5) })
    const doc = await store.Thing.findById('a').lean()
    doc!.tags.push('y')
    doc!.at!.setTime(0)
    expect(await store.Thing.findById('a').lean()).to.deep.include({ tags: ['x'], at: new Date(5) })
  })

  it('gives the same order by an index as without one', async () => {
    const colours = ['red', 'blue', 'green']
    await store.Thing.insertMany(
      Array.from({ length: 60 }, (_, i) => ({
        _id: `${i}`,
        name: `n${i}`,
        colour: colours[i % 3],
        at: new Date(i * 1000),
      })),
    )
    const page = await store.Thing.find({ colour: 'red' }).sort({ at: -1 }).skip(2).limit(3).lean()
    expect(page.map(({ _id }) => _id)).to.deep.equal(['51', '48', '45'])
    const two = await store.Thing.find({ colour: { $in: ['red', 'blue'] } })
      .sort({ at: 1 })
      .limit(4)
      .lean()
    expect(two.map(({ _id }) => _id)).to.deep.equal(['0', '1', '3', '4'])
    const range = await store.Thing.find({
      colour: 'blue',
      at: { $gte: new Date(10_000), $lt: new Date(20_000) },
    }).lean()
    expect(range.map(({ _id }) => _id).sort()).to.deep.equal(['10', '13', '16', '19'])
  })

  it('streams, aggregates and updates in bulk', async () => {
    await store.Thing.bulkWrite([
      { insertOne: { document: { _id: 'a', name: 'Ann', colour: 'red' } } },
      { updateOne: { filter: { _id: 'b' }, update: { $set: { name: 'Bob', colour: 'red' } }, upsert: true } },
    ])
    const names: string[] = []
    for await (const { name } of store.Thing.find().sort({ name: 1 }).cursor()) names.push(name)
    expect(names).to.deep.equal(['Ann', 'Bob'])
    const counts = await store.Thing.aggregate([{ $group: { _id: '$colour', n: { $sum: 1 } } }])
    expect(counts).to.deep.equal([{ _id: 'red', n: 2 }])
  })

  it('updates by condition: one of two wins', async () => {
    await store.Thing.create({ _id: 'a', name: 'Ann', colour: 'red' })
    const both = await Promise.all(
      ['green', 'blue'].map((colour) =>
        store.Thing.findOneAndUpdate(
          { _id: 'a', colour: 'red' },
          { $set: { colour }, $push: { tags: colour } },
          { returnDocument: 'after' },
        ),
      ),
    )
    expect(both.filter(Boolean)).to.have.length(1)
    expect((await store.Thing.findById('a').lean())!.tags).to.have.length(1)
  })

  it('names what it does not support', async () => {
    const things = store.Thing.collection
    const refusal = (asked: Promise<unknown>) =>
      asked.then(
        () => 'answered',
        (error) => `${error.name}: ${error.message}`,
      )
    expect(await refusal(things.find({ place: { $near: [1, 2] } }).toArray())).to.match(/^NotSupported.*\$near/)
    expect(await refusal(things.find({ $text: { $search: 'x' } }).toArray())).to.match(/^NotSupported.*\$text/)
    expect(await refusal(things.find({ $where: 'true' }).toArray())).to.match(/^NotSupported.*\$where/)
    expect(await refusal(things.find({}, { collation: { locale: 'en' } }).toArray())).to.match(
      /^NotSupported.*collation/,
    )
    const bit = things.updateOne({ _id: 'a' as never }, { $bit: { a: { and: 1 } } } as never, { upsert: true })
    expect(await refusal(bit)).to.match(/^NotSupported.*\$bit/)
    expect(await refusal(things.aggregate([{ $out: 'other' }]).toArray())).to.match(/^NotSupported.*\$out/)
    expect(await refusal(things.aggregate([{ $nonsense: {} }]).toArray())).to.match(/^NotSupported.*\$nonsense/)
  })

  it('keeps sessions for connect-mongo', async () => {
    const sessions = MongoStore.create({ client: store.connection.getClient() as never, ttl: 60 })
    const session = { cookie: { maxAge: 1000 }, user: 'grace' } as unknown as SessionData
    await new Promise<void>((resolve, reject) => sessions.set('s1', session, (e) => (e ? reject(e) : resolve())))
    const kept = await new Promise((resolve, reject) => sessions.get('s1', (e, s) => (e ? reject(e) : resolve(s))))
    expect(kept).to.deep.include({ user: 'grace' })
    await new Promise<void>((resolve, reject) => sessions.destroy('s1', (e) => (e ? reject(e) : resolve())))
    expect(await new Promise((resolve) => sessions.get('s1', (_e, s) => resolve(s)))).to.equal(null)
  })
})
