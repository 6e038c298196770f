import { expect } from 'chai'
import { type Kind, kindCodes } from '../../models/kind.ts'
import { type Said, Turns } from '../../search/turns.ts'

const said = (words: string, kinds: Kind[], danger = false): Said => ({ words, kinds, danger })

describe('Turns of phrase', () => {
  const turns = new Turns([
    said('the man at the door wants his money', ['debt-advice']),
    said('a man at the door about the catalogue money', ['debt-advice']),
    said('there is mould on the bedroom wall', ['housing-advice']),
    said('mould again, and the landlord shrugs', ['housing-advice']),
    said('the landlord wants his money', ['debt-advice', 'housing-advice']),
    said('he stands in the door so I cannot leave', [], true),
    said('he has my phone and will not let me leave', [], true),
    said('I had to leave my job at the door factory', []),
  ])
  const likeliest = (words: string) => {
    const { kinds } = turns.tell(words)
    return kindCodes[kinds.indexOf(Math.max(...kinds))]
  }

  it('tell the kind that they were said of, in another order and with another ending', () => {
    expect(likeliest('money for the man who is at my door')).to.equal('debt-advice')
    expect(likeliest('walls are mouldy')).to.equal('housing-advice')
  })

  it('tell each kind’s share, also of words that were never said', () => {
    for (const words of ['the landlord wants his money', 'zzz', '', '£££']) {
      const { kinds } = turns.tell(words)
      expect(kinds, words).to.have.lengthOf(kindCodes.length)
      expect(
        kinds.reduce((sum, each) => sum + each, 0),
        words,
      ).to.be.closeTo(1, 1e-6)
    }
    const [debt, housing] = (['debt-advice', 'housing-advice'] as const).map(
      (kind) => turns.tell('the landlord wants his money').kinds[kindCodes.indexOf(kind)]!,
    )
    expect(Math.min(debt!, housing!)).to.be.above(0.2)
  })

  it('tell danger from what shares its words', () => {
    expect(turns.tell('he will not let me leave').danger).to.be.above(0.5)
    expect(turns.tell('I leave my job at the factory').danger).to.be.below(0.5)
  })

  it('are learned alike each time', () => {
    const again = () => new Turns([said('mould', ['housing-advice']), said('owe money', ['debt-advice'])])
    expect(again().tell('mouldy money')).to.deep.equal(again().tell('mouldy money'))
  })
})
