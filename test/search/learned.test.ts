import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { kindCodes } from '../../models/kind.ts'
import { type Learned, Shelf } from '../../search/learned.ts'

const learned: Learned = {
  vectors: [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.5, -0.5)],
  sense: {
    danger: { weights: Float32Array.of(2, 3), bias: -1 },
    kinds: kindCodes.map((_, i) => ({ weights: Float32Array.of(i, -i), bias: i / 2 })),
  },
}

describe('What the guesser has learned', () => {
  let folder = ''
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'waymark-learned-')), 'guesser')
  })
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }))
  const shelf = (...from: string[]) => new Shelf(folder, from, 2)

  it('is found again by what it was learned from, and by nothing else', () => {
    expect(shelf('a', 'b').find(3)).to.equal(undefined)
    shelf('a', 'b').keep(learned)
    expect(shelf('a', 'b').find(3)).to.deep.equal(learned)
    for (const other of [shelf('a', 'c'), shelf('ab'), shelf('a')]) expect(other.find(3)).to.equal(undefined)
  })

  it('takes the place of what was learned before', () => {
    shelf('old').keep(learned)
    shelf('new').keep(learned)
    expect(shelf('old').find(3)).to.equal(undefined)
    expect(readdirSync(folder)).to.have.lengthOf(1)
  })

  it('is not believed when it is not whole', () => {
    shelf('a').keep(learned)
    truncateSync(path.join(folder, readdirSync(folder)[0]!), 20)
    expect(shelf('a').find(3)).to.equal(undefined)
  })

  it('is done without where it can’t be kept', () => {
    writeFileSync(folder, 'a file where the folder should be')
    shelf('a').keep(learned)
    expect(shelf('a').find(3)).to.equal(undefined)
  })
})
