import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { root } from '../config.ts'

describe('The models', () => {
  it('are all listed for what concerns the whole store: its indexes, backups and migrations', () => {
    const folder = path.join(root, 'models')
    const files = readdirSync(folder).filter((file) => /= model</.test(readFileSync(path.join(folder, file), 'utf8')))
    expect(files).to.include('referral.ts')
    const listed = [...readFileSync(path.join(folder, 'all.ts'), 'utf8').matchAll(/'\.\/(.*)'/g)].map(
      ([, file]) => file,
    )
    expect(listed).to.have.members(files)
  })
})
