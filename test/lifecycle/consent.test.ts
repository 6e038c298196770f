import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { consentTextVersion, consentWords } from '../../lifecycle/consent.ts'
import { shareable } from '../../lifecycle/sharing.ts'

describe('What people say yes to', () => {
  it('keeps its words for as long as its version stays: new words need a new version, and a row here', () => {
    const versions: Record<string, string> = {
      '2026-11-24': '74668ac6ffc2a8d2',
      '2026-11-24b': 'a7cd930986c4e8c3',
    }
    const words = createHash('sha256')
      .update(JSON.stringify([consentWords, shareable]))
      .digest('hex')
      .slice(0, 16)
    expect(versions[consentTextVersion], consentTextVersion).to.equal(words)
  })
})
