import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { freePort, Waymark } from './support/waymark.ts'

describe('Starting and stopping', function () {
  this.timeout(60_000)
  const folders: string[] = []
  const running: Waymark[] = []
  const folder = () => {
    const made = mkdtempSync(path.join(tmpdir(), 'waymark-start-'))
    folders.push(made)
    return made
  }
  const start = (env: Record<string, string>, command?: string[]) => {
    const waymark = new Waymark(env, command)
    running.push(waymark)
    return waymark
  }

  /** It waits for its database for some seconds, and the other tests needn't wait with it. */
  let unanswered: Waymark
  before(async () => {
    const nobody = `mongodb://127.0.0.1:${await freePort()}/waymark`
    unanswered = new Waymark({ MONGODB_URI: nobody, PORT: await freePort() })
  })
  after(() => unanswered.child.kill('SIGKILL'))

  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL')
    for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
  })

  it('says where it is, who to sign in as and what to try; keeps everything; stops when asked', async () => {
    const env = { DATA_DIR: folder(), PORT: await freePort() }
    const first = await start(env).ready()
    expect(first.said)
      .to.include(`http://localhost:${env.PORT}`)
      .and.include('grace@surgery.example')
      .and.include('waymark-demo')
    const ready = await fetch(`http://localhost:${env.PORT}/health/ready`)
    expect(ready.status).to.equal(200)
    const { total } = await (await fetch(`http://localhost:${env.PORT}/services.json`)).json()
    expect(await first.stop()).to.equal(0)

    const second = await start(env).ready()
    expect(second.said).to.not.include('The store is empty')
    const again = await (await fetch(`http://localhost:${env.PORT}/services.json`)).json()
    expect(again.total).to.equal(total).and.be.at.least(160)
    expect(await second.stop()).to.equal(0)
  })

  it('guesses at words the vocabulary does not know, soon after it is ready, unless that is switched off', async () => {
    const env = { DATA_DIR: folder(), PORT: await freePort() }
    const understood = async () => {
      const answer = await fetch(`http://localhost:${env.PORT}/services.json?q=like+a+grey+fog+rolling+over+me`)
      return (await answer.json()).understood
    }
    const first = await start({ ...env, GUESS_MEANING: 'true' }).ready()
    while (!(await understood())) await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await understood()).to.include({ guessed: true })
    expect(await first.stop()).to.equal(0)

    await start(env).ready()
    expect(await understood()).to.equal(null)
  })

  it('stops when the shell that npm started it in is told to', async function () {
    if (process.platform === 'win32') this.skip()
    const env = { DATA_DIR: folder(), PORT: await freePort(), npm_lifecycle_event: 'start' }
    const shell = await start(env, ['sh', '-c', `"${process.execPath}" dist/server.js; exit`]).ready()
    const ended = once(shell.child, 'close')
    shell.child.kill('SIGTERM')
    await ended
    expect(shell.said).to.include('Stopping')
    expect(await fetch(`http://localhost:${env.PORT}/health/live`).catch(() => 'gone')).to.equal('gone')
  })

  it('is refused in one sentence when its port is in use', async () => {
    const other = createServer().listen(0)
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const waymark = start({ DATA_DIR: folder(), PORT: String(port) })
    expect(await waymark.ended()).to.equal(1)
    expect(waymark.said).to.match(new RegExp(`Port ${port} is in use`))
    other.close()
  })

  it('is refused in one sentence when another has the embedded store open', async () => {
    const DATA_DIR = folder()
    await start({ DATA_DIR, PORT: await freePort() }).ready()
    const second = start({ DATA_DIR, PORT: await freePort() })
    expect(await second.ended()).to.equal(1)
    expect(second.said.trim().split('\n')).to.have.lengthOf(1)
    expect(second.said).to.match(/Another Waymark/)
  })

  it('is refused in one sentence when its folder can’t be used', async () => {
    const file = path.join(folder(), 'a-file')
    writeFileSync(file, '')
    const waymark = start({ DATA_DIR: file, PORT: await freePort() })
    expect(await waymark.ended()).to.equal(1)
    expect(waymark.said.trim().split('\n')).to.have.lengthOf(1)
    expect(waymark.said).to.include(file).and.include('DATA_DIR')
  })

  it('is refused in one sentence when its database doesn’t answer', async () => {
    expect(await unanswered.ended()).to.equal(1)
    expect(unanswered.said.trim().split('\n')).to.have.lengthOf(1)
    expect(unanswered.said).to.include('MONGODB_URI')
  })

  it('is refused in one sentence when a setting won’t do', async () => {
    const waymark = start({ PORT: 'harbour' })
    expect(await waymark.ended()).to.equal(1)
    expect(waymark.said.trim().split('\n')).to.have.lengthOf(1)
    expect(waymark.said).to.include('PORT')
  })
})
