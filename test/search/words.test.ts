import { expect } from 'chai'
import { kindCodes } from '../../models/kind.ts'
import { Phrasebook, type Token } from '../../search/phrases.ts'
import { read } from '../../search/understand.ts'
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

describe('The vocabulary', () => {
  const first = (words: string) => read(words).meaning?.kinds[0]?.kind

  it('takes what someone lacks for what they want', () => {
    const lacking = {
      'housing-advice': ['haven’t got anywhere to live', 'no housing', 'no tenancy agreement', 'no deposit back'],
      'work-and-health-advice': ['not fit for work', 'no reasonable adjustments', 'no sick pay'],
      'vcs-employment': [
        'without a job',
        'not got a job',
        'no CV',
        'been without work since march',
        'not employed',
        'no redundancy pay',
      ],
      'carers-support': ['no carer for my mum', 'no respite from caring'],
      'bereavement-support': ['no bereavement support'],
      'talking-therapies': ['not offered CBT', 'haven’t had any counselling yet', 'tablets not helping my depression'],
      'physio-first': ['not been given physio', 'not had physio yet', 'still no physio appointment'],
      'benefits-advice': ['no PIP', 'didn’t get my PIP', 'no benefits', 'no esa since october'],
      'skills-and-learning': ['no english', 'doesn’t read or write', 'no computer skills'],
      'wellbeing-activities': ['doesn’t exercise', 'no hobbies'],
      'debt-advice': ['no help with my debts'],
    }
    for (const [kind, said] of Object.entries(lacking)) {
      for (const words of said) {
        expect(first(words), words).to.equal(kind)
        expect(read(words).denied, words).to.deep.equal([])
      }
    }
  })

  it('takes troubles that someone hasn’t, and help that they don’t want, for denied', () => {
    const denied = {
      'debt-advice': ['not in debt', 'no debts', 'without debts', 'don’t want debt advice'],
      'talking-therapies': [
        'not depressed',
        'not anxious or depressed',
        'don’t want counselling',
        'not interested in counselling',
        'not stressed, back hurts',
        'a group instead of counselling',
        'anything except counselling',
      ],
      'substance-misuse': ['no alcohol problem'],
      'housing-advice': ['don’t need housing help', 'no problem with my housing, just lonely'],
      'benefits-advice': ['isn’t about benefits', 'not benefits'],
      volunteering: ['not looking for volunteering'],
    }
    for (const [kind, said] of Object.entries(denied)) {
      for (const words of said) expect(read(words).denied, words).to.deep.equal([kind])
    }
    expect(first('don’t want to be homeless')).to.equal('housing-advice')
  })

  it('is as sure of a doctor’s note as of its words, whatever marks stand between', () => {
    for (const note of [
      '45F CFS unable to work ESA stopped',
      's/p THR wants to RTW',
      '54M OA knees off work 8/52 ?physio',
    ])
      expect(read(note).sure, note).to.equal(true)
    expect(read('instead i need debt advice').denied).to.deep.equal([])
  })

  it('quotes what told it in a few words, though they stand far apart', () => {
    const note =
      'Joiner, 51, boss of a small firm in the north of the county and a keen angler until last spring, now needs fewer hours and a phased return'
    expect(read(note).meaning!.phrase.length).to.be.within(1, 60)
  })

  it('finishes the last word, and only what is no word itself', () => {
    expect(['couns', 'low mood couns', 'depr'].map(first)).to.deep.equal(Array(3).fill('talking-therapies'))
    expect(first('volun')).to.equal('volunteering')
    expect(read('stepw').meaning).to.equal(null)
  })

  it('takes one word of a choice for less than the choice: a chair is not his empty chair', () => {
    for (const words of ['chair', 'birth', 'limit']) expect(read(words).sure, words).to.equal(false)
    for (const words of ['his empty chair', 'cot death']) expect(first(words), words).to.equal('bereavement-support')
  })

  it('knows something for a condition, a form or a trade by its name alone', () => {
    const known = {
      'talking-therapies': ['T2DM', 'IBS', 'tinnitus', 'menopause', 'maternity', 'separation'],
      'social-prescribing': ['asylum seeker', 'frailty', 'copd', 'youth club'],
      'benefits-advice': ['HB', 'LHA', 'PIP2', 'pension', 'CAB', 'solicitor'],
      'debt-advice': ['CAB', 'gas', 'legal advice'],
      'work-and-health-advice': ['RTW', 'A2W', 'maternity leave', 'agency worker'],
      'substance-misuse': ['ETOH', 'IVDU'],
      'skills-and-learning': ['broadband'],
      'vcs-employment': ['DEA', 'gig worker'],
      'physio-first': ['OA knee', 'PMR'],
    }
    for (const [kind, said] of Object.entries(known))
      for (const words of said)
        expect(
          read(words).meaning?.kinds.map(({ kind }) => kind),
          words,
        ).to.include(kind)
  })

  it('knows acronyms, slang and the commonest asking in Polish, Romanian and Welsh', () => {
    const known = {
      'physio-first': ['FCP', 'TKR', 'post op rehab', 'put me back out', 'back’s buggered'],
      'social-prescribing': ['SPLW'],
      'work-and-health-advice': ['ATW', 'OH', 'TUPE', 'gaffer’s a nightmare'],
      'skills-and-learning': ['CSCS'],
      'talking-therapies': ['PHQ9', 'C.B.T.', 'I need c.b.t', 'CAMHS', 'PCMHT', 'my head’s a shed'],
      'employer-support': ['MHFA'],
      'debt-advice': ['brassic', 'boracic lint', 'pomoc z długami', 'dwi angen help efo dyled'],
      'substance-misuse': ['sniffing glue'],
      'vcs-employment': ['szukam pracy', 'caut loc de munca'],
    }
    for (const [kind, said] of Object.entries(known))
      for (const words of said) expect(first(words), words).to.equal(kind)
    expect(read('i don’t drink, my husband does').meaning?.kinds.map(({ kind }) => kind)).to.include('carers-support')
    expect(read('zero hours contract sick').meaning?.kinds.map(({ kind }) => kind)).to.include('benefits-advice')
  })
})
