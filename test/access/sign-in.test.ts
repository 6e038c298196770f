import { expect } from 'chai'
import { password } from '../../seed/cast.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { formOn } from '../support/form-on.ts'
import { signIn, visitor } from '../support/world.ts'

const form = { email: 'grace@surgery.example', password }

describe('Signing in', () => {
  it('takes Grace to the page she wanted', async () => {
    const answer = await (await visitor())
      .post('/sign-in')
      .type('form')
      .send({ ...form, next: '/referrals' })
    expect(answer.status).to.equal(303)
    expect(answer.headers.location).to.equal('/referrals')
  })

  it('gives a new session, so that one planted before is worth nothing', async () => {
    const agent = await visitor()
    const cookie = (answer: { headers: Record<string, unknown> }) =>
      String(answer.headers['set-cookie'] ?? '').split(';')[0]
    const first = cookie(await agent.post('/sign-in').type('form').send(form))
    const second = cookie(await agent.post('/sign-in').type('form').send(form))
    expect(first).to.match(/^waymark=/)
    expect(second)
      .to.match(/^waymark=/)
      .and.not.equal(first)
  })

  it('says the same for a wrong password as for a stranger, and keeps the address', async () => {
    const agent = await visitor()
    const wrong = await agent
      .post('/sign-in')
      .type('form')
      .send({ ...form, password: 'wrong' })
    const stranger = await agent.post('/sign-in').type('form').send({ email: 'nobody@else.example', password: 'wrong' })
    expect(wrong.status).to.equal(422)
    expect(stranger.status).to.equal(422)
    expect(wrong.text).to.include('Email address and password don’t match').and.include('value="grace@surgery.example"')
    expect(stranger.text.replace('nobody@else.example', 'grace@surgery.example')).to.equal(wrong.text)
  })

  it('keeps a form that was sent after the session had ended on the page, to be sent again and by nobody else’s hand', async () => {
    const away = await visitor()
    const reference = await graceRefersAsha()
    const message = 'She can only talk after six & before “eight”'
    const kept = await away.post(`/referrals/${reference}/messages`).type('form').send({ message })
    expect(kept.status).to.equal(401)
    expect(kept.text).to.include('nothing was changed')
    const again = formOn(kept.text, 'Sign in</button>')
    const send = (changes: object) =>
      away
        .post(again.action)
        .type('form')
        .send({ ...Object.fromEntries(again.fields), ...form, ...changes })
    const wrong = await send({ password: 'wrong' })
    expect(wrong.status).to.equal(422)
    expect(formOn(wrong.text, 'Sign in</button>').fields.get('typed')).to.equal(again.fields.get('typed'))
    const page = await send({})
    expect(page.status).to.equal(200)
    const { action, fields } = formOn(page.text, 'Send it now')
    const grace = await signIn(form.email)
    expect((await grace.get(`/referrals/${reference}`)).text).to.not.include('after six')
    await away.post(action).type('form').send(Object.fromEntries(fields)).expect(303)
    expect((await grace.get(`/referrals/${reference}`)).text).to.include('She can only talk after six &amp; before')
    const stray = await (await visitor())
      .post('/sign-in')
      .type('form')
      .send({ ...form, again: '//elsewhere.example', typed: 'a=b' })
    expect(stray.status).to.equal(303)
  })

  it('is limited after ten wrong tries', async () => {
    const agent = await visitor()
    const attempt = () => agent.post('/sign-in').type('form').send({ email: 'limit@else.example', password: 'wrong' })
    for (let tries = 0; tries < 10; tries++) expect((await attempt()).status).to.equal(422)
    expect((await attempt()).status).to.equal(429)
  })

  it('ends when Grace signs out', async () => {
    const grace = await signIn('grace@surgery.example')
    expect((await grace.get('/referrals')).status).to.equal(200)
    expect((await grace.post('/sign-out')).status).to.equal(303)
    expect((await grace.get('/referrals')).headers.location).to.match(/^\/sign-in/)
  })

  it('is refused when another website sends the form', async () => {
    const agent = await visitor()
    const sent = agent.post('/sign-in').type('form').send(form)
    expect((await sent.set('Sec-Fetch-Site', 'cross-site')).status).to.equal(403)
    const old = agent.post('/sign-in').type('form').send(form)
    expect((await old.set('Origin', 'https://evil.example')).status).to.equal(403)
  })
})
