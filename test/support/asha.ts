import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Agent } from 'supertest'
import { Service } from '../../models/service.ts'
import { organisation } from '../../seed/organisations.ts'
import { signIn, theApp } from './world.ts'

/** What a referrer types about Asha, who lives in BS2 and whose phone is safe: a form that will do, with a key of its own. */
export const aboutAsha = (changes: Record<string, unknown> = {}) => ({
  key: randomUUID(),
  firstName: 'Asha',
  lastName: 'Khan',
  dobDay: '27',
  dobMonth: '3',
  dobYear: '1985',
  postcode: 'BS2 0AA',
  allowed: 'phone',
  phone: '0117 496 0123',
  story: 'Bailiffs are coming on Friday about the council tax',
  employmentStatus: '01',
  consent: 'yes',
  consentHow: 'in_room',
  ...changes,
})

/** A service of Tariq and Bea's that takes referrals and self-referrals, and anyone of Asha's age and address: always the same one. */
export async function debtAdvice() {
  await theApp()
  return debtAdviceInTheStore()
}

/** The same, for a site in another process whose store is open here as well. */
export async function debtAdviceInTheStore() {
  const service = await Service.findOne({
    organisation: organisation('debt')._id,
    status: 'active',
    'referral.open': true,
    'referral.self': true,
    'covers.areas': 'E06000023',
  })
    .sort({ _id: 1 })
    .lean()
  if (!service) throw new Error('The patch has no debt advice in Bristol that takes everyone')
  return service
}

/** Grace refers Asha for debt advice; the reference of the referral that makes. */
export async function graceRefersAsha(changes: Record<string, unknown> = {}, grace?: Agent): Promise<string> {
  const agent = grace ?? (await signIn('grace@surgery.example'))
  const service = await debtAdvice()
  const sent = await agent
    .post('/support-requests/new')
    .type('form')
    .send(aboutAsha({ service: service._id, ...changes }))
  expect(sent.status).to.equal(303)
  const confirmation = await agent.get(sent.headers.location!)
  return referenceIn(confirmation.text)
}

/** The first reference that a page shows. */
export function referenceIn(html: string): string {
  const [reference] = html.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/) ?? []
  if (!reference) throw new Error('The page shows no reference')
  return reference
}
