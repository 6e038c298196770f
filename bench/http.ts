import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import autocannon from 'autocannon'
import { examples } from '../search/words.ts'
import { freePort } from '../test/support/waymark.ts'
import { quantile, stop } from './measured.ts'

/**
 * How fast search answers over HTTP, beside a bare Express app that sends the same bytes in the same run: 2,000 questions
 * that are asked over and over, and questions that nobody has asked before. The server runs by itself on a store of its own: the
 * demonstration patch, and the services of a feed when its file is given.
 *
 *   npm run bench -- [FEED.ndjson]
 */
const places = ['BS2 0AA', 'NG1', 'Bath', 'Mansfield', 'BS23', 'Weston-super-Mare', 'NG17']
const sayings = examples('kinds.txt').map(({ words }) => words)
const mixed = everyQuestion()
const many = 2000
const usual = newQuestions(many)
const connections = 10
const seconds = Number(process.env.BENCH_SECONDS ?? 4)
/** More new questions than are asked in that time. */
const asMany = 10_000 * seconds

const data = mkdtempSync(path.join(os.tmpdir(), 'waymark-bench-'))
const env = { ...process.env, DATA_DIR: data, LOG_LEVEL: 'warn', MONGODB_URI: '', NODE_ENV: 'development' }
const feed = process.argv[2]
const imported = Date.now()
if (feed) spawnSync('npm', ['run', 'import', '--', path.resolve(feed)], { env, stdio: 'inherit' })

const port = await freePort()
const site = fork(path.join(import.meta.dirname, '../server.js'), {
  env: { ...env, PORT: port },
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
})
const bare = fork(path.join(import.meta.dirname, 'bare.js'))
try {
  const [{ port: barePort }] = (await once(bare, 'message')) as [{ port: number }]
  const at = `http://127.0.0.1:${port}`
  await ready(`${at}/health/ready`)
  // Every moment a server looks at all that was changed in the last minute: after an import that is the whole feed.
  if (feed) await new Promise((resolve) => setTimeout(resolve, Math.max(0, imported + 70_000 - Date.now())))
  const { total } = await (await fetch(`${at}/services.json`)).json()
  console.log(`${total} services, ${connections} connections, ${seconds} s each way\n`)
  await firstHearing(at)
  await serverTime(at)
  for (const page of ['/services.json', '/services']) {
    const floorAt = `http://127.0.0.1:${barePort}`
    await compare(page, 'asked before', () => usual, at, floorAt)
    await compare(page, 'all new', () => newQuestions(asMany), at, floorAt)
  }
} finally {
  await stop(site)
  await stop(bare)
  rmSync(data, { recursive: true, force: true })
}

/** Asks the usual questions once and then once more, and prints what the server says that its answers took. */
async function serverTime(at: string) {
  for (const page of ['/services.json', '/services']) {
    const first: number[] = []
    const again: number[] = []
    for (const times of [first, again]) {
      for (const question of usual) {
        const answer = await fetch(`${at}${page}?${question}`)
        await answer.arrayBuffer()
        times.push(timing(answer))
      }
    }
    const said = (times: number[]) => `p50 ${quantile(times, 0.5)} ms, p99 ${quantile(times, 0.99)} ms`
    console.log(`${page.padEnd(15)} server time asked once: ${said(first)}; asked again: ${said(again)}`)
  }
  console.log()
}

/**
 * Says everything once, so that no words are new in what follows, only places, ages and filters with them: what nobody has
 * said before waits for the guesser where the vocabulary is unsure of it.
 */
async function firstHearing(at: string) {
  const times: number[] = []
  for (const q of sayings) {
    const answer = await fetch(`${at}/services.json?${new URLSearchParams({ q })}`)
    await answer.arrayBuffer()
    times.push(timing(answer))
  }
  console.log(
    `words never heard before: p50 ${quantile(times, 0.5)} ms, p90 ${quantile(times, 0.9)} ms, p99 ${quantile(times, 0.99)} ms of server time\n`,
  )
}

/** How long (ms) the server says that an answer took. */
function timing(answer: Response): number {
  return Number(/dur=([\d.]+)/.exec(answer.headers.get('server-timing') ?? '')?.[1])
}

function newQuestions(count: number): string[] {
  return Array.from({ length: count }, () => mixed.next().value!)
}

/** What people say, as the guesser's examples have it, near a place and at an age, with or without a filter; never the same twice. */
function* everyQuestion(): Generator<string> {
  for (let n = 0; ; n++) {
    const question = new URLSearchParams({ q: sayings[n % sayings.length]!, place: places[n % places.length]! })
    question.set('age', String(16 + (Math.floor(n / sayings.length) % 70)))
    if (n % 3 === 0) question.set('self_referral', 'yes')
    if (n > 70 * sayings.length) question.set('max_wait', String(Math.floor(n / (70 * sayings.length))))
    yield question.toString()
  }
}

/** Requests a second of the site and of the bare app, turn about, and what part of the floor the site reaches. */
async function compare(page: string, said: string, questions: () => string[], at: string, floorAt: string) {
  const paths = () => questions().map((question) => `${page}?${question}`)
  // The floor is given the bytes of so many of them, and sends those over and over.
  const given = paths().slice(0, many)
  for (const path of given) {
    const answer = await fetch(at + path)
    bare.send({ path, type: answer.headers.get('content-type'), body: await answer.text() })
  }
  const rates: { site: number[]; floor: number[] } = { site: [], floor: [] }
  for (let round = 0; round < 3; round++) {
    rates.floor.push(await rate(floorAt, given))
    rates.site.push(await rate(at, paths()))
  }
  const [site, floor] = [quantile(rates.site, 0.5), quantile(rates.floor, 0.5)]
  console.log(
    `${page.padEnd(15)} ${said.padEnd(13)} ${site} requests/s; bare Express ${floor}; ratio ${(site / floor).toFixed(2)}`,
  )
}

/** Each connection asks questions of its own: given one list, all of them would go through it side by side. */
async function rate(url: string, paths: string[]) {
  let clients = 0
  const setupClient = (client: autocannon.Client) => {
    const own = clients++
    client.setRequests(paths.filter((_, i) => i % connections === own).map((path) => ({ path })))
  }
  const { requests, non2xx } = await autocannon({ url, connections, duration: seconds, setupClient })
  if (non2xx > 0) throw new Error(`${non2xx} answers from ${url} were not 200`)
  return Math.round(requests.average)
}

async function ready(address: string) {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(address).catch(() => null)
    // It answers before its guesser has read the vocabulary, but a processor is busy with that.
    if (answer?.ok && !(await answer.json()).guessing.startsWith('reading')) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('The server did not become ready in two minutes')
}
