import { createHash } from 'node:crypto'
import { Organisation } from '../models/organisation.ts'
import { Postcode } from '../models/postcode.ts'
import { Service } from '../models/service.ts'
import { feedName, readFeed } from './feed.ts'
import { type FeedService, given, type Noted, toService } from './reading.ts'
import { readRecord, type ServiceRecord } from './record.ts'
import { areaFinder } from './service-areas.ts'

/** What came of an import. */
export interface Imported {
  read: number
  added: number
  updated: number
  unchanged: number
  skipped: number
  /** Values left out of services that were taken, by what they were, with how many. */
  leftOut: Map<string, number>
  /** Service areas that are not known here, kept by their names. */
  unknownAreas: Set<string>
  /** Services of this feed from before that it no longer has. They stay as they are. */
  gone: number
}

export interface ImportOptions {
  /** Told of every line that was skipped. */
  skipped?: (line: number, id: string, reason: string) => void
  /** Told how far it has come. */
  progress?: (done: number, total: number, soFar: Imported) => void
}

interface Taken {
  line: number
  service: FeedService
  organization: ServiceRecord['organization']
  hash: string
}

const batchSize = 500

/**
 * Takes in every service of an Open Referral UK 3.0 feed, with its organisation. A line that can't be taken is told of
 * and never stops the run. Run again, only what the feed has changed is written: a record is known by its UUID and by
 * the hash of what the feed last said, so that a local edit stands until the feed says something new.
 * @param source a file or an address: see feed.ts
 */
export async function importServices(source: string, options: ImportOptions = {}): Promise<Imported> {
  const feed = feedName(source)
  const result: Imported = {
    read: 0,
    added: 0,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    leftOut: new Map(),
    unknownAreas: new Set(),
    gone: 0,
  }
  const findAreas = await areaFinder()
  const lines = new Map<string, number>()
  let batch: Taken[] = []

  const skip = (line: number, id: string, reason: string) => {
    result.skipped++
    options.skipped?.(line, id, reason)
  }
  const noted: Noted = {
    leftOut: (what) => result.leftOut.set(what, (result.leftOut.get(what) ?? 0) + 1),
    area: (name) => result.unknownAreas.add(name),
  }
  const write = async () => {
    await writeBatch(batch, feed, result, skip)
    batch = []
  }

  for await (const { line, value, reason, done, total } of readFeed(source)) {
    result.read++
    const { record, reason: flaw } = reason === undefined ? readRecord(value) : { record: undefined, reason }
    const id = record?.id ?? String((value as { id?: unknown } | null)?.id ?? 'no id')
    const before = lines.get(id)
    if (!record) skip(line, id, flaw ?? 'it could not be read')
    else if (before) skip(line, id, `it repeats the id of line ${before}`)
    else {
      lines.set(id, line)
      const hash = createHash('sha256').update(JSON.stringify(value)).digest('base64url')
      batch.push({ line, service: toService(record, findAreas, noted), organization: record.organization, hash })
    }
    if (batch.length === batchSize) {
      await write()
      options.progress?.(done, total, result)
    }
  }
  await write()
  const before = await Service.find({ 'source.feed': feed }, { _id: 1 }).lean()
  result.gone = before.filter(({ _id }) => !lines.has(_id)).length
  return result
}

