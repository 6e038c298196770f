import type { Model } from 'mongoose'
import { Area } from '../models/area.ts'
import { Organisation } from '../models/organisation.ts'
import { Place } from '../models/place.ts'
import { Postcode } from '../models/postcode.ts'
import { Service } from '../models/service.ts'
import { User } from '../models/user.ts'
import { cast } from './cast.ts'
import { holdConferences } from './conferences.ts'
import { organisations } from './organisations.ts'
import { areas, places, postcodes } from './places.ts'
import { tellStories } from './referrals.ts'
import { services } from './services/index.ts'
import { giveSomeDetails } from './signposts.ts'

/** Nobody can sign in yet: true of a new store, and of one into which only feeds have been imported. */
export async function storeIsEmpty() {
  return !(await User.exists({}))
}

/** Inserts what isn't there yet, and leaves alone what is. Not validated here, for speed: test/seed holds it all to the models. */
async function addMissing<T extends { _id: unknown }>(model: Model<never>, records: T[]) {
  const now = new Date()
  const stamp = { __v: 0, ...(model.schema.get('timestamps') && { createdAt: now, updatedAt: now }) }
  const kept = await model.find({}, { _id: 1 }).lean<{ _id: unknown }[]>()
  const known = new Set(kept.map((record) => String(record._id)))
  const missing = records.filter((record) => !known.has(String(record._id))).map((record) => ({ ...record, ...stamp }))
  if (missing.length) await model.insertMany(missing as never[], { ordered: false, lean: true })
  return missing.length
}

/** Areas and outward postcodes that an import was first to bring don't know yet what they lie in. */
async function sayWhatLiesWhere() {
  const inside = areas.filter(({ within }) => within.length > 0)
  await Area.bulkWrite(
    inside.map(({ _id, within }) => ({ updateOne: { filter: { _id, within: [] }, update: { $set: { within } } } })),
    { ordered: false },
  )
  const within = postcodes.filter(({ areas }) => areas.length > 0)
  await Postcode.bulkWrite(
    within.map(({ _id, areas }) => ({ updateOne: { filter: { _id, areas: [] }, update: { $set: { areas } } } })),
    { ordered: false },
  )
}

/**
 * Lays down the demonstration patch: the West of England and Nottinghamshire, made-up organisations in real places.
 * Run twice it changes nothing; cut short it carries on, people who sign in coming last.
 */
export async function seedPatch({ log = (_line: string) => {} } = {}) {
  const areaCount = await addMissing(Area as never, areas)
  await addMissing(Postcode as never, postcodes)
  await sayWhatLiesWhere()
  await addMissing(Place as never, places)
  await addMissing(
    Organisation as never,
    organisations.map(({ key, domain, ...kept }) => kept),
  )
  const directory = services()
  const serviceCount = await addMissing(Service as never, directory)
  const untold = await tellStories()
  await giveSomeDetails(directory)
  const userCount = await addMissing(User as never, cast)
  await holdConferences()
  log(`Seeded ${areaCount} areas, ${serviceCount} services and ${userCount} people who sign in.`)
  if (untold) log(`${untold} of its stories don't fit the boundaries that were imported, and were left out.`)
}
