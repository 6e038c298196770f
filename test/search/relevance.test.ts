import { expect } from 'chai'
import { kindCodes } from '../../models/kind.ts'
import { Catalogue } from '../../search/catalogue.ts'
import { criteriaFor } from '../../search/criteria.ts'
import { understand } from '../../search/understand.ts'
import { services } from '../../seed/services/index.ts'
import { measured, places, questions } from './asked.ts'

const asked = [...questions('search/words/examples/kinds.txt'), ...questions('test/search/relevance.txt')]

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

  it('brings a right kind of help among the first three for 95 % of what people ask, by the vocabulary alone', () => {
    const answers = asked.flatMap(({ q, wanted }) =>
      places.map((place) => {
        const { results } = catalogue.answer({ criteria: criteriaFor({ q }), meaning: understand(q), place })
        return { q, wanted, place, results }
      }),
    )
    const { third, missed } = measured(answers)
    expect(third, missed.join('; ')).to.be.at.least(0.95)
  })
})
