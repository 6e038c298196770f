import { expect } from 'chai'
import { shared, sharesWith } from '../../lifecycle/sharing.ts'
import type { Service } from '../../models/service.ts'
import { sending } from './people.ts'

const service = (changes: Partial<Service>) => ({
  kinds: [],
  eligibility: { description: '', situations: [] },
  covers: { areas: [], everywhere: true },
  channels: [],
  ...changes,
})

describe('What a service is told', () => {
  const { need } = sending([])
  const person = {
    ...sending([]).person,
    email: 'sam@home.example',
    address: '1 Any Street',
    nhsNumber: '9434765919',
  }

  it('gives a bereavement group a name and a number, and nothing of birth, work or health', () => {
    const shares = sharesWith(service({ kinds: ['bereavement-support'] }))
    expect(shares).to.deep.equal(['name', 'contact', 'language', 'story', 'goals'])
    const seen = shared({ person, need }, shares)
    expect(seen.person).to.include({ firstName: 'Sam', phone: '0117 496 0123' })
    for (const kept of ['dateOfBirth', 'postcode', 'address', 'nhsNumber', 'email'])
      expect(seen.person).not.to.have.property(kept)
    expect(seen.need).not.to.have.property('employmentStatus')
  })

  it('gives a clinical service what it needs to find the record', () => {
    const seen = shared({ person, need }, sharesWith(service({ kinds: ['talking-therapies'] })))
    expect(seen.person).to.include({ dateOfBirth: '1985-03-04', nhsNumber: '9434765919', postcode: 'BS2 0AA' })
    expect(seen.need).to.include({ employmentStatus: '02' })
  })

  it('gives a service with an age rule the date of birth, and one with an area rule the postcode', () => {
    const aged = service({ kinds: ['peer-support'], eligibility: { description: '', minimumAge: 18, situations: [] } })
    expect(sharesWith(aged)).to.include('dateOfBirth').and.not.to.include('postcode')
    const local = service({ kinds: ['peer-support'], covers: { areas: ['E06000023'], everywhere: false } })
    expect(sharesWith(local)).to.include('postcode').and.not.to.include('dateOfBirth')
  })

  it('gives the GP practice to clinical services, to hubs and to those that go by it, and to no others', () => {
    const areas = ['E06000023']
    const told = (changes: object) => {
      const seen = shared({ person: { ...person, gp: { registered: 'yes', name: 'Any Practice' } }, need }, [
        ...sharesWith(service(changes)),
      ])
      return seen.person.gp?.name === 'Any Practice'
    }
    expect(told({ kinds: ['physio-first'] })).to.equal(true)
    expect(told({ triage: true })).to.equal(true)
    expect(told({ covers: { areas, by: 'either', everywhere: false } })).to.equal(true)
    expect(told({ covers: { areas, everywhere: false }, kinds: ['debt-advice'] })).to.equal(false)
  })

  it('never gives a way to get in touch that the person did not allow', () => {
    const allowed = {
      ...person,
      safeContact: { ...person.safeContact, preferred: 'email' as const, allowed: ['email' as const] },
    }
    const seen = shared({ person: allowed, need }, sharesWith(service({ kinds: ['debt-advice'] })))
    expect(seen.person.email).to.equal('sam@home.example')
    expect(seen.person).not.to.have.property('phone')
  })

  it('shows nothing more than the bare story to whom nothing was shared', () => {
    expect(Object.keys(shared({ person, need }, []).person)).to.have.members([
      'firstName',
      'lastName',
      'safeContact',
      'phone',
      'language',
      'interpreter',
      'communicationNeeds',
    ])
  })
})
