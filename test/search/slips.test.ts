import { expect } from 'chai'
import { lettersOf, mayBeSlips, slips } from '../../search/slips.ts'

const words =
  'anxiety anxeity anxiuos bailiff baillif benefits benifit mortgage morgage physio fysio redundancy rent'.split(' ')
const pairs = words.flatMap((one) => words.map((other) => [one, other] as const))

describe('slips of the finger', () => {
  it('are letters left out, put in, wrong or swapped', () => {
    expect(slips('anxeity', 'anxiety', 2)).to.equal(1)
    expect(slips('morgage', 'mortgage', 2)).to.equal(1)
    expect(slips('fysio', 'physio', 2)).to.equal(2)
    expect(slips('rent', 'redundancy', 2)).to.equal(Infinity)
  })

  it('are never ruled out by the letters of words that are so few apart', () => {
    for (const [one, other] of pairs) {
      const told = [1, 2].filter((most) => slips(one, other, most) <= most)
      for (const most of told) expect(mayBeSlips(lettersOf(one), lettersOf(other), most), `${one}, ${other}`).to.be.true
    }
  })

  it('are ruled out by the letters of most words that have nothing to do with one another', () => {
    const may = pairs.filter(([one, other]) => mayBeSlips(lettersOf(one), lettersOf(other), 2)).length
    const are = pairs.filter(([one, other]) => slips(one, other, 2) <= 2).length
    expect(may).to.be.below(are + pairs.length / 4)
  })
})
