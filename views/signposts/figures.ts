import { type Areas, areaName } from '../../forms/search.ts'
import type { SignpostFigures } from '../../insight/signposts.ts'
import { suppressed } from '../../insight/suppressed.ts'
import { kinds } from '../../models/kind.ts'
import type { Role } from '../../models/user.ts'

/** How far back the figures may go. */
export const periods = [
  { days: 30, text: 'Last 30 days' },
  { days: 91, text: 'Last 3 months' },
  { days: 365, text: 'Last 12 months' },
]

const givers: Record<Role | 'public', string> = {
  referrer: 'GPs, link workers and others who refer',
  provider: 'Providers',
  hub: 'Hubs',
  curator: 'Curators',
  commissioner: 'Commissioners',
  administrator: 'Administrators',
  public: 'People who did not sign in',
}

/** One row for each, the most first; small numbers, which are shown alike, by name. */
function rows<K extends string>(counts: Map<K, number>, nameOf: (key: K) => string) {
  const shownAs = (count: number) => (count < 5 ? 0 : count)
  return [...counts]
    .map(([key, count]) => ({ name: nameOf(key), count, shown: suppressed(count) }))
    .sort((a, b) => shownAs(b.count) - shownAs(a.count) || a.name.localeCompare(b.name))
    .map(({ name, shown }) => ({ name, shown }))
}

/** The figures as they may be shown: no small number, and no exact one, leaves here. */
export function figuresShown({ total, kinds: byKind, areas: byArea, roles: byRole }: SignpostFigures, areas: Areas) {
  return {
    total: suppressed(total),
    tables: total > 0 && [
      { title: 'By kind of support', column: 'Kind', rows: rows(byKind, (kind) => kinds[kind]) },
      {
        title: 'By where the service is',
        column: 'Area',
        rows: rows(byArea, (area) => (area ? areaName(area, areas) : 'No one council’s area')),
      },
      { title: 'By who gave them', column: 'Who', rows: rows(byRole, (role) => givers[role]) },
    ],
  }
}
