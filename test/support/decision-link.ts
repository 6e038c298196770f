import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { config } from '../../config.ts'
import { sendSupportRequest } from '../../lifecycle/send.ts'
import { Organisation } from '../../models/organisation.ts'
import type { Channels, Message } from '../../notices/channels.ts'
import { collectNotices, deliverNotices } from '../../notices/deliver.ts'
import { aService, sending } from '../lifecycle/people.ts'
import { theApp } from './world.ts'

/** A referral to an organisation where nobody signs in, and the address in the message that it gets. */
export async function linkInMessage() {
  await theApp()
  const id = randomUUID()
  const email = `office@${id}.example`
  await Organisation.create({ _id: id, name: 'Two Volunteers', email, areas: [] })
  const service = await aService({ organisation: id, organisationName: 'Two Volunteers', kinds: ['peer-support'] })
  const { referrals } = await sendSupportRequest(sending([service._id]))
  const message = (await messagesNow()).find(({ to }) => to === email)!
  const address = new URL(message.body.match(/http\S+/)![0]).pathname
  return { reference: referrals[0]!.reference, address, email, message }
}

/** What goes out now, to anybody. */
export async function messagesNow(): Promise<Message[]> {
  const messages: Message[] = []
  const keep = async (message: Message) => void messages.push(message)
  await collectNotices()
  await deliverNotices({ email: keep, text: keep, post: keep } satisfies Channels)
  return messages
}

/** The newest code written out for an address. */
export function codeFor(email: string) {
  const files = readdirSync(config.NOTICES_DIR).map((name) => path.join(config.NOTICES_DIR, name))
  const theirs = files.filter((file) => readFileSync(file, 'utf8').includes(email))
  const [newest] = theirs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  const code = newest && readFileSync(newest, 'utf8').match(/code is (\d{6})/)?.[1]
  if (!code) throw new Error(`No code was sent to ${email}`)
  return code
}
