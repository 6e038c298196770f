import '../models/all.ts'
import { config } from '../config.ts'
import { entrustToHubs } from '../lifecycle/hubs.ts'
import { seedPatch, storeIsEmpty } from '../seed/index.ts'
import { services as patch } from '../seed/services/index.ts'
import { Disk } from '../storage/embedded/disk.ts'
import { closeStore, openStore } from '../storage/index.ts'
import { mongoose } from '../storage/mongoose.ts'
import { manyReferrals, type Pair, someReferrals, withoutUndefined } from './many-referrals.ts'
import { manyServices, squareEngland } from './many-services.ts'

/**
 * Fills the configured store up to so many referrals and services: node dist/bench/fill.js REFERRALS SERVICES
 * The embedded store is filled on disk, without the indexes that a start makes in memory.
 */
const [referrals, services] = process.argv.slice(2).map(Number) as [number, number]
const together = 1_000

await openStore()
if (await storeIsEmpty()) await seedPatch()
await entrustToHubs()
const db = mongoose.connection.db!
const there = {
  services: await db.collection('services').estimatedDocumentCount(),
  referrals: await db.collection('referrals').estimatedDocumentCount(),
}
const from = await someReferrals()
if (!config.MONGODB_URI) await closeStore()
const disk = config.MONGODB_URI ? undefined : Disk.open(config.DATA_DIR)
async function insert(name: string, docs: object[]) {
  if (!disk) return db.collection(name).insertMany(docs.map(withoutUndefined) as never[], { ordered: false })
  for (const doc of docs) {
    const { _id } = doc as { _id: unknown }
    disk.write(name, typeof _id === 'string' ? `s${_id}` : `o${_id}`, withoutUndefined(doc), () => {})
  }
  await disk.written()
}

const now = new Date()
const base = patch(now).map((service) => ({ ...service, createdAt: now, updatedAt: now }))
const more = manyServices(base, Math.max(0, services - there.services), squareEngland())
for (let i = 0; i < more.length; i += together) await insert('services', more.slice(i, i + together))

let pairs: Pair[] = []
async function flush() {
  await insert(
    'supportrequests',
    pairs.map(({ request }) => request),
  )
  await insert(
    'referrals',
    pairs.map(({ referral }) => referral),
  )
  pairs = []
}
for (const pair of manyReferrals(from, there.referrals, Math.max(0, referrals - there.referrals))) {
  pairs.push(pair)
  if (pairs.length === together) await flush()
}
if (pairs.length > 0) await flush()
if (disk) await disk.close()
else await closeStore()
