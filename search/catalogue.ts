import { setImmediate } from 'node:timers/promises'
import type { Kind } from '../models/kind.ts'
import type { Service } from '../models/service.ts'
import { best, type Worth } from './best.ts'
import { add, allBut, type Bits, both, count, emptyBits, has, join, larger, longer, remove } from './bits.ts'
import { Coverage } from './coverage.ts'
import { type Criteria, choices, type Place, type Result } from './criteria.ts'
import { Facets } from './facets.ts'
import { type Location, listing, neighboursTogether, pointsOf, wordsOfAccess } from './listing.ts'
import { Names, nameWords } from './names.ts'
import { blockOf, blockSize, Points } from './near.ts'
import { explain, isStale, namedBonus, standing } from './ranking.ts'
import { tokens } from './tokens.ts'
import { View } from './view.ts'
import { type Meaning, type Meant, Wording } from './wording.ts'

export type { Meaning } from './wording.ts'

export const pageSize = 20

export interface Question {
  criteria: Criteria
  meaning: Meaning | null
  /** All that was typed, which may be a name that has a place in it; else the words of the criteria. */
  typed?: string
  /** Kinds that are not wanted. */
  besides?: Kind[]
  place: Place | null
  /** Where the person's GP is, when that is said; else near their home. */
  gp?: Place | null
  /** How many results make a page. */
  size?: number
  /** Say why each result is where it is. */
  explain?: boolean
}

export interface Found {
  total: number
  facets: Record<string, Record<string, number>>
  results: Result[]
}

/** What the catalogue must be told about areas; without it services are in the areas they say they cover. */
export interface AreaKnowledge {
  /** All areas that lie in this one, and all that it or any of those lies in: each shares some ground with it. */
  relatives: (code: string) => string[]
  /** The areas that a service stands in, by its postcode or point. */
  standsIn: (location: Location) => string[]
  /** Whether an area is one of this hub’s; without it none is. */
  knows?: (code: string) => boolean
}
const nothingKnown: AreaKnowledge = { relatives: () => [], standsIn: () => [] }

/**
 * All published services in memory, each with an ordinal. A changed service gets a new ordinal; its old one is dead.
 * Nothing is remembered from one question to the next.
 */
export class Catalogue {
  #rows: Result[] = []
  #services: Pick<Service, 'referral' | 'assurance' | 'status'>[] = []
  #ordinalOf = new Map<string, number>()
  #areas: AreaKnowledge
  #capacity: number
  #alive: Bits
  /** The services that stand nowhere. */
  #pointless: Bits
  /** What each service brings to every search, the most of each block, and the day they were worked out. */
  #standing: Float32Array
  #bestStanding: Float32Array
  #day = 0
  #points: Points
  #coverage: Coverage
  #facets: Facets
  #wording: Wording
  /** The services that have a word in their name or their organisation's, those that are gone too, in order. */
  #called = new Map<string, number[]>()
  #names = { service: new Names(), organisation: new Names() }

  private constructor(size: number, areas: AreaKnowledge) {
    this.#areas = areas
    this.#capacity = roomFor(size)
    this.#alive = emptyBits(this.#capacity)
    this.#pointless = emptyBits(this.#capacity)
    this.#standing = new Float32Array(this.#capacity)
    this.#bestStanding = new Float32Array(this.#capacity / blockSize).fill(-Infinity)
    this.#points = new Points(this.#capacity)
    this.#coverage = new Coverage(this.#capacity)
    this.#facets = new Facets(this.#capacity)
    this.#wording = new Wording(this.#capacity)
  }

  /** Takes in all services, neighbours next to each other. Lets other work go first every few hundred. */
  static async build(services: Service[], areas = nothingKnown): Promise<Catalogue> {
    const catalogue = new Catalogue(services.length, areas)
    for (const [i, service] of neighboursTogether(services).entries()) {
      catalogue.#append(service)
      if (i % 500 === 499) await setImmediate()
    }
    catalogue.#day = today()
    return catalogue
  }

  get size(): number {
    return this.#ordinalOf.size
  }

