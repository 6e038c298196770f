import { createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { byMail, byNotify, type NotSent, notifyToken, toFiles } from '../../notices/channels.ts'
import { thrown } from '../lifecycle/people.ts'
import { listen, mailServer } from '../support/mail-server.ts'

const message = {
  id: 'abc',
  to: 'grace@surgery.example',
  subject: 'Referral K7MR-4TXD: accepted',
  body: 'Sign in to see it.',
}
describe('Channels', () => {
  it('write each message to a file of its own', async () => {
    const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'waymark-notices-')), 'new')
    await toFiles(folder, 'text')(message)
    expect(readdirSync(folder)).to.deep.equal(['abc.text.txt'])
    expect(readFileSync(path.join(folder, 'abc.text.txt'), 'utf8')).to.include('To: grace@surgery.example\n')
  })

  it('send mail through an SMTP server', async () => {
    const { taken, server, url } = await mailServer('takes')
    await byMail(url, 'Waymark <noreply@waymark.example>')(message)
    await byMail(url, 'Waymark <noreply@waymark.example>')({ ...message, id: 'def', discreet: true })
    server.close()
    expect(taken).to.have.length(2)
    expect(taken[0])
      .to.include('Subject: Referral K7MR-4TXD: accepted')
      .and.to.include('Message-ID: <abc@127.0.0.1>')
      .and.to.include('From: Waymark <noreply@waymark.example>')
    expect(taken[1]).to.include('From: noreply@waymark.example')
  })

  const moods = [
    ['refuses', true],
    ['is busy', true],
    ['hangs up at once', true],
    ['hangs up in the middle', false],
  ] as const
  for (const [mood, certain] of moods)
    it(`know ${certain ? 'that nothing went' : 'that something may have gone'} when the server ${mood}`, async () => {
      const { server, url } = await mailServer(mood)
      const error = (await thrown(byMail(url, 'x@y.example')(message))) as NotSent
      server.close()
      expect(error.certain).to.equal(certain)
    })

  it('know that nothing went when no server is there', async () => {
    const { server, url } = await mailServer('takes')
    await new Promise((resolve) => server.close(resolve))
    expect(((await thrown(byMail(url, 'x@y.example')(message))) as NotSent).certain).to.equal(true)
  })

  it('ask GOV.UK Notify for a text as its documentation says, with a token it can verify', async () => {
    const [issuer, secret] = ['26785a09-ab16-4eb0-8407-a37497a57506', '3d844edf-8d35-48ac-975b-e847b4f122b0']
    const key = `waymark_test-${issuer}-${secret}`
    const asked: { url?: string; body?: Record<string, unknown>; authorization?: string } = {}
    let status = 201
    const server = createServer(async (req, res) => {
      const chunks = await req.toArray()
      Object.assign(asked, {
        url: req.url,
        body: JSON.parse(Buffer.concat(chunks).toString()),
        authorization: req.headers.authorization,
      })
      res.writeHead(status).end('{}')
    })
    const api = `http://127.0.0.1:${await listen(server)}`
    await byNotify('sms', key, 'a-template', api)({ ...message, to: '07700 900123' })
    expect(asked.url).to.equal('/v2/notifications/sms')
    expect(asked.body).to.deep.equal({
      template_id: 'a-template',
      reference: 'abc',
      phone_number: '07700 900123',
      personalisation: { body: 'Sign in to see it.' },
    })
    const [header, claims, signature] = asked.authorization!.replace('Bearer ', '').split('.')
    expect(createHmac('sha256', secret!).update(`${header}.${claims}`).digest('base64url')).to.equal(signature)
    expect(JSON.parse(Buffer.from(claims!, 'base64url').toString()).iss).to.equal(issuer)
    expect(notifyToken(key, 5_000)).to.equal(notifyToken(key, 5_999))
    await byNotify(
      'letter',
      key,
      'a-template',
      api,
    )({
      ...message,
      to: 'Sam Okoye\r\nFlat 2\r\n\r\nThe Mill\nLamb Passage\nOld Market\nSt Judes\nBristol\nBS2 0AA',
    })
    expect(asked.body?.personalisation).to.include({
      address_line_1: 'Sam Okoye',
      address_line_2: 'Flat 2, The Mill',
      address_line_7: 'BS2 0AA',
    })
    status = 429
    expect(((await thrown(byNotify('sms', key, 'a-template', api)(message))) as NotSent).certain).to.equal(true)
    status = 500
    expect(((await thrown(byNotify('sms', key, 'a-template', api)(message))) as NotSent).certain).to.equal(false)
    server.close()
  })
})
