import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { EmbeddedClient } from '../../storage/embedded/client.ts'
import { Types } from '../../storage/mongoose.ts'

// biome-ignore lint/suspicious/noExplicitAny: filters of any shape
type Doc = Record<string, any>

const value = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom('x', 'y', null, true, undefined))
const field = fc.constantFrom('a', 'b', 'c')
const condition = fc.oneof(
  value.filter((one) => one !== undefined),
  fc.record({ $in: fc.array(fc.constantFrom(0, 1, 2, 'x', null), { maxLength: 4 }) }),
  fc.record({ $gte: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ $gt: fc.integer({ min: 0, max: 2 }), $lt: fc.integer({ min: 2, max: 5 }) }),
  fc.record({ $ne: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ $exists: fc.boolean() }),
)
const simple = fc.dictionary(field, condition, { maxKeys: 3 })
const filter = fc.oneof(
  simple,
  fc.record({ $and: fc.array(simple, { minLength: 1, maxLength: 2 }) }),
  fc.record({ $or: fc.array(simple, { minLength: 1, maxLength: 3 }) }),
  fc.tuple(simple, fc.array(simple, { minLength: 1, maxLength: 2 })).map(([one, $or]) => ({ $and: [one, { $or }] })),
)
const way = fc.constantFrom(1, -1)
const sort = fc
  .tuple(fc.uniqueArray(fc.tuple(field, way), { selector: ([name]) => name, maxLength: 2 }), way)
  .map(([fields, last]) => Object.fromEntries([...fields, ['_id', last]]))

/** Without arrays an index gives an order; with them it must know that it doesn't. */
const docs = (withArrays: boolean) =>
  fc.array(
    fc.record({
      a: withArrays ? fc.oneof(value, fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })) : value,
      b: value,
      c: value,
    }),
    { maxLength: 25 },
  )

describe('indexes of the embedded store', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-indexes-'))
  let client: EmbeddedClient
  let made = 0
  before(async () => {
    client = await EmbeddedClient.open(folder)
  })
  after(async () => {
    await client.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const withArrays of [false, true])
    it(`make no answer different${withArrays ? ', with arrays in them' : ''}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          docs(withArrays),
          fc.array(fc.tuple(filter, sort, fc.integer({ min: 0, max: 6 })), { minLength: 8, maxLength: 8 }),
          async (given, questions) => {
            const things = client.db().collection(`t${made++}`)
            const all = given.map((doc) => ({
              ...Object.fromEntries(Object.entries(doc).filter(([, v]) => v !== undefined)),
              _id: new Types.ObjectId(),
            }))
            if (all.length) await things.insertMany(all)
            const ask = async () => {
              const answers: unknown[] = []
              for (const [asked, order, limit] of questions) {
                const found = await things.find(asked as Doc, { sort: order, limit }).toArray()
                answers.push([found.map(({ _id }) => String(_id)), await things.countDocuments(asked as Doc)])
              }
              return answers
            }
            const scanned = await ask()
            for (const key of [{ a: 1 }, { a: 1, b: -1 }, { b: 1, c: 1, a: 1 }, { c: -1 }] as const)
              await things.createIndex(key)
            await things.createIndex({ b: 1 }, { sparse: true })
            expect(await ask()).to.deep.equal(scanned)
          },
        ),
        { numRuns: 150 },
      )
    })
})
