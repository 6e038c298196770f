import { expect } from 'chai'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'
import { counted } from '../support/counted.ts'
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
    const page = await openPage({ javaScriptEnabled: false })
    await signInOn(page, 'lin@pcn.example')
    const lin = counted(page)
    await lin.type(page.getByLabel('What would help?'), 'bailiffs at the door')
    await lin.type(page.getByLabel('Where?'), 'BS2')
    await lin.press(page.locator('main').getByRole('button', { name: 'Search' }))
    await lin.press(page.getByRole('link', { name: 'Refer someone' }).first())
    await lin.type(page.getByLabel('First name'), 'Asha')
    await lin.type(page.getByLabel('Last name'), 'Quick')
    await lin.type(page.getByLabel('Day', { exact: true }), '27')
    await lin.type(page.getByLabel('Month'), '3')
    await lin.type(page.getByLabel('Year'), '1985')
    await lin.type(page.getByLabel('Home postcode'), 'BS2 0AA')
    await lin.tick(page.getByLabel('Phone call').first())
    await lin.type(page.getByLabel('Phone number'), '0117 496 0123')
    await lin.type(page.getByLabel('What help does the person need?'), 'Bailiffs are coming on Friday')
    await lin.choose(page.getByLabel('Work', { exact: true }), 'Employed')
    await lin.tick(page.getByLabel('The person said yes'))
    await lin.tick(page.getByLabel('In the room'))
    await lin.press(page.getByRole('button', { name: 'Send referral' }))
    await page.getByRole('heading', { name: 'Referral sent' }).waitFor()
    // From the page that follows signing in: the search, its results, the form. What comes next says that it is done.
    expect({ actions: lin.actions, pages: lin.pages }).to.deep.equal({ actions: 7, pages: 3 })
    expect(lin.actions).to.be.at.most(8)
    expect(lin.pages).to.be.at.most(3)
  })
})

for (const javaScriptEnabled of [true, false])
  describe(`A link worker who is interrupted, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    this.timeout(120_000)
    it('saves what she has, drops one of two services, sees who fits, and sends', async () => {
      const lin = await openPage({ javaScriptEnabled })
      const check = async () => javaScriptEnabled && expect(await accessibilityFaults(lin)).to.deep.equal([])
      await signInOn(lin, 'lin@pcn.example')
      const [first, second] = await Promise.all(
        ['Debt casework at St Jude’s', 'Money advice in surgeries'].map((name) => Service.findOne({ name }).lean()),
      )
      const lastName = `Interrupted ${javaScriptEnabled}`
      await lin.goto(`/support-requests/new?service=${first?._id}&service=${second?._id}`)
      await lin.getByLabel('First name').fill('Asha')
      await lin.getByLabel('Last name').fill(lastName)
      await lin.getByLabel('Year').fill('1985')
      await lin.getByRole('button', { name: 'Save and finish later' }).click()
      await lin.getByRole('heading', { name: 'Your drafts' }).waitFor()
      await check()
      await lin.getByRole('link', { name: `Asha ${lastName}` }).click()

      await lin.getByRole('button', { name: 'Leave out Money advice in surgeries' }).click()
      await lin.getByRole('heading', { name: 'Refer someone to Debt casework' }).waitFor()
      expect(await lin.getByLabel('Last name').inputValue()).to.equal(lastName)
      await fillInAbout(lin, lastName)
      if (!javaScriptEnabled) await lin.getByRole('button', { name: 'Check if it fits the person' }).click()
      await lin.getByText('Fits this person’s age and address').first().waitFor()
      await check()
      await lin.getByLabel('What help does the person need?').fill('Letters about council tax')
      await lin.getByLabel('Work', { exact: true }).selectOption('Retired')
      await lin.getByLabel('The person said yes').check()
      await lin.getByLabel('By phone').check()
      // Enter in a box sends, and does nothing else.
      await lin.getByLabel('Last name').press('Enter')
      await lin.getByRole('heading', { name: 'Referral sent' }).waitFor()
      await check()
      expect(await lin.locator('main').innerText()).to.match(/code [0-9A-Z]{4}-[0-9A-Z]{4}/)
      expect(await Referral.countDocuments({ personName: `Asha ${lastName}` })).to.equal(1)
      await lin.goto('/drafts')
      expect(await lin.locator('main').innerText()).to.not.include(lastName)
    })
  })
