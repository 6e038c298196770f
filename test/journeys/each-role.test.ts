import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { graceRefersAsha } from '../support/asha.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'

/** Who signs in, and the pages that are theirs. */
const roles: [role: string, email: string, pages: string[]][] = [
  ['a GP', 'grace@surgery.example', ['/referrals', '/referrals?show=closed', '/key-worker', '/basket', '/drafts']],
  ['a link worker', 'lin@pcn.example', ['/referrals', '/referrals?show=waiting', '/key-worker', '/basket']],
  ['a provider', 'nia@therapies.example', ['/referrals', '/referrals?whose=mine', '/referrals?whose=nobody&show=open']],
  ['the hub', 'sal@nottshub.example', ['/referrals', '/referrals?show=waiting', '/key-worker']],
  ['a key worker', 'ravi@hub.example', ['/key-worker', '/referrals?whose=mine']],
]
/** They work with listings, figures and users: no referral is theirs to see. */
const without = ['cora@council.example', 'max@icb.example', 'ada@waymark.example']

for (const javaScriptEnabled of [true, false]) {
  describe(`The pages of each role, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    this.timeout(120_000)
    const faults: string[] = []
    const check = async (page: Page) => {
      if (javaScriptEnabled) faults.push(...(await accessibilityFaults(page)))
      else expect(await page.locator('h1').count()).to.equal(1)
    }

    for (const [role, email, pages] of roles)
      it(`are there for ${role}`, async () => {
        const page = await openPage({ javaScriptEnabled, viewport: { width: 360, height: 740 } })
        await signInOn(page, email)
        for (const address of pages) {
          const answer = await page.goto(address)
          expect(answer?.status(), address).to.equal(200)
          await check(page)
        }
        // Whatever stands first in the last list opens.
        const first = page.locator('main a[href^="/referrals/"], main a[href^="/support-requests/"]').first()
        if (await first.count()) {
          await first.click()
          await page.locator('h1').waitFor()
          await check(page)
        }
        expect(faults).to.deep.equal([])
        await page.context().close()
      })

    it('hold no referral for a curator, a commissioner or an administrator, who search as anyone does', async () => {
      const reference = await graceRefersAsha({ lastName: 'Rolesapart' })
      for (const email of without) {
        const page = await openPage({ javaScriptEnabled })
        await signInOn(page, email)
        expect(await page.getByRole('link', { name: 'Referrals', exact: true }).count(), email).to.equal(0)
        for (const address of ['/referrals', `/referrals/${reference}`, '/key-worker'])
          expect((await page.goto(address))?.status(), `${email} ${address}`).to.equal(404)
        await check(page)
        await page.goto('/services?q=debt&place=BS2')
        await page.getByRole('heading', { level: 1 }).waitFor()
        await check(page)
        await page.context().close()
      }
      expect(faults).to.deep.equal([])
    })
  })
}
