import { expect } from 'chai'
import fc from 'fast-check'
import {
  hashTrackingCode,
  newReference,
  readReference,
  trackingCode,
  trackingCodeFits,
} from '../../lifecycle/reference.ts'

const letters = '34679ACDEFGHJKMNPRTVWXY'
const references = fc.noShrink(fc.constant(null).map(() => newReference()))

describe('A reference', () => {
  it('has none of the characters that are taken for one another', () => {
    for (let times = 0; times < 2_000; times++)
      expect(newReference()).to.match(/^[^01258OQILZSBU]{4}-[^01258OQILZSBU]{4}$/)
  })

  it('is read however it is typed', () => {
    const reference = newReference()
    const [first, second] = reference.split('-')
    for (const typed of [
      reference,
      `${first}${second}`,
      ` ${first} ${second} `,
      `${first}–${second}`,
      reference.toLowerCase(),
    ])
      expect(readReference(typed), typed).to.equal(reference)
  })

  it('is not read with any one character wrong', () => {
    fc.assert(
      fc.property(references, fc.nat(7), fc.constantFrom(...letters), (reference, place, letter) => {
        const text = [...reference.replace('-', '')]
        fc.pre(text[place] !== letter)
        text[place] = letter
        expect(readReference(text.join(''))).to.equal(null)
      }),
    )
  })

  it('is not read with two neighbours swapped', () => {
    fc.assert(
      fc.property(references, fc.nat(5), (reference, place) => {
        const text = [...reference.replace('-', '')]
        fc.pre(text[place] !== text[place + 1])
        ;[text[place], text[place + 1]] = [text[place + 1]!, text[place]!]
        expect(readReference(text.join(''))).to.equal(null)
      }),
    )
  })

  it('is null for anything else, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readReference(text)
        if (read !== null) expect(readReference(read)).to.equal(read)
      }),
    )
    expect(readReference('')).to.equal(null)
    expect(readReference('K7MR-4TX')).to.equal(null)
  })
})

describe('A tracking code', () => {
  it('is the same for the same form, and another for another form or server', () => {
    expect(trackingCode('a', 's')).to.equal(trackingCode('a', 's'))
    expect(trackingCode('a', 's')).not.to.equal(trackingCode('b', 's'))
    expect(trackingCode('a', 's')).not.to.equal(trackingCode('a', 't'))
    expect(trackingCode('a', 's')).to.match(/^[34679ACDEFGHJKMNPRTVWXY]{4}-[34679ACDEFGHJKMNPRTVWXY]{4}$/)
  })

  it('fits however it is typed, and nothing else does', () => {
    const code = trackingCode('a', 's')
    const hash = hashTrackingCode(code)
    expect(trackingCodeFits(hash, code)).to.equal(true)
    expect(trackingCodeFits(hash, ` ${code.toLowerCase().replace('-', ' ')} `)).to.equal(true)
    expect(trackingCodeFits(hash, trackingCode('b', 's'))).to.equal(false)
    expect(trackingCodeFits(hash, '')).to.equal(false)
    expect(trackingCodeFits(undefined, '')).to.equal(false)
  })
})
