import { expect } from 'chai'
import { Referral } from '../../models/referral.ts'
import { Service } from '../../models/service.ts'
import { aboutAsha, debtAdvice, graceRefersAsha, referenceIn } from '../support/asha.ts'
import { signIn, visitor } from '../support/world.ts'

describe('referring someone', () => {
  it('shows a GP one page with the service, and asks for everything there', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    const page = await grace.get(`/support-requests/new?service=${service._id}`).expect(200)
    expect(page.text)
      .to.include(service.organisationName)
      .and.include('Date of birth')
      .and.include('The person said yes')
  })

  it('sends the referral, and says its reference, what happens next and when', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    const answer = await grace
      .post('/support-requests/new')
      .type('form')
      .send(aboutAsha({ service: service._id }))
    expect(answer.status).to.equal(303)
    expect(answer.headers.location).to.match(/^\/support-requests\/[0-9a-f]{24}$/)
    const page = await grace.get(answer.headers.location!).expect(200)
    expect(page.text)
      .to.include('Asha Khan')
      .and.match(/They decide by \d+ \w+ 20\d\d/)
    const referral = await Referral.findOne({ reference: referenceIn(page.text) }).lean()
    expect(referral).to.include({ service: service._id, status: 'sent' })
  })

  it('makes one referral however often the same form is sent', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    const form = aboutAsha({ service: service._id, lastName: 'Doubleclick' })
    const send = () => grace.post('/support-requests/new').type('form').send(form)
    const answers = [...(await Promise.all([send(), send(), send()])), await send()]
    expect(new Set(answers.map(({ headers }) => headers.location)).size).to.equal(1)
    expect(await Referral.countDocuments({ personName: 'Asha Doubleclick' })).to.equal(1)
  })

  it('keeps all that was typed when something is missing, with words beside the field', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    const form = aboutAsha({ service: service._id, postcode: 'BS2', consentHow: '', goals: 'Sleep at night' })
    const page = await grace.post('/support-requests/new').type('form').send(form).expect(422)
    expect(page.text).to.include('Enter a full postcode').and.include('Choose how they said yes')
    for (const typed of ['Asha', '1985', '0117 496 0123', 'Bailiffs are coming', 'Sleep at night', form.key])
      expect(page.text, typed).to.include(typed)
    expect(page.text).to.match(/value="phone"[^>]* checked/)
  })

  it('says why a service can’t take someone, beside the service, and sends nothing', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    await Service.updateOne({ _id: service._id }, { $set: { 'eligibility.minimumAge': 18 } })
    const form = aboutAsha({ service: service._id, dobYear: '2015', lastName: 'Tooyoung' })
    const page = await grace.post('/support-requests/new').type('form').send(form).expect(422)
    expect(page.text).to.match(/Takes people aged 18 .*; Asha is 1\d\./)
    expect(page.text).to.include('Find others like it').and.include('value="2015"')
    expect(await Referral.countDocuments({ personName: 'Asha Tooyoung' })).to.equal(0)
  })

  it('sends to a service that doesn’t fit once the referrer says why they should look', async () => {
    const service = await debtAdvice()
    await Service.updateOne({ _id: service._id }, { $set: { 'eligibility.minimumAge': 18 } })
    const override = { [`override-${service._id}`]: 'Turns 18 next week' }
    const reference = await graceRefersAsha({ dobYear: '2015', lastName: 'Nearly', ...override })
    expect(await Referral.findOne({ reference }).lean()).to.include({ override: 'Turns 18 next week' })
  })

  it('says that a service is closed to referrals before anything is typed', async () => {
    const grace = await signIn('grace@surgery.example')
    const closed = await Service.findOne({ status: 'active', 'referral.open': false }).lean()
    const page = await grace.get(`/support-requests/new?service=${closed?._id}`).expect(200)
    expect(page.text).to.include('It isn’t taking referrals now.')
  })

  it('puts urgent help first when the story suggests danger, and sends once that is dealt with', async () => {
    const grace = await signIn('grace@surgery.example')
    const service = await debtAdvice()
    const form = aboutAsha({ service: service._id, story: 'She says she will kill herself', lastName: 'Danger' })
    const page = await grace.post('/support-requests/new').type('form').send(form).expect(422)
    expect(page.text).to.include('Is the person safe now?').and.include('116 123')
    await grace
      .post('/support-requests/new')
      .type('form')
      .send({ ...form, dangerSeen: 'yes' })
      .expect(303)
  })

  it('asks for the GP practice, goes by it where a service does, and shows it to the hub and not to whom it is nothing', async () => {
    const grace = await signIn('grace@surgery.example')
    const byGp = (await Service.findOne({
      'covers.by': 'gp',
      'covers.areas': 'E06000023',
      kinds: 'talking-therapies',
    }).lean())!
    const page = await grace.get(`/support-requests/new?service=${byGp._id}`).expect(200)
    expect(page.text)
      .to.match(/<details[^>]* open>\s*<summary[^>]*><span[^>]*>GP practice/)
      .and.include('GP practice</li>')
    const gp = { gpName: 'Old Seed Mill Practice', gpPlace: 'Nottingham' }
    const elsewhere = aboutAsha({ service: byGp._id, lastName: 'Gpelsewhere', ...gp })
    const answer = await grace.post('/support-requests/new').type('form').send(elsewhere).expect(422)
    expect(answer.text)
      .to.include('It goes by where the GP practice is, and that is outside its area.')
      .and.include('value="Old Seed Mill Practice"')
    const toHub = await graceRefersAsha({ service: 'hub', lastName: 'Gptold', ...gp })
    const toDebt = await graceRefersAsha({ lastName: 'Gptold', ...gp })
    const shown = async (email: string, reference: string) =>
      (await (await signIn(email)).get(`/referrals/${reference}`).expect(200)).text.includes(
        'Old Seed Mill Practice, Nottingham',
      )
    expect(await shown('hana@hub.example', toHub)).to.equal(true)
    expect(await shown('hana@hub.example', toDebt)).to.equal(true)
    expect(await shown('tariq@debt.example', toDebt)).to.equal(false)
  })

  it('sends one story to several services at once, or to none of them', async () => {
    const grace = await signIn('grace@surgery.example')
    const [first, closed] = [await debtAdvice(), await Service.findOne({ 'referral.open': false }).lean()]
    const second = await Service.findOne({
      _id: { $ne: first._id },
      status: 'active',
      'referral.open': true,
      'covers.areas': 'E06000023',
      'eligibility.minimumAge': { $in: [undefined, 16, 18] },
      'eligibility.maximumAge': { $in: [undefined] },
    }).lean()
    const send = (service: unknown[], lastName: string) =>
      grace.post('/support-requests/new').type('form').send(aboutAsha({ service, lastName }))
    const refused = await send([first._id, closed?._id], 'Noneofthem')
    expect(refused.status).to.equal(422)
    expect(await Referral.countDocuments({ personName: 'Asha Noneofthem' })).to.equal(0)
    const sent = await send([first._id, second?._id], 'Both')
    expect(sent.status).to.equal(303)
    expect(await Referral.countDocuments({ personName: 'Asha Both' })).to.equal(2)
  })

  it('asks a visitor to sign in, and is not there for a provider', async () => {
    const service = await debtAdvice()
    const away = await (await visitor()).get(`/support-requests/new?service=${service._id}`)
    expect(away.headers.location).to.match(/^\/sign-in\?next=/)
    const tariq = await signIn('tariq@debt.example')
    await tariq.get(`/support-requests/new?service=${service._id}`).expect(404)
  })

  it('does not show another organisation’s confirmation', async () => {
    const grace = await signIn('grace@surgery.example')
    const answer = await grace
      .post('/support-requests/new')
      .type('form')
      .send(aboutAsha({ service: (await debtAdvice())._id }))
    const priya = await signIn('priya@trentside.example')
    await priya.get(answer.headers.location!).expect(404)
  })
})
