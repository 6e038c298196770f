import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { aboutAsha } from '../support/asha.ts'
import { freePort, Waymark } from '../support/waymark.ts'

describe('What Waymark logs at its most talkative', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-logs-'))
  let site = ''
  let waymark: Waymark
  before(async () => {
    const PORT = await freePort()
    site = `http://localhost:${PORT}`
    const env = { PORT, DATA_DIR: folder, LOG_LEVEL: 'debug', GUESS_MEANING: 'false' }
    waymark = await new Waymark(env).ready()
  })
  after(async () => {
    await waymark.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is nothing of what someone in danger searched for, told of themselves or mistyped', async () => {
    const q = 'q=I+took+an+overdose+quokka'
    const asked = ['services', 'services.json', 'services/points.json'].flatMap((path) =>
      [q, `${q}&place=Quokkabury`, `${q}&within=quokka`].map((query) => `${path}?${query}`),
    )
    for (const address of [...asked, `nowhere?${q}`, `services/quokka?${q}`, `services/%E0%A4?${q}`]) {
      const answer = await fetch(`${site}/${address}`)
      expect(answer.status, address).to.be.oneOf([200, 400, 404, 422])
    }
    const found = await (await fetch(`${site}/services.json?self_referral=yes&kind=debt-advice`)).json()
    expect(found.urgent).to.equal(false)
    const story = 'I took an overdose quokka'
    const told = await fetch(`${site}${found.results[0].url}/self-referral`, {
      method: 'POST',
      headers: { origin: site },
      body: new URLSearchParams(aboutAsha({ story, lastName: 'Quokka' }) as Record<string, string>),
    })
    expect(told.status).to.equal(422)
    expect(await told.text()).to.include('Are you safe now?')

    // The requests themselves are logged, the last of them a moment after its answer.
    for (const route of ['/services', '/services.json', '/services/points.json', '/services/:id/self-referral'])
      while (!waymark.said.includes(`"route":"${route}"`)) await setTimeout(20)
    expect(waymark.said).not.to.match(/quokka|overdose|Asha|496 0123/i)
  })
})
