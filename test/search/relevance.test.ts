import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { root } from '../../config.ts'
import { type Kind, kindCodes } from '../../models/kind.ts'
import { Catalogue } from '../../search/catalogue.ts'
import { criteriaFor, type Place } from '../../search/criteria.ts'
import { understand } from '../../search/understand.ts'
import { services } from '../../seed/services/index.ts'

/** Where people ask from: one corner of each patch, and nowhere in particular. */
const places: (Place | null)[] = [
  null,
  { name: 'BS2', lat: 51.4609, lon: -2.5777, areas: ['E06000023', 'E47000009', 'E54000039'] },
  { name: 'NG18', lat: 53.1445, lon: -1.1963, areas: ['E07000174', 'E10000024', 'E54000060'] },
]

const asked = readFileSync(path.join(root, 'test/search/relevance.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [q, wanted] = line.split('=>').map((part) => part.trim()) as [string, string]
    return { q, wanted: wanted.split(' ') as Kind[] }
  })

describe('Search over the demonstration patch', () => {
  let catalogue: Catalogue
  before(async () => {
    const now = new Date()
    catalogue = await Catalogue.build(services(now).map((service) => ({ ...service, createdAt: now, updatedAt: now })))
  })

  it('is asked over every kind in at least 200 ways', () => {
    expect(asked.length).to.be.at.least(200)
    expect(new Set(asked.flatMap(({ wanted }) => wanted))).to.deep.equal(new Set(kindCodes))
  })

  it('brings a right kind of help among the first three for 95 % of what people ask', () => {
    const ranks = asked.flatMap(({ q, wanted }) =>
      places.map((place) => {
        const { results } = catalogue.answer({ criteria: criteriaFor({ q }), meaning: understand(q), place })
        const at = results.findIndex(({ kinds }) => kinds.some((kind) => wanted.includes(kind)))
        return { q, place, rank: at < 0 ? Infinity : at + 1 }
      }),
    )
    const share = (most: number) => ranks.filter(({ rank }) => rank <= most).length / ranks.length
    const reciprocal = ranks.reduce((sum, { rank }) => sum + 1 / rank, 0) / ranks.length
    console.log(
      `      ${asked.length} queries in ${places.length} places: success@1 ${share(1).toFixed(3)}, ` +
        `success@3 ${share(3).toFixed(3)}, mean reciprocal rank ${reciprocal.toFixed(3)}`,
    )
    const missed = ranks.filter(({ rank }) => rank > 3).map(({ q, place }) => `${q} (${place?.name ?? 'anywhere'})`)
    expect(share(3), missed.join('; ')).to.be.at.least(0.95)
  })
})
