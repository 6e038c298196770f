import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { Referral } from '../../models/referral.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'

for (const javaScriptEnabled of [true, false]) {
  describe(`The hub triages and a key worker holds it together, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    // A real browser on a busy machine.
    this.timeout(120_000)
    const faults: string[] = []
    const check = async (page: Page) => {
      if (javaScriptEnabled) faults.push(...(await accessibilityFaults(page)))
    }
    const unfold = (page: Page, words: string) => page.locator('summary', { hasText: words }).first().click()
    const name = `Triage${javaScriptEnabled}`

    it('takes a referral, passes it on in sequence, names a team and sees all of it on one page', async () => {
      const reference = await graceRefersAsha({
        service: 'hub',
        lastName: name,
        story: 'Letters from debt collectors, and panic',
        dobYear: '1980',
      })
      const hana = await openPage({ javaScriptEnabled, viewport: { width: 360, height: 740 } })
      await signInOn(hana, 'hana@hub.example')
      await hana.goto('/referrals?whose=nobody')
      await check(hana)
      await hana.goto(`/referrals/${reference}`)
      await check(hana)
      await hana.getByRole('button', { name: 'I’ll look after this' }).click()
      await hana.getByText('You look after this referral now').waitFor()
      await hana.goto('/referrals?whose=mine')
      await check(hana)
      expect(await hana.locator('main').innerText()).to.include('Hana Suzuki looks after it')

      // What the story finds is offered; anything else can be looked for, and nothing ticked is lost.
      await hana.goto(`/referrals/${reference}`)
      await hana.getByLabel('Look for another service').fill('Talking therapies in Bristol')
      await hana.getByRole('button', { name: 'Look', exact: true }).click()
      const therapy = hana.getByLabel(/^Talking therapies in Bristol,/)
      await therapy.first().check()
      await check(hana)
      await hana.getByLabel('Look for another service').fill('debt casework')
      await hana.getByRole('button', { name: 'Look', exact: true }).click()
      await hana.getByLabel(/^Debt casework at St Jude’s/).check()
      expect(await therapy.first().isChecked(), 'still ticked').to.equal(true)
      await hana
        .getByLabel('Wait for one of them to begin')
        .selectOption({ label: 'Debt casework at St Jude’s, Harbourside Money Advice' })
      await hana.getByRole('button', { name: 'Pass on to another service' }).click()
      await hana.getByRole('heading', { name: 'There is a problem' }).waitFor()
      await check(hana)
      expect(await therapy.first().isChecked(), 'and after a mistake').to.equal(true)
      await hana.locator('#redirect-reason').selectOption('Another service fits better')
      await hana.getByLabel('Yes, by phone').first().check()
      await hana.getByRole('button', { name: 'Pass on to another service' }).click()
      await hana.getByText('Passed on').first().waitFor()
      await check(hana)
      const made = await Referral.find({ personName: `Asha ${name}`, status: { $ne: 'redirected' } }).lean()
      expect(made.map(({ status }) => status).sort()).to.deep.equal(['draft', 'sent'])

      await hana.getByRole('button', { name: 'Be the key worker' }).click()
      await hana.getByText('You are the key worker now').waitFor()
      await hana.getByText('Waits for Debt casework at St Jude’s to begin').waitFor()
      await check(hana)
      expect(await hana.evaluate('document.documentElement.scrollWidth'), 'fits a small phone').to.be.at.most(360)

      await hana.getByRole('link', { name: 'Open the case conference' }).click()
      await check(hana)
      await hana.getByRole('button', { name: 'Add to the team' }).click()
      await hana.getByRole('heading', { name: 'There is a problem' }).waitFor()
      await check(hana)
      for (const who of ['Hana Suzuki', 'Tariq Hussain']) {
        await hana.getByLabel('Who joins the team').selectOption({ label: await optionOf(hana, who) })
        await hana.getByLabel('The person agrees').check()
        await hana.getByLabel('By phone').check()
        await hana.getByRole('button', { name: 'Add to the team' }).click()
        await hana.getByText(`${who} is in the team.`).waitFor()
      }
      await hana.getByLabel('Write a note').fill('We meet on Thursday')
      await hana.getByRole('button', { name: 'Save note' }).click()
      await hana.getByText('Your note is in the case conference').waitFor()
      await check(hana)

      const tariq = await openPage({ javaScriptEnabled })
      await signInOn(tariq, 'tariq@debt.example')
      await tariq.goto(`/referrals/${made.find(({ status }) => status === 'sent')?.reference}`)
      await tariq.getByRole('link', { name: 'The case conference' }).click()
      await tariq.getByText('We meet on Thursday').waitFor()
      await check(tariq)

      await hana.goto('/key-worker')
      await hana.getByRole('link', { name: `Asha ${name}` }).waitFor()
      await check(hana)
      await hana.getByRole('link', { name: `Asha ${name}` }).click()
      await unfold(hana, 'Send this story to another service')
      await hana.getByLabel('Look for a service').fill('peer support')
      await hana.getByRole('button', { name: 'Look', exact: true }).click()
      await hana.getByRole('button', { name: 'Send', exact: true }).click()
      await hana.getByRole('heading', { name: 'There is a problem' }).waitFor()
      await check(hana)
      expect(faults).to.deep.equal([])
    })

    it('returns one with advice, which the referrer acts on', async () => {
      const reference = await graceRefersAsha({ service: 'hub', lastName: `Advice${javaScriptEnabled}` })
      const hana = await openPage({ javaScriptEnabled })
      await signInOn(hana, 'hana@hub.example')
      await hana.goto(`/referrals/${reference}`)
      await unfold(hana, 'Return with advice')
      await hana.getByLabel('They can do this themselves').check()
      await hana.getByLabel('Your advice').fill('Ask for sixty days of breathing space')
      await hana.getByRole('button', { name: 'Return with advice' }).click()
      await hana.getByText('Returned with advice').first().waitFor()
      await check(hana)
      const grace = await openPage({ javaScriptEnabled })
      await signInOn(grace, 'grace@surgery.example')
      await grace.goto(`/referrals/${reference}`)
      await grace.getByText('“Ask for sixty days of breathing space”').waitFor()
      await check(grace)
      expect(faults).to.deep.equal([])
    })
  })
}

/** The words of the choice that names somebody. */
async function optionOf(page: Page, name: string) {
  const all = await page.getByLabel('Who joins the team').locator('option').allInnerTexts()
  return all.find((words) => words.startsWith(name))!
}
