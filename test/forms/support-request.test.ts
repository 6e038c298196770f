import { expect } from 'chai'
import { readSelfReferral } from '../../forms/self-referral.ts'
import { readSupportRequest } from '../../forms/support-request.ts'

const filledIn = {
  key: 'b7a2c3de-4f50-4a61-8b72-0123456789ab',
  service: '5f1f3f0e-0000-4000-8000-000000000001',
  firstName: ' Asha ',
  lastName: 'Khan',
  dobDay: '27',
  dobMonth: 'march',
  dobYear: '1985',
  postcode: 'bs20aa',
  allowed: 'phone',
  phone: '0117 496 0123',
  story: 'Bailiffs are coming on Friday',
  employmentStatus: '01',
  offSick: 'yes',
  consent: 'yes',
  consentHow: 'in_room',
}

const spokenFor = { consentGivenBy: 'representative', representative: 'Noor Khan', relationship: 'Mother' }

describe('the support request form', () => {
  it('takes a well filled form and tidies what was typed', () => {
    const { data, errors } = readSupportRequest(filledIn)
    expect(errors).to.equal(null)
    expect(data?.person).to.include({
      firstName: 'Asha',
      dateOfBirth: '1985-03-27',
      postcode: 'BS2 0AA',
      language: 'en',
    })
    expect(data?.person.safeContact).to.deep.include({ allowed: ['phone'], preferred: 'phone', voicemail: false })
    expect(data?.need).to.include({ offSick: true, urgency: 'routine' })
    expect(data?.consent).to.include({ givenBy: 'self', how: 'in_room' })
    expect(data?.services).to.deep.equal([filledIn.service])
  })

  const wont: [string, Record<string, unknown>, string, RegExp][] = [
    ['no name', { firstName: ' ' }, 'firstName', /Enter their first name/],
    ['a day that is not in the calendar', { dobDay: '31', dobMonth: '2' }, 'dateOfBirth', /real date/],
    ['half a date', { dobYear: '' }, 'dateOfBirth', /real date/],
    ['someone not born yet', { dobYear: '2999' }, 'dateOfBirth', /in the past/],
    ['half a postcode', { postcode: 'BS2' }, 'postcode', /full postcode/],
    ['no safe way to be in touch', { allowed: undefined }, 'allowed', /at least one way/],
    ['a text message without a number', { allowed: ['text'], phone: '' }, 'phone', /phone number/],
    ['two ways and no preference', { allowed: ['phone', 'email'], email: 'a@b.example' }, 'preferred', /prefer/],
    ['a preference that is not safe', { preferred: 'email', email: 'a@b.example' }, 'preferred', /safely/],
    ['an NHS number with a slip', { nhsNumber: '943 476 5918' }, 'nhsNumber', /not a valid NHS number/],
    ['a GP practice and none', { gpName: 'Any Practice', gpRegistered: 'no' }, 'gpRegistered', /take out its name/],
    ['a GP practice without a name', { gpRegistered: 'yes' }, 'gpRegistered', /choose “Not known”/],
    ['nothing said', { story: '' }, 'story', /Say what help the person needs/],
    ['a need that isn’t on the list', { about: ['money', 'gold'] }, 'about', /from the list/],
    ['six goals', { goals: 'a\nb\nc\nd\ne\nf' }, 'goals', /5 lines or fewer/],
    ['a goal that is a story', { goals: 'x'.repeat(201) }, 'goals', /200 characters or fewer in each line/],
    ['no consent', { consent: undefined }, 'consent', /said yes/],
    ['a representative without a name', { ...spokenFor, representative: '' }, 'representative', /who said yes/],
    ['a representative who is nobody to them', { ...spokenFor, relationship: '' }, 'relationship', /like mother/],
    ['six services', { service: ['1', '2', '3', '4', '5', '6'] }, 'service', /up to 5/],
    ['an object in place of a word', { firstName: { $gt: '' } }, 'firstName', /first name/],
    ['no key', { key: '' }, 'key', /Send it again/],
  ]
  for (const [what, changed, field, sentence] of wont) {
    it(`says what is wrong with ${what}, and keeps the rest`, () => {
      const { values, data, errors } = readSupportRequest({ ...filledIn, ...changed })
      expect(data).to.equal(null)
      expect(Object.keys(errors ?? {})).to.deep.equal([field])
      expect(errors?.[field]).to.match(sentence)
      expect(values.lastName).to.equal('Khan')
    })
  }

  it('takes an NHS number with spaces and a right check digit', () => {
    expect(readSupportRequest({ ...filledIn, nhsNumber: '943 476 5919' }).data?.person.nhsNumber).to.equal('9434765919')
  })

  it('takes a GP practice by its name or where it is, that there is none, that nobody knows, or nothing', () => {
    const gp = (typed: object) => readSupportRequest({ ...filledIn, ...typed }).data?.person.gp
    expect(gp({ gpName: 'Any Practice', gpPlace: ' BS5 ' })).to.deep.equal({
      registered: 'yes',
      name: 'Any Practice',
      place: 'BS5',
    })
    expect([gp({ gpRegistered: 'no' })?.registered, gp({ gpRegistered: 'unknown' })?.registered]).to.deep.equal([
      'no',
      'unknown',
    ])
    expect(gp({ gpName: '', gpRegistered: '' })).to.equal(undefined)
  })

  it('takes what they hope for as a list, a line each', () => {
    const goals = (typed?: string) => readSupportRequest({ ...filledIn, goals: typed }).data?.need.goals
    expect(goals(' To sleep\r\n\r\n  To work again ')).to.deep.equal(['To sleep', 'To work again'])
    expect(goals('')).to.deep.equal([])
    expect(goals()).to.deep.equal([])
  })

  it('keeps who said yes for them, and what they are to them, and neither where the person said it', () => {
    expect(readSupportRequest({ ...filledIn, ...spokenFor }).data?.consent).to.include({
      givenBy: 'representative',
      representative: 'Noor Khan',
      relationship: 'Mother',
    })
    const { data } = readSupportRequest({ ...filledIn, ...spokenFor, consentGivenBy: 'self' })
    expect(data?.consent).to.include({ givenBy: 'self' }).and.not.have.any.keys('representative', 'relationship')
  })

  it('notes being off sick only for someone with a job', () => {
    expect(readSupportRequest({ ...filledIn, employmentStatus: '08' }).data?.need.offSick).to.equal(undefined)
  })
})

describe('the self-referral form', () => {
  it('speaks to the person as you, and is given by the person online', () => {
    expect(readSelfReferral({ ...filledIn, firstName: '' }).errors).to.deep.equal({
      firstName: 'Enter your first name',
    })
    expect(readSelfReferral(filledIn).data?.consent).to.include({ givenBy: 'self', how: 'online' })
  })
})
