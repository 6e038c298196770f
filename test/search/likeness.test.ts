import { expect } from 'chai'
import { type Known, learn, likest, noIdea } from '../../search/likeness.ts'

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
    expect(kinds(at(18), 5)[0]?.kind).to.equal('housing-advice')
    expect(kinds(at(5), 5).reduce((all, { weight }) => all + weight, 0)).to.be.within(0.9, 1)
  })

  it('tells it by what all that is known has in common, too', () => {
    const sense = learn([...known, { kinds: ['volunteering'], danger: false, weight: 1, vector: at(60) }])
    expect(likest(at(70), 5, known, sense).kinds[0]?.kind).to.equal('volunteering')
    expect(likest(at(5), 5, known, sense).kinds[0]?.kind).to.equal('debt-advice')
    expect([180, 5].map((degrees) => likest(at(degrees), 5, known, sense).danger)).to.deep.equal([true, false])
  })

  it('tells nothing when even the nearest is far, sooner so for few words', () => {
    expect(likest(at(150), 5, known.slice(0, 3))).to.deep.equal(noIdea)
    expect(kinds(at(-50), 5)).not.to.deep.equal([])
    expect(kinds(at(-50), 2)).to.deep.equal([])
    expect(likest(at(0), 5, [])).to.deep.equal(noIdea)
  })

  it('tells danger when what is dangerous has a large share of the say', () => {
    const danger = (degrees: number) => likest(at(degrees), 5, known).danger
    expect([danger(175), danger(205), danger(225), danger(5)]).to.deep.equal([true, true, false, false])
  })
})
