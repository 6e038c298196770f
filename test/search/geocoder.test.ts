import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Postcode } from '../../models/postcode.ts'
import { Geocoder, useGeocoder } from '../../search/geocoder.ts'
import { findPlace } from '../../search/places.ts'
import { theApp, visitor } from '../support/world.ts'

/** Postcodes and places as postcodes.io would know them, but for what is nobody's. */
const known: Record<string, object> = {
  '/postcodes/BS2%209QQ': {
    latitude: 51.4627,
    longitude: -2.5701,
    codes: { admin_district: 'E06000023', nuts: 'TLK11' },
  },
  '/postcodes/BS2%209QX': { latitude: null, longitude: null },
  '/places?q=Great%20Snoring&limit=20': [
    { code: 'osgb1', name_1: 'Great Snoring', county_unitary: 'Manchester', latitude: 53.4572, longitude: -2.2404 },
    { code: 'osgb2', name_1: 'Great Snoring', county_unitary: 'Sefton', latitude: 53.5222, longitude: -2.9456 },
    { code: 'osgb3', name_1: 'Great Snoring Farm', county_unitary: 'Lancashire', latitude: 53.7, longitude: -2.9 },
  ],
  '/postcodes/BS2%209QV': { latitude: '51.4627', longitude: '-2.5701', codes: null },
  '/places?q=Odd%20Answers&limit=20': [
    {
      code: {},
      name_1: 'Odd Answers',
      county_unitary: { toString: 1 },
      district_borough: 7,
      latitude: 52,
      longitude: -1,
    },
  ],
  '/postcodes/BS2%209QT': { latitude: 0, longitude: 0, codes: 'none' },
  '/places?q=Nowhereham&limit=20': [null, 'Nowhereham', { name_1: 'Nowhereham', latitude: 0, longitude: 'far' }],
  '/places?q=Old%20Wives%20Lees&limit=20': [
    { code: 'osgb4', name_1: 'Old Wives Lees', county_unitary: 'Liverpool', latitude: 53.3885, longitude: -2.9569 },
  ],
}

/** An answer that goes on for as long as somebody reads it. */
async function endless(res: ServerResponse) {
  const spaces = Buffer.alloc(1e6, ' ')
  while (!res.closed) await new Promise((resolve) => res.write(spaces, resolve))
}

