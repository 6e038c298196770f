import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from '../config.ts'
import { password } from '../seed/cast.ts'
import { freePort } from '../test/support/waymark.ts'
import { quantile, stop } from './measured.ts'

/**
 * What the store costs, beside a floor in the same run: npm run bench:storage. With MONGODB_URI (a server on which
 * databases may be made) the same on it. BENCH_SIZES (10000,100000,1000000) are the referrals that Waymark is started on.
 */
const sizes = (process.env.BENCH_SIZES ?? '10000,100000,1000000').split(',').map(Number)
const services = Number(process.env.BENCH_SERVICES ?? 100_000)
const inboxOf = 100_000
const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-bench-storage-'))
const { MONGODB_URI, ...rest } = process.env
const number = new Intl.NumberFormat('en-GB')
const say = (...lines: string[]) => console.log(lines.join('\n'))

/** The environment of a process with a store of its own: embedded, or a database of this name. */
function storeOf(name: string, real: boolean): NodeJS.ProcessEnv {
  const own = { ...rest, NODE_ENV: 'development', LOG_LEVEL: 'fatal', DATA_DIR: path.join(folder, name) }
  if (!real) return own
  const address = new URL(MONGODB_URI!)
  address.pathname = `/waymark_bench_${process.pid}_${name}`
  return { ...own, MONGODB_URI: address.href }
}

/** Runs a part of this benchmark in its own process, so that each has a memory of its own. */
async function run(part: string, args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, `${part}.js`), ...args], {
    env,
    stdio: 'inherit',
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${part} ended with ${code}`)
}

/** A server on a store, how long (s) it took to be ready, and where. */
async function serve(env: NodeJS.ProcessEnv) {
  const PORT = await freePort()
  const site = `http://127.0.0.1:${PORT}`
  const began = performance.now()
  const child = spawn(process.execPath, ['dist/server.js'], {
    cwd: root,
    env: { ...env, PORT },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const isReady = () =>
    fetch(`${site}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error('The server ended by itself')
    await wait(100)
  }
  return { child, site, took: (performance.now() - began) / 1_000 }
}

/** Resident memory (MB) of a process, its own and what it maps of files; 0 where /proc doesn't tell. */
function memory({ pid }: ChildProcess) {
  const status = process.platform === 'linux' ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
  const kb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0)
  return { own: Math.round(kb('RssAnon') / 1024), mapped: Math.round(kb('RssFile') / 1024) }
}

/** Processor time (ms) that a process has had, where /proc tells. */
function cpu({ pid }: ChildProcess) {
  if (process.platform !== 'linux') return Number.NaN
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [utime, stime] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(utime) + Number(stime)) * 10
}

/** Waits until a server has done what a start does by itself: reading what it guesses by, its first round. */
async function settled(child: ChildProcess) {
  for (let before = cpu(child), busy = true; busy; ) {
    await wait(3_000)
    const now = cpu(child)
    busy = now - before > 150
    before = now
  }
}

/** How long each page takes to be answered, one at a time, beside a page that asks only who is signed in. */
async function inboxes(site: string, child: ChildProcess) {
  const pages = [
    ['a page of words', 'tariq@debt.example', '/privacy'],
    ['a provider’s inbox', 'tariq@debt.example', '/referrals'],
    ['a referrer’s list', 'grace@surgery.example', '/referrals'],
    ['the hub’s inbox', 'hana@hub.example', '/referrals'],
    ['the hub’s open list', 'hana@hub.example', '/referrals?show=open'],
    ['the hub’s closed list', 'hana@hub.example', '/referrals?show=closed'],
  ] as const
  for (const [title, email, page] of pages) {
    const signedIn = await fetch(`${site}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ email, password }),
      redirect: 'manual',
    })
    const headers = { cookie: signedIn.headers.getSetCookie()[0]!.split(';')[0]! }
    const times: number[] = []
    const ask = async () => {
      const began = performance.now()
      const answer = await fetch(site + page, { headers })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${page} answered ${answer.status}`)
      times.push(performance.now() - began)
    }
    for (let n = 0; n < 10; n++) await ask()
    times.length = 0
    const before = cpu(child)
    for (let n = 0; n < 100; n++) await ask()
    const each = (cpu(child) - before) / 100
    say(
      `  ${title.padEnd(22)} p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms; ${each.toFixed(1)} ms of processor`,
    )
  }
}

try {
  say(
    `Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, load ${os.loadavg()[0]!.toFixed(1)} when it began\n`,
  )
  for (const real of MONGODB_URI ? [false, true] : [false]) {
    say(`${real ? 'The server at MONGODB_URI' : 'The embedded store'}: acknowledged referral writes a second`)
    await run('storage-writes', [path.join(folder, 'floor')], storeOf('writes', real))
  }

  for (const size of sizes) {
    const env = storeOf('sizes', false)
    await run('fill', [String(size), String(services)], env)
    const { child, took } = await serve(env)
    const { own, mapped } = memory(child)
    say(
      `\nThe embedded store with ${number.format(size)} referrals and ${number.format(services)} services: ready in ${took.toFixed(1)} s, ` +
        `${(cpu(child) / 1_000).toFixed(1)} s of processor; memory ${own} MB, and ${mapped} MB of the file mapped`,
    )
    await stop(child)
  }

  for (const real of MONGODB_URI ? [false, true] : [false]) {
    const env = storeOf('inbox', real)
    await run('fill', [String(inboxOf), '200'], env)
    const { child, site } = await serve(env)
    await settled(child)
    say(`\n${real ? 'The server at MONGODB_URI' : 'The embedded store'} with ${number.format(inboxOf)} referrals`)
    await inboxes(site, child)
    await stop(child)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
