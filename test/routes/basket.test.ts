import { expect } from 'chai'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { aboutAsha, debtAdvice } from '../support/asha.ts'
import { signIn, visitor } from '../support/world.ts'

const openServices = async (many: number) => {
  await debtAdvice()
  return Service.find({ status: 'active', 'referral.open': true }).sort({ _id: 1 }).limit(many).lean()
}

describe('the basket', () => {
  it('keeps what is chosen, stays on the page it was chosen on, and leads to one form for all', async () => {
    const lin = await signIn('lin@pcn.example')
    const [first, second] = await openServices(2)
    const results = '/services?kind=debt-advice&place=BS2'
    const put = (service: string) => lin.post('/basket').type('form').send({ service })
    await put(first!._id).expect(303)
    const here = { Host: 'waymark.example', Referer: `http://waymark.example${results}` }
    const added = await put(second!._id).set(here)
    expect(added.headers.location).to.equal(results)
    const page = await lin.get('/basket').expect(200)
    expect(page.text.replaceAll('&#x3D;', '=')).to.include(`service=${first!._id}&amp;service=${second!._id}`)
    expect(page.text).to.include('Basket (2)')
    const form = await lin.get(`/support-requests/new?service=${first!._id}&service=${second!._id}`).expect(200)
    expect(form.text).to.include('Send 2 referrals').and.include(first!.name.replaceAll('&', '&amp;'))
  })

  it('takes out what is not wanted, and holds at most five', async () => {
    const lin = await signIn('lin@pcn.example')
    const services = await openServices(6)
    for (const { _id } of services.slice(0, 5))
      await lin.post('/basket').type('form').send({ service: _id }).expect(303)
    await lin.post('/basket').type('form').send({ service: services[5]!._id }).expect(303)
    const full = await lin.get('/basket')
    expect(full.text).to.include('Your basket is full').and.include('Basket (5)')
    await lin.post('/basket/removals').type('form').send({ service: services[0]!._id }).expect(303)
    expect((await lin.get('/basket')).text).to.include('Basket (4)')
  })

  it('does not lead anywhere but this site’s own pages', async () => {
    const lin = await signIn('lin@pcn.example')
    const [service] = await openServices(1)
    const answer = await lin
      .post('/basket')
      .set('Referer', 'https://elsewhere.example/services')
      .type('form')
      .send({ service: service!._id })
    expect(answer.headers.location).to.equal('/basket')
  })

  it('is emptied of what was sent', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    await grace.post('/basket').type('form').send({ service: service._id })
    await grace
      .post('/support-requests/new')
      .type('form')
      .send(aboutAsha({ service: service._id }))
      .expect(303)
    expect((await grace.get('/basket')).text).to.include('Your basket is empty')
  })

  it('is for those who refer', async () => {
    await (await signIn('tariq@debt.example')).get('/basket').expect(404)
    expect((await (await visitor()).get('/basket')).headers.location).to.match(/^\/sign-in/)
  })
})

describe('telling a story again', () => {
  it('fills in someone referred before, all but their consent', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    const told = aboutAsha({ service: service._id, lastName: 'Again', goals: 'Sleep at night', offSick: 'yes' })
    await grace.post('/support-requests/new').type('form').send(told).expect(303)
    const before = await SupportRequest.findOne({ 'person.lastName': 'Again' }).lean()
    const page = await grace.get(`/support-requests/new?service=${service._id}&from=${before?._id}`).expect(200)
    for (const typed of ['Again', 'Sleep at night', '0117 496 0123', 'value="1985"'])
      expect(page.text).to.include(typed)
    expect(page.text).to.match(/name="offSick"[^>]* checked/)
    expect(page.text).to.not.match(/name="consent(How)?"[^>]* checked/)
    expect(page.text).to.not.include(told.key)
    expect(await Referral.countDocuments({ personName: 'Asha Again' })).to.equal(1)
  })

  it('offers the people this user referred, and nobody else’s', async () => {
    const service = await debtAdvice()
    const before = await SupportRequest.findOne({ 'person.lastName': 'Again' }).lean()
    const priya = await signIn('priya@trentside.example')
    const page = await priya.get(`/support-requests/new?service=${service._id}&from=${before?._id}`).expect(200)
    expect(page.text).to.not.include('Again')
  })
})
