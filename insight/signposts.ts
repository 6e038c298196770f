import { dayOf } from '../lifecycle/clocks.ts'
import type { Kind } from '../models/kind.ts'
import type { Service } from '../models/service.ts'
import { SignpostCount } from '../models/signpost-count.ts'
import type { Role } from '../models/user.ts'
import { areasAt, currentGazetteer } from '../search/current-gazetteer.ts'
import { isDuplicate } from '../storage/errors.ts'

type Signposted = Pick<Service, 'kinds' | 'covers' | 'locations'>

const isCouncil = (code: string) => currentGazetteer().areas.get(code)?.type === 'local-authority'

/** The council's area that a service stands in, or says it covers; '' when that is none or several. */
export function councilOf({ covers, locations }: Signposted): string {
  const stands = locations.flatMap(({ lat, lon }) => (lat === undefined || lon === undefined ? [] : areasAt(lat, lon)))
  const [first] = stands.filter(isCouncil)
  const covered = covers.areas.filter(isCouncil)
  return first ?? (covered.length === 1 ? covered[0]! : '')
}

/** Counts that details of a service were given, in one update: nothing else of it is kept. */
export async function countSignpost(service: Signposted, role: Role | 'public', at = new Date()): Promise<void> {
  const counted = { day: dayOf(at), kinds: [...service.kinds].sort(), area: councilOf(service), role }
  const { day, kinds, area } = counted
  const count = () =>
    SignpostCount.updateOne(
      { _id: [day, kinds.join('+'), area, role].join(' ') },
      { $inc: { count: 1 }, $setOnInsert: counted },
      { upsert: true },
    )
  try {
    await count()
  } catch (error) {
    // Two made the same count at once: by now it is there.
    if (!isDuplicate(error)) throw error
    await count()
  }
}

export interface SignpostFigures {
  total: number
  /** Each under every kind of its service: together they may be more than the total. */
  kinds: Map<Kind, number>
  areas: Map<string, number>
  roles: Map<Role | 'public', number>
}

/** How often details were given since a day ('YYYY-MM-DD'). The figures are exact: show them through `suppressed`. */
export async function signpostFigures(since: string): Promise<SignpostFigures> {
  const figures: SignpostFigures = { total: 0, kinds: new Map(), areas: new Map(), roles: new Map() }
  const add = <K>(to: Map<K, number>, key: K, count: number) => to.set(key, (to.get(key) ?? 0) + count)
  for (const { kinds, area, role, count } of await SignpostCount.find({ day: { $gte: since } }).lean()) {
    figures.total += count
    for (const kind of kinds) add(figures.kinds, kind, count)
    add(figures.areas, area, count)
    add(figures.roles, role, count)
  }
  return figures
}
