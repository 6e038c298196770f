import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { Organisation } from '../../models/organisation.ts'
import { Postcode } from '../../models/postcode.ts'
import { Service } from '../../models/service.ts'
import { importServices } from '../../open-referral/import.ts'
import { services as seeded } from '../../seed/services/index.ts'
import { theApp } from '../support/world.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** A service as a feed would send it, for the most part whole. */
const record = (n: number, more: object = {}) => ({
  id: id(n),
  name: `Service ${n}`,
  status: 'active',
  organization: { id: id(9000 + n), name: `Organisation ${n}`, description: 'From a feed' },
  url: 'https://help.example/one',
  email: 'one@help.example',
  phones: [{ id: id(8000 + n), number: '01632 960999' }],
  attributes: [{ id: id(7000 + n), taxonomy_term: { id: id(6000), name: 'Debt advice', description: '' } }],
  service_areas: [{ id: id(5000 + n), name: 'Bristol, City of' }],
  service_at_locations: [
    {
      id: id(4000 + n),
      location: {
        id: id(3000 + n),
        location_type: 'physical',
        latitude: 51.46,
        longitude: -2.58,
        addresses: [
          {
            id: id(2000 + n),
            address_1: '1 Street',
            city: 'Bristol',
            state_province: 'Bristol',
            postal_code: 'bs2 0aa',
            country: 'GB',
            address_type: 'physical',
          },
        ],
      },
    },
  ],
  schedules: [{ id: id(1000 + n), byday: 'MO,TU', opens_at: '09:00:00', closes_at: '17:00Z' }],
  ...more,
})

const asLines = (records: unknown[]) =>
  records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n')

