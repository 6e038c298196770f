import { parse } from 'node:querystring'
import { expect } from 'chai'
import { beginningOf, criteriaFor, readCriteria, toQuery } from '../../search/criteria.ts'

describe('The criteria of a search', () => {
  it('are all at their defaults for an empty address', () => {
    const { criteria, errors } = readCriteria({})
    expect(errors).to.deep.equal({})
    expect(criteria).to.include({ q: '', place: '', page: 1, self_referral: false, exact: false })
    expect(criteria).to.not.have.any.keys('within', 'age', 'max_wait', 'time')
    expect(criteria.kind).to.deep.equal([])
    expect(toQuery(criteria)).to.equal('')
  })

  for (const yes of ['1', 'true', 'on', 'yes']) {
    it(`take self_referral=${yes} for yes`, () => {
      expect(readCriteria({ self_referral: yes }).criteria.self_referral).to.equal(true)
    })
  }

  it('take empty fields of a form for nothing asked', () => {
    const { criteria, errors } = readCriteria(parse('q=&place=&within=&area=&kind=&age=&time=&language=&page='))
    expect(errors).to.deep.equal({})
    expect(toQuery(criteria)).to.equal('')
  })

  it('keep what is right of a list and say a sentence about the rest', () => {
    const { criteria, errors } = readCriteria(parse('kind=ips&kind=magic&within=far&age=-1&page=0&time=night&day=mo'))
    expect(criteria.kind).to.deep.equal(['ips'])
    expect(criteria.day).to.deep.equal(['MO'])
    expect(criteria.page).to.equal(1)
    expect(criteria).to.not.have.any.keys('within', 'age', 'time')
    expect(errors).to.have.all.keys('kind', 'within', 'age', 'page', 'time')
    expect(errors.within).to.equal('Enter a distance in kilometres, such as 10')
  })

  it('never throw, whatever the address says', () => {
    const { errors } = readCriteria(
      parse(`place=${'x'.repeat(5000)}&area=<script>&self_referral=perhaps&age=NaN&max_wait=1e9`),
    )
    expect(errors).to.have.all.keys('place', 'area', 'self_referral', 'age', 'max_wait')
  })

  it('keep all that was typed: the first 5,000 characters of a question, and a place that is too long to be one', () => {
    const note = 'my back hurts and '.repeat(400)
    const { criteria, errors } = readCriteria({ q: note, place: note })
    expect(criteria).to.include({ q: note.slice(0, 5000), place: note.trim() })
    expect(errors).to.have.all.keys('place')
    expect(beginningOf(criteria.q)).to.have.length.within(290, 300)
    expect(beginningOf(criteria.q)).to.match(/ (my|back|hurts|and)$/)
    expect(beginningOf('x'.repeat(400))).to.have.lengthOf(300)
    expect(beginningOf('bad back')).to.equal('bad back')
  })

  it('go to an address and come back the same, in one order whatever the order they came in', () => {
    const address =
      'q=bad+back&place=BS2&within=10&area=E06000023&kind=ips&kind=physio-first&age=34&self_referral=yes&max_wait=4' +
      '&channel=phone&language=so&accessibility=bsl&day=MO&time=evening&free=yes&situation=off_sick&exact=yes&page=3'
    expect(toQuery(readCriteria(parse(address)).criteria)).to.equal(address)
    const backwards = address.split('&').reverse().join('&')
    expect(toQuery(readCriteria(parse(backwards)).criteria)).to.equal(address)
  })

  it('go back to the first page with any change but that of the page', () => {
    const criteria = criteriaFor({ q: 'debt', page: 3 })
    expect(toQuery(criteria)).to.equal('q=debt&page=3')
    expect(toQuery(criteria, { kind: ['ips'] })).to.equal('q=debt&kind=ips')
    expect(toQuery(criteria, { page: 4 })).to.equal('q=debt&page=4')
    expect(toQuery(criteria, { q: '' })).to.equal('')
  })
})
