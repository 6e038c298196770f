import { expect } from 'chai'
import { type Guess, noIdea } from '../../search/likeness.ts'
import { guesser } from '../../search/search.ts'
import { aboutAsha, debtAdvice } from '../support/asha.ts'
import { openPage } from '../support/browser.ts'
import { fillInAbout } from '../support/refer-on.ts'
import { visitor } from '../support/world.ts'

const quiet = 'The fog has my name on it now'
const loud = 'I am going to kill myself'

const script = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`)

describe('Someone in danger who refers themselves', () => {
  const real = guesser.guess
  before(async () => {
    const { _id } = await debtAdvice()
    address = `/services/${_id}/self-referral`
    guesser.start(undefined, script('setInterval(() => {}, 1000)'))
    guesser.guess = async (words): Promise<Guess> =>
      words.includes('fog') ? { kinds: [], danger: true, fear: 0.9 } : noIdea
  })
  after(async () => {
    guesser.guess = real
    await guesser.stop()
  })
  let address = ''
  const form = (story: string, changes = {}) => aboutAsha({ story, goals: '', lastName: 'Grey', ...changes })

  for (const [how, story] of Object.entries({ 'in so many words': loud, 'that only the guesser hears': quiet })) {
    it(`is shown urgent help first, ${how}, and nothing is sent until they say that they are safe`, async () => {
      const agent = await visitor()
      const { text } = await agent.post(address).type('form').send(form(story)).expect(422)
      expect(text).to.include('Are you safe now?').and.include('116 123').and.include(story)
      expect(text.indexOf('116 123')).to.be.lessThan(text.indexOf('There is a problem'))
      const safe = form(story, { dangerSeen: 'yes' })
      const { headers } = await agent.post(address).type('form').send(safe).expect(303)
      expect((await agent.get(headers.location!)).text).to.include('Are you safe now?')
    })
  }

  it('is asked nothing of the kind about debts', async () => {
    const agent = await visitor()
    const { headers } = await agent.post(address).type('form').send(form('Behind with the council tax')).expect(303)
    expect((await agent.get(headers.location!)).text).not.to.include('Are you safe now?')
  })

  for (const javaScriptEnabled of [true, false])
    it(`sees it at the top of a phone, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      const page = await openPage({ javaScriptEnabled, viewport: { width: 360, height: 740 } })
      await page.goto(address)
      await fillInAbout(page, 'Fog')
      await page.getByLabel('What would you like help with?').fill(quiet)
      await page.getByLabel('Are you working?').selectOption('Employed')
      await page.getByLabel('Yes, share this with the service').check()
      await page.getByRole('button', { name: 'Send my referral' }).click()
      await page.getByRole('heading', { name: 'Are you safe now?' }).waitFor()
      if (javaScriptEnabled) await page.locator('.nhsuk-frontend-supported').waitFor()
      expect((await page.locator('.urgent-help').boundingBox())!.y).to.be.within(0, 300)
      await page.getByLabel('I am safe for now. Send this as well').check()
      await page.getByRole('button', { name: 'Send my referral' }).click()
      await page.getByRole('heading', { name: 'Your referral is sent' }).waitFor()
    })
})
