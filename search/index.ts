import { setImmediate } from 'node:timers/promises'
import type { Kind } from '../models/kind.ts'
import { Service } from '../models/service.ts'
import { Catalogue, type Meaning, pageSize } from './catalogue.ts'
import { type Heard, hear, inDanger } from './crisis.ts'
import { type Answer, beginningOf, type Criteria, type Errors, mayBePlace, type PlaceAnswer } from './criteria.ts'
import { currentGazetteer, isArea, readGazetteer } from './current-gazetteer.ts'
import { areaKnowledge } from './gazetteer.ts'
import { Guesser } from './guess.ts'
import { asItStands, isNamed, withGuess } from './meaning.ts'
import { placeAmong } from './place-among.ts'
import { findPlace } from './places.ts'
import { Recent } from './recent.ts'
import { tokens } from './tokens.ts'
import { forgetReading, type Reading, read, readOnce, unread } from './understand.ts'

let catalogue: Catalogue | undefined
let edition = 0

/** Guesses at words that the vocabulary is unsure of, once started; until then nothing is guessed. */
export const guesser = new Guesser()

/** Starts the guesser: what was answered before it had read the vocabulary may be answered better after. */
export function startGuessing(): void {
  guesser.start(() => edition++)
}

/** A number that grows whenever answers may be others than before: what was kept of an earlier edition is out of date. */
export const indexEdition = () => edition

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
  names.clear()
  catalogue = await Catalogue.build(services.filter(isPublished), areaKnowledge(currentGazetteer()))
  edition++
}

/** True once there is something to search in. */
export function indexReady(): boolean {
  return catalogue !== undefined
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
  names.clear()
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

/** What phrases were found in words: many ask the same about other places. */
const sayings = new Recent<Heard>(10_000)

const unkept = { guess: (words: string) => guesser.guess(words, { kept: false }) }

const settledAsHarmless: Heard = { said: 'no danger', parts: [] }

/** Whether words are the name of a service or of who offers it, wherever: until services change. */
const names = new Recent<boolean>(10_000)

const isName = (words: string, { meaning }: Reading) =>
  names.get(
    words,
    () => catalogue!.isName(words) || (catalogue!.mayName(words) && isNamed(words, catalogue!.first(words, meaning))),
  )

/** Words that suggest danger are remembered nowhere. */
function forget(words: string): void {
  for (const memory of [sayings, names, guesser]) memory.forget(words)
  forgetReading(words)
}

/** What is said in some words, and whether someone may be in danger; null when that was not known in time. */
async function listen(words: string, long: boolean) {
  const heard = long ? hear(words) : sayings.get(words, () => hear(words))
  const danger = guesser.running
    ? await inDanger(words, guesser, { heard, isNamed: (reading) => isName(words, reading) })
    : heard.said === 'danger'
  // What was guessed to be harmless once all examples were read needn't be guessed again.
  if (danger === false && guesser.complete && !long) sayings.keep(words, settledAsHarmless)
  if (danger) forget(words)
  return { said: heard.said, danger }
}

/** Where the person and their GP are, by what the fields and the words say, and the words without a place that they name. */
async function whereabouts(
  { place, gp, exact }: Criteria,
  words: string,
  { discreet, named }: { discreet: boolean; named: boolean },
) {
  const errors: Errors = {}
  const find = async (field: 'place' | 'gp', text: string) => {
    const found = mayBePlace(text) ? await findPlace(text, { discreet }) : null
    if (found && 'error' in found) errors[field] = found.error
    if (found && 'choices' in found) errors[field] = found.question
    return found
  }
  const found = await find('place', place)
  // A place field says where; what the words say of it is taken out of them all the same.
  const among = words && !exact ? await placeAmong(words, { discreet, named }) : null
  if (!found && among && 'error' in among) errors.place = among.error
  const meant = found ?? among
  const foundGp = await find('gp', gp)
  return {
    errors,
    q: among?.words ?? words,
    place: pointOf(meant) ?? pointOf(foundGp),
    gp: pointOf(foundGp),
    placeChoices: choicesOf(meant),
    gpChoices: choicesOf(foundGp),
  }
}

const pointOf = (found: PlaceAnswer | null) => (found && 'place' in found ? found.place : null)

function choicesOf(found: PlaceAnswer | null) {
  if (!found) return []
  return 'choices' in found ? found.choices : 'place' in found ? (found.others ?? []) : []
}

/** How the words were understood: as kinds of help, or as all help besides the kinds that they deny. */
function understandingOf(meaning: Meaning | null, guessed: boolean, { besides, q }: { besides: Kind[]; q: string }) {
  if (meaning) return { kinds: meaning.kinds.map(({ kind }) => kind), phrase: meaning.phrase, guessed }
  return besides.length > 0 ? { kinds: [], besides, phrase: q, guessed: false } : null
}

/**
 * Answers a search, with so many results to a page. Nothing of what suggests danger goes outside. `explain` adds to each
 * result why it is where it is.
 */
export async function search(criteria: Criteria, { explain = false, size = pageSize } = {}): Promise<Answer> {
  if (!catalogue) throw new Error('The search index is not built yet')
  const asked = beginningOf(criteria.q)
  const long = asked !== criteria.q
  const { said, danger } = await listen(criteria.q, long)
  const urgent = danger === true
  // What someone has pasted is not kept, and is no name.
  const reads = long || urgent ? readOnce : read
  const { q, errors, place, gp, placeChoices, gpChoices } = await whereabouts(criteria, asked, {
    discreet: urgent,
    named: asked !== '' && !criteria.exact && (urgent || (!long && isName(asked, reads(asked)))),
  })
  if (criteria.within && !place && !errors.place)
    errors.within = 'Enter a postcode or town to measure the distance from'
  if (!criteria.area.every(isArea)) errors.area = 'Choose an area from the list'

  const known = criteria.exact ? unread : reads(q)
  const named = !criteria.exact && !long && isName(q, known)
  const settled = known.sure || criteria.exact || said === 'danger' || named
  if (urgent) forget(q)
  const { meaning, guessed, provisional } = settled
    ? asItStands(known)
    : await withGuess(known, long || urgent ? unkept : guesser)
  // What is denied isn't looked for; where nothing else is said, all other help is shown.
  const besides = known.rest === '' && !named ? known.denied : []
  const wanted = criteria.exact || named ? q : besides.length > 0 ? '' : known.rest || q
  const { total, facets, results } = catalogue.answer({
    criteria: { ...criteria, q: wanted },
    meaning,
    typed: asked,
    besides,
    place,
    gp,
    size,
    explain,
  })
  return {
    criteria,
    beginning: long ? asked : null,
    total,
    page: criteria.page,
    pages: Math.ceil(total / size),
    urgent,
    place,
    gp,
    placeChoices,
    gpChoices,
    unread: wanted !== '' && meaning === null && tokens(wanted).length === 0,
    understood: understandingOf(meaning, guessed, { besides, q }),
    provisional: provisional || danger === null,
    facets,
    results,
    errors,
  }
}
