import { expect } from 'chai'
import { kindCodes } from '../../models/kind.ts'
import { Phrasebook, type Token } from '../../search/phrases.ts'
import { choicesIn, everyWay, kindWords, readEntry } from '../../search/words.ts'

const tokens = (text: string): Token[] =>
  text.split(' ').map((word, i) => ({ word, stem: word, from: i, to: i + 1, clause: 0 }))

describe('The files in search/words', () => {
  it('hold at least 600 things people say, over every kind of support', () => {
    const words = kindWords()
    expect([...words.keys()]).to.have.members(kindCodes)
    expect([...words.values()].flat()).to.have.lengthOf.at.least(600)
    for (const [kind, entries] of words) expect(entries, kind).to.have.lengthOf.at.least(30)
  })

  it('give each phrase a weight, a choice of words, or nothing in between', () => {
    expect(readEntry('council tax = 0.7', 'x')).to.deep.equal({ phrase: 'council tax', weight: 0.7, exact: false })
    expect(readEntry('"be gone"', 'x')).to.deep.equal({ phrase: 'be gone', weight: 1, exact: true })
    expect(choicesIn('a [b / c d] e')).to.deep.equal([['a'], ['b', 'c d'], ['e']])
    expect(everyWay('[his / my /] bad back')).to.deep.equal(['his bad back', 'my bad back', 'bad back'])
  })

  for (const wrong of [
    'debt = lots',
    'debt = 2',
    'debt = 0',
    '= 1',
    'a = 1 = 1',
    'a [b / c',
    'a b] c',
    '""',
    'a +',
    '+ a',
    'a / b',
  ]) {
    it(`are refused, saying where and what is expected, when a line is ‘${wrong}’`, () => {
      expect(() => readEntry(wrong, 'search/words/ips.txt, line 12')).to.throw(
        /^search\/words\/ips\.txt, line 12: “.*”/,
      )
    })
  }
})

describe('A phrasebook', () => {
  const book = new Phrasebook<string>((length) => (length === 1 ? 0 : 2))
  book.add(['back', 'work'], 'work')
  book.add(['back'], 'back')
  book.add(['be', 'gone'], 'exact', { exact: true })
  book.add(['debt', 'advice'], 'pair', { anyOrder: true })
  book.addChoices(
    [{ runs: [['scared'], ['afraid']] }, { runs: [['of']], optional: true }, { runs: [['him'], ['my', 'ex']] }],
    'choice',
  )
  const found = (text: string) => book.find(tokens(text)).map(({ value }) => value)

  it('finds the longest phrase, with up to two words in between', () => {
    expect(found('back to my work')).to.deep.equal(['work'])
    expect(found('back to my own work')).to.deep.equal(['back'])
    expect(found('advice about debt')).to.deep.equal(['pair'])
    expect(found('be gone')).to.deep.equal(['exact'])
    expect(found('be long gone')).to.deep.equal([])
  })

  it('finds a phrase of which any step may be left out, and tells how many were', () => {
    const may = new Phrasebook<string>(() => 0)
    const step = (word: string) => ({ runs: [[word]], optional: true, missed: true })
    may.addChoices([step('get'), step('fit'), step('again')], 'fit')
    const missing = (text: string) => may.find(tokens(text)).map(({ missing }) => missing)
    expect([missing('get fit again'), missing('fit again'), missing('fit')]).to.deep.equal([[0], [1], []])
  })

  it('finds every choice of a phrase that has some', () => {
    for (const said of ['scared of him', 'afraid of my ex', 'afraid him', 'so scared now of my ex']) {
      expect(found(said), said).to.deep.equal(['choice'])
    }
    for (const said of ['scared of her', 'of him', 'scared', 'my ex']) expect(found(said), said).to.deep.equal([])
  })
})
