import { existsSync } from 'node:fs'
import type { Area } from '../models/area.ts'
import { areaTypes } from '../models/area.ts'
import { type Kind, kindCodes } from '../models/kind.ts'
import type { Postcode } from '../models/postcode.ts'
import { accessibilityFeatures, channels, employmentSituations, type Service, weekdays } from '../models/service.ts'
import { readFeed } from '../open-referral/feed.ts'
import { toService } from '../open-referral/reading.ts'
import { readRecord } from '../open-referral/record.ts'
import { services as patch } from '../seed/services/index.ts'

/** Numbers from 0 to 1 that look random and are the same every time (mulberry32). */
export function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <T>(from: readonly T[], roll: () => number): T => from[Math.floor(roll() * from.length)]!
const some = <T>(from: readonly T[], chance: number, roll: () => number): T[] => from.filter(() => roll() < chance)

/** England as 320 square councils of some 23 km in 42 boards, each council with six outward postcodes. */
export function squareEngland(): { areas: Area[]; outward: Postcode[] } {
  const areas: Area[] = []
  const outward: Postcode[] = []
  for (let n = 0; n < 320; n++) {
    const code = `E0${7000000 + n}`
    const board = `E54${String(Math.floor(n / 8)).padStart(6, '0')}`
    const lat = 50.6 + Math.floor(n / 16) * 0.22
    const lon = -3.6 + (n % 16) * 0.3
    if (n % 8 === 0) areas.push({ _id: board, name: `Board ${board}`, type: 'icb', within: [], lat, lon })
    areas.push({
      _id: code,
      name: `Council ${code}`,
      type: Object.keys(areaTypes)[0] as 'local-authority',
      within: [board],
      lat,
      lon,
    })
    for (let p = 0; p < 6; p++) {
      const letters = String.fromCharCode(65 + (n % 24), 65 + Math.floor(n / 24))
      outward.push({
        _id: `${letters}${p + 1}`,
        lat: lat + (p % 3) * 0.07,
        lon: lon + (p % 2) * 0.14,
        areas: [code, board],
      })
    }
  }
  return { areas, outward }
}

/** The services of a feed and those of the demonstration patch; of the patch alone when there is no such file. */
export async function originals(feed: string | undefined): Promise<{ services: Service[]; source: string }> {
  const now = new Date()
  const own: Service[] = patch(now).map((service) => ({ ...service, createdAt: now, updatedAt: now }))
  if (!feed || !existsSync(feed)) {
    return { services: own, source: `${own.length} services of the demonstration patch (no feed was given)` }
  }
  const read: Service[] = []
  const nowhere = () => ({ areas: [], everywhere: false, unknown: [] })
  for await (const { value } of readFeed(feed)) {
    const { record } = readRecord(value)
    if (!record) continue
    const service = toService(record, nowhere, { leftOut: () => {}, area: () => {} })
    read.push({
      ...service,
      kinds: service.kinds ?? [],
      referral: { open: false, self: false },
      assurance: {},
      createdAt: now,
      updatedAt: now,
    })
  }
  return {
    services: [...read, ...own],
    source: `${read.length} real services and ${own.length} of the demonstration patch`,
  }
}

/** `count` services: the originals over and over, each copy moved to another place and its fields varied. */
export function manyServices(from: Service[], count: number, england: ReturnType<typeof squareEngland>): Service[] {
  const roll = dice(7)
  const described = new Map(
    kindCodes.map((kind) => [kind, from.filter(({ kinds, description }) => description && kinds[0] === kind)]),
  )
  return Array.from({ length: count }, (_, i) => vary(from[i % from.length]!, i, roll, described, england))
}

function vary(
  original: Service,
  i: number,
  roll: () => number,
  described: Map<Kind, Service[]>,
  { outward }: ReturnType<typeof squareEngland>,
): Service {
  const near = pick(outward, roll)
  const point = { lat: near.lat + (roll() - 0.5) * 0.1, lon: near.lon + (roll() - 0.5) * 0.15 }
  const kind = original.kinds[0] ?? (roll() < 0.8 ? pick(kindCodes, roll) : undefined)
  const like = kind && pick(described.get(kind) ?? [], roll)
  const everywhere = roll() < 0.03
  return {
    ...original,
    _id: `copy-${i}`,
    name: like && original.kinds.length === 0 ? `${like.name} at ${original.name}` : original.name,
    description: original.description || (like?.description ?? ''),
    kinds: kind ? [kind, ...some(kindCodes, 0.02, roll)] : [],
    status: roll() < 0.02 ? 'temporarily closed' : 'active',
    eligibility: {
      description: original.eligibility.description || (like?.eligibility.description ?? ''),
      minimumAge: roll() < 0.5 ? 18 : roll() < 0.5 ? 16 : undefined,
      maximumAge: roll() < 0.1 ? 25 : undefined,
      situations: some(Object.keys(employmentSituations) as (keyof typeof employmentSituations)[], 0.3, roll),
    },
    covers: { areas: everywhere || roll() < 0.3 ? [] : near.areas.slice(0, 1), everywhere },
    locations:
      roll() < 0.05
        ? []
        : [
            {
              _id: `copy-${i}-location`,
              type: 'physical',
              ...point,
              address: { line1: '', city: original.locations[0]?.address?.city ?? '', county: '', postcode: near._id },
              accessibility: some(
                Object.keys(accessibilityFeatures) as (keyof typeof accessibilityFeatures)[],
                0.4,
                roll,
              ),
            },
          ],
    schedules: [{ days: some(weekdays, 0.6, roll), opensAt: '09:00', closesAt: roll() < 0.2 ? '20:00' : '17:00' }],
    languages: some(['so', 'ur', 'pl', 'pa', 'ar', 'bn', 'ro', 'fa', 'cy', 'zh'], 0.05, roll),
    channels: some(Object.keys(channels) as (keyof typeof channels)[], 0.4, roll),
    cost: { free: roll() < 0.9 },
    referral: { open: roll() < 0.7, self: roll() < 0.5, waitWeeks: roll() < 0.6 ? Math.floor(roll() * 30) : undefined },
    assurance: roll() < 0.8 ? { checkedAt: new Date(), dueAt: new Date(Date.now() + (roll() - 0.1) * 3e10) } : {},
  }
}
