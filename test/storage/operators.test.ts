import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { root } from '../../config.ts'

/** Folders whose code asks nothing of the store, or is the store itself. */
const others = new Set(['node_modules', 'dist', 'test', 'bench', 'docs', 'public', 'data', 'embedded'])

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || others.has(entry.name)) continue
    const whole = path.join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(whole)
    else if (entry.name.endsWith('.ts')) yield whole
  }
}

/** `$set`, `$in`… as keys, and `$push.each` nowhere: what follows a name in a query is never a letter or digit. */
const operators = (text: string) =>
  new Set([...text.matchAll(/(?<![\w`$}])\$[a-z][A-Za-z]*(?![\w$])/g)].map(([o]) => o))

describe('Every operator that Waymark’s code asks of its store', () => {
  it('has a row in the table of behaviour, which both stores are held to', () => {
    const table = operators(readFileSync(path.join(root, 'test/storage/behaviour.test.ts'), 'utf8'))
    const asked = [...sources(root)].map((file) => ({ file, uses: operators(readFileSync(file, 'utf8')) }))
    expect(asked.flatMap(({ uses }) => [...uses])).to.include.members(['$set', '$in', '$push', '$elemMatch'])
    const unknown = asked.flatMap(({ file, uses }) =>
      [...uses].filter((operator) => !table.has(operator)).map((o) => `${o} in ${path.relative(root, file)}`),
    )
    expect(unknown).to.deep.equal([])
  })
})
