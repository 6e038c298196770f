import { expect } from 'chai'
import { dayOf, isWorkingDay } from '../../lifecycle/clocks.ts'
import { Area } from '../../models/area.ts'
import { kindCodes } from '../../models/kind.ts'
import { Organisation } from '../../models/organisation.ts'
import { Place } from '../../models/place.ts'
import { Postcode } from '../../models/postcode.ts'
import { Service } from '../../models/service.ts'
import { User } from '../../models/user.ts'
import { cast } from '../../seed/cast.ts'
import { organisations } from '../../seed/organisations.ts'
import { areas, places, postcodes } from '../../seed/places.ts'
import { officeHours, workingDay } from '../../seed/referrals.ts'
import { services } from '../../seed/services/index.ts'

const now = new Date('2026-11-20T09:00:00Z')
const all = services(now)
const codes = new Set(areas.map((area) => area._id))
const codeShapes = {
  'local-authority': /^E0[67]\d{6}$/,
  county: /^E10\d{6}$/,
  region: /^E12\d{6}$/,
  'combined-authority': /^E47\d{6}$/,
  icb: /^E54\d{6}$/,
  'jobcentre-district': /^JCP-[A-Z]+$/,
}

describe('the demonstration patch', () => {
  it('names every area by a code of its type', () => {
    for (const area of areas) expect(area._id, area.name).to.match(codeShapes[area.type])
    expect(areas.filter((area) => area.type === 'local-authority')).to.have.length(12)
  })

  it('puts every council in a region, an NHS board and a Jobcentre district', () => {
    for (const council of areas.filter((area) => area.type === 'local-authority')) {
      const types = council.within.map((code) => areas.find((area) => area._id === code)?.type)
      expect(types, council.name).to.include.members(['region', 'icb', 'jobcentre-district'])
    }
  })

  it('holds to what the models ask for', async () => {
    for (const [model, records] of [
      [Area, areas],
      [Place, places],
      [Postcode, postcodes],
      [Organisation, organisations],
      [Service, all],
      [User, cast],
    ] as const) {
      for (const record of records) {
        const problem = await new model(record as never).validate().catch((error: Error) => error.message)
        expect(problem, `${model.modelName} ${record._id}`).to.equal(undefined)
      }
    }
  })

  it('leaves North Somerset out of the West of England Combined Authority', () => {
    expect(areas.find((area) => area.name === 'North Somerset')?.within).not.to.include('E47000009')
  })

  it('resolves every outward postcode of the patch to a point in England and the areas it lies in', () => {
    for (const postcode of postcodes) {
      expect(postcode.lat, postcode._id).to.be.within(49.9, 55.9)
      expect(postcode.lon, postcode._id).to.be.within(-6.4, 1.8)
      expect([...codes], postcode._id).to.include.members(postcode.areas)
    }
    const covered = new Set(postcodes.filter((postcode) => postcode.areas.length > 0).map((postcode) => postcode._id))
    const patch = [
      ...'BS1 BS2 BS3 BS4 BS5 BS6 BS7 BS8 BS9 BS10 BS11 BS13 BS14 BS15 BS16 BS20 BS21 BS22 BS23 BS24'.split(' '),
    ]
    patch.push(...'BS25 BS29 BS30 BS31 BS32 BS34 BS35 BS36 BS37 BS39 BS40 BS41 BS48 BS49 BA1 BA2 BA3'.split(' '))
    patch.push(...Array.from({ length: 25 }, (_, n) => `NG${n + 1}`), 'S80', 'S81', 'DN22')
    expect([...covered]).to.include.members(patch)
  })

  it('tells places of one name apart by county', () => {
    const names = places.map((place) => `${place.name}, ${place.county}`)
    expect(new Set(names).size).to.equal(names.length)
    expect(names).to.include.members(['Clifton, Bristol', 'Clifton, Nottingham'])
    expect(places.length).to.be.greaterThan(100)
  })

  it('stands each place of the patch within 12 km of an outward postcode of the same council', () => {
    for (const place of places.filter(({ areas }) => areas.length > 0)) {
      const near = postcodes.filter(
        (postcode) => Math.hypot(postcode.lat - place.lat, (postcode.lon - place.lon) * 0.61) * 111 < 12,
      )
      expect(
        near.some((postcode) => postcode.areas.includes(place.areas[0] ?? '')),
        place.name,
      ).to.equal(true)
    }
  })

  it('has at least 160 services, and several of every kind', () => {
    expect(all.length).to.be.at.least(160)
    for (const kind of kindCodes) {
      expect(all.filter((service) => service.kinds.includes(kind)).length, kind).to.be.at.least(5)
    }
  })

  it('gives every record an id of its own that is the same each time', () => {
    for (const records of [all, places, organisations]) {
      const ids = records.map((record) => record._id)
      expect(new Set(ids).size).to.equal(ids.length)
      for (const id of ids) expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    expect(services(new Date()).map((service) => service._id)).to.deep.equal(all.map((service) => service._id))
  })

  it('is as uneven as real provision: no IPS in North Somerset, waits that differ, closed and stale listings', () => {
    expect(all.filter((s) => s.kinds.includes('ips') && s.covers.areas.includes('E06000024'))).to.have.length(0)
    const waits = all.map((service) => service.referral.waitWeeks ?? 0)
    expect(Math.max(...waits)).to.be.greaterThan(20)
    expect(Math.min(...waits)).to.equal(0)
    expect(all.filter((service) => !service.referral.open).length).to.be.greaterThan(20)
    const stale = all.filter((service) => !service.assurance.dueAt || service.assurance.dueAt < now)
    expect(stale.length).to.be.within(10, all.length / 4)
  })

  it('says of every Talking Therapies service whether it has an employment adviser', () => {
    for (const service of all.filter((s) => s.kinds.includes('talking-therapies'))) {
      expect(service.employmentAdviser, service.name).to.be.a('boolean')
    }
  })

  it('covers areas that exist and stands at points in England', () => {
    for (const service of all) {
      expect([...codes], service.name).to.include.members(service.covers.areas)
      for (const place of service.locations) {
        expect(place.lat, service.name).to.be.within(51.2, 53.6)
        expect(place.lon, service.name).to.be.within(-3.1, -0.6)
      }
      const somewhere = service.locations.length > 0 || service.covers.areas.length > 0 || service.covers.everywhere
      expect(somewhere, service.name).to.equal(true)
    }
  })

  it('never repeats a description', () => {
    expect(new Set(all.map((service) => service.description)).size).to.equal(all.length)
  })

  it('rings only numbers that Ofcom keeps for drama, and writes only to .example', () => {
    const drama = /^(0117 496 0\d{3}|0115 496 0\d{3}|01632 960\d{3}|0808 157 0\d{3})$/
    const numbers = [...all.flatMap((s) => s.phones.map((phone) => phone.number)), ...organisations.map((o) => o.phone)]
    for (const number of numbers) expect(number).to.match(drama)
    for (const address of [
      ...all.map((s) => s.email),
      ...organisations.map((o) => o.email),
      ...cast.map((u) => u.email),
    ]) {
      expect(address).to.match(/^[^@]+@[a-z0-9.-]+\.example$/)
    }
    for (const url of [...all.map((s) => s.url), ...organisations.map((o) => o.website)]) {
      expect(new URL(url ?? '').hostname).to.match(/\.example$/)
    }
  })

  it('has nobody meet or decide at a weekend or on a bank holiday, whichever day it is laid out', () => {
    for (const today of ['2026-11-20', '2026-12-27', '2027-01-02', '2027-03-30', '2027-05-31'])
      for (let days = -40; days <= 40; days++) {
        const now = new Date(`${today}T09:00:00Z`)
        const meeting = workingDay(now, days)
        expect(isWorkingDay(meeting), `${days} days from ${today}`).to.equal(true)
        expect(meeting > today).to.equal(days > 0)
        if (days > 0) expect(isWorkingDay(dayOf(officeHours(now, days, 1))), `${days} before ${today}`).to.equal(true)
      }
  })

  it('has someone for each role, and two colleagues to race where decisions are made', () => {
    expect(new Set(cast.flatMap((user) => user.roles)).size).to.equal(6)
    for (const email of ['tariq@debt.example', 'nia@therapies.example']) {
      const user = cast.find((someone) => someone.email === email)
      expect(cast.filter((someone) => someone.organisation === user?.organisation).length, email).to.be.at.least(2)
    }
  })
})
