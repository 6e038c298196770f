import { expect } from 'chai'
import { SupportRequest } from '../../models/support-request.ts'
import { cast, password } from '../../seed/cast.ts'
import { isStoreAway } from '../../storage/index.ts'
import { mongoose } from '../../storage/mongoose.ts'
import { aboutAsha, debtAdvice } from '../support/asha.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'
import { formOn } from '../support/form-on.ts'
import { signIn, visitor } from '../support/world.ts'

const { mongo } = mongoose
type Methods = Record<string, (...given: unknown[]) => unknown>

/** Both stores' collections do nothing but fail, as they do while a database is away, until `back` is called. */
function goesAway(methods = ['find', 'findOne', 'insertOne', 'updateOne', 'findOneAndUpdate', 'countDocuments']) {
  const anyCollection = mongoose.connection.getClient().db().collection('sessions')
  const prototype = Object.getPrototypeOf(anyCollection) as Methods
  const before = Object.fromEntries(methods.map((name) => [name, prototype[name]!]))
  const fail = () => {
    throw new mongo.MongoNetworkError('connection 7 to 10.0.0.7:27017 closed')
  }
  for (const name of methods) prototype[name] = fail
  return () => Object.assign(prototype, before)
}

describe('While the database is away', () => {
  let back = () => {}
  afterEach(() => back())

  it('a form is kept on the page with its key, and sent once from there when the database is back', async () => {
    const grace = await signIn('grace@surgery.example')
    const { _id } = await debtAdvice()
    const typed = aboutAsha({
      service: _id,
      lastName: 'Khan-"Away" <b>',
      allowed: ['phone', 'text'],
      preferred: 'text',
    })
    const count = () => SupportRequest.countDocuments({ 'person.lastName': typed.lastName })

    // Who is signed in can't be told either.
    back = goesAway()
    const first = await grace.post('/support-requests/new').type('form').send(typed)
    expect(first.status).to.equal(503)
    expect(first.headers).to.include({ 'retry-after': '10', 'cache-control': 'no-store' })
    expect(first.text).to.include('Waymark can’t reach its records').and.include(typed.story)
    expect(first.text).to.not.match(/10\.0\.0\.7|MongoNetworkError|\bat .*\.[jt]s/)
    const kept = formOn(first.text, 'Send again')
    expect(kept.action).to.equal('/support-requests/new')
    expect(Object.fromEntries(kept.fields)).to.include({ key: typed.key, story: typed.story, lastName: typed.lastName })
    expect(kept.fields.getAll('allowed')).to.deep.equal(['phone', 'text'])
    back()

    // It goes away in the middle: only writing fails.
    back = goesAway(['insertOne'])
    const second = await grace.post(kept.action).type('form').send(kept.fields.toString())
    expect(second.status).to.equal(503)
    back()
    expect(await count()).to.equal(0)

    const again = formOn(second.text, 'Send again')
    expect(again).to.deep.equal(kept)
    const sent = await Promise.all(
      [1, 2].map(() => grace.post(again.action).type('form').send(again.fields.toString())),
    )
    expect(sent.map(({ status }) => status)).to.deep.equal([303, 303])
    expect(sent[0]!.headers.location).to.equal(sent[1]!.headers.location)
    expect(await count()).to.equal(1)
  })

  it('a page says so and can be asked for again', async () => {
    const grace = await signIn('grace@surgery.example')
    back = goesAway()
    const answer = await grace.get('/referrals?show=open')
    expect(answer.status).to.equal(503)
    expect(answer.text).to.include('href="/referrals?show&#x3D;open"').and.not.include('Send again')
    back()
    expect((await grace.get('/referrals?show=open')).status).to.equal(200)
  })

  it('a program is told to wait, and whoever searches without signing in is answered', async () => {
    const agent = await visitor()
    back = goesAway()
    expect((await agent.get('/services.json?q=debt')).body.total).to.be.greaterThan(0)
    const answer = await agent.get('/services/none').set('Accept', 'application/json')
    expect(answer.status).to.equal(503)
    expect(answer.headers).to.include({ 'retry-after': '10' })
    expect(answer.body).to.deep.equal({ errors: { request: 'Waymark can’t reach its records' } })
  })

  it('a password is asked for again and never put on a page, and trying to sign in is no failure', async () => {
    const agent = await visitor()
    const { email } = cast[0]!
    back = goesAway()
    for (let n = 0; n < 12; n++) {
      const answer = await agent.post('/sign-in').type('form').send({ email, password, next: '/basket' })
      expect(answer.status).to.equal(503)
      expect(answer.text).to.not.include(password)
      const { fields } = formOn(answer.text, 'Send again')
      expect(Object.fromEntries(fields)).to.deep.equal({ email, password: '', next: '/basket' })
    }
    back()
    const answer = await agent.post('/sign-in').type('form').send({ email, password, next: '/basket' })
    expect(answer.status).to.equal(303)
  })

  it('the page that keeps a form can be used with a screen reader and on a phone', async () => {
    const page = await openPage({ viewport: { width: 320, height: 640 } })
    await signInOn(page, 'grace@surgery.example')
    await page.goto(`/support-requests/new?service=${(await debtAdvice())._id}`)
    await page
      .getByLabel('What help does the person need?')
      .fill(`${'Long words of hers. '.repeat(20)}\n\n${'x'.repeat(90)}`)
    back = goesAway()
    await page.getByRole('button', { name: 'Send', exact: false }).last().click()
    await page.getByRole('button', { name: 'Send again' }).waitFor()
    expect(await accessibilityFaults(page)).to.deep.equal([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320)
    back()
    await page.getByRole('button', { name: 'Send again' }).click()
    expect(await page.getByLabel('What help does the person need?').inputValue()).to.include('Long words of hers.')
  })

  it('what FerretDB says while its PostgreSQL is down, and a socket that ended, count as an outage; other errors don’t', () => {
    const said = (message: string) => isStoreAway(new mongo.MongoServerError({ code: 1, message }))
    expect(said('terminating connection due to unexpected postmaster exit')).to.equal(true)
    expect(said('pool.go:90 (documentdb.(*Pool).Acquire): failed to connect to `user=waymark`')).to.equal(true)
    expect(said('the database system is starting up')).to.equal(true)
    expect(said('Index build failed: duplicate key')).to.equal(false)
    const ended = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })
    expect(isStoreAway(ended)).to.equal(true)
  })
})