describe('importing an Open Referral UK feed', () => {
  let folder: string
  before(async () => {
    await theApp()
    folder = await mkdtemp(path.join(tmpdir(), 'waymark-feed-'))
  })
  after(async () => {
    await rm(folder, { recursive: true })
    await Service.deleteMany({ 'source.feed': /./ })
    await Organisation.deleteMany({ source: /./ })
  })

  /** Imports a file of this text; says what was skipped as 'line id: reason'. */
  async function importText(text: string, name = 'feed.ndjson') {
    const file = path.join(folder, name)
    await writeFile(file, text)
    const skipped: string[] = []
    const result = await importServices(file, { skipped: (line, what, why) => skipped.push(`${line} ${what}: ${why}`) })
    return { ...result, skipped }
  }

  it('takes a service with all that the standard says of it', async () => {
    const result = await importText(asLines([record(1)]))
    expect(result.added).to.equal(1)
    const service = await Service.findById(id(1)).lean()
    expect(service).to.deep.include({
      name: 'Service 1',
      organisation: id(9001),
      organisationName: 'Organisation 1',
      kinds: ['debt-advice'],
      url: 'https://help.example/one',
      channels: ['in_person'],
    })
    expect(service?.covers.areas).to.deep.equal(['E06000023'])
    expect(service?.locations[0]).to.deep.include({ lat: 51.46, lon: -2.58 })
    expect(service?.locations[0]?.address?.postcode).to.equal('BS2 0AA')
    expect(service?.schedules[0]).to.deep.include({ days: ['MO', 'TU'], opensAt: '09:00', closesAt: '17:00' })
    expect(service?.referral).to.deep.include({ open: false, self: false })
    expect((await Organisation.findById(id(9001)).lean())?.source).to.equal('feed.ndjson')
    await new Service(service).validate()
    expect(service?.updatedAt).to.be.instanceOf(Date)
    expect(JSON.stringify(service)).not.to.contain('null')
  })

  it('doubles nothing when it is read again, and writes only what the feed has changed', async () => {
    await importText(asLines([record(2), record(3)]))
    const before = await Service.findById(id(2)).lean()
    const again = await importText(asLines([record(2), record(3, { name: 'A new name', url: undefined })]))
    expect(again).to.include({ added: 0, updated: 1, unchanged: 1 })
    expect(await Service.countDocuments({ _id: { $in: [id(2), id(3)] } })).to.equal(2)
    expect(await Service.findById(id(2)).lean()).to.deep.equal(before)
    const changed = await Service.findById(id(3)).lean()
    expect(changed?.name).to.equal('A new name')
    expect(changed, 'what the feed no longer says').not.to.have.property('url')
    expect(changed?.updatedAt.getTime()).to.be.greaterThan(changed?.createdAt.getTime() ?? 0)
  })

  it('keeps a local edit until the feed says something new', async () => {
    await importText(asLines([record(4)]))
    await Service.updateOne({ _id: id(4) }, { name: 'Put right here', 'referral.self': true })
    await importText(asLines([record(4)]))
    expect((await Service.findById(id(4)).lean())?.name).to.equal('Put right here')
    await importText(asLines([record(4, { description: 'More' })]))
    const service = await Service.findById(id(4)).lean()
    expect(service?.name).to.equal('Service 4')
    expect(service?.referral.self, 'the feed has no say in this').to.equal(true)
  })

  it('tells of every line that it can’t take, with its number, and goes on', async () => {
    const result = await importText(
      asLines([
        record(10),
        '{"id": broken',
        '',
        record(11, { id: '12' }),
        record(12, { name: '' }),
        record(13, { status: 'open' }),
        record(14, { organization: undefined }),
        '"words"',
        record(10),
        record(15, { minimum_age: 'old' }),
        record(16),
      ]),
    )
    expect(result).to.include({ read: 10, added: 2 })
    expect(result.skipped).to.deep.equal([
      '2 no id: it is not JSON',
      '4 12: id must be a valid GUID',
      `5 ${id(12)}: name is not allowed to be empty`,
      `6 ${id(13)}: status must be one of [active, inactive, defunct, temporarily closed]`,
      `7 ${id(14)}: value must contain at least one of [organization, organization_id]`,
      '8 no id: value must be of type object',
      `9 ${id(10)}: it repeats the id of line 1`,
      `10 ${id(15)}: minimum_age must be a number`,
    ])
  })

  it('takes a service without the parts of it that won’t do', async () => {
    const bad = record(20, { email: '0117 496 0000', url: 'javascript:alert(1)' })
    const [at] = bad.service_at_locations
    Object.assign(at?.location ?? {}, { latitude: -2.58, longitude: 51.46 })
    Object.assign(at?.location.addresses[0] ?? {}, { postal_code: 'nowhere' })
    const result = await importText(asLines([bad]))
    expect([...result.leftOut.keys()]).to.have.members(['e-mail address', 'web address', 'point', 'address'])
    const service = await Service.findById(id(20)).lean()
    expect(service).not.to.have.any.keys('email', 'url')
    expect(service?.locations[0]).not.to.have.any.keys('lat', 'lon', 'address')
  })

  it('finds the point of a clinic that gives only its postcode', async () => {
    await Postcode.updateOne({ _id: 'BS2 0AA' }, { lat: 51.4571, lon: -2.5801, areas: [] }, { upsert: true })
    const clinic = record(21)
    Object.assign(clinic.service_at_locations[0]?.location ?? {}, { latitude: undefined, longitude: undefined })
    await importText(asLines([clinic]))
    expect((await Service.findById(id(21)).lean())?.locations[0]).to.deep.include({ lat: 51.4571, lon: -2.5801 })
    await Postcode.deleteOne({ _id: 'BS2 0AA' })
  })

  it('leaves alone a service that is kept here, whatever a feed says of it', async () => {
    const [own] = seeded()
    const result = await importText(asLines([record(0, { id: own?._id, name: 'Taken over' })]))
    expect(result.skipped[0]).to.match(/kept here/)
    expect((await Service.findById(own?._id).lean())?.name).to.equal(own?.name)
  })

  it('keeps a service whose taxonomy says nothing of a kind, and one that covers somewhere unknown', async () => {
    const result = await importText(
      asLines([record(30, { attributes: [], service_areas: [{ id: id(1), name: 'dyfed-powys' }] })]),
    )
    const service = await Service.findById(id(30)).lean()
    expect(service?.kinds).to.deep.equal([])
    expect(service?.covers.areas).to.deep.equal(['dyfed-powys'])
    expect([...result.unknownAreas]).to.deep.equal(['dyfed-powys'])
  })

  it('reads a list, a page, and a file that is laid out over many lines', async () => {
    expect((await importText(JSON.stringify([record(40)]), 'list.json')).added).to.equal(1)
    expect((await importText(JSON.stringify({ contents: [record(41)] }), 'page.json')).added).to.equal(1)
    expect((await importText(JSON.stringify([record(42)], null, 2), 'wide.json')).added).to.equal(1)
    expect((await importText(JSON.stringify({ contents: [record(43)] }, null, 2), 'wide-page.json')).added).to.equal(1)
  })

  it('says when a service of before is no longer in the feed', async () => {
    await importText(asLines([record(50), record(51)]), 'shrinking.ndjson')
    expect((await importText(asLines([record(50)]), 'shrinking.ndjson')).gone).to.equal(1)
    expect(await Service.exists({ _id: id(51) })).not.to.equal(null)
  })

  it('says in a sentence that there is no such file', async () => {
    const error = await importServices(path.join(folder, 'none.ndjson')).catch((problem: Error) => problem)
    expect(error).to.be.instanceOf(Error)
    expect((error as Error).message).to.match(/^There is no file .*none\.ndjson\.$/)
  })

  it('reads an API page by page, asking for each service whose list item is short', async () => {
    const all = [record(60), record(61), record(62)]
    const asked: string[] = []
    const api = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://feed.example')
      asked.push(url.pathname + url.search)
      const one = all.find((item) => url.pathname === `/api/services/${item.id}`)
      const page = Number(url.searchParams.get('page'))
      const contents = all.slice(page - 1, page).map((item) => ({ id: item.id, name: item.name, status: item.status }))
      response.end(JSON.stringify(one ?? { total_items: 3, total_pages: 3, page_number: page, contents }))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => api.once('listening', resolve))
    const base = `http://127.0.0.1:${(api.address() as AddressInfo).port}/api`
    const result = await importServices(base).finally(() => api.close())
    expect(result).to.include({ read: 3, added: 3 })
    expect((await Service.findById(id(62)).lean())?.kinds).to.deep.equal(['debt-advice'])
    expect(asked.filter((url) => url.startsWith('/api/services?'))).to.have.length(3)
  })
})
