import { expect } from 'chai'
import { type Known, likest, noIdea } from '../../search/likeness.ts'

const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
const known: Known[] = [
  { kinds: ['debt-advice'], danger: false, weight: 1, vector: at(0) },
  { kinds: ['housing-advice'], danger: false, weight: 1, vector: at(20) },
  { kinds: ['volunteering'], danger: false, weight: 1, vector: at(80) },
  { kinds: [], danger: true, weight: 1, vector: at(180) },
  { kinds: [], danger: false, weight: 1, vector: at(240) },
]
const kinds = (question: number[], count: number) => likest(question, count, known).kinds

describe('What is most like a question', () => {
  it('tells the kinds, nearest first, without those far from it', () => {
    expect(kinds(at(5), 5).map(({ kind }) => kind)).to.deep.equal(['debt-advice', 'housing-advice'])
    expect(kinds(at(18), 5)[0]).to.deep.equal({ kind: 'housing-advice', weight: 1 })
  })

  it('tells nothing when even the nearest is far, sooner so for few words', () => {
    expect(likest(at(145), 5, known.slice(0, 3))).to.deep.equal(noIdea)
    expect(kinds(at(-50), 5)).not.to.deep.equal([])
    expect(kinds(at(-50), 2)).to.deep.equal([])
    expect(likest(at(0), 5, [])).to.deep.equal(noIdea)
  })

  it('tells danger when what is dangerous has a large share of the say', () => {
    const danger = (degrees: number) => likest(at(degrees), 5, known).danger
    expect([danger(175), danger(205), danger(225), danger(5)]).to.deep.equal([true, true, false, false])
  })
})