/** Writes what is new or changed of a batch. The organisations come first, so that no service is without one. */
async function writeBatch(
  batch: Taken[],
  feed: string,
  result: Imported,
  skip: (line: number, id: string, reason: string) => void,
) {
  const ids = batch.map(({ service }) => service._id)
  const kept = await Service.find({ _id: { $in: ids } }, { source: 1 }).lean()
  const known = new Map(kept.map(({ _id, source }) => [_id, source]))
  const named = batch.flatMap(({ service, organization }) => (organization ? [] : [service.organisation]))
  const names = new Map(
    (named.length ? await Organisation.find({ _id: { $in: named } }, { name: 1 }).lean() : []).map((one) => [
      one._id,
      one.name,
    ]),
  )

  const fresh: Taken[] = []
  const changed: Taken[] = []
  for (const one of batch) {
    const { line, service, organization, hash } = one
    const isKept = known.has(service._id)
    const source = known.get(service._id)
    if (!organization) service.organisationName = names.get(service.organisation) ?? ''
    if (isKept && !source) skip(line, service._id, 'it is kept here, and a feed does not change that')
    else if (source?.hash === hash) result.unchanged++
    else if (!service.organisationName) skip(line, service._id, 'its organisation is not known')
    else (isKept ? changed : fresh).push(one)
  }

  await writeOrganisations([...fresh, ...changed], feed)
  await findPoints([...fresh, ...changed])
  const now = new Date()
  if (fresh.length) {
    const added = fresh.map(({ service, hash }) => newService(service, { feed, hash, importedAt: now }))
    await Service.insertMany(added, { ordered: false, lean: true })
  }
  if (changed.length) {
    await Service.bulkWrite(
      changed.map(({ service: { _id, ...service }, hash }) => {
        const source = { feed, hash, importedAt: now }
        const gone = (['url', 'email'] as const).filter((key) => service[key] === undefined)
        const $unset = Object.fromEntries(gone.map((key) => [key, 1]))
        return { updateOne: { filter: { _id }, update: { $set: { ...service, source }, $unset } } }
      }),
      { ordered: false },
    )
  }
  result.added += fresh.length
  result.updated += changed.length
}

/**
 * A service as it first stands here: nobody here can decide its referrals until someone says so. It is whole, with its
 * dates, and was held to the standard as it was read: Mongoose, which would take most of the time, need not do it again.
 */
function newService(service: FeedService, source: NonNullable<Service['source']>) {
  const {
    'referral.how': how,
    'referral.waitWeeks': waitWeeks,
    'referral.capacity': capacity,
    'assurance.checkedAt': checkedAt,
    'assurance.checkedBy': checkedBy,
    ...rest
  } = service
  return {
    kinds: [],
    ...rest,
    referral: given({ open: false, self: false, how, waitWeeks, capacity }),
    assurance: given({ checkedAt, checkedBy }),
    source,
    createdAt: source.importedAt,
    updatedAt: source.importedAt,
    __v: 0,
  }
}

async function writeOrganisations(taken: Taken[], feed: string) {
  const wanted = new Map(
    taken.flatMap(({ organization }) => (organization ? [[organization.id, organization] as const] : [])),
  )
  const kept = await Organisation.find({ _id: { $in: [...wanted.keys()] } }).lean()
  const known = new Map(kept.map((one) => [one._id, one]))
  const added = []
  const changes = []
  for (const [_id, { name, description = '', email, website }] of wanted) {
    const values = {
      name,
      description,
      ...(typeof email === 'string' && email.includes('@') && { email }),
      ...(typeof website === 'string' && /^https?:\/\//.test(website) && { website }),
    }
    const before = known.get(_id)
    if (!before) added.push({ _id, ...values, areas: [], source: feed })
    else if (before.source && (before.name !== name || before.description !== description)) {
      changes.push({ updateOne: { filter: { _id }, update: { $set: values } } })
    }
  }
  if (added.length) await Organisation.insertMany(added, { ordered: false })
  if (changes.length) await Organisation.bulkWrite(changes, { ordered: false })
}

/** Gives locations that have a postcode and no point the point of their postcode, where it is known. */
async function findPoints(taken: Taken[]) {
  const without = taken
    .flatMap(({ service }) => service.locations)
    .filter((location) => location.lat === undefined && location.address)
  if (!without.length) return
  const postcodes = await Postcode.find({
    _id: { $in: without.map((location) => location.address?.postcode ?? '') },
  }).lean()
  const points = new Map(postcodes.map(({ _id, lat, lon }) => [_id, { lat, lon }]))
  for (const location of without) Object.assign(location, points.get(location.address?.postcode ?? ''))
}
