import { expect } from 'chai'
import { type Kind, kindCodes } from '../../models/kind.ts'
import { type Known, likest, noIdea } from '../../search/likeness.ts'
import type { Told } from '../../search/turns.ts'

const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
const known: Known[] = [
  { kinds: ['debt-advice'], danger: false, vector: at(0) },
  { kinds: ['housing-advice'], danger: false, vector: at(20) },
  { kinds: ['volunteering'], danger: false, vector: at(80) },
  { kinds: [], danger: true, vector: at(180) },
  { kinds: [], danger: false, vector: at(240) },
]
const told = (kind: Kind, danger: number): Told => ({
  kinds: kindCodes.map((each) => Number(each === kind)),
  danger,
})
const nothing: Told = { kinds: kindCodes.map(() => 0), danger: 0 }
const kinds = (question: number[], count: number) => likest(question, count, known, nothing).kinds

describe('What is most like a question', () => {
  it('tells the kinds, nearest first, without those far from it', () => {
    expect(kinds(at(5), 5).map(({ kind }) => kind)).to.deep.equal(['debt-advice', 'housing-advice'])
    expect(kinds(at(18), 5)[0]?.kind).to.equal('housing-advice')
    expect(kinds(at(5), 5).reduce((all, { weight }) => all + weight, 0)).to.be.closeTo(1 / 3, 0.01)
  })

  it('is weighed with what its turns of phrase tell, which have the greater say of the kinds', () => {
    const other = told('volunteering', 1)
    expect(likest(at(5), 5, known, other).kinds[0]?.kind).to.equal('volunteering')
    expect(likest(at(5), 5, known, other).kinds[1]?.kind).to.equal('debt-advice')
    expect(likest(at(5), 5, known, other)).to.deep.include({ danger: true, fear: 0.5 })
    expect(likest(at(240), 5, known, told('volunteering', 0.7)).danger).to.equal(false)
  })

  it('tells nothing when even the nearest is far, sooner so for few words', () => {
    expect(likest(at(150), 5, known.slice(0, 3), nothing)).to.deep.equal(noIdea)
    expect(kinds(at(-50), 5)).not.to.deep.equal([])
    expect(kinds(at(-50), 2)).to.deep.equal([])
    expect(likest(at(0), 5, [], nothing)).to.deep.equal(noIdea)
  })

  it('tells danger when what is dangerous has a large share of the say', () => {
    const danger = (degrees: number) => likest(at(degrees), 5, known, { ...nothing, danger: 0.5 }).danger
    expect([danger(175), danger(205), danger(225), danger(5)]).to.deep.equal([true, true, false, false])
  })
})
