import { randomUUID } from 'node:crypto'
import type { Actor } from '../../access/actor.ts'
import { addDays } from '../../lifecycle/clocks.ts'
import type { ThePerson } from '../../lifecycle/party.ts'
import { type Sending, sendSupportRequest } from '../../lifecycle/send.ts'
import { Service } from '../../models/service.ts'
import type { Role } from '../../models/user.ts'
import { openStore } from '../../storage/index.ts'
import { mongoose, Types } from '../../storage/mongoose.ts'

/** Opens the run's store unless another test has. */
export async function ready() {
  if (mongoose.connection.readyState !== 1) await openStore()
}

/** A user made up for the test; every organisation's id is its name. */
export const actor = (name: string, organisation: string, ...roles: Role[]): Actor => ({
  user: new Types.ObjectId(),
  name,
  email: '',
  jobTitle: '',
  organisation,
  organisationName: organisation,
  areas: [],
  roles,
})

export const grace = actor('Grace Hall', 'Surgery', 'referrer')
export const tariq = actor('Tariq Aziz', 'Debt Advice', 'provider')
export const dot = actor('Dot Evans', 'Debt Advice', 'provider')
export const nia = actor('Nia Price', 'Therapies', 'provider')
export const hana = actor('Hana Kim', 'Hub', 'hub')
export const ada = actor('Ada Cole', 'Waymark', 'administrator')
export const stranger = actor('Someone Else', 'Another Surgery', 'referrer', 'provider')
export const thePerson = (supportRequest: ThePerson['supportRequest']): ThePerson => ({ supportRequest })

/** A service that takes anybody, unless told otherwise. */
export async function aService(changes: Partial<Service> = {}): Promise<Service> {
  const service = await Service.create({
    _id: randomUUID(),
    organisation: tariq.organisation,
    organisationName: tariq.organisation,
    name: 'Debt advice',
    kinds: ['debt-advice'],
    covers: { areas: [], everywhere: true },
    referral: { open: true, self: true },
    ...changes,
  })
  return service.toObject()
}

let born = 0

/**
 * Somebody with a name and a birthday of their own. Of one person with thousands of referrals, each step would rightly ask
 * about all of them: a death ends them all.
 */
export const somebodyElse = (): Sending['person'] => ({
  ...sending([]).person,
  lastName: randomUUID(),
  dateOfBirth: addDays('1940-01-01', born++ % 20_000),
})

/** A support request from Grace, as her page would send it. */
export const sending = (services: string[], changes: Partial<Sending> = {}): Sending => ({
  key: randomUUID(),
  person: {
    firstName: 'Sam',
    lastName: 'Okoye',
    dateOfBirth: '1985-03-04',
    postcode: 'BS2 0AA',
    phone: '0117 496 0123',
    safeContact: { preferred: 'phone', allowed: ['phone'], voicemail: false, discreet: false },
    language: 'en',
    interpreter: false,
  },
  need: { story: 'Bailiffs at the door', goals: [], employmentStatus: '02', urgency: 'routine' },
  consent: { givenBy: 'self', how: 'in_room', textVersion: 'test' },
  by: grace,
  services,
  ...changes,
})

/** One referral from Grace, sent to a service that takes anybody. */
export async function aReferral(changes: Partial<Sending> = {}, service: Partial<Service> = {}) {
  const { supportRequest, referrals } = await sendSupportRequest(sending([(await aService(service))._id], changes))
  return { ...referrals[0]!, supportRequest }
}

/** What was thrown; fails when nothing was. */
export async function thrown(promise: Promise<unknown>): Promise<Error & { status?: number; errors?: unknown }> {
  const error = await promise.then(
    () => null,
    (e) => e,
  )
  if (!error) throw new Error('It should have been refused, and was not.')
  return error
}
