import { expect } from 'chai'
import { Referral } from '../../models/referral.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'
import { fillInAbout, referenceOn } from '../support/refer-on.ts'

for (const javaScriptEnabled of [true, false]) {
  describe(`A GP refers, the provider accepts, the GP sees it, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    // A real browser on a busy machine.
    this.timeout(120_000)
    const faults: string[] = []
    const check = async (page: Parameters<typeof accessibilityFaults>[0]) => {
      if (javaScriptEnabled) faults.push(...(await accessibilityFaults(page)))
    }

    it('from a search to an accepted referral', async () => {
      const grace = await openPage({ javaScriptEnabled })
      await signInOn(grace, 'grace@surgery.example')
      await grace.goto('/')
      await grace.getByLabel('What would help?').fill('bailiffs at the door')
      await grace.getByLabel('Where?').fill('BS2')
      await grace.locator('main').getByRole('button', { name: 'Search' }).click()
      await grace.locator('a[href^="/support-requests/new"]').first().click()
      await grace.waitForURL(/support-requests\/new/)
      await check(grace)

      await grace.getByRole('button', { name: 'Send referral' }).click()
      await grace.getByRole('heading', { name: 'There is a problem' }).waitFor()
      await check(grace)
      await grace.getByRole('link', { name: 'Enter their first name' }).click()
      if (javaScriptEnabled)
        expect(await grace.evaluate('document.activeElement.id'), 'the error summary leads to the field').to.equal(
          'firstName',
        )

      await fillInAbout(grace, `Journey ${javaScriptEnabled}`)
      await grace.getByLabel('What help does the person need?').fill('Bailiffs are coming on Friday')
      await grace.getByLabel('Work', { exact: true }).selectOption('Employed')
      await grace.getByLabel('The person said yes').check()
      await grace.getByLabel('In the room').check()
      await grace.getByRole('button', { name: 'Send referral' }).click()
      await grace.getByRole('heading', { name: 'Referral sent' }).waitFor()
      await check(grace)
      const reference = await referenceOn(grace)

      const tariq = await openPage({ javaScriptEnabled })
      await signInOn(tariq, 'tariq@debt.example')
      await tariq.goto('/referrals')
      await check(tariq)
      await tariq.goto(`/referrals/${reference}`)
      await check(tariq)
      await tariq.getByRole('button', { name: 'Accept' }).click()
      await tariq.getByText('Accepted', { exact: true }).first().waitFor()

      await grace.goto('/referrals')
      await check(grace)
      await grace.getByRole('link', { name: `Asha Journey ${javaScriptEnabled}` }).click()
      await grace.getByText('Tariq Hussain, Debt adviser').waitFor()
      expect(await grace.locator('main').innerText()).to.match(/Accepted[\s\S]*They get in touch by/)
      await check(grace)
      expect(faults).to.deep.equal([])
    })
  })
}

describe('Sending twice', function () {
  // A real browser on a busy machine.
  this.timeout(120_000)
  it('makes one referral for a double click without script, and a reload of the confirmation sends nothing', async () => {
    const lin = await openPage({ javaScriptEnabled: false })
    await signInOn(lin, 'lin@pcn.example')
    await lin.goto('/services?kind=debt-advice&place=BS2&open_to_referrals=yes')
    await lin.locator('a[href^="/support-requests/new"]').first().click()
    await fillInAbout(lin, 'Twice')
    await lin.getByLabel('What help does the person need?').fill('Letters about council tax')
    await lin.getByLabel('Work', { exact: true }).selectOption('Retired')
    await lin.getByLabel('The person said yes').check()
    await lin.getByLabel('By phone').check()
    await lin.getByRole('button', { name: 'Send referral' }).dblclick()
    await lin.waitForURL(/support-requests\/[0-9a-f]{24}/)
    await lin.reload()
    expect(await Referral.countDocuments({ personName: 'Asha Twice' })).to.equal(1)
  })
})

describe('A link worker in a hurry', function () {
  // A real browser on a busy machine.
  this.timeout(120_000)
  it('makes a standard referral in at most 8 actions and 3 pages without script', async () => {
    const lin = await openPage({ javaScriptEnabled: false })
    await signInOn(lin, 'lin@pcn.example')
    let actions = 0
    const act = async (what: Promise<unknown>) => {
      actions += 1
      await what
    }
    const pages: string[] = []
    lin.on('request', (request) => {
      if (request.isNavigationRequest() && request.method() === 'GET') pages.push(new URL(request.url()).pathname)
    })
    await lin.goto('/services')
    await lin.getByLabel(/help/).first().fill('bailiffs at the door')
    await lin.locator('[name=place]').fill('BS2')
    await act(lin.locator('main').getByRole('button', { name: 'Search' }).click())
    await act(lin.locator('a[href^="/support-requests/new"]').first().click())
    await lin.getByLabel('First name').fill('Asha')
    await lin.getByLabel('Last name').fill('Quick')
    await lin.getByLabel('Day', { exact: true }).fill('27')
    await lin.getByLabel('Month').fill('3')
    await lin.getByLabel('Year').fill('1985')
    await lin.getByLabel('Home postcode').fill('BS2 0AA')
    await act(lin.getByLabel('Phone call').first().check())
    await lin.getByLabel('Phone number').fill('0117 496 0123')
    await lin.getByLabel('What help does the person need?').fill('Bailiffs are coming on Friday')
    await act(lin.getByLabel('Work', { exact: true }).selectOption('Employed'))
    await act(lin.getByLabel('The person said yes').check())
    await act(lin.getByLabel('In the room').check())
    await act(lin.getByRole('button', { name: 'Send referral' }).click())
    await lin.getByRole('heading', { name: 'Referral sent' }).waitFor()
    expect(actions).to.be.at.most(8)
    // Searching again on the search page is the same page.
    expect(new Set(pages.map((path) => path.replace(/[0-9a-f]{24}$/, 'ID'))).size).to.be.at.most(3)
  })
})
