import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { root } from '../../config.ts'
import { Referral } from '../../models/referral.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { password } from '../../seed/cast.ts'
import { openStore } from '../../storage/index.ts'
import { aboutAsha, debtAdviceInTheStore } from '../support/asha.ts'
import { formOn } from '../support/form-on.ts'
import { freePort, Waymark } from '../support/waymark.ts'

/**
 * npm run test:outage. Needs the database of .ci/database, whose parts it kills. OUTAGE_REFERRALS sends fewer.
 * What it shows is said in the sentence of the test; what it measured, below it.
 */
const total = Number(process.env.OUTAGE_REFERRALS ?? 5_000)
const clients = 16
const referrers = ['grace@surgery.example', 'lin@pcn.example', 'priya@trentside.example', 'dean@leenvalleypcn.example']
const database = (...args: string[]) => promisify(execFile)(path.join(root, '.ci/database'), args)
const between = (from: number, to: number) => from + Math.random() * (to - from)

describe('Referrals sent through Waymark while its database is killed and started again', function () {
  this.timeout(60 * 60_000)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-outage-'))
  let waymark: Waymark
  let site = ''

  before(async () => {
    if (!process.env.MONGODB_URI) throw new Error('This needs the database of .ci/database, which did not start')
    const PORT = await freePort()
    const { MONGODB_URI } = process.env
    const env = { MONGODB_URI, PORT, DATA_DIR: folder, SEND_LIMIT: '1000000', LOG_LEVEL: 'error' }
    waymark = await new Waymark(env).ready()
    site = `http://127.0.0.1:${PORT}`
    await openStore()
  })
  after(async () => {
    await waymark?.stop()
    await database('start')
    rmSync(folder, { recursive: true, force: true })
  })

  it(`are ${total.toLocaleString('en-GB')}, none lost and none double, and nobody had to sign in again`, async () => {
    const { _id: service } = await debtAdviceInTheStore()
    const before = await SupportRequest.countDocuments()
    const tally = { kept: 0, dropped: 0, kills: { gateway: 0, postgres: 0 }, pause: 0, longest: 0, answer: 0, away: 0 }
    const sent = new Map<string, string>()
    let lastSent = Date.now()
    let next = 0
    let over = false

    /** A browser of one signed-in user: sends a form until it is told that it was sent. */
    async function client(cookie: string) {
      while (next < total && !over) {
        const n = next++
        const form = aboutAsha({ service, key: randomUUID(), lastName: `Khan ${n}` })
        const key = String(form.key)
        const began = Date.now()
        let action = '/support-requests/new'
        let fields = new URLSearchParams(form as unknown as Record<string, string>)
        while (!over) {
          const asked = Date.now()
          const answer = await post(action, fields, cookie).catch(() => null)
          tally.answer = Math.max(tally.answer, Date.now() - asked)
          if (answer?.status === 303) {
            const location = answer.headers.get('location')!
            expect(location, 'where a sent form leads').to.match(/^\/support-requests\/[0-9a-f]{24}$/)
            sent.set(key, location.split('/').at(-1)!)
            break
          }
          if (answer) {
            const text = await answer.text()
            const why = waymark.said.split('\n').find((line) => line.includes('"status":500'))
            expect(answer.status, why).to.equal(503)
            tally.kept++
            const kept = formOn(text, 'Send again')
            expect([...kept.fields].sort()).to.deep.equal([...fields].sort())
            ;({ action, fields } = kept)
          } else tally.dropped++
          await wait(between(200, 1_000))
        }
        tally.pause = Math.max(tally.pause, Date.now() - lastSent)
        lastSent = Date.now()
        tally.longest = Math.max(tally.longest, Date.now() - began)
      }
    }

    async function signIn(email: string) {
      const answer = await post('/sign-in', new URLSearchParams({ email, password }))
      expect(answer.headers.get('location')).to.not.include('sign-in')
      return answer.headers.getSetCookie()[0]!.split(';')[0]!
    }

    const post = (address: string, body: URLSearchParams, cookie = '') =>
      fetch(site + address, { method: 'POST', body, headers: { cookie }, redirect: 'manual' })

    const cookies: string[] = []
    for (let i = 0; i < clients; i++) cookies.push(await signIn(referrers[i % referrers.length]!))
    const sending = Promise.all(cookies.map(client))
    const done = sending.finally(() => {
      over = true
    })
    const killing = (async () => {
      while (!over) {
        await wait(between(1_000, 8_000))
        const gone = Date.now()
        for (const part of ['gateway', 'postgres'] as const)
          if (Math.random() < 0.6) {
            await database('kill', part)
            tally.kills[part]++
          }
        await wait(between(0, 4_000))
        await database('start')
        tally.away = Math.max(tally.away, Date.now() - gone)
      }
    })()
    await Promise.all([done, killing])

    expect(waymark.child.exitCode, waymark.said).to.equal(null)
    const requests = await SupportRequest.find({ 'person.lastName': /^Khan \d+$/ }).lean()
    const made = await Referral.find({ supportRequest: { $in: requests.map(({ _id }) => _id) } }).lean()
    expect(requests).to.have.lengthOf(total)
    expect(await SupportRequest.countDocuments()).to.equal(before + total)
    expect(new Set(requests.map(({ person }) => person.lastName)).size).to.equal(total)
    expect(sent.size).to.equal(total)
    for (const { _id, idempotencyKey } of requests)
      expect(sent.get(idempotencyKey.split(' ')[1]!)).to.equal(String(_id))
    expect(made).to.have.lengthOf(total)
    expect(made.map(({ _id }) => String(_id))).to.have.members(
      requests.flatMap(({ referrals }) => referrals.map(({ _id }) => String(_id))),
    )
    expect(new Set(made.map(({ reference }) => reference)).size).to.equal(total)
    expect(made.filter(({ status, history }) => status !== 'sent' || history.length !== 1)).to.deep.equal([])
    expect(requests.filter(({ unfinished }) => unfinished)).to.deep.equal([])

    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
    console.log(
      `      ${total} referrals by ${clients} clients; ${tally.kills.gateway} kills of the gateway and ${tally.kills.postgres} of PostgreSQL; ` +
        `${tally.kept} answers that kept the form, ${tally.dropped} dropped connections;\n` +
        `      longest pause between two referrals ${seconds(tally.pause)}; longest wait of one form ${seconds(tally.longest)};\n` +
        `      longest that the database was away ${seconds(tally.away)}, and that one answer took ${seconds(tally.answer)}`,
    )
  })
})
