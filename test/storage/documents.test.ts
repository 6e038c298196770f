import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { Disk } from '../../storage/embedded/disk.ts'
import { Documents } from '../../storage/embedded/documents.ts'

describe('The documents of a collection of the embedded store', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-documents-'))
  let disk: Disk
  before(() => {
    disk = Disk.open(folder)
  })
  after(async () => {
    await disk.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('are the same whether they are at hand or read from disk, written or about to be', async () => {
    let read = 0
    const reading = {
      get(collection: string, key: string) {
        read++
        return disk.get(collection, key)
      },
    }
    const docs = new Documents(reading, 'things', 2)
    const write = (key: string, n: number) => {
      docs.set(key, { _id: key, n })
      disk.write('things', key, { _id: key, n }, () => {})
    }
    const all = () => [...docs.values()].map(({ _id, n }) => `${_id}${n}`).join(' ')
    for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) write(key, i)
    expect(all()).to.equal('a0 b1 c2 d3')
    await disk.written()
    expect(all()).to.equal('a0 b1 c2 d3')
    // Two are at hand: looking through all of them twice asked the disk for the other two each time.
    expect(read).to.equal(4)

    write('a', 9)
    write('c', 9)
    write('b', 9)
    expect(docs.get('a')).to.deep.equal({ _id: 'a', n: 9 })
    await disk.written()
    expect(all()).to.equal('a9 b9 c9 d3')
    expect([...docs.entries()].map(([key]) => key)).to.deep.equal(['a', 'b', 'c', 'd'])
    docs.delete('b')
    expect(docs.get('b')).to.equal(undefined)
    expect([docs.size, docs.has('b'), docs.has('d')]).to.deep.equal([3, false, true])
  })
})
