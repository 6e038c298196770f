import { kinds } from '../../models/kind.ts'
import type { Answer, Place, Result } from '../../search/criteria.ts'
import { ago, miles, ways, weeks } from './words.ts'

/** One row of the results in words. `n` counts from 0 on this page; numbers run on from page to page. */
export function resultShown(result: Result, n: number, { page, place, gp }: Answer, canRefer: boolean) {
  const covered = place && coveredIn(result.covers_by, place.name, gp?.name)
  const closed = result.status === 'temporarily closed'
  // So many fields put together by spreading take twenty times as long.
  return Object.assign({}, result, {
    number: (page - 1) * 20 + n + 1,
    where: whereOf(result),
    kinds: result.kinds.map((kind) => kinds[kind]),
    distance: result.distance_km === null ? null : miles(result.distance_km),
    mapped: result.lat !== null && result.lon !== null,
    closed,
    wait: closed || result.wait_weeks === null ? null : weeks(result.wait_weeks),
    ways: ways(result),
    checked: result.checked_at && ago(new Date(result.checked_at)),
    covers: result.covers_place === true && covered,
    part: result.covers_part && place && partIn(result, place, gp?.name),
    outside: result.covers_place === false && covered,
    sayGp: result.covers_place === false && result.covers_by !== 'home' && !gp,
    ...points(result),
    refer: canRefer && result.open_to_referrals && !closed && `/support-requests/new?service=${result.id}`,
    selfRefer: !canRefer && result.self_referral && !closed && `/services/${result.id}/self-referral`,
  })
}

/** 'BS2', 'a GP in BS2', 'BS2 or a GP in BS5': what a service covers or doesn't, by what it goes by. */
function coveredIn(by: Result['covers_by'], home: string, gp = home): string {
  if (by === 'home') return home
  return by === 'gp' ? `a GP in ${gp}` : `${home} or a GP in ${gp}`
}

/** A county is covered in part; a postcode at a border is in one council or the other, which somebody there can say. */
function partIn({ covers_by: by }: Result, { name, parts }: Place, gp?: string): string {
  if (parts && by === 'home') return `Covers part of ${name}`
  return `May cover ${coveredIn(by, name, gp)}: ask them`
}

const whereOf = ({ organisation, name, town }: Result) =>
  [organisation === name ? null : organisation, town].filter(Boolean)

/** What the map says of the results that stand somewhere, and which stand nowhere. Numbers are those that the list has. */
export function onMap(results: Result[]) {
  const numbered = results.map((result, n) => ({ ...result, number: n + 1 }))
  return {
    points: numbered
      .filter(({ lat, lon }) => lat !== null && lon !== null)
      .map((result) => ({
        number: result.number,
        name: result.name,
        url: result.url,
        where: whereOf(result).join(' · '),
        lat: result.lat,
        lon: result.lon,
      })),
    beside: numbered
      .filter(({ lat, lon }) => lat === null || lon === null)
      .map(({ number, name, url }) => ({ number, name, url })),
  }
}

/** Why one result stands where it does, for curators who ask. */
function points({ explanation }: Result) {
  if (!explanation) return {}
  const why = Object.entries(explanation).map(([part, points]) => ({ part, points: points.toFixed(1) }))
  const total = Object.values(explanation).reduce((sum, points) => sum + points, 0)
  return { why, total: total.toFixed(1) }
}

/** Why the results stand in the order they do. */
export function sortedBy({ criteria, place, understood, unread }: Answer): string {
  const parts = [
    criteria.q && !unread && !understood?.besides && 'fit with your words',
    place && `nearness to ${place.name} and whether they cover it`,
    'a short wait, places now and a recent check',
  ].filter(Boolean)
  return `Best first: ${parts.join(', then ')}.`
}
