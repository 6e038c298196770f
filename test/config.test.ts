import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { readConfig, root, settings } from '../config.ts'

describe('The settings', () => {
  it('have defaults that are enough to start', () => {
    const config = readConfig({})
    expect(config.PORT).to.equal(3000)
    expect(config.BASE_URL).to.equal('http://localhost:3000')
  })

  it('are refused in one sentence that names each one that won’t do', () => {
    expect(() => readConfig({ PORT: 'no', NODE_ENV: 'production' })).to.throw(/PORT.*SESSION_SECRET/)
  })

  it('need a secret of their own in production', () => {
    const SESSION_SECRET = 'a secret that only this hub knows about'
    expect(readConfig({ NODE_ENV: 'production', SESSION_SECRET }).SESSION_SECRET).to.equal(SESSION_SECRET)
  })

  it('stand in .env.example, each with what it is and its default', () => {
    const example = readFileSync(path.join(root, '.env.example'), 'utf8')
    const lines = Object.entries(settings).map(([name, rule]) => {
      const { flags } = rule.describe() as { flags?: { default?: unknown; description?: string } }
      return `# ${flags?.description}\n${name}=${flags?.default ?? ''}\n`
    })
    for (const line of lines) expect(example).to.include(line)
    expect(example.match(/^[A-Z_]+=/gm)).to.have.lengthOf(lines.length)
  })
})
