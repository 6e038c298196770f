import { expect } from 'chai'
import { suggestsDanger } from '../../search/crisis.ts'
import { lines, questions } from './asked.ts'

describe('Words that suggest danger', () => {
  it('are heard in everything that someone in danger has been thought to say', () => {
    const said = lines('search/words/examples/danger.txt')
    expect(said).to.have.lengthOf.at.least(800)
    expect(said.filter((words) => !suggestsDanger(words))).to.deep.equal([])
  })

  it('are not heard in what only sounds like it', () => {
    const said = lines('search/words/examples/no-danger.txt')
    expect(said).to.have.lengthOf.at.least(1500)
    expect(said.filter((words) => suggestsDanger(words))).to.deep.equal([])
  })

  it('are heard of someone who will kill, however that is written', () => {
    const said = ['he’ll kill me', "I think he'll kill me", 'scared hell kill me', 'they’ll kill me', 'he will kill me']
    expect(said.filter((words) => !suggestsDanger(words))).to.deep.equal([])
    expect(suggestsDanger('he’d kill me if he knew what I spent')).to.equal(false)
  })

  it('are hardly ever heard in what people ask for', () => {
    const asked = questions('search/words/examples/kinds.txt').map(({ q }) => q)
    const heard = asked.filter((words) => suggestsDanger(words))
    expect(heard.length / asked.length, heard.join('; ')).to.be.at.most(0.01)
  })
})
