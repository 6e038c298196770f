import { createHmac } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import type { Config } from '../config.ts'
import type { Notice } from '../models/notice.ts'
import type { Words } from './words.ts'

export interface Message extends Words {
  /** The notice's: the same again whenever it is tried again. */
  id: string
  /** An e-mail address, a phone number, or the lines of an address. */
  to: string
  /** It must not say who sends it either, as far as that can be helped. */
  discreet?: boolean
}

/** Takes a message away, or throws NotSent. */
export type Channel = (message: Message) => Promise<void>
export type Channels = Record<NonNullable<Notice['channel']>, Channel>

/** A message that didn't go. `certain` when it surely didn't, so that trying again can't make two of it. */
export class NotSent extends Error {
  readonly certain: boolean
  constructor(message: string, certain: boolean) {
    super(message)
    this.certain = certain
  }
}

/** Writes each message to a file of its own: the default, for trying out and for whoever collects them from there. */
export function toFiles(folder: string, kind: string): Channel {
  return async ({ id, to, subject, body }) => {
    await mkdir(folder, { recursive: true })
    const file = path.join(folder, `${id}.${kind}.txt`)
    await writeFile(`${file}.part`, `To: ${to}\nSubject: ${subject}\n\n${body}\n`)
    await rename(`${file}.part`, file)
  }
}

/** A mail server that doesn't answer within this is away. */
const patience = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 }

/** Sends mail through an SMTP server. A discreet message carries its address without a name. */
export function byMail(url: string, from: string): Channel {
  const transport = createTransport({ url, ...patience })
  const domain = new URL(url).hostname
  const bare = from.replace(/^.*<(.+)>$/, '$1')
  return async ({ id, to, subject, body, discreet }) => {
    // A server that can't be greeted has been given nothing: it is asked first, so that this much is certain.
    await transport.verify().catch((error: Error) => {
      throw new NotSent(error.message, true)
    })
    const mail = { from: discreet ? bare : from, to, subject, text: body, messageId: `<${id}@${domain}>` }
    await transport.sendMail(mail).catch((error: Error & { responseCode?: number }) => {
      // The server said no; anything else may have gone through before the line broke.
      throw new NotSent(error.message, error.responseCode !== undefined)
    })
  }
}

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The bearer token of GOV.UK Notify's API: a JWT signed with the last 36 characters of the key, issued by the 36 before. */
export function notifyToken(key: string, now: number) {
  const unsigned = `${base64({ typ: 'JWT', alg: 'HS256' })}.${base64({ iss: key.slice(-73, -37), iat: Math.floor(now / 1_000) })}`
  return `${unsigned}.${createHmac('sha256', key.slice(-36)).update(unsigned).digest('base64url')}`
}

/** An address as Notify takes it: at most seven lines, the last of them the postcode. */
function addressLines(to: string): Record<string, string> {
  const lines = to.split(/\r?\n/).flatMap((line) => line.trim() || [])
  while (lines.length > 7) lines.splice(1, 2, `${lines[1]}, ${lines[2]}`)
  return Object.fromEntries(lines.map((line, index) => [`address_line_${index + 1}`, line]))
}

/** Sends texts or letters through GOV.UK Notify: docs.notifications.service.gov.uk/rest-api.html. */
export function byNotify(
  kind: 'sms' | 'letter',
  key: string,
  template: string,
  api = 'https://api.notifications.service.gov.uk',
): Channel {
  return async ({ id, to, subject, body }) => {
    const personalisation = kind === 'sms' ? { body } : { subject, body, ...addressLines(to) }
    let answer: Response
    try {
      answer = await fetch(`${api}/v2/notifications/${kind}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${notifyToken(key, Date.now())}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          template_id: template,
          reference: id,
          personalisation,
          ...(kind === 'sms' ? { phone_number: to } : {}),
        }),
        signal: AbortSignal.timeout(20_000),
      })
    } catch (error) {
      const refused = ['ECONNREFUSED', 'ENOTFOUND'].includes((error as { cause?: { code: string } }).cause?.code ?? '')
      throw new NotSent('Notify was not reached', refused)
    }
    if (!answer.ok) throw new NotSent(`Notify answered ${answer.status}`, answer.status < 500)
  }
}

/** The channels that the settings ask for. */
export function channelsFrom(config: Config): Channels {
  const {
    SMTP_URL,
    MAIL_FROM,
    NOTICES_DIR,
    NOTIFY_API_KEY: key,
    NOTIFY_TEXT_TEMPLATE: text,
    NOTIFY_LETTER_TEMPLATE: letter,
  } = config
  return {
    email: SMTP_URL ? byMail(SMTP_URL, MAIL_FROM) : toFiles(NOTICES_DIR, 'email'),
    text: key && text ? byNotify('sms', key, text) : toFiles(NOTICES_DIR, 'text'),
    post: key && letter ? byNotify('letter', key, letter) : toFiles(NOTICES_DIR, 'letter'),
  }
}
