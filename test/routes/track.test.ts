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

  const opened = async () => {
    const { reference, code } = await ashaRefersHerself()
    const visit = await visitor()
    await visit.post('/track').type('form').send({ reference, code }).expect(303)
    const post = (path: string, form: object) => visit.post(`/track/referral/${path}`).type('form').send(form)
    const page = async () => (await visit.get('/track/referral').expect(200)).text
    return { reference, code, visit, post, page }
  }
  const tariqTakes = async (reference: string, ...taken: object[]) => {
    const tariq = await signIn('tariq@debt.example')
    for (const [version, form] of taken.entries())
      await tariq
        .post(`/referrals/${reference}/steps`)
        .type('form')
        .send({ version, ...form })
        .expect(303)
    return tariq
  }
  const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/London' })

  it('lets the person add something, shows it to them and to the service, and nothing that others write', async () => {
    const { reference, post, page } = await opened()
    expect((await post('messages', { message: ' ' }).expect(422)).text).to.include('Write a message')
    await post('messages', { message: 'I have moved to Bath <soon>' }).expect(303)
    expect(await page())
      .to.include('I have moved to Bath &lt;soon&gt;')
      .and.include('Nobody has read it yet')
    const tariq = await signIn('tariq@debt.example')
    const row = (html: string) => html.split('<tr').find((each) => each.includes(reference)) ?? ''
    let lists = ''
    for (let n = 1; n < 20; n++) {
      const list = (await tariq.get(`/referrals?show=open&page=${n}`)).text
      lists += list
      if (!list.includes('rel="next"')) break
    }
    expect(row(lists)).to.include('New message')
    expect((await tariq.get(`/referrals/${reference}`)).text).to.match(/Bath[\s\S]*New<[\s\S]*The person/)
    expect((await tariq.get(`/referrals/${reference}`)).text).to.not.match(/tag--blue">New</)
    await tariq.post(`/referrals/${reference}/messages`).type('form').send({ message: 'Between us' }).expect(303)
    expect(await page())
      .to.include('It has been read')
      .and.not.include('Between us')
  })

  it('asks how it went once it is under way or over, and shows the answer to both sides', async () => {
    const { reference, post, page } = await opened()
    expect(await page()).to.not.include('Did you get the help you needed?')
    await post('feedback', { helped: 'yes' }).expect(409)
    const tariq = await tariqTakes(
      reference,
      { step: 'accept' },
      { step: 'begin', startedOn: today },
      { step: 'complete', reason: 'helped' },
    )
    expect(await page())
      .to.include('Did you get the help you needed?')
      .and.include('This has finished')
    const missing = await post('feedback', { comment: 'Very kind' }).expect(422)
    expect(missing.text).to.include('href="#feedback-helped"').and.include('Very kind')
    await post('feedback', { helped: 'partly', comment: 'Very kind' }).expect(303)
    expect(await page()).to.include('You said: some of it')
    expect((await tariq.get(`/referrals/${reference}`)).text)
      .to.include('Got the help they needed: some of it')
      .and.include('Very kind')
    const { outbox, feedback } = (await Referral.findOne({ reference }).lean())!
    expect(feedback.map(({ helped }) => helped)).to.deep.equal(['partly'])
    // The person referred herself: there is no referrer to tell, and nobody is told what she said.
    expect(outbox.filter(({ about }) => about === 'feedback').map(({ to }) => to)).to.include('provider')
  })

  it('says what can be done next when the service can’t help', async () => {
    const { reference, page } = await opened()
    await tariqTakes(reference, { step: 'decline', reason: 'at_capacity' })
    expect(await page())
      .to.include('The service can’t take this referral')
      .and.include('ask your GP surgery to help you find one')
      .and.include('href="/services"')
  })

  it('follows a referral to where it was passed on, with the same code, and opens nobody else’s', async () => {
    const { reference, visit, post, page } = await opened()
    const tariq = await signIn('tariq@debt.example')
    const { text } = await tariq.get(`/referrals/${reference}`)
    const [, service] = text.match(/name="service" type="checkbox" value="([^"]+)"/) ?? []
    const pass = { step: 'redirect', version: 0, reason: 'better_fit', service, consent: 'phone' }
    await tariq.post(`/referrals/${reference}/steps`).type('form').send(pass).expect(303)
    expect(await page())
      .to.include('passed on to another service')
      .and.include('Your other referrals')
    const { continuedBy } = (await Referral.findOne({ reference }).lean())!
    await post('others', { reference: continuedBy![0]!.reference }).expect(303)
    expect(await page())
      .to.include(continuedBy![0]!.reference)
      .and.include('Your referral has arrived')
    const stranger = await opened()
    await visit.post('/track/referral/others').type('form').send({ reference: stranger.reference }).expect(404)
  })

  it('gives whoever lost the code a new one from the hub, not from the provider, and ends the old', async () => {
    const { reference, code, visit: old } = await opened()
    expect((await (await visitor()).get('/track')).text).to.include('If you have lost the code')
    const tariq = await signIn('tariq@debt.example')
    const hana = await signIn('hana@hub.example')
    const address = `/referrals/${reference}/tracking-code`
    expect((await tariq.get(`/referrals/${reference}`)).text).to.not.include('tracking-code')
    await tariq.get(address).expect(404)
    await tariq.post(address).expect(404)
    expect((await hana.get(`/referrals/${reference}`)).text).to.include(address)
    await hana.post(address).expect(303)
    const shown = await hana.get(address)
    const newCode = shown.text.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/g)!.find((each) => each !== reference)!
    expect((await hana.get(address)).text)
      .to.include('Hana Suzuki')
      .and.not.include(newCode)
    // What the old code had opened somewhere is shut too.
    expect((await old.get('/track/referral')).headers.location).to.equal('/track')
    const visit = await visitor()
    await visit.post('/track').type('form').send({ reference, code }).expect(422)
    await visit.post('/track').type('form').send({ reference, code: newCode }).expect(303)
    await (await signIn('nia@therapies.example')).post(address).expect(404)
  })

  it('shows of a referral entered in error only that it was', async () => {
    const { reference, post, page } = await opened()
    await post('messages', { message: 'Something private' }).expect(303)
    const hana = await signIn('hana@hub.example')
    await hana
      .post(`/referrals/${reference}/steps`)
      .type('form')
      .send({ step: 'enter_in_error', version: 0, reason: 'wrong_person' })
      .expect(303)
    expect(await page())
      .to.include('entered by mistake')
      .and.not.include('Something private')
      .and.not.include('What would you like to add?')
    await post('messages', { message: 'Hello?' }).expect(404)
  })

  it('answers a form posted empty with what is missing, never with a fault', async () => {
    const { post, reference } = await opened()
    await tariqTakes(reference, { step: 'accept' }, { step: 'begin', startedOn: today })
    for (const path of ['steps', 'reminders', 'follow-ups', 'messages', 'feedback']) {
      const answer = await post(path, {})
      expect(answer.status, path).to.equal(422)
    }
    await post('others', {}).expect(404)
    await post('appointments/6b0574c1acf35ef9ee476268', {}).expect(422)
    await post('appointments/nonsense', { change: 'take' }).expect(409)
  })
})
