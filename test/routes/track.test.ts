import { expect } from 'chai'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { aboutAsha, debtAdvice } from '../support/asha.ts'
import { signIn, visitor } from '../support/world.ts'

/** Asha refers herself; what she is shown to keep. */
async function ashaRefersHerself() {
  const asha = await visitor()
  const { _id } = await debtAdvice()
  const sent = await asha
    .post(`/services/${_id}/self-referral`)
    .type('form')
    .send(aboutAsha({ lastName: 'Herself' }))
  expect(sent.status).to.equal(303)
  const page = await asha.get(sent.headers.location!).expect(200)
  const [reference, code] = page.text.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/g) ?? []
  return { asha, page, address: sent.headers.location!, reference: reference!, code: code! }
}

const wrongPair = /The reference and the code don’t match: check both/

describe('referring oneself', () => {
  it('needs no account, speaks plainly, and shows the code only once', async () => {
    const { asha, page, address, reference, code } = await ashaRefersHerself()
    expect(page.text).to.include('You should hear by')
    const again = await asha.get(address).expect(200)
    expect(again.text).to.include(reference).and.not.include(code)
    expect(await Referral.findOne({ reference }).lean()).to.include({ status: 'sent', personName: 'Asha Herself' })
  })

  it('is not there for a service that does not allow it', async () => {
    const service = await Service.findOne({ status: 'active', 'referral.self': false }).lean()
    await (await visitor()).get(`/services/${service?._id}/self-referral`).expect(404)
  })

  it('keeps what was typed and speaks to the person when something is missing', async () => {
    const { _id } = await debtAdvice()
    const form = aboutAsha({ consent: '' })
    const page = await (await visitor()).post(`/services/${_id}/self-referral`).type('form').send(form).expect(422)
    expect(page.text).to.include('Tick to say that we may share this').and.include('0117 496 0123')
  })
})

describe('tracking one’s own referral', () => {
  it('opens with reference and code, typed in any way, and puts neither in the address', async () => {
    const { reference, code } = await ashaRefersHerself()
    const visit = await visitor()
    const typed = { reference: reference.toLowerCase().replace('-', ' '), code: ` ${code.toLowerCase()}` }
    const answer = await visit.post('/track').type('form').send(typed)
    expect(answer.status).to.equal(303)
    expect(answer.headers.location).to.equal('/track/referral')
    const page = await visit.get('/track/referral').expect(200)
    expect(page.text).to.include('Your referral has arrived').and.include('If you have not heard by the end of')
  })

  it('follows what the provider does, and answers their question', async () => {
    const { reference, code } = await ashaRefersHerself()
    const tariq = await signIn('tariq@debt.example')
    const question = 'How much do you owe?'
    await tariq
      .post(`/referrals/${reference}/steps`)
      .type('form')
      .send({ step: 'ask', version: 0, question })
      .expect(303)
    const visit = await visitor()
    await visit.post('/track').type('form').send({ reference, code })
    expect((await visit.get('/track/referral')).text).to.include(question)
    const answer = { step: 'answer', version: 1, answer: 'About £900' }
    await visit.post('/track/referral/steps').type('form').send(answer).expect(303)
    expect((await tariq.get(`/referrals/${reference}`)).text).to.include('About £900')
  })

  it('lets the person withdraw', async () => {
    const { reference, code } = await ashaRefersHerself()
    const visit = await visitor()
    await visit.post('/track').type('form').send({ reference, code })
    const withdraw = { step: 'withdraw', version: 0, reason: 'changed_mind' }
    await visit.post('/track/referral/steps').type('form').send(withdraw).expect(303)
    expect((await visit.get('/track/referral')).text).to.include('This referral was withdrawn')
  })

  it('does not let the person take a provider’s step', async () => {
    const { reference, code } = await ashaRefersHerself()
    const visit = await visitor()
    await visit.post('/track').type('form').send({ reference, code })
    await visit.post('/track/referral/steps').type('form').send({ step: 'accept', version: 0 }).expect(409)
    expect(await Referral.findOne({ reference }).lean()).to.include({ status: 'sent' })
  })

  it('answers alike for a wrong code and for a reference that does not exist', async () => {
    const { reference } = await ashaRefersHerself()
    const visit = await visitor()
    const wrong = await visit.post('/track').type('form').send({ reference, code: '3333-3333' }).expect(422)
    const unknown = await visit
      .post('/track')
      .type('form')
      .send({ reference: '3333-333K', code: '3333-3333' })
      .expect(422)
    expect(wrong.text).to.match(wrongPair)
    expect(unknown.text.replace('3333-333K', reference)).to.equal(wrong.text)
  })

  it('stops after five wrong codes for a reference, whether or not it exists, and keeps others open', async () => {
    const { reference, code } = await ashaRefersHerself()
    const visit = await visitor()
    for (const tried of [reference, '4444-4444']) {
      for (let n = 0; n < 5; n++)
        await visit.post('/track').type('form').send({ reference: tried, code: 'wrong' }).expect(422)
      await visit.post('/track').type('form').send({ reference: tried, code }).expect(429)
    }
    const other = await ashaRefersHerself()
    await visit.post('/track').type('form').send({ reference: other.reference, code: other.code }).expect(303)
  })

  it('shows nothing without a code given in this session, or after leaving', async () => {
    const { reference, code } = await ashaRefersHerself()
    const visit = await visitor()
    expect((await visit.get('/track/referral')).headers.location).to.equal('/track')
    await visit.post('/track').type('form').send({ reference, code })
    await visit.post('/track/leave').expect(303)
    expect((await visit.get('/track/referral')).headers.location).to.equal('/track')
  })
})
