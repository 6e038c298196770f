import { expect } from 'chai'
import { addWorkingDays, dayOf, endOfDay } from '../../lifecycle/clocks.ts'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { debtAdvice, graceRefersAsha } from '../support/asha.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'
import { signIn } from '../support/world.ts'

const clocks = { decideWithin: '2', contactWithin: '15', answerWithin: '', reviewWithin: '30' }

describe('How long a service takes', () => {
  after(async () => {
    const all = { decideWithin: 1, contactWithin: 1, answerWithin: 1, reviewWithin: 1, clocksSet: 1 }
    const $unset = Object.fromEntries(Object.entries(all).map(([name, one]) => [`referral.${name}`, one]))
    await Service.updateOne({ _id: (await debtAdvice())._id }, { $unset })
  })

  it('is set by those who decide there, and holds for what is sent from then on', async () => {
    const { _id } = await debtAdvice()
    const before = await graceRefersAsha({ lastName: 'Beforeclocks' })
    const tariq = await signIn('tariq@debt.example')
    expect((await tariq.get('/referrals')).text).to.include('href="/clocks"')
    expect((await tariq.get('/clocks').expect(200)).text).to.include(`/services/${_id}/clocks`)
    await tariq.post(`/services/${_id}/clocks`).type('form').send(clocks).expect(303)
    expect((await tariq.get(`/services/${_id}/clocks`)).text).to.include('Last set by Tariq Hussain on')
    const { referral } = (await Service.findById(_id).lean())!
    expect(referral).to.deep.include({ decideWithin: 2, contactWithin: 15, reviewWithin: 30 })
    expect(referral).to.not.have.property('answerWithin')
    const grace = await signIn('grace@surgery.example')
    expect((await grace.get(`/support-requests/new?service=${_id}`)).text).to.include(
      'They decide within 2 working days',
    )
    const after = await graceRefersAsha({ lastName: 'Afterclocks' })
    const dueAt = async (reference: string) => (await Referral.findOne({ reference }).lean())!.dueAt
    expect(await dueAt(after)).to.deep.equal(endOfDay(addWorkingDays(dayOf(new Date()), 2)))
    expect(await dueAt(before)).to.deep.equal(endOfDay(addWorkingDays(dayOf(new Date()), 5)))
  })

  it('won’t do out of range, in words or in parts of a day: said beside the field, with what was typed', async () => {
    const { _id } = await debtAdvice()
    const tariq = await signIn('tariq@debt.example')
    for (const decideWithin of ['0', '31', '2.5', 'soon', '-1', '1e9']) {
      const page = await tariq
        .post(`/services/${_id}/clocks`)
        .type('form')
        .send({ ...clocks, decideWithin })
        .expect(422)
      expect(page.text).to.include('Enter a whole number of days from 1 to 30, or leave it empty for 5')
      expect(page.text).to.include(`value="${decideWithin}"`).and.include('href="#decideWithin"')
    }
    const odd = await tariq.post(`/services/${_id}/clocks`).type('form').send('decideWithin[$gt]=1')
    expect(odd.status).to.be.oneOf([303, 422])
  })

  it('is nobody else’s: to other providers, referrers and strangers the page isn’t there', async () => {
    const { _id } = await debtAdvice()
    for (const email of ['nia@therapies.example', 'grace@surgery.example', 'hana@hub.example', 'max@icb.example']) {
      const agent = await signIn(email)
      await agent.get(`/services/${_id}/clocks`).expect(404)
      await agent.post(`/services/${_id}/clocks`).type('form').send(clocks).expect(404)
      expect((await agent.get(`/services/${_id}`)).text).to.not.include('/clocks')
    }
    const ada = await signIn('ada@waymark.example')
    expect((await ada.get(`/services/${_id}`)).text).to.include(`/services/${_id}/clocks`)
    await ada.get(`/services/${_id}/clocks`).expect(200)
    await ada.get('/services/nowhere/clocks').expect(404)
  })

  it('can be set on a phone and with a screen reader', async () => {
    const page = await openPage({ viewport: { width: 320, height: 640 } })
    await signInOn(page, 'tariq@debt.example')
    for (const address of ['/clocks', `/services/${(await debtAdvice())._id}/clocks`]) {
      await page.goto(address)
      expect(await accessibilityFaults(page)).to.deep.equal([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320)
    }
  })
})
