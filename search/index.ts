import { setImmediate } from 'node:timers/promises'
import { Service } from '../models/service.ts'
import { Catalogue } from './catalogue.ts'
import { currentGazetteer, readGazetteer } from './current-gazetteer.ts'
import { areaKnowledge } from './gazetteer.ts'

let catalogue: Catalogue | undefined
let edition = 0

/** A number that grows whenever answers may be others than before: what was kept of an earlier edition is out of date. */
export const indexEdition = () => edition

/** Says that answers may be others from now on. */
export function newEdition(): void {
  edition++
}

/** When each service known of was last changed, published or not, so that a change is noticed once. */
const seen = new Map<string, number>()
/** When the store was last asked what has changed. */
let asked = 0

const published = new Set<Service['status']>(['active', 'temporarily closed'])

/** Reads all published services, and the places and areas they are found by, from the store into memory. */
export async function buildIndex(): Promise<void> {
  await readGazetteer()
  asked = Date.now()
  const services = await Service.find().lean()
  seen.clear()
  for (const { _id, updatedAt } of services) note(_id, updatedAt)
  await buildIndexFrom(services)
}

/** Searches among these services from now on, without asking the store. */
export async function buildIndexFrom(services: Service[]): Promise<void> {
  catalogue = await Catalogue.build(services.filter(isPublished), areaKnowledge(currentGazetteer()))
  edition++
}

/** True once there is something to search in. */
export function indexReady(): boolean {
  return catalogue !== undefined
}

/** All published services. @throws Error while there is nothing to search in yet */
export function currentIndex(): Catalogue {
  if (!catalogue) throw new Error('The search index is not built yet')
  return catalogue
}

function isPublished({ status }: Service): boolean {
  return published.has(status)
}

/** Two changes in one moment look like one: what is younger than two seconds is read again next time. */
function note(id: string, updatedAt: Date | undefined): void {
  const at = updatedAt?.getTime() ?? 0
  seen.set(id, at < Date.now() - 2000 ? at : -1)
}

/** Reads these services again, in the process that changed them: its own users see the change at once. */
export async function reindex(serviceIds: string[]): Promise<void> {
  if (!catalogue) return
  for (let from = 0; from < serviceIds.length; from += 200) {
    const ids = serviceIds.slice(from, from + 200)
    const found = new Map((await Service.find({ _id: { $in: ids } }).lean()).map((service) => [service._id, service]))
    for (const id of ids) {
      const service = found.get(id)
      if (service && isPublished(service)) catalogue.put(service)
      else catalogue.drop(id)
      if (service) note(id, service.updatedAt)
      else seen.delete(id)
    }
    edition++
    await setImmediate()
  }
  if (catalogue.waste > 1) await buildIndex()
}

/** Clocks of two processes may differ by this much before one misses what the other changed. */
const clockEdge = 60_000

/**
 * Asks the store, every so often, what has changed since (one query on an index), and what has gone when the count is not
 * as expected. Call what it returns to stop. A store that doesn't answer is asked again next time. A database may count what is
 * gone until the second look, and two looks fit in the two seconds that a change may take.
 */
export function followChanges(everyMs = 700, report: (error: unknown) => void = () => {}): () => void {
  let busy = false
  const ask = async () => {
    if (busy || !catalogue) return
    busy = true
    try {
      await catchUp()
    } catch (error) {
      report(error)
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void ask(), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Takes in what other processes have changed since last asked. */
export async function catchUp(): Promise<void> {
  const now = Date.now()
  const since = new Date(asked - clockEdge)
  const recent = await Service.find({ updatedAt: { $gte: since } }, { updatedAt: 1 }).lean()
  asked = now
  const changed = recent.filter(({ _id, updatedAt }) => seen.get(_id) !== updatedAt.getTime()).map(({ _id }) => _id)
  if (changed.length > 0) await reindex(changed)
  if ((await Service.estimatedDocumentCount()) !== seen.size) await reconcile()
}

/** Compares what is known with what is there: services that have gone, and any that came without being noticed. */
async function reconcile(): Promise<void> {
  const there = new Set((await Service.find({}, { _id: 1 }).lean()).map(({ _id }) => _id))
  const gone = [...seen.keys()].filter((id) => !there.has(id))
  const come = [...there].filter((id) => !seen.has(id))
  await reindex([...gone, ...come])
}
