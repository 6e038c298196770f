import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import { trackingCodeOf } from '../../lifecycle/send.ts'
import { Referral } from '../../models/referral.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'

const today = dayOf(new Date())

/** Opens what is folded under these words, unless it stands open. */
async function unfold(page: Page, words: string) {
  const details = page.locator('details', { has: page.locator('summary', { hasText: words }) }).first()
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
  return details
}

for (const javaScriptEnabled of [true, false])
  describe(`Help from yes to a year on, ${javaScriptEnabled ? 'with' : 'without'} script`, function () {
    // A real browser on a busy machine.
    this.timeout(180_000)
    const faults: string[] = []
    let reference: string
    let tariq: Page
    let asha: Page
    // Without script axe can't run either: the same pages are looked at with it.
    const look = async (page: Page) => {
      if (javaScriptEnabled) faults.push(...(await accessibilityFaults(page)))
    }

    before(async () => {
      const ways = { allowed: ['phone', 'text'], preferred: 'phone', goals: 'To sleep\nTo open the post' }
      reference = await graceRefersAsha({ lastName: `Yearon${Number(javaScriptEnabled)}`, ...ways })
      const { supportRequest } = (await Referral.findOne({ reference }).lean())!
      const code = trackingCodeOf((await SupportRequest.findById(supportRequest).lean())!)
      tariq = await openPage({ javaScriptEnabled })
      await signInOn(tariq, 'tariq@debt.example')
      asha = await openPage({ javaScriptEnabled, viewport: { width: 320, height: 640 } })
      await asha.goto('/track')
      await asha.getByLabel('Reference').fill(reference)
      await asha.getByLabel('Code', { exact: true }).fill(code)
      await asha.getByRole('button', { name: 'See where it is' }).click()
      await asha.getByText('Your referral has arrived').waitFor()
    })

    it('the provider accepts and offers a time, with what won’t do said beside it', async () => {
      await tariq.goto(`/referrals/${reference}`)
      await tariq.getByRole('button', { name: 'Accept' }).click()
      await tariq.getByText('Make first contact').first().waitFor()
      const form = await unfold(tariq, 'Offer or book an appointment')
      await form.getByLabel('Date').fill(addDays(today, 6))
      await form.getByLabel('Time').fill('half past ten')
      await form.getByLabel('How long, in minutes').fill('45')
      await form.getByLabel('In person').check()
      await form.getByLabel('Where').fill('The library, room 2')
      await form.getByLabel('Not yet: it is offered to them').check()
      await form.getByLabel('By text message').check()
      await form.getByRole('button', { name: 'Save this appointment' }).click()
      await tariq.getByRole('link', { name: 'Enter a time, like 9:30 or 14:00' }).waitFor()
      await look(tariq)
      const again = tariq.locator('#appointment')
      expect(await again.getByLabel('Where').inputValue()).to.equal('The library, room 2')
      await again.getByLabel('Time').fill('10:30')
      await again.getByRole('button', { name: 'Save this appointment' }).click()
      await tariq.getByText('Offered', { exact: true }).waitFor()
      await look(tariq)
    })

    it('the person takes it, says how to be reminded, and adds what they should know', async () => {
      await asha.reload()
      await asha.getByRole('button', { name: 'Take this appointment' }).click()
      await asha.getByText('The appointment is booked.').waitFor()
      expect(await asha.getByRole('link', { name: 'Put it in your calendar' }).getAttribute('href')).to.match(/\.ics$/)
      await look(asha)
      const wish = await unfold(asha, 'How we remind you')
      expect(await wish.getByLabel('By text message').isChecked()).to.equal(true)
      await wish.getByLabel('No reminders').check()
      await wish.getByRole('button', { name: 'Remind me this way' }).click()
      await asha.getByText('We will remind you as you wish').waitFor()
      await asha.getByLabel('What would you like to add?').fill('Please ring after four')
      await asha.getByRole('button', { name: 'Add it' }).click()
      await asha.getByText('Please ring after four').waitFor()
      expect(await asha.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320)
      await look(asha)
    })

    it('the provider reads it, starts, measures, and can’t end it without a word on each goal', async () => {
      await tariq.goto(`/referrals/${reference}`)
      await tariq.getByText('Please ring after four').waitFor()
      const begin = await unfold(tariq, 'Record the first contact')
      await begin.getByLabel('Date').fill(today)
      await begin.getByRole('button', { name: 'Record the first contact' }).click()
      await tariq.getByText('Under way').first().waitFor()
      const score = await unfold(tariq, 'Record SWEMWBS')
      await score.getByLabel('Total, 7 to 35').fill('36')
      await score.getByLabel('Filled in on').fill(today)
      await score.getByLabel('At the start').check()
      await score.getByLabel('The person alone').check()
      await score.getByRole('button', { name: /Record SWEMWBS/ }).click()
      await tariq.getByRole('link', { name: /whole number from 7 to 35/ }).waitFor()
      await look(tariq)
      await tariq.locator('#measure-swemwbs-total').fill('21')
      await tariq.locator('#measure-swemwbs').getByRole('button').click()
      await tariq.getByText('The score is recorded').waitFor()

      const end = await unfold(tariq, 'Complete')
      await end.locator('#complete-reason').selectOption('Debt dealt with')
      await end.locator('#complete-goal1').check()
      await end.getByRole('button', { name: 'Complete' }).click()
      await tariq.getByRole('link', { name: 'Choose an answer to “Goal: To open the post”' }).waitFor()
      await tariq.getByRole('link', { name: /Enter “Debt dealt with, in pounds”/ }).waitFor()
      await look(tariq)
      await tariq.locator('#complete-goal2-2').check()
      await tariq.locator('#complete-debtDealtWith').fill('900')
      await tariq.locator('#complete').getByRole('button', { name: 'Complete' }).click()
      await tariq.getByText('Completed', { exact: true }).first().waitFor()
      await look(tariq)
    })

    it('the person says how it went, and later how things are; the provider reads both', async () => {
      await asha.reload()
      await asha.getByText('This has finished').waitFor()
      const say = await unfold(asha, 'Say how it went')
      await say.getByLabel('Some of it').check()
      await say.getByLabel(/What was good/).fill('I sleep now')
      await say.getByRole('button', { name: 'Send', exact: true }).click()
      await asha.getByText('Thank you for telling us how it went').waitFor()
      await look(asha)

      const { followUps } = (await Referral.findOne({ reference }).lean())!
      const [first, ...later] = followUps
      const since = { followUps: [{ ...first!, dueOn: addDays(today, -1) }, ...later], followUpOn: addDays(today, -1) }
      await Referral.updateOne({ reference }, { $set: since })
      await tariq.goto(`/referrals/${reference}`)
      await tariq.getByText('Are they in paid work today?').waitFor()
      await look(tariq)
      await asha.reload()
      const now = await unfold(asha, 'Say how things are now')
      await look(asha)
      await now.locator('#follow-up-inWork').check()
      await now.locator('#follow-up-stillHelped').check()
      await now.getByRole('button', { name: 'Save the answer' }).click()
      await asha.getByText('Thank you for telling us.').waitFor()
      await tariq.reload()
      const page = await tariq.locator('main').innerText()
      expect(page)
        .to.include('I sleep now')
        .and.include('In paid work: yes. Still makes a difference: yes.')
        .and.include('Goal: To open the post: Partly achieved')
    })

    it('and the hub records for a provider what it said by phone', async () => {
      const other = await graceRefersAsha({ lastName: `Rang${Number(javaScriptEnabled)}` })
      const hana = await openPage({ javaScriptEnabled })
      await signInOn(hana, 'hana@hub.example')
      await hana.goto(`/referrals/${other}`)
      await hana.getByText(/record it for them here/).waitFor()
      const wait = await unfold(hana, 'Put on the waiting list')
      await wait.getByLabel('Weeks, if you know').fill('6')
      await wait.getByLabel('By phone').check()
      await wait.getByRole('button', { name: 'Put on the waiting list' }).click()
      await hana.getByText(/for Harbourside Money Advice, who told them by phone/).waitFor()
      await look(hana)
      expect(faults).to.deep.equal([])
    })
  })
