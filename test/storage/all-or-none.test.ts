import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'

const rounds = Number(process.env.CRASH_ROUNDS ?? 5)

describe('support requests, killed at any moment', function () {
  this.timeout(rounds * 30_000)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-all-or-none-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it(`have all of their referrals or don’t exist, once however often they were sent, through ${rounds} kills`, async () => {
    const acknowledged = path.join(folder, 'acknowledged')
    writeFileSync(acknowledged, '')
    let cutShort = 0
    let checked = 0
    for (let round = 0; round <= rounds; round++) {
      const { finished, requests, wrong, keys } = await runAndKill(folder, acknowledged, round)
      expect(wrong, `after kill ${round}`).to.deep.equal([])
      appendFileSync(acknowledged, keys.map((key) => `${key}\n`).join(''))
      cutShort += finished
      checked = requests
    }
    expect(checked).to.be.greaterThan(rounds)
    // Otherwise no kill fell between the writes, and nothing has been shown.
    expect(cutShort).to.be.greaterThan(0)
    console.log(`      ${checked} support requests, ${cutShort} of them cut short by a kill and finished`)
  })
})

async function runAndKill(folder: string, acknowledged: string, round: number) {
  const script = path.join(import.meta.dirname, 'children', 'sender.js')
  const { MONGODB_URI: _, ...env } = process.env
  const child = spawn(process.execPath, [script, path.join(folder, 'data'), acknowledged, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  let out = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += chunk
      if (/^checked .*\n.*\n/m.test(out)) resolve()
    })
    child.on('exit', (code) => reject(new Error(`the sender ended by itself: ${code}`)))
  })
  await wait(Math.random() * 300)
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await closed
  const [finished, checked, ...keys] = out.split('\n').slice(0, -1)
  const [, requests, wrong] = /^checked (\d+) (.*)$/.exec(checked)!
  return { finished: Number(finished.split(' ')[1]), requests: Number(requests), wrong: JSON.parse(wrong), keys }
}
