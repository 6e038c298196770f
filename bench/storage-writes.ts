import '../models/all.ts'
import { open } from 'lmdb'
import { config } from '../config.ts'
import { Referral } from '../models/referral.ts'
import { seedPatch } from '../seed/index.ts'
import { toBytes } from '../storage/embedded/bson.ts'
import { closeStore, openStore } from '../storage/index.ts'
import { mongoose, Types } from '../storage/mongoose.ts'
import { manyReferrals, someReferrals, withoutUndefined } from './many-referrals.ts'
import { quantile } from './measured.ts'

/** Acknowledged writes a second, through Waymark's model and at the floor, in turns: node dist/bench/storage-writes.js FOLDER */
const seconds = Number(process.env.BENCH_SECONDS ?? 2)
await openStore()
await seedPatch()
const db = mongoose.connection.db!
const many = manyReferrals(await someReferrals(), 10_000, Number.POSITIVE_INFINITY)
const next = () => many.next().value!.referral

const real = Boolean(config.MONGODB_URI)
const disk = open({ path: process.argv[2]!, encoding: 'binary', overlappingSync: false })
const bare = db.collection('bare')
const floors = {
  'lmdb’s own durable put': () => {
    const doc = next()
    return disk.put(String(doc._id), toBytes(doc) as Buffer)
  },
  'the driver’s own insert': () =>
    bare.insertOne(
      { ...next(), _id: new Types.ObjectId() },
      { ignoreUndefined: true, writeConcern: { w: 'majority', j: true } },
    ),
}
const floorName = real ? 'the driver’s own insert' : 'lmdb’s own durable put'
const referrals = db.collection('referrals')
const ways = {
  waymark: () => Referral.create(next()),
  /** The same without what Mongoose checks: what the store and the referrals' indexes cost. */
  store: () => referrals.insertOne(withoutUndefined(next())),
  floor: floors[floorName],
}

async function rate(write: () => Promise<unknown>, clients: number) {
  const end = performance.now() + seconds * 1_000
  let written = 0
  const client = async () => {
    while (performance.now() < end) {
      await write()
      written++
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return written / seconds
}

const median = (values: number[]) => quantile(values, 0.5)
for (const clients of [1, 32]) {
  const rates = { waymark: [] as number[], store: [] as number[], floor: [] as number[] }
  for (let round = 0; round < 3; round++)
    for (const way of ['floor', 'store', 'waymark'] as const) rates[way].push(await rate(ways[way], clients))
  const [ours, store, floor] = [median(rates.waymark), median(rates.store), median(rates.floor)]
  console.log(
    `  ${clients === 1 ? 'one client' : `${clients} at once`}: ${Math.round(ours)}; ${floorName} ${Math.round(floor)}; ratio ${(ours / floor).toFixed(2)}; without the model’s checks ${Math.round(store)}, ratio ${(store / floor).toFixed(2)}`,
  )
}
await disk.close()
if (real) await db.dropDatabase()
await closeStore()
