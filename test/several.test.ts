import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import type { Service } from '../models/service.ts'
import { stores, type TestStore } from './storage/stores.ts'
import { runCommand } from './support/command.ts'
import { freePort, Waymark } from './support/waymark.ts'

const id = 'aaaaaaaa-0000-4000-8000-00000000aaaa'
const feed = JSON.stringify({
  id,
  name: 'Numbat meadow walks',
  status: 'active',
  organization: { id: 'aaaaaaaa-0000-4000-8000-00000000bbbb', name: 'Numbat Meadows', description: 'Walks' },
})

describe('Several Waymarks on one database', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-several-'))
  const running: Waymark[] = []
  let database: Awaited<ReturnType<TestStore['open']>>

  before(async function () {
    const server = stores.find(({ name }) => name.includes('MONGODB_URI'))
    if (!server) {
      console.log('      not run: it needs MONGODB_URI (the embedded store is for one process, and refuses a second)')
      return this.skip()
    }
    database = await server.open()
  })
  after(async () => {
    await Promise.all(running.map((waymark) => waymark.stop()))
    await database?.discard()
    rmSync(folder, { recursive: true, force: true })
  })

  it('show what another process imported, renamed and removed within two seconds', async () => {
    const address = database.address!
    const sites: string[] = []
    for (const name of ['one', 'two']) {
      const PORT = await freePort()
      const env = { MONGODB_URI: address, PORT, DATA_DIR: path.join(folder, name), LOG_LEVEL: 'fatal' }
      running.push(await new Waymark(env).ready())
      sites.push(`http://127.0.0.1:${PORT}`)
    }
    const named = async (site: string) => {
      const { results } = await (await fetch(`${site}/services.json?q=numbat+meadow`)).json()
      return results.find((one: { id: string }) => one.id === id)?.name
    }
    let longest = 0
    /** How long it takes (ms) until every process gives the service this name; undefined: until none knows it. */
    const until = async (name: string | undefined) => {
      const began = Date.now()
      for (const site of sites) while ((await named(site)) !== name) await wait(20)
      longest = Math.max(longest, Date.now() - began)
    }

    await until(undefined)
    writeFileSync(path.join(folder, 'feed.ndjson'), feed)
    const { code, said } = await runCommand('import', [path.join(folder, 'feed.ndjson')], folder, address)
    expect(code, said).to.equal(0)
    await until('Numbat meadow walks')
    const services = database.connection.collection<Service>('services')
    await services.updateOne({ _id: id }, { $set: { name: 'Numbat meadow rambles', updatedAt: new Date() } })
    await until('Numbat meadow rambles')
    await services.deleteOne({ _id: id })
    await until(undefined)
    expect(longest).to.be.at.most(2_000)
    console.log(`      two processes had a change at most ${longest} ms after it was made`)
  })
})
