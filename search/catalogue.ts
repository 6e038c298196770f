import { setImmediate } from 'node:timers/promises'
import type { Kind } from '../models/kind.ts'
import { kindCodes } from '../models/kind.ts'
import type { Service } from '../models/service.ts'
import {
  add,
  anyOf,
  type Bits,
  both,
  count,
  countShared,
  emptyBits,
  has,
  join,
  keep,
  larger,
  occupied,
  ordinals,
  remove,
} from './bits.ts'
import { type Criteria, choices, type Place, type Result } from './criteria.ts'
import { Facets } from './facets.ts'
import { Points, straight } from './near.ts'
import { type Covers, coversPart, distancePart, explain, isStale, standing, weights, wordsPart } from './ranking.ts'
import { Recent } from './recent.ts'
import { type Matches, TextIndex } from './text.ts'
import { TopList } from './top-list.ts'

export const pageSize = 20

/** Looking at so many services one by one is quicker than making a set of all that are near. */
const few = 20_000

/** Which kinds the words mean, surest first, each with how surely (0 to 1). */
export interface Meaning {
  kinds: { kind: Kind; weight: number }[]
  /** The words that told so, as they were typed. */
  phrase: string
}

export interface Question {
  criteria: Criteria
  meaning: Meaning | null
  place: Place | null
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
  /** All areas that lie in this one, and all that it lies in. */
  relatives: (code: string) => string[]
  /** The areas that a service stands in, by its postcode or point. */
  standsIn: (location: Service['locations'][number]) => string[]
}
const nothingKnown: AreaKnowledge = { relatives: () => [], standsIn: () => [] }

/** A place seen from the services: which are near, which can be used by someone who lives there. */
interface View {
  km: (ordinal: number) => number
  /** For each distance, the services no further away. */
  rings: (km: readonly number[]) => Bits[]
  /** The same for the distances that the page offers, made when first wanted. */
  offered: () => Bits[]
  covers: Bits
  /** Those that come to the person, having no place of their own: they are within any distance. */
  come: Bits
}

/** How well the texts of some services match, 0 to 1. */
interface Texts {
  ordinals: Uint32Array
  scores: Float32Array
}

/** The words seen from the services: which have a meaning or a text that fits. */
interface Worded {
  bits: Bits
  kinds: { bits: Bits; weight: number }[]
  texts: Texts
}

/** All published services in memory, each with an ordinal. A changed service gets a new ordinal; its old one is dead. */
export class Catalogue {
  /** Rises with every change. */
  version = 0
  #rows: Result[] = []
  #services: Pick<Service, 'referral' | 'assurance' | 'status'>[] = []
  #ordinalOf = new Map<string, number>()
  #alive: Bits
  #capacity: number
  #standing: Float32Array
  #highest = 0
  #day = ''
  #facets: Facets
  #points: Points
  #text = new TextIndex()
  /** How well the text of each service matches the question being answered; zero between questions. */
  #texts: Float32Array
  #pointless: Bits
  #saysWhere: Bits
  #everywhere: Bits
  /** Those that cover a whole circle around where they stand. */
  #radius = new Map<number, number>()
  #covering = new Map<string, Bits>()
  #areas: AreaKnowledge
  #views = new Recent<View>(100)
  #worded = new Recent<Worded>(200)
  #counted = new Recent<{ total: number; facets: Found['facets'] }>(300)

  private constructor(size: number, areas: AreaKnowledge = nothingKnown) {
    this.#areas = areas
    this.#capacity = roomFor(size)
    this.#alive = emptyBits(this.#capacity)
    this.#pointless = emptyBits(this.#capacity)
    this.#saysWhere = emptyBits(this.#capacity)
    this.#everywhere = emptyBits(this.#capacity)
    this.#standing = new Float32Array(this.#capacity)
    this.#texts = new Float32Array(this.#capacity)
    this.#facets = new Facets(this.#capacity)
    this.#points = new Points(this.#capacity)
  }

