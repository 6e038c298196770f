import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { Shelf } from '../../search/learned.ts'

const vectors = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.5, -0.5)]

describe('What the guesser’s model made of the examples', () => {
  let folder = ''
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'waymark-learned-')), 'guesser')
  })
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }))
  const shelf = (...from: string[]) => new Shelf(folder, from, 2)

  it('is found again by what it was made of, and by nothing else', () => {
    expect(shelf('a', 'b').find(3)).to.equal(undefined)
    shelf('a', 'b').keep(vectors)
    expect(shelf('a', 'b').find(3)).to.deep.equal(vectors)
    for (const other of [shelf('a', 'c'), shelf('ab'), shelf('a')]) expect(other.find(3)).to.equal(undefined)
  })

  it('takes the place of what was made before', () => {
    shelf('old').keep(vectors)
    shelf('new').keep(vectors)
    expect(shelf('old').find(3)).to.equal(undefined)
    expect(readdirSync(folder)).to.have.lengthOf(1)
  })

  it('is not believed when it is not whole', () => {
    shelf('a').keep(vectors)
    truncateSync(path.join(folder, readdirSync(folder)[0]!), 20)
    expect(shelf('a').find(3)).to.equal(undefined)
  })

  it('is done without where it can’t be kept', () => {
    writeFileSync(folder, 'a file where the folder should be')
    shelf('a').keep(vectors)
    expect(shelf('a').find(3)).to.equal(undefined)
  })
})
