import { expect } from 'chai'
import { Referral } from '../../models/referral.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'
import { signIn } from '../support/world.ts'

describe('An administrator who is told of a mistake', () => {
  it('marks it by its reference, typed anyhow, and sees nothing of the person', async () => {
    const reference = await graceRefersAsha({ lastName: 'Mistaken' })
    const ada = await signIn('ada@waymark.example')
    const form = { reference: reference.toLowerCase().replace('-', ' '), reason: 'wrong_person' }
    await ada.post('/mistakes').type('form').send(form).expect(303)
    const page = (await ada.get('/mistakes')).text
    expect(page).to.include(`${reference} is marked as entered in error`).and.not.include('Mistaken')
    const { status, history } = (await Referral.findOne({ reference }).lean())!
    expect(status).to.equal('entered_in_error')
    expect(history.at(-1)!.by).to.include({ name: 'Ada Okonkwo', party: 'administrator' })
    expect((await (await signIn('grace@surgery.example')).get(`/referrals/${reference}`)).text).to.not.include(
      'Mistaken',
    )
    const again = await ada.post('/mistakes').type('form').send(form).expect(409)
    expect(again.text).to.include('This referral is now: entered in error')
  })

  it('hears beside the field what won’t do, with what was typed', async () => {
    const reference = await graceRefersAsha({ lastName: 'Stays' })
    const ada = await signIn('ada@waymark.example')
    const swapped = `${reference[1]}${reference[0]}${reference.slice(2)}`
    const wrong: [object, number, string, string][] = [
      [{ reference: '', reason: 'test' }, 422, 'reference', 'Enter the whole reference'],
      [
        { reference: swapped === reference ? 'X' : swapped, reason: 'test' },
        422,
        'reference',
        'Enter the whole reference',
      ],
      [{ reference: '3333-3333', reason: 'test' }, 404, 'reference', 'There is no referral with that reference'],
      [{ reference, reason: '' }, 422, 'reason', 'Choose a reason from the list'],
      [{ reference, reason: 'other' }, 422, 'comment', 'Say a little more about'],
    ]
    for (const [form, status, field, sentence] of wrong) {
      const page = await ada.post('/mistakes').type('form').send(form).expect(status)
      expect(page.text).to.include(sentence).and.include(`href="#${field}"`)
    }
    expect((await Referral.findOne({ reference }).lean())!.status).to.equal('sent')
    for (const email of ['grace@surgery.example', 'hana@hub.example', 'cora@council.example'])
      await (await signIn(email)).post('/mistakes').type('form').send({ reference, reason: 'test' }).expect(404)
  })

  it('can do it on a phone and with a screen reader', async () => {
    const page = await openPage({ viewport: { width: 320, height: 640 } })
    await signInOn(page, 'ada@waymark.example')
    await page.goto('/mistakes')
    await page.getByRole('button', { name: 'Mark as entered in error' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await accessibilityFaults(page)).to.deep.equal([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320)
  })
})
