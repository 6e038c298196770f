import { expect } from 'chai'
import { visitor } from '../support/world.ts'

const pages = ['/', '/services', '/services.json', '/sign-in', '/health/live', '/waymark.css', '/no-such-page']

describe('Every answer', () => {
  for (const page of pages) {
    it(`carries the security headers: ${page}`, async () => {
      const { headers } = await (await visitor()).get(page)
      const policy = headers['content-security-policy']
      expect(policy).to.include("default-src 'self'").and.include("script-src 'self'").and.include("style-src 'self'")
      expect(policy).to.include("frame-ancestors 'none'").and.not.include('unsafe')
      expect(headers['x-content-type-options']).to.equal('nosniff')
      expect(headers['referrer-policy']).to.equal('strict-origin-when-cross-origin')
      expect(headers).to.not.have.property('x-powered-by')
    })
  }

  it('sets no cookie on someone who only looks', async () => {
    for (const page of pages) expect((await (await visitor()).get(page)).headers).to.not.have.property('set-cookie')
  })
})
