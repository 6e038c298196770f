import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { Referral } from '../../models/referral.ts'
import { accessibilityFaults, openPage } from '../support/browser.ts'
import { codeFor, linkInMessage } from '../support/decision-link.ts'

for (const javaScriptEnabled of [true, false]) {
  describe(`A provider who never signs in decides, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    // A real browser on a busy machine.
    this.timeout(120_000)
    it('from the link in the message, with a code', async () => {
      const { reference, address, email } = await linkInMessage()
      const faults: string[] = []
      const page = await openPage({ javaScriptEnabled, viewport: { width: 320, height: 640 } })
      const check = async (page: Page) => {
        if (javaScriptEnabled) faults.push(...(await accessibilityFaults(page)))
      }
      await page.goto(address)
      await check(page)
      await page.locator(`form[action="${address}/code"] button`).click()
      await page.locator('input[name="code"]').fill('000000')
      await page.locator(`form[action="${address}"] button`).click()
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
      await check(page)
      await page.locator('input[name="code"]').fill(codeFor(email))
      await page.locator(`form[action="${address}"] button`).click()
      await page.getByText('Bailiffs at the door').waitFor()
      await check(page)
      await page.locator('summary', { hasText: 'Decline' }).click()
      await page.getByRole('button', { name: 'Decline' }).click()
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
      await check(page)
      await page.locator('summary', { hasText: 'Put on the waiting list' }).click()
      await page.getByLabel(/^Weeks/).fill('3')
      await page.getByRole('button', { name: 'Put on the waiting list' }).click()
      await page.getByRole('heading', { name: 'Put on the waiting list' }).waitFor()
      await check(page)
      expect((await Referral.findOne({ reference }).lean())?.status).to.equal('waiting_list')
      await page.goto(address)
      await page.getByRole('heading', { name: /can’t be used any more/ }).waitFor()
      await check(page)
      await page.getByRole('button', { name: 'Send a new link' }).click()
      await page.getByText('a new link is on its way').waitFor()
      await check(page)
      expect(faults).to.deep.equal([])
    })
  })
}