describe('A geocoder for postcodes and places that aren’t known here', () => {
  let server: Server
  let url: string
  let asked: string[] = []
  let mood: 'well' | 'slow' | 'broken' | 'babbling' | 'endless' | 'puzzled' = 'well'

  before(async () => {
    await theApp()
    await Postcode.create({ _id: 'BS2 8AB', lat: 51.46, lon: -2.58, areas: [] })
    server = createServer((req, res) => {
      asked.push(req.url!)
      if (mood === 'slow') return
      if (mood === 'broken') return void res.writeHead(503).end()
      if (mood === 'babbling') return void res.end('<html>')
      if (mood === 'puzzled') return void res.writeHead(400).end()
      if (mood === 'endless') return void endless(res)
      const result = known[req.url!]
      res.writeHead(result ? 200 : 404, { 'Content-Type': 'application/json' })
      res.end(JSON.stringify({ status: result ? 200 : 404, result: result ?? null }))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  beforeEach(() => {
    asked = []
    mood = 'well'
    useGeocoder(new Geocoder(url, { patience: 5000 }))
  })
  after(async () => {
    await Postcode.deleteOne({ _id: 'BS2 8AB' })
    useGeocoder(null)
    server.closeAllConnections()
    server.close()
  })
  const place = async (text: string) => {
    const answer = await findPlace(text)
    if (!('place' in answer)) throw new Error(JSON.stringify(answer))
    return answer.place
  }

  it('gives a full postcode its own point and areas, and is asked once', async () => {
    for (const typed of ['bs29qq', 'BS2 9QQ', ' bs2  9qq']) {
      expect(await place(typed)).to.include({ name: 'BS2 9QQ', lat: 51.4627, lon: -2.5701 })
    }
    expect((await place('bs29qq')).areas).to.include.members(['E06000023', 'E47000009', 'E54000039'])
    expect(asked).to.deep.equal(['/postcodes/BS2%209QQ'])
  })

  it('knows a place that isn’t known here, asks which of several is meant, and is asked once', async () => {
    expect(await place('Old Wives Lees')).to.include({ name: 'Old Wives Lees', lat: 53.3885 })
    expect((await place('Old Wives Lees')).areas).to.include('E08000012')
    expect(asked).to.have.lengthOf(1)
    const { choices } = (await findPlace('Great Snoring')) as { choices: { value: string }[] }
    expect(choices.map(({ value }) => value)).to.deep.equal(['Great Snoring, Manchester', 'Great Snoring, Sefton'])
    expect(await place('Great Snoring, Sefton')).to.include({ lat: 53.5222 })
    expect(asked).to.have.lengthOf(2)
  })

  it('leaves a name that it doesn’t know to “did you mean”', async () => {
    expect(await findPlace('bedminser'))
      .to.have.property('question')
      .that.includes('Did you mean')
  })

  it('is not asked for what the store or the gazetteer has', async () => {
    await place('BS2')
    await place('PE21')
    await place('Bedminster')
    await findPlace('Newport')
    expect(await place('BS2 8AB')).to.include({ lat: 51.46 })
    expect(asked).to.deep.equal([])
  })

  it('leaves a postcode it doesn’t know, or has no point for, to its first half, and is asked once', async () => {
    const first = await place('BS2')
    for (const typed of ['BS2 9ZZ', 'BS2 9QX', 'BS2 9ZZ', 'BS2 9QX']) {
      expect(await place(typed)).to.include({ lat: first.lat, lon: first.lon })
    }
    expect(asked).to.have.lengthOf(2)
  })

  for (const bad of ['slow', 'broken', 'babbling', 'endless'] as const) {
    it(`is in nobody’s way when it is ${bad}, and asked again when it has rested`, async () => {
      useGeocoder(new Geocoder(url, { patience: bad === 'slow' ? 500 : 5000, rest: 600 }))
      mood = bad
      const began = performance.now()
      const { lat } = await place('BS2')
      expect(await place('BS2 9QQ')).to.include({ lat })
      expect(await place('BS2 9QZ')).to.include({ lat })
      expect(await findPlace('Old Wives Lees')).not.to.have.property('place')
      expect(performance.now() - began).to.be.lessThan(3000)
      expect(asked).to.have.lengthOf(1)
      mood = 'well'
      await new Promise((resolve) => setTimeout(resolve, 650))
      expect(await place('BS2 9QQ')).to.include({ lat: 51.4627 })
    })
  }

  it('is not believed when it puts something nowhere', async () => {
    expect(await place('BS2 9QT')).to.include({ lat: (await place('BS2')).lat })
    expect(await findPlace('Nowhereham'))
      .to.have.property('error')
      .that.includes('Nowhereham')
  })

  it('is no failure when it can’t make sense of one question', async () => {
    mood = 'puzzled'
    expect(await findPlace('Old Wives Lees')).not.to.have.property('place')
    mood = 'well'
    expect(await place('BS2 9QQ')).to.include({ lat: 51.4627 })
  })

  it('is not believed when what it says is of another sort than promised', async () => {
    expect(await place('BS2 9QV')).to.include({ lat: (await place('BS2')).lat })
    expect(await place('Odd Answers')).to.include({ name: 'Odd Answers', lat: 52 })
  })

  it('is never told where someone is who may be in danger', async () => {
    const anyone = await visitor()
    for (const asking of ['q=suicidal&place=BS2+9QQ', 'q=suicidal+near+BS2+9QQ', 'q=suicidal&place=Old+Wives+Lees']) {
      await anyone.get(`/services.json?${asking}`)
    }
    expect(asked).to.deep.equal([])
    const { body } = await anyone.get('/services.json?q=debt+near+BS2+9QQ').expect(200)
    expect(body.place).to.include({ name: 'BS2 9QQ' })
    expect(asked).to.have.lengthOf(1)
  })
})
