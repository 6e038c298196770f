import type { Service } from '../models/service.ts'

/** The most that each part can add to a service's place in the list. Together 130. */
export const weights = { words: 60, distance: 25, covers: 30, open: 6, wait: 5, checked: 4 } as const
/** A service that is closed for now stays in the list, below those that are not. */
export const closedPenalty = -85
/** A listing past its assurance date may have gone: it stands below comparable ones that were checked, or never needed to be yet. */
export const overduePenalty = -12
/** A service whose whole name is typed comes before all that only fit the words, and before what else its organisation offers. */
export const namedBonus = { service: 90, organisation: 75 } as const

/** Points of each part, as `?explain` shows them; `named` only for what is called just as the words are. */
export type Explanation = Record<keyof typeof weights | 'overdue' | 'closed', number> & { named?: number }

/** Whether the service covers where the person lives; unknown when it doesn't say. */
export type Covers = 'yes' | 'no' | 'unknown'

/**
 * How well the words fit, 0 to 1: `kind` is how surely they mean a kind this service is of, `text` how well its own words
 * match. Either is enough; both together are so much better that chair yoga which is due a check comes before other activities.
 */
export function wordsPart(kind: number, text: number): number {
  return Math.max(0.7 * kind, 0.65 * text) + 0.3 * Math.min(kind, text)
}

/**
 * Nearer is better, gently: 1 on the doorstep, a half at 10 km, a fifth at 40. Without a point, as if 15 km away for those whom
 * it covers, and 60 when nobody knows where it is or whom it is for.
 */
export function distancePart(km: number | null, covers: Covers = 'yes'): number {
  return 1 / (1 + (km ?? (covers === 'yes' ? 15 : 60)) / 10)
}

/** Who can use it comes before who can't. */
export function coversPart(covers: Covers): number {
  return covers === 'yes' ? 1 : covers === 'unknown' ? 0.7 : 0
}

/** Taking referrals or self-referrals now. */
export function openPart({ referral }: Pick<Service, 'referral'>): number {
  if (referral.capacity === 'no-capacity') return 0
  return referral.open ? 1 : referral.self ? 0.8 : 0
}

/** A short wait is better: 1 for none, a half for 6 weeks; unknown counts as 10 weeks. */
export function waitPart({ referral }: Pick<Service, 'referral'>): number {
  return 1 / (1 + (referral.waitWeeks ?? 10) / 6)
}

/** Checked and not due again is better than never checked, and that is better than overdue, which has a penalty besides. */
export function checkedPart({ assurance }: Pick<Service, 'assurance'>, now = new Date()): number {
  if (!assurance.checkedAt) return 0.3
  return isStale({ assurance }, now) ? 0 : 1
}

/** Past its assurance date, or never checked. */
export function isStale({ assurance }: Pick<Service, 'assurance'>, now = new Date()): boolean {
  return !assurance.checkedAt || isOverdue({ assurance }, now)
}

/** Was checked, and is past the date by which it should have been checked again. */
function isOverdue({ assurance }: Pick<Service, 'assurance'>, now: Date): boolean {
  return assurance.checkedAt !== undefined && assurance.dueAt !== undefined && assurance.dueAt < now
}

type Standing = Pick<Service, 'referral' | 'assurance' | 'status'>

/** What a service brings to every search, whatever is asked: the parts for open, wait, checked, overdue and closed together. */
export function standing(service: Standing, now = new Date()): number {
  const { open, wait, checked, overdue, closed } = standingParts(service, now)
  return open + wait + checked + overdue + closed
}

function standingParts(service: Standing, now: Date) {
  return {
    open: weights.open * openPart(service),
    wait: weights.wait * waitPart(service),
    checked: weights.checked * checkedPart(service, now),
    overdue: isOverdue(service, now) ? overduePenalty : 0,
    closed: service.status === 'active' ? 0 : closedPenalty,
  }
}

/** Why a service is where it is: the points of each part. */
export function explain(
  service: Standing,
  found: { words: number; km: number | null; covers: Covers; named?: number },
  now = new Date(),
): Explanation {
  return {
    ...(found.named ? { named: found.named } : {}),
    words: weights.words * found.words,
    distance: weights.distance * distancePart(found.km, found.covers),
    covers: weights.covers * coversPart(found.covers),
    ...standingParts(service, now),
  }
}