  /** How many dead ordinals there are to each living one: past a half, building anew is better. */
  get waste(): number {
    return (this.#rows.length - this.size) / Math.max(1, this.size)
  }

  /** Takes in a new or changed service. */
  put(service: Service): void {
    this.drop(service._id)
    if (this.#rows.length === this.#capacity) this.#grow()
    this.#append(service)
  }

  /** Forgets a service that is no longer published; unknown ones are no trouble. */
  drop(id: string): void {
    const ordinal = this.#ordinalOf.get(id)
    if (ordinal === undefined) return
    this.#ordinalOf.delete(id)
    remove(this.#alive, ordinal)
  }

  has(id: string): boolean {
    return this.#ordinalOf.has(id)
  }

  ids(): IterableIterator<string> {
    return this.#ordinalOf.keys()
  }

  #grow(): void {
    const blocks = this.#bestStanding.length
    this.#capacity = roomFor(this.#capacity)
    this.#alive = larger(this.#alive, this.#capacity)
    this.#pointless = larger(this.#pointless, this.#capacity)
    this.#standing = longer(this.#standing, this.#capacity)
    this.#bestStanding = longer(this.#bestStanding, this.#capacity / blockSize).fill(-Infinity, blocks)
    for (const column of [this.#points, this.#coverage, this.#facets, this.#wording]) column.grow(this.#capacity)
  }

  #append(service: Service): void {
    const ordinal = this.#rows.length
    const points = pointsOf(service)
    const areas = this.#areasOf(service)
    this.#rows.push(listing(service, areas))
    this.#call(ordinal, `${service.name} ${service.organisationName}`)
    this.#names.service.add(ordinal, service.name)
    this.#names.organisation.add(ordinal, service.organisationName)
    this.#services.push({ referral: service.referral, assurance: service.assurance, status: service.status })
    this.#ordinalOf.set(service._id, ordinal)
    add(this.#alive, ordinal)
    if (points.length === 0) add(this.#pointless, ordinal)
    this.#stand(ordinal)
    this.#points.add(ordinal, points)
    this.#coverage.add(
      ordinal,
      { ...service.covers, radiusKm: points.length > 0 ? service.covers.radiusKm : undefined },
      (code) => this.#areas.knows?.(code) ?? false,
    )
    this.#facets.add(ordinal, service, areas)
    this.#wording.add(ordinal, {
      name: service.name,
      organisation: service.organisationName,
      town: points.map(({ address }) => `${address?.city ?? ''} ${address?.postcode ?? ''}`).join(' '),
      eligibility: service.eligibility.description,
      description: service.description,
      access: wordsOfAccess(service),
    })
  }

  #call(ordinal: number, names: string): void {
    for (const word of new Set(tokens(names))) {
      const same = this.#called.get(word)
      if (same) same.push(ordinal)
      else this.#called.set(word, [ordinal])
    }
  }

  /**
   * The areas that a service can be found under: those it covers, with all that share some ground with them, or else those
   * that it stands in. Who stands in one town of a region is not in every other.
   */
  #areasOf({ covers, locations }: Service): string[] {
    if (covers.areas.length === 0 && !covers.everywhere)
      return [...new Set(locations.filter(({ type }) => type === 'physical').flatMap(this.#areas.standsIn))]
    return [...new Set(covers.areas.flatMap((code) => [code, ...this.#areas.relatives(code)]))]
  }

  #stand(ordinal: number, now = new Date()): void {
    const block = blockOf(ordinal)
    this.#standing[ordinal] = standing(this.#services[ordinal]!, now)
    this.#bestStanding[block] = Math.max(this.#bestStanding[block]!, this.#standing[ordinal]!)
  }

  /** A new day has made some listings stale. */
  #keepStanding(now = new Date()): void {
    if (today(now) === this.#day) return
    this.#day = today(now)
    this.#bestStanding.fill(-Infinity)
    for (let ordinal = 0; ordinal < this.#rows.length; ordinal++) this.#stand(ordinal, now)
  }

  answer({
    criteria,
    meaning,
    typed = criteria.q,
    besides = [],
    place,
    gp,
    size = pageSize,
    explain = false,
  }: Question): Found {
    this.#keepStanding()
    const meant = criteria.exact ? [] : this.#meant(meaning)
    // 'Help near me' says nothing of which: all there is.
    const worded = meant.length > 0 || tokens(criteria.q).length > 0
    const view = place && new View(place, gp ?? place, this.#points, this.#coverage, this.#pointless)
    // A place among the words may be part of a name: then it is where the service is, and not where home is.
    const named = worded ? this.#namedIn(typed, criteria.place ? view : null) : []
    const some = worded ? both(this.#wording.ask(criteria.q, meant, meaning?.unsure), this.#alive) : this.#alive
    for (const { bits } of named) join(some, bits)
    const from = besides.reduce((left, kind) => allBut(left, this.#facets.ofKind(kind)), some)
    const near = view && criteria.within ? view.within(criteria.within, from) : from
    const narrowed = this.#facets.narrow(near, criteria)
    const facets = this.#facets.counts(narrowed, criteria)
    if (view) {
      const anyDistance = near === from ? narrowed : this.#facets.narrow(from, criteria)
      const offered = new Set([...choices.within, criteria.within ?? choices.within[0]])
      facets.within = view.counts(
        [...offered].sort((a, b) => a - b),
        anyDistance.fitting,
      )
    }
    const total = count(narrowed.fitting)
    const worth = this.#worth(view, worded, named)
    const order = best(worth, narrowed.fitting, Math.min(total, criteria.page * size))
    // Who names a service means that one: nothing else is brought before others of that name.
    const forward = named.length > 0 ? [] : this.#otherMeanings(order, narrowed.fitting, meant, worth)
    const results = withForward(order, forward)
      .slice((criteria.page - 1) * size, criteria.page * size)
      .map((ordinal) => this.#show(ordinal, { place, view, worded, named, forward, explain }))
    return { total, facets, results }
  }

  /**
   * The services called just so, by their own name or their organisation's, with what that is worth; none that doesn't cover who
   * asks, or stands far away and doesn't say: 'The Health Centre' is in many a town.
   */
  #namedIn(typed: string, view: View | null): Named[] {
    const words = nameWords(typed)
    return (['service', 'organisation'] as const).flatMap((whose) => {
      const found = this.#names[whose]
        .find(words)
        .filter((ordinal) => has(this.#alive, ordinal) && (!view || view.mayMean(ordinal)))
      if (found.length === 0) return []
      const bits = emptyBits(this.#capacity)
      for (const ordinal of found) add(bits, ordinal)
      return { bits, bonus: namedBonus[whose] }
    })
  }

  /** Whether the words are the whole name of a service or of who offers it. */
  isName(typed: string): boolean {
    const words = nameWords(typed)
    return Object.values(this.#names).some((names) => names.find(words).some((ordinal) => has(this.#alive, ordinal)))
  }

  /** Whether some service has all of the words in its name and its organisation's: else they name none. */
  mayName(words: string): boolean {
    const called = [...new Set(tokens(words))].map((word) => this.#called.get(word) ?? [])
    const [fewest, ...others] = called.sort((a, b) => a.length - b.length)
    return !fewest || fewest.some((ordinal) => others.every((each) => hasInOrder(each, ordinal)))
  }

  /** What comes first for these words, wherever: as an answer without filters would have it, and nothing counted. */
  first(q: string, meaning: Meaning | null): Pick<Result, 'name' | 'organisation'> | undefined {
    this.#keepStanding()
    const fitting = both(this.#wording.ask(q, this.#meant(meaning), meaning?.unsure), this.#alive)
    const [ordinal] = best(this.#worth(null, true, this.#namedIn(q, null)), fitting, Math.min(1, count(fitting)))
    return ordinal === undefined ? undefined : this.#rows[ordinal]
  }

  #meant(meaning: Meaning | null): Meant[] {
    return (meaning?.kinds ?? []).map(({ kind, weight }) => ({ bits: this.#facets.ofKind(kind), weight }))
  }

  #worth(view: View | null, worded: boolean, named: Named[]): Worth {
    const [standing, bestStanding, wording] = [this.#standing, this.#bestStanding, this.#wording]
    const worth = {
      points: (ordinal: number) =>
        standing[ordinal]! + (worded ? wording.points(ordinal) : 0) + (view ? view.points(ordinal) : 0),
      most: (block: number, among: Bits) =>
        bestStanding[block]! + (worded ? wording.most(block, among) : 0) + (view ? view.most(block, among) : 0),
    }
    if (named.length === 0) return worth
    return {
      points: (ordinal) => worth.points(ordinal) + bonusOf(named, (bits) => has(bits, ordinal)),
      most: (block, among) => worth.most(block, among) + bonusOf(named, (bits) => (bits[block]! & among[block]!) !== 0),
    }
  }

  /**
   * When the words may mean several kinds, the first three show the best of the second and third meaning too, unless they
   * are much worse. What is brought forward is the same on every page, so that none shows it twice.
   */
  #otherMeanings(order: number[], fitting: Bits, [first, ...others]: Meant[], worth: Worth): number[] {
    const third = order[2]
    if (!first || third === undefined) return []
    const enough = worth.points(third) - 30
    const missing = others
      .filter(({ bits, weight }) => weight >= 0.5 * first.weight && !order.slice(0, 3).some((each) => has(bits, each)))
      .slice(0, 2)
      .flatMap(({ bits }) => best(worth, both(fitting, bits), 1))
      .filter((ordinal) => worth.points(ordinal) >= enough)
    return [...new Set(missing)]
  }

  #show(ordinal: number, { place, view, worded, named, forward, explain: why }: Shown): Result {
    const row = this.#rows[ordinal]!
    const service = this.#services[ordinal]!
    const nearest = place && this.#points.nearest(ordinal, place.lat, place.lon)
    const covers = view?.covers(ordinal) ?? 'unknown'
    const shown: Result = {
      ...row,
      stale: isStale(service),
      distance_km: nearest ? Math.round(nearest.km * 10) / 10 : null,
      lat: nearest?.lat ?? row.lat,
      lon: nearest?.lon ?? row.lon,
      covers_place: covers === 'unknown' ? null : covers === 'yes',
      covers_part: view?.coversPart(ordinal) ?? false,
    }
    if (why) {
      const words = worded ? this.#wording.part(ordinal) : 0
      const bonus = bonusOf(named, (bits) => has(bits, ordinal))
      shown.explanation = explain(service, { words, km: nearest?.km ?? null, covers, named: bonus })
      shown.brought_forward = forward.includes(ordinal)
    }
    return shown
  }
}

/** Services called as the words are, and what that is worth to them. */
interface Named {
  bits: Bits
  bonus: number
}

/** The most that any of the names is worth whose services are such. */
function bonusOf(named: Named[], such: (bits: Bits) => boolean): number {
  let most = 0
  for (const { bits, bonus } of named) if (bonus > most && such(bits)) most = bonus
  return most
}

/** How a question was answered, as far as each result shows it. */
interface Shown {
  place: Place | null
  view: View | null
  worded: boolean
  named: Named[]
  forward: number[]
  explain: boolean
}

/** The order with some of it brought among the first three. */
function withForward(order: number[], forward: number[]): number[] {
  if (forward.length === 0) return order
  const rest = order.filter((ordinal) => !forward.includes(ordinal))
  return [...rest.slice(0, 3 - forward.length), ...forward, ...rest.slice(3 - forward.length)]
}

/** The number of the day, in universal time. */
function today(now = new Date()): number {
  return Math.floor(now.getTime() / 86_400_000)
}

/** Whether a number is in a rising list. */
function hasInOrder(list: number[], wanted: number): boolean {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (list[middle]! < wanted) from = middle + 1
    else to = middle
  }
  return list[from] === wanted
}

/** Room for some changes before all columns must grow, in whole blocks. */
function roomFor(services: number): number {
  return Math.ceil((services * 1.2 + 1024) / blockSize) * blockSize
}
