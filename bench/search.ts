import { kindCodes } from '../models/kind.ts'
import { channels } from '../models/service.ts'
import { Catalogue } from '../search/catalogue.ts'
import { type Criteria, choices, criteriaFor } from '../search/criteria.ts'
import { useGazetteer } from '../search/current-gazetteer.ts'
import { areaKnowledge, makeGazetteer } from '../search/gazetteer.ts'
import { buildIndexFrom } from '../search/index.ts'
import { search } from '../search/search.ts'
import { examples } from '../search/words.ts'
import { dice, manyServices, originals, pick, squareEngland } from './many-services.ts'

/**
 * Measures search inside one process: npm run bench:search -- [FEED.ndjson], or with the feed in BENCH_FEED.
 * 2,000 different questions for each size of catalogue, each asked once, all counts worked out, by a process that has answered
 * as many others, of other words. The catalogue remembers nothing from one question to the next.
 */
const feed = process.argv[2] ?? process.env.BENCH_FEED
const sizes = (process.env.BENCH_SIZES || '1000,10000,100000,300000').split(',').map(Number)

/** The most services that a listing is changed among: a second index of more takes memory that the first one needs. */
const mostChangedAmong = 100_000

const england = squareEngland()
const gazetteer = makeGazetteer(england.areas, [], england.outward)
useGazetteer(gazetteer)
const { services: base, source } = await originals(feed)
console.log(
  `Search among copies of ${source}, moved and varied, by the vocabulary without the guesser; Node ${process.version}\n`,
)

/** Every other of what people ask and of the names of services: half to warm up with, half to measure with. */
function wordsOf(half: 0 | 1) {
  const every = (all: string[]) => [...new Set(all)].filter((_, i) => i % 2 === half)
  return {
    sayings: every(examples('kinds.txt').map(({ words }) => words)),
    names: every(base.map(({ name }) => name.toLowerCase())),
  }
}

/** Words, places, both, and filters, as people mix them; no two alike. */
function questions(count: number, half: 0 | 1): Criteria[] {
  const { sayings, names } = wordsOf(half)
  const roll = dice(half + 1)
  const asked = new Map<string, Criteria>()
  while (asked.size < count) {
    const shape = roll()
    const wishes: Partial<Criteria> = {}
    if (shape < 0.8) wishes.q = roll() < 0.75 ? pick(sayings, roll) : pick(names, roll)
    if (shape > 0.15) wishes.place = pick(england.outward, roll)._id
    if (wishes.place && roll() < 0.4) wishes.within = pick(choices.within, roll)
    if (roll() < 0.15) wishes.kind = [pick(kindCodes, roll)]
    if (roll() < 0.1) wishes.area = [pick(england.areas, roll)._id]
    if (roll() < 0.15) wishes.self_referral = true
    if (roll() < 0.15) wishes.open_to_referrals = true
    if (roll() < 0.1) wishes.age = Math.floor(roll() * 90)
    if (roll() < 0.1) wishes.max_wait = pick(choices.max_wait, roll)
    if (roll() < 0.1) wishes.channel = [pick(Object.keys(channels) as (keyof typeof channels)[], roll)]
    if (roll() < 0.05) wishes.language = ['so']
    if (roll() < 0.05) wishes.accessibility = ['step_free', 'bsl']
    if (roll() < 0.05) wishes.time = 'evening'
    asked.set(JSON.stringify(wishes), criteriaFor(wishes))
  }
  return [...asked.values()]
}

const ms = (n: number) => `${n.toFixed(n < 10 ? 3 : 0)} ms`
const quantile = (sorted: Float64Array, q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
const rows: Record<string, Record<string, string>> = {}
const medians: number[] = []

for (const size of sizes) {
  const services = manyServices(base, size, england)
  // What is measured is the whole of this index, not what it takes more than the one before.
  await buildIndexFrom([])
  const before = used()
  let start = performance.now()
  await buildIndexFrom(services)
  const build = performance.now() - start
  const memory = used() - before

  for (const criteria of questions(2000, 0)) await search(criteria)
  const times = new Float64Array(2000)
  let found = 0
  for (const [i, criteria] of questions(2000, 1).entries()) {
    start = performance.now()
    const answer = await search(criteria)
    times[i] = performance.now() - start
    found += Math.min(1, answer.total)
  }
  times.sort()
  medians.push(quantile(times, 0.5))
  rows[size.toLocaleString('en-GB')] = {
    p50: ms(quantile(times, 0.5)),
    p95: ms(quantile(times, 0.95)),
    p99: ms(quantile(times, 0.99)),
    'slowest answer': ms(times.at(-1)!),
    'found something': `${((found / times.length) * 100).toFixed(0)} %`,
    build: ms(build),
    'memory a service': `${Math.round(memory / size)} bytes`,
    ...(await oneChanged(services)),
  }
}
console.table(rows)
const growth = (medians.at(-1)! / medians[0]!) ** (1 / Math.log(sizes.at(-1)! / sizes[0]!) || 1)
console.log(
  `p50 grows with the number of services to the power of ${Math.log(growth).toFixed(2)} (a half is the square root)`,
)

function used(): number {
  global.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** How long a change of one listing takes to reach the index, each of 1,000 in turn; no search waits for longer. */
async function oneChanged(services: Awaited<ReturnType<typeof manyServices>>) {
  const catalogue = await Catalogue.build(services.slice(0, mostChangedAmong), areaKnowledge(gazetteer))
  const times = Float64Array.from(services.slice(0, 1000), (service, i) => {
    const start = performance.now()
    catalogue.put({ ...service, name: `${service.name} ${i}` })
    return performance.now() - start
  }).sort()
  const among = services.length > mostChangedAmong ? ` of ${mostChangedAmong.toLocaleString('en-GB')}` : ''
  return { 'one listing changed': `${ms(quantile(times, 0.5))}${among}`, 'slowest change': ms(times.at(-1)!) }
}
