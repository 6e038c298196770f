import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
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
  const messages: Message[] = []
  const keep = async (message: Message) => void messages.push(message)
  await collectNotices()
  await deliverNotices({ email: keep, text: keep, post: keep } satisfies Channels)
  const message = messages.find(({ to }) => to === email)!
  const address = new URL(message.body.match(/http\S+/)![0]).pathname
  return { reference: referrals[0]!.reference, address, email, message }
}

/** The newest code written out for an address. */
export function codeFor(email: string) {
  const files = readdirSync(config.NOTICES_DIR).map((name) => readFileSync(path.join(config.NOTICES_DIR, name), 'utf8'))
  const codes = files.filter((text) => text.includes(email)).map((text) => text.match(/code is (\d{6})/)?.[1])
  expect(codes).to.have.length(1)
  return codes[0]!
}