  /**
   * Takes in all services. Those of one kind, then of one corner of the country, get neighbouring ordinals: sets stay dense
   * and quick to walk. Lets other work go first every few hundred.
   */
  static async build(services: Service[], areas?: AreaKnowledge): Promise<Catalogue> {
    const catalogue = new Catalogue(services.length, areas)
    const sorted = services
      .map((service) => ({ service, corner: corner(service) }))
      .sort((a, b) => (a.corner < b.corner ? -1 : a.corner > b.corner ? 1 : 0))
    for (const [i, { service }] of sorted.entries()) {
      catalogue.#append(service)
      if (i % 500 === 499) await setImmediate()
    }
    catalogue.#points.settle()
    catalogue.#stand()
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
    this.#kill(service._id)
    if (this.#rows.length === this.#capacity) this.#grow()
    this.#append(service)
    if (this.#points.loose > 2000) this.#points.settle()
    this.#changed()
  }

  /** Forgets a service that is no longer published; unknown ones are no trouble. */
  drop(id: string): void {
    if (this.#kill(id)) this.#changed()
  }

  has(id: string): boolean {
    return this.#ordinalOf.has(id)
  }

  ids(): IterableIterator<string> {
    return this.#ordinalOf.keys()
  }

  #kill(id: string): boolean {
    const old = this.#ordinalOf.get(id)
    if (old === undefined) return false
    remove(this.#alive, old)
    return this.#ordinalOf.delete(id)
  }

  #changed(): void {
    this.version++
    this.#views.clear()
    this.#worded.clear()
    this.#counted.clear()
  }

  #grow(): void {
    this.#capacity = roomFor(this.#capacity)
    this.#alive = larger(this.#alive, this.#capacity)
    this.#pointless = larger(this.#pointless, this.#capacity)
    this.#saysWhere = larger(this.#saysWhere, this.#capacity)
    this.#everywhere = larger(this.#everywhere, this.#capacity)
    for (const [code, bits] of this.#covering) this.#covering.set(code, larger(bits, this.#capacity))
    const standing = new Float32Array(this.#capacity)
    standing.set(this.#standing)
    this.#standing = standing
    this.#texts = new Float32Array(this.#capacity)
    this.#facets.grow(this.#capacity)
  }

  #append(service: Service): void {
    const ordinal = this.#rows.length
    const points = service.locations.filter(isPoint)
    const { covers } = service
    const stands = [
      ...new Set(service.locations.filter(({ type }) => type === 'physical').flatMap(this.#areas.standsIn)),
    ]
    const covered = covers.areas.length > 0 ? covers.areas : covers.everywhere ? [] : stands
    const areas = [...new Set(covered.flatMap((code) => [code, ...this.#areas.relatives(code)]))]

    this.#rows.push(row(service, areas))
    this.#services.push({ referral: service.referral, assurance: service.assurance, status: service.status })
    this.#ordinalOf.set(service._id, ordinal)
    add(this.#alive, ordinal)
    this.#standing[ordinal] = standing(service)
    this.#highest = Math.max(this.#highest, this.#standing[ordinal]!)

    this.#facets.add(ordinal, service, areas)
    this.#points.add(ordinal, points)
    if (points.length === 0) add(this.#pointless, ordinal)
    if (covers.everywhere) add(this.#everywhere, ordinal)
    if (covers.radiusKm && points.length > 0) this.#radius.set(ordinal, covers.radiusKm)
    if (covers.everywhere || covers.areas.length > 0 || covers.radiusKm) add(this.#saysWhere, ordinal)
    for (const code of covers.areas) {
      let bits = this.#covering.get(code)
      if (!bits) {
        bits = emptyBits(this.#capacity)
        this.#covering.set(code, bits)
      }
      add(bits, ordinal)
    }
    this.#text.add(ordinal, {
      name: service.name,
      organisation: service.organisationName,
      town: points.map(({ address }) => `${address?.city ?? ''} ${address?.postcode ?? ''}`).join(' '),
      eligibility: service.eligibility.description,
      description: service.description,
    })
  }

  /** Works out each service's standing again when a new day has made some listings stale. */
  #stand(now = new Date()): void {
    const today = now.toISOString().slice(0, 10)
    if (today === this.#day) return
    this.#day = today
    for (let i = 0; i < this.#services.length; i++) this.#standing[i] = standing(this.#services[i]!, now)
    this.#highest = this.#standing.reduce((most, each) => Math.max(most, each), 0)
  }

  answer({ criteria, meaning, place, explain = false }: Question): Found {
    this.#stand()
    const worded = criteria.q ? this.#wordsOf(criteria, meaning) : null
    const view = place ? this.#viewFrom(place) : null
    const from = worded ? both(worded.bits, this.#alive) : this.#alive
    const near = view && criteria.within ? this.#within(view, criteria.within, from) : from
    const { fitting, without } = this.#facets.narrow(near, criteria)
    const { total, facets } = this.#count(criteria, meaning, near === from, fitting, without)
    if (view) {
      const anyDistance = near === from ? fitting : this.#facets.narrow(from, criteria).fitting
      facets.within = this.#withinCounts(view, anyDistance)
    }
    this.#recall(worded)
    const results = this.#best(fitting, total, criteria.page, worded, view).map((ordinal) =>
      this.#show(ordinal, place, view, worded, explain),
    )
    this.#forget(worded)
    return { total, facets, results }
  }

  #recall(worded: Worded | null): void {
    if (!worded) return
    const { ordinals, scores } = worded.texts
    for (let i = 0; i < ordinals.length; i++) this.#texts[ordinals[i]!] = scores[i]!
  }

  #forget(worded: Worded | null): void {
    if (!worded) return
    const { ordinals } = worded.texts
    for (let i = 0; i < ordinals.length; i++) this.#texts[ordinals[i]!] = 0
  }

  /** Totals and counts don't depend on the place unless a distance was asked for, so they are remembered for the rest. */
  #count(
    criteria: Criteria,
    meaning: Meaning | null,
    anyDistance: boolean,
    fitting: Bits,
    without: (name: keyof Criteria) => Bits,
  ) {
    const work = () => ({ total: count(fitting), facets: this.#facets.counts(without, criteria) })
    if (!anyDistance) return work()
    const key = JSON.stringify([{ ...criteria, place: '', within: 0, page: 1 }, meaning?.kinds])
    const { total, facets } = this.#counted.get(key, work)
    return { total, facets: { ...facets } }
  }

  /** The services of `from` that are no further away than that, or come to the person. */
  #within(view: View, km: number, from: Bits): Bits {
    if (count(from) > few) {
      const [ring] = view.rings([km])
      keep(ring!, from)
      return ring!
    }
    const most = straight(km)
    const near = emptyBits(this.#capacity)
    for (const ordinal of ordinals(from)) {
      if (view.km(ordinal) <= most || has(view.come, ordinal)) add(near, ordinal)
    }
    return near
  }

  /** How many of the services each distance would leave. */
  #withinCounts(view: View, fitting: Bits): Record<string, number> {
    const offered = choices.within
    if (count(fitting) > few) {
      const where = occupied(fitting)
      const rings = view.offered()
      return Object.fromEntries(offered.map((km, i) => [km, countShared(fitting, rings[i]!, where)]))
    }
    const most = offered.map(straight)
    const found = new Uint32Array(offered.length)
    for (const ordinal of ordinals(fitting)) {
      const km = has(view.come, ordinal) ? 0 : view.km(ordinal)
      for (let i = offered.length - 1; i >= 0 && km <= most[i]!; i--) found[i]!++
    }
    return Object.fromEntries(offered.map((km, i) => [km, found[i]!]))
  }

  #viewFrom(place: Place): View {
    return this.#views.get(`${place.lat},${place.lon},${place.areas}`, () => {
      const covers = this.#everywhere.slice()
      for (const code of place.areas) {
        const bits = this.#covering.get(code)
        if (bits) join(covers, bits)
      }
      const km = this.#points.distancesFrom(place.lat, place.lon)
      for (const [ordinal, radius] of this.#radius) if (km(ordinal) <= radius) add(covers, ordinal)
      const come = this.#pointless.slice()
      keep(come, covers)
      const rings = (radii: readonly number[]) => {
        const rings = this.#points.within(place.lat, place.lon, radii, this.#capacity)
        for (const ring of rings) join(ring, come)
        return rings
      }
      let offered: Bits[] | undefined
      const offeredOnce = () => {
        offered ??= rings(choices.within)
        return offered
      }
      return { km, rings, offered: offeredOnce, covers, come }
    })
  }

  #wordsOf({ q, exact }: Criteria, meaning: Meaning | null): Worded {
    const key = JSON.stringify([q, exact, meaning?.kinds])
    return this.#worded.get(key, () => {
      const kinds = (exact ? [] : (meaning?.kinds ?? [])).map(({ kind, weight }) => ({
        bits: this.#facets.of('kind', kind),
        weight,
      }))
      const matches = this.#text.match(q)
      const enough = this.#enough(matches, kinds.length > 0)
      const bits = emptyBits(this.#capacity)
      for (const kind of kinds) join(bits, kind.bits)
      const { ordinals, scores, coverage } = matches
      const texts = { ordinals: new Uint32Array(ordinals.length), scores: new Float32Array(ordinals.length) }
      let size = 0
      for (let i = 0; i < ordinals.length; i++) {
        const ordinal = ordinals[i]!
        if (coverage[i]! >= enough) add(bits, ordinal)
        else if (!has(bits, ordinal)) continue
        texts.ordinals[size] = ordinal
        texts.scores[size++] = coverage[i]! * Math.min(1, 1.5 * scores[i]!)
      }
      return { bits, kinds, texts: { ordinals: texts.ordinals.slice(0, size), scores: texts.scores.slice(0, size) } }
    })
  }

  /** What share of the question a text must answer to be found: nearly all when the words have a meaning, else nearly as much as the best. */
  #enough({ coverage }: Matches, meant: boolean): number {
    if (meant) return 0.85
    const best = coverage.reduce((most, each) => Math.max(most, each), 0)
    return Math.max(0.2, 0.7 * best)
  }

  #words(worded: Worded | null, ordinal: number): number {
    if (!worded) return 0
    let kind = 0
    for (const { bits, weight } of worded.kinds) if (weight > kind && has(bits, ordinal)) kind = weight
    return wordsPart(kind, this.#texts[ordinal]!)
  }

  #coversOf(view: View | null, ordinal: number): Covers {
    if (!view || !has(this.#saysWhere, ordinal)) return 'unknown'
    return has(view.covers, ordinal) ? 'yes' : 'no'
  }

  /** The ordinals of one page, best first. */
  #best(near: Bits, total: number, page: number, worded: Worded | null, view: View | null): number[] {
    const list = new TopList(Math.min(total, page * pageSize))
    this.#fill(list, near, total, worded, view)
    const order = this.#varied(list.best(), near, worded, view)
    return order.slice((page - 1) * pageSize, page * pageSize)
  }

  /**
   * When the words may mean several kinds, the first three show the best of the second and third meaning too, unless they
   * are much worse. What is brought forward is the same on every page, so that none shows it twice.
   */
  #varied(order: number[], near: Bits, worded: Worded | null, view: View | null): number[] {
    const [first, ...others] = worded?.kinds ?? []
    const third = order[2]
    if (!first || third === undefined) return order
    const enough = this.#pointsOf(third, worded, view) - 30
    const missing = others
      .filter(({ bits, weight }) => weight >= 0.5 * first.weight && !order.slice(0, 3).some((each) => has(bits, each)))
      .slice(0, 2)
      .flatMap(({ bits }) => this.#bestOf(bits, near, worded, view))
      .filter((ordinal) => this.#pointsOf(ordinal, worded, view) >= enough)
    const forward = [...new Set(missing)]
    const rest = order.filter((ordinal) => !forward.includes(ordinal))
    return [...rest.slice(0, 3 - forward.length), ...forward, ...rest.slice(3 - forward.length)]
  }

  #bestOf(bits: Bits, near: Bits, worded: Worded | null, view: View | null): number[] {
    const fresh = near.slice()
    keep(fresh, bits)
    const list = new TopList(Math.min(1, count(fresh)))
    this.#fill(list, fresh, count(fresh), worded, view)
    return list.best()
  }

  #pointsOf(ordinal: number, worded: Worded | null, view: View | null): number {
    let points = this.#standing[ordinal]!
    if (worded) points += weights.words * this.#words(worded, ordinal)
    if (view) {
      const km = view.km(ordinal)
      points += weights.distance * distancePart(km === Infinity ? null : km)
      points += weights.covers * coversPart(this.#coversOf(view, ordinal))
    }
    return points
  }

  #fill(list: TopList, near: Bits, total: number, worded: Worded | null, view: View | null): void {
    const look = (bits: Bits) => {
      for (let i = 0; i < bits.length; i++) {
        for (let word = bits[i]!; word !== 0; word &= word - 1) {
          const ordinal = (i << 5) + (31 - Math.clz32(word & -word))
          list.offer(ordinal, this.#pointsOf(ordinal, worded, view))
        }
      }
    }
    if (!view || total <= few) look(near)
    else this.#widen(near, worded, view, list, look)
  }

  /** Looks near first, and further only while something further could still be better than the last on the list. */
  #widen(near: Bits, worded: Worded | null, view: View, list: TopList, look: (bits: Bits) => void): void {
    const sureness = Math.max(0, ...(worded?.kinds ?? []).map(({ weight }) => weight))
    const words = worded ? weights.words * wordsPart(sureness, worded.texts.ordinals.length > 0 ? 1 : 0) : 0
    let seen = emptyBits(this.#capacity)
    for (const [km, ring] of [
      [5, 1],
      [20, 3],
      [80, 5],
    ] as const) {
      const next = anyOf([view.offered()[ring]!, this.#pointless], this.#capacity)
      const fresh = next.slice()
      keep(fresh, near)
      for (let i = 0; i < fresh.length; i++) fresh[i]! &= ~seen[i]!
      look(fresh)
      if (list.full && list.least >= this.#highest + words + weights.covers + weights.distance * distancePart(km))
        return
      seen = next
    }
    const rest = near.slice()
    for (let i = 0; i < rest.length; i++) rest[i]! &= ~seen[i]!
    look(rest)
  }

  #show(ordinal: number, place: Place | null, view: View | null, worded: Worded | null, why: boolean): Result {
    const row = this.#rows[ordinal]!
    const service = this.#services[ordinal]!
    const nearest = place && this.#points.nearest(ordinal, place.lat, place.lon)
    const covers = this.#coversOf(view, ordinal)
    const shown: Result = {
      ...row,
      stale: isStale(service),
      distance_km: nearest ? Math.round(nearest.km * 10) / 10 : null,
      lat: nearest?.lat ?? row.lat,
      lon: nearest?.lon ?? row.lon,
      covers_place: covers === 'unknown' ? null : covers === 'yes',
    }
    if (why) {
      shown.explanation = explain(service, { words: this.#words(worded, ordinal), km: nearest?.km ?? null, covers })
    }
    return shown
  }
}

/** Room for some changes before all columns must grow. */
function roomFor(services: number): number {
  return (Math.ceil(services * 1.2) + 1024) & ~31
}

function isPoint(location: Service['locations'][number]): location is typeof location & { lat: number; lon: number } {
  return location.type === 'physical' && Number.isFinite(location.lat) && Number.isFinite(location.lon)
}

/** Sorts by first kind, then by squares of about 20 km. */
function corner(service: Service): string {
  const point = service.locations.find(isPoint)
  const kind = String(kindCodes.indexOf(service.kinds[0]!) + 1).padStart(2, '0')
  return point ? `${kind} ${Math.floor(point.lat * 5) + 500} ${Math.floor(point.lon * 3) + 500}` : kind
}

/** The row of the results as far as it doesn't depend on who asks. */
function row(service: Service, areas: string[]): Result {
  const point = service.locations.find(isPoint)
  return {
    id: service._id,
    name: service.name,
    organisation: service.organisationName,
    summary: shorten(service.description),
    kinds: service.kinds,
    distance_km: null,
    areas,
    lat: point?.lat ?? null,
    lon: point?.lon ?? null,
    url: `/services/${service._id}`,
    town: point?.address?.city ?? null,
    wait_weeks: service.referral.waitWeeks ?? null,
    open_to_referrals: service.referral.open,
    self_referral: service.referral.self,
    channels: service.channels,
    status: service.status,
    checked_at: service.assurance.checkedAt?.toISOString() ?? null,
    stale: false,
    covers_place: null,
  }
}

/** The first 200 letters, to the end of a word. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 200 ? line : `${line.slice(0, 200).replace(/\s+\S*$/, '')}…`
}
