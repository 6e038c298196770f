import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { debtAdvice } from '../support/asha.ts'
import { accessibilityFaults, openPage } from '../support/browser.ts'
import { fillInAbout } from '../support/refer-on.ts'

for (const javaScriptEnabled of [true, false])
  describe(`A citizen refers herself and sees where her referral is, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    // A real browser on a busy machine.
    this.timeout(120_000)
    it('with a reference and a code, and withdraws it', async () => {
      const { _id } = await debtAdvice()
      const faults: string[] = []
      const check = async (page: Page) => {
        if (javaScriptEnabled) faults.push(...(await accessibilityFaults(page)))
      }
      const asha = await openPage({ javaScriptEnabled, viewport: { width: 320, height: 640 } })
      await asha.goto(`/services/${_id}`)
      await asha.getByRole('button', { name: 'Refer yourself' }).click()
      await asha.waitForURL(/self-referral/)
      await check(asha)
      if (javaScriptEnabled)
        expect(await asha.evaluate('document.documentElement.scrollWidth'), 'fits a small phone').to.be.at.most(320)
      await fillInAbout(asha, 'Citizen')
      await asha.getByLabel('What would you like help with?').fill('I can’t pay the rent')
      await asha.getByLabel('Are you working?').selectOption('Employed')
      await asha.getByLabel('Yes, share this with the service').check()
      await asha.getByRole('button', { name: 'Send my referral' }).click()
      await asha.getByRole('heading', { name: 'Your referral is sent' }).waitFor()
      await check(asha)
      const [reference, code] = await asha.locator('.reference').allInnerTexts()
      expect(code).to.match(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/)

      const later = await openPage({ javaScriptEnabled })
      await later.goto('/track')
      await check(later)
      await later.getByLabel('Reference').fill(reference!)
      await later.getByLabel('Code').fill('AAAA-AAAA')
      await later.getByRole('button', { name: 'See where it is' }).click()
      await later.getByRole('link', { name: /don’t match/ }).waitFor()
      await check(later)
      await later.getByLabel('Code').fill(code!)
      await later.getByRole('button', { name: 'See where it is' }).click()
      await later.getByText('Your referral has arrived').waitFor()
      await check(later)
      expect(later.url()).to.not.include(reference).and.not.include(code)

      const withdraw = later.locator('summary', { hasText: 'Withdraw' })
      await withdraw.click()
      await later.getByLabel('Reason').selectOption('Found help somewhere else')
      await later.getByRole('button', { name: 'Withdraw' }).click()
      await later.getByText('This referral was withdrawn').waitFor()
      await check(later)
      await later.getByRole('button', { name: 'Finish and hide this page' }).click()
      await later.goto('/track/referral')
      expect(new URL(later.url()).pathname).to.equal('/track')
      expect(faults).to.deep.equal([])
    })
  })
