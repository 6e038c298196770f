import { expect } from 'chai'
import { type Known, nearestKinds } from '../../search/likeness.ts'

const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
const known: Known[] = [
  { kind: 'debt-advice', weight: 1, vector: at(0) },
  { kind: 'housing-advice', weight: 1, vector: at(20) },
  { kind: 'volunteering', weight: 1, vector: at(80) },
]

describe('The kinds whose phrases are nearest to a question', () => {
  it('come nearest first, without those far from it', () => {
    expect(nearestKinds(at(5), 5, known).map(({ kind }) => kind)).to.deep.equal(['debt-advice', 'housing-advice'])
    expect(nearestKinds(at(18), 5, known)[0]).to.deep.equal({ kind: 'housing-advice', weight: 1 })
  })

  it('are none when even the nearest is far, sooner so for few words', () => {
    expect(nearestKinds(at(150), 5, known)).to.deep.equal([])
    expect(nearestKinds(at(-50), 5, known)).not.to.deep.equal([])
    expect(nearestKinds(at(-50), 2, known)).to.deep.equal([])
    expect(nearestKinds(at(0), 5, [])).to.deep.equal([])
  })
})
