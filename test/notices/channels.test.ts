import { createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { createServer as createSocketServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { byMail, byNotify, type NotSent, notifyToken, toFiles } from '../../notices/channels.ts'
import { thrown } from '../lifecycle/people.ts'

const message = {
  id: 'abc',
  to: 'grace@surgery.example',
  subject: 'Referral K7MR-4TXD: accepted',
  body: 'Sign in to see it.',
}
const listen = <S extends Server>(server: S) =>
  new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

/** An SMTP server that takes mail, says no to it, or hangs up in the middle of it. */
async function mailServer(mood: 'takes' | 'refuses' | 'hangs up') {
  const taken: string[] = []
  const server = createSocketServer((socket) => {
    let text = ''
    let inData = false
    socket.on('error', () => {})
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      text += chunk
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (inData) {
          taken.push(line)
          if (line !== '.') continue
          inData = false
          if (mood === 'hangs up') socket.destroy()
          else socket.write('250 taken\r\n')
        } else if (line === 'DATA') {
          inData = true
          socket.write('354 go on\r\n')
        } else if (line.startsWith('RCPT') && mood === 'refuses') socket.write('451 not now\r\n')
        else socket.write('250 fine\r\n')
      }
    })
  })
  return { taken, server, port: await listen(server) }
}

describe('Channels', () => {
  it('write each message to a file of its own', async () => {
    const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'waymark-notices-')), 'new')
    await toFiles(folder, 'text')(message)
    expect(readdirSync(folder)).to.deep.equal(['abc.text.txt'])
    expect(readFileSync(path.join(folder, 'abc.text.txt'), 'utf8')).to.include('To: grace@surgery.example\n')
  })

  it('send mail through an SMTP server', async () => {
    const { taken, server, port } = await mailServer('takes')
    await byMail(`smtp://127.0.0.1:${port}`, 'Waymark <noreply@waymark.example>')(message)
    server.close()
    expect(taken.join('\n'))
      .to.include('Subject: Referral K7MR-4TXD: accepted')
      .and.to.include('Message-ID: <abc@127.0.0.1>')
  })

  const moods = [
    ['refuses', true],
    ['hangs up', false],
  ] as const
  for (const [mood, certain] of moods)
    it(`know ${certain ? 'that nothing went' : 'that something may have gone'} when the server ${mood}`, async () => {
      const { server, port } = await mailServer(mood)
      const error = (await thrown(byMail(`smtp://127.0.0.1:${port}`, 'x@y.example')(message))) as NotSent
      server.close()
      expect(error.certain).to.equal(certain)
    })

  it('know that nothing went when no server is there', async () => {
    const { server, port } = await mailServer('takes')
    await new Promise((resolve) => server.close(resolve))
    expect(((await thrown(byMail(`smtp://127.0.0.1:${port}`, 'x@y.example')(message))) as NotSent).certain).to.equal(
      true,
    )
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
    status = 429
    expect(((await thrown(byNotify('sms', key, 'a-template', api)(message))) as NotSent).certain).to.equal(true)
    status = 500
    expect(((await thrown(byNotify('sms', key, 'a-template', api)(message))) as NotSent).certain).to.equal(false)
    server.close()
  })
})
