import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { root } from '../../config.ts'
import { suggestsDanger } from '../../search/crisis.ts'

const sentences = (file: string) =>
  readFileSync(path.join(root, 'test/search', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

describe('Words that suggest danger', () => {
  it('are heard in everything that someone in danger has been thought to say', () => {
    const said = sentences('danger.txt')
    expect(said).to.have.lengthOf.at.least(300)
    expect(said.filter((words) => !suggestsDanger(words))).to.deep.equal([])
  })

  it('are not heard in what only sounds like it', () => {
    const said = sentences('no-danger.txt')
    expect(said).to.have.lengthOf.at.least(500)
    expect(said.filter((words) => suggestsDanger(words))).to.deep.equal([])
  })

  it('are hardly ever heard in what people ask for', () => {
    const asked = sentences('relevance.txt').map((line) => line.split('=>')[0]!)
    const heard = asked.filter((words) => suggestsDanger(words))
    expect(heard.length / asked.length, heard.join('; ')).to.be.at.most(0.01)
  })
})
