import { Organisation } from '../models/organisation.ts'
import { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import { SupportRequest } from '../models/support-request.ts'
import { User } from '../models/user.ts'

/** Every hub with its areas: the organisations that offer triage, and those whose users do it. */
export async function allHubs() {
  const [offering, doing] = await Promise.all([
    Service.find({ triage: true }, { organisation: 1 }).lean(),
    User.find({ roles: 'hub', active: true }, { organisation: 1 }).lean(),
  ])
  const ids = [...new Set([...offering, ...doing].map(({ organisation }) => organisation))]
  return Organisation.find({ _id: { $in: ids } }, { areas: 1, entrusted: 1 }).lean()
}

/**
 * Ids of the hubs that look after people who live in these areas; every hub where none does, so that nobody falls
 * between two. A hub without areas looks after everybody and is named only then.
 */
export async function hubsFor(areas: readonly string[]): Promise<string[]> {
  const hubs = await allHubs()
  const near = hubs.filter((hub) => hub.areas.some((code) => areas.includes(code)))
  return (near.length ? near : hubs).map(({ _id }) => _id)
}

/** The names and numbers of hubs, for a page that says to ring them: of these, or of all. */
export async function hubsToRing(ids?: readonly string[]) {
  const hubs = ids ?? (await allHubs()).map(({ _id }) => _id)
  const rung = await Organisation.find({ _id: { $in: hubs } }, { name: 1, phone: 1 }).lean()
  return rung.flatMap(({ name, phone }) => (phone ? [{ name, phone }] : []))
}

/** Which of these organisations are hubs. */
export async function hubsAmong(organisations: readonly string[]): Promise<string[]> {
  const hubs = await allHubs()
  return hubs.map(({ _id }) => _id).filter((id) => organisations.includes(id))
}

/**
 * Names each hub on what it looks after, for support requests and referrals that were sent before it did: run at start, so
 * that a new hub, or one with more areas, has them; one whose areas are as they were is left alone. None is taken off: it
 * may be in the middle of something.
 */
export async function entrustToHubs(): Promise<void> {
  const hubs = await allHubs()
  const changed = hubs.filter(({ areas, entrusted }) => !entrusted || areas.some((code) => !entrusted.includes(code)))
  if (!changed.length) return
  const all = hubs.map(({ _id }) => _id)
  const quietly = { timestamps: false }
  for (const model of [SupportRequest, Referral] as (typeof Referral)[]) {
    for (const { _id, areas } of changed)
      await model.updateMany({ areas: { $in: areas }, hubs: { $ne: _id } }, { $addToSet: { hubs: _id } }, quietly)
    await model.updateMany({ 'hubs.0': { $exists: false } }, { $set: { hubs: all } }, quietly)
  }
  // Last, so that a crash in between has it done again.
  for (const { _id, areas } of changed) await Organisation.updateOne({ _id }, { $set: { entrusted: areas } })
}
