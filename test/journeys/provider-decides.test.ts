import { expect } from 'chai'
import { graceRefersAsha } from '../support/asha.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'

for (const javaScriptEnabled of [true, false])
  describe(`A provider decides, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    // A real browser on a busy machine.
    this.timeout(120_000)
    it('declines with a reason, and the GP hears it and where to look next', async () => {
      const reference = await graceRefersAsha({ lastName: 'Declined' })
      const faults: string[] = []
      const tariq = await openPage({ javaScriptEnabled })
      await signInOn(tariq, 'tariq@debt.example')
      await tariq.goto(`/referrals/${reference}`)
      await tariq.locator('summary', { hasText: 'Decline' }).click()
      await tariq.getByRole('button', { name: 'Decline' }).click()
      await tariq.getByRole('link', { name: 'Choose a reason from the list' }).waitFor()
      if (javaScriptEnabled) faults.push(...(await accessibilityFaults(tariq)))
      await tariq.locator('#decline-reason').selectOption('Doesn’t meet our criteria')
      await tariq.getByRole('button', { name: 'Decline' }).click()
      await tariq.getByRole('link', { name: /Say a little more/ }).waitFor()
      await tariq.locator('#decline-comment').fill('We only help tenants')
      await tariq.getByRole('button', { name: 'Decline' }).click()
      await tariq.getByText('Declined').first().waitFor()

      const grace = await openPage({ javaScriptEnabled })
      await signInOn(grace, 'grace@surgery.example')
      await grace.goto(`/referrals/${reference}`)
      const page = await grace.locator('main').innerText()
      expect(page).to.include('Doesn’t meet our criteria').and.include('We only help tenants')
      await grace.getByRole('link', { name: 'Find other help for them' }).click()
      await grace.waitForURL(/\/services\?/)
      if (javaScriptEnabled) faults.push(...(await accessibilityFaults(grace)))
      expect(faults).to.deep.equal([])
    })

    it('and of two colleagues at once one wins, and the other is told who did what', async () => {
      const reference = await graceRefersAsha({ lastName: 'Twoatonce' })
      const [tariq, bea] = [await openPage({ javaScriptEnabled }), await openPage({ javaScriptEnabled })]
      await signInOn(tariq, 'tariq@debt.example')
      await signInOn(bea, 'bea@debt.example')
      await Promise.all([tariq.goto(`/referrals/${reference}`), bea.goto(`/referrals/${reference}`)])
      await tariq.getByRole('button', { name: 'Accept' }).click()
      await tariq.getByText('Accepted', { exact: true }).first().waitFor()
      await bea.getByRole('button', { name: 'Accept' }).click()
      await bea.getByRole('heading', { name: 'Nothing was changed' }).waitFor()
      expect(await bea.locator('main').innerText()).to.match(/Tariq Hussain accepted it at \d\d:\d\d/)
      if (javaScriptEnabled) expect(await accessibilityFaults(bea)).to.deep.equal([])
    })
  })
