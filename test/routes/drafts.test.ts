import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { Draft } from '../../models/draft.ts'
import { Referral } from '../../models/referral.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { mongoose } from '../../storage/mongoose.ts'
import { aboutAsha, debtAdvice } from '../support/asha.ts'
import { signIn, visitor } from '../support/world.ts'

/** The form as the page gives it: its key and whose it is. */
async function formOf(agent: Awaited<ReturnType<typeof visitor>>, address: string) {
  const page = (await agent.get(address).expect(200)).text.replaceAll('&#x3D;', '=')
  const value = (name: string) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? ''
  return { key: value('key'), owner: value('owner'), page }
}

describe('A draft', () => {
  let address = ''
  before(async () => {
    address = `/support-requests/new?service=${(await debtAdvice())._id}`
  })
  const service = () => address.split('=')[1]!
  /** Half a form: nothing that would do. */
  const half = { firstName: 'Asha', lastName: '', dobDay: '31', story: 'She had to go', allowed: ['phone', 'text'] }

  it('is saved however little was typed, gone on with, sent, and then gone', async () => {
    const lin = await signIn('lin@pcn.example')
    const { key } = await formOf(lin, address)
    await lin
      .post('/drafts')
      .type('form')
      .send({ ...half, key, service: service() })
      .expect(303)
    const list = await lin.get('/drafts').expect(200)
    expect(list.text).to.include('Saved. Nothing was sent').and.include('Asha').and.include(`draft=${key}`)

    const { page } = await formOf(lin, `/support-requests/new?draft=${key}`)
    expect(page)
      .to.include('She had to go')
      .and.include('value="31"')
      .and.match(/value="text"[^>]* checked/)
    expect(page).to.include(`name="service" value="${service()}"`)

    await lin
      .post('/support-requests/new')
      .type('form')
      .send(aboutAsha({ key, service: service(), lastName: 'Later' }))
      .expect(303)
    expect(await Draft.countDocuments({ key })).to.equal(0)
    expect((await lin.get(`/support-requests/new?draft=${key}`)).headers.location).to.equal('/drafts')
  })

  it('never keeps the person’s yes: it is asked for again', async () => {
    const lin = await signIn('lin@pcn.example')
    const form = aboutAsha({ service: service(), consentGivenBy: 'representative', representative: 'Noor Khan' })
    await lin.post('/drafts').type('form').send(form).expect(303)
    const draft = await Draft.findOne({ key: form.key }).lean()
    expect(JSON.stringify(draft))
      .to.include('Bailiffs')
      .and.not.to.match(/consent|Noor|in_room/)
    await lin.post('/drafts/removals').type('form').send({ key: form.key }).expect(303)
    expect(await Draft.countDocuments({ key: form.key })).to.equal(0)
  })

  it('is its owner’s alone: nobody else can open, see or delete it', async () => {
    const lin = await signIn('lin@pcn.example')
    const key = randomUUID()
    await lin.post('/drafts').type('form').send({ key, firstName: 'Privately', service: service() })
    const grace = await signIn('grace@surgery.example')
    expect((await grace.get('/drafts')).text).to.not.include('Privately')
    expect((await grace.get(`/support-requests/new?draft=${key}`)).headers.location).to.equal('/drafts')
    await grace.post('/drafts/removals').type('form').send({ key })
    expect(await Draft.countDocuments({ key })).to.equal(1)
    await (await signIn('tariq@debt.example')).get('/drafts').expect(404)
  })

  it('holds what somebody typed whose session had ended, for them alone, once they sign in again', async () => {
    const lin = await signIn('lin@pcn.example')
    const { key, owner } = await formOf(lin, address)
    const away = await visitor()
    const form = aboutAsha({ key, owner, service: service(), lastName: 'Expired' })
    const answer = await away.post('/support-requests/new').type('form').send(form).expect(303)
    expect(answer.headers.location).to.match(/^\/sign-in\?next=/)
    expect(await Referral.countDocuments({ personName: 'Asha Expired' })).to.equal(0)
    const signInPage = (await away.get(answer.headers.location!)).text
    expect(signInPage).to.include('What you typed is kept').and.not.include('Asha')

    const next = decodeURIComponent(answer.headers.location!.split('next=')[1]!)
    expect((await (await signIn('grace@surgery.example')).get(next)).headers.location).to.equal('/drafts')
    const { page } = await formOf(await signIn('lin@pcn.example'), next)
    expect(page).to.include('Expired').and.include('Bailiffs are coming').and.include(`value="${key}"`)
    const sessions = await mongoose.connection.collection('sessions').find({}).toArray()
    expect(JSON.stringify(sessions)).to.not.include('Expired')
  })

  it('is not made for just anybody who posts a form', async () => {
    const away = await visitor()
    const before = await Draft.countDocuments({})
    const form = aboutAsha({ service: service(), owner: `${'a'.repeat(24)}.forged` })
    const answer = await away.post('/support-requests/new').type('form').send(form).expect(401)
    expect(answer.text).to.include('What you typed is kept on this page')
    expect(await Draft.countDocuments({})).to.equal(before)
  })

  it('keeps a form from being sent in the name of whoever signed in at that computer since', async () => {
    const lin = await signIn('lin@pcn.example')
    const { key, owner } = await formOf(lin, address)
    const grace = await signIn('grace@surgery.example')
    const form = aboutAsha({ key, owner, service: service(), lastName: 'Mixup' })
    const answer = await grace.post('/support-requests/new').type('form').send(form).expect(303)
    expect(answer.headers.location).to.equal('/drafts')
    expect((await grace.get('/drafts')).text)
      .to.include('Somebody else began that form')
      .and.not.include('Mixup')
    expect(await SupportRequest.countDocuments({ 'person.lastName': 'Mixup' })).to.equal(0)
    expect((await lin.get('/drafts')).text).to.include('Asha Mixup')
  })

  it('is kept at the end of a working day’s session too', async () => {
    const lin = await signIn('dean@leenvalleypcn.example')
    const { key, owner } = await formOf(lin, address)
    const dayAgo = Date.now() - 13 * 3_600_000
    const user = await Draft.db.collection('users').findOne({ email: 'dean@leenvalleypcn.example' })
    await mongoose.connection
      .collection('sessions')
      .updateMany({ 'session.passport.user': String(user?._id) }, { $set: { 'session.signedInAt': dayAgo } })
    const form = aboutAsha({ key, owner, service: service(), lastName: 'Overtime' })
    const answer = await lin.post('/support-requests/new').type('form').send(form).expect(303)
    expect(answer.headers.location).to.match(/^\/sign-in\?next=/)
    expect((await Draft.findOne({ key }).lean())?.values).to.include({ lastName: 'Overtime' })
  })

  it('is kept when something of ours fails, and the error page leads back to it', async () => {
    const lin = await signIn('lin@pcn.example')
    const form = aboutAsha({ service: service(), lastName: 'Unlucky' })
    const create = SupportRequest.create
    SupportRequest.create = (() => Promise.reject(new Error('the disk is full'))) as never
    const send = () => lin.post('/support-requests/new').type('form').send(form).set('Accept', 'text/html')
    let answer: Awaited<ReturnType<typeof send>>
    try {
      answer = await send()
    } finally {
      SupportRequest.create = create
    }
    expect(answer.status).to.equal(500)
    expect(answer.text).to.include('What you typed is kept').and.not.include('Unlucky')
    expect((await lin.get(`/support-requests/new?draft=${form.key}`).expect(200)).text).to.include('Unlucky')
  })

  it('can go to other services than it was begun for, from the basket', async () => {
    const lin = await signIn('lin@pcn.example')
    const key = randomUUID()
    await lin.post('/drafts').type('form').send({ key, firstName: 'Moved', service: 'gone-from-the-directory' })
    const { page } = await formOf(lin, `/support-requests/new?draft=${key}`)
    expect(page).to.include('isn’t in the directory any more').and.include('Moved')
    await lin.post('/basket').type('form').send({ service: service() })
    const basket = (await lin.get('/basket').expect(200)).text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
    const href = `/support-requests/new?draft=${key}&service=${service()}`
    expect(basket).to.include(`href="${href}"`)
    expect((await formOf(lin, href)).page)
      .to.include(`name="service" value="${service()}"`)
      .and.include('Moved')
  })
})
