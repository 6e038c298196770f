import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { config } from '../../config.ts'
import { realData, runCommand } from '../support/command.ts'
import { theApp } from '../support/world.ts'

describe('npm run import', function () {
  this.timeout(180_000)
  let folder: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'waymark-import-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('says how it is used when it is given nothing', async () => {
    const { code, said } = await runCommand('import', [], folder)
    expect(code).to.equal(2)
    expect(said).to.equal('Usage: npm run import -- FILE_OR_URL\n')
  })

  it('says in one sentence that a file isn’t there', async () => {
    const { code, said } = await runCommand('import', [path.join(folder, 'none.ndjson')], path.join(folder, 'store'))
    expect(code).to.equal(1)
    expect(said).to.match(/^There is no file .*none\.ndjson\.\n$/)
  })

  it('reports skipped lines and a summary', async () => {
    const feed = path.join(folder, 'feed.ndjson')
    await writeFile(feed, '{"id": "1"}\nnot json\n')
    const { code, said } = await runCommand('import', [feed], path.join(folder, 'store'))
    expect(code).to.equal(0)
    expect(said).to.contain('Line 1 skipped (1): id must be a valid GUID.')
    expect(said).to.contain('Line 2 skipped (no id): it is not JSON.')
    expect(said).to.match(/Read 2 services in [\d.]+ s: 0 new, 0 updated, 0 unchanged, 2 skipped\./)
  })

  it('is refused with a sentence while a server has the embedded store open', async function () {
    if (config.MONGODB_URI) return this.skip()
    await theApp()
    const { code, said } = await runCommand('import', [path.join(folder, 'feed.ndjson')], config.DATA_DIR)
    expect(code).to.equal(1)
    expect(said.trim().split('\n')).to.have.length(1)
    expect(said).to.match(/another|already|running|in use|open/i)
  })

  it('takes all 8,673 services of the real feed in a minute, and none again', async function () {
    const feed = realData('oruk3-real.ndjson')
    if (!feed) return this.skip()
    const store = path.join(folder, 'real')
    const started = Date.now()
    const first = await runCommand('import', [feed], store)
    expect(Date.now() - started).to.be.below(60_000)
    expect(first.said).to.match(/Read 8,673 services in [\d.]+ s: 8,673 new, 0 updated, 0 unchanged, 0 skipped\./)
    const again = await runCommand('import', [feed], store)
    expect(again.said).to.match(/Read 8,673 services in [\d.]+ s: 0 new, 0 updated, 8,673 unchanged, 0 skipped\./)
  })
})
