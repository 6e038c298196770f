import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { importPlaces } from '../../gazetteer/import-places.ts'
import { Place } from '../../models/place.ts'
import { readGazetteer } from '../../search/current-gazetteer.ts'
import { findPlace } from '../../search/places.ts'
import { theApp } from '../support/world.ts'

/** The same two neighbourhoods of Manchester and one of Leeds, as each publisher would write them; made up but for the names. */
const layouts = {
  'the ONS Index of Place Names': [
    'place22cd,placeid,place22nm,descnm,ctyltnm,lad22cd,lad22nm,lat,long',
    '1,IPN1,Moss Side,LOC,Lancashire,E08000003,Manchester,53.4572,-2.2404',
    '2,IPN2,Longsight,WD,Lancashire,E08000003,Manchester,53.45,-2.2',
    '3,IPN3,Headingley,LOC,West Yorkshire,E08000035,Leeds,53.8194,-1.5803',
  ],
  'OS Open Names': [
    'osgb1,,Moss Side,,,,populatedPlace,Suburban Area,384000,395640,,,,,,,M14,,,,,,,,Manchester,,',
    'osgb2,,Moss Lane,,,,transportNetwork,Named Road,384000,395640,,,,,,,M14,,,,,,,,Manchester,,',
    'osgb3,,Headingley,,,,populatedPlace,Suburban Area,427700,436100,,,,,,,LS6,,,,,,,,Leeds,,',
  ],
  GeoNames: [
    [1, 'Moss Side', '', '', 53.4572, -2.2404, 'P', 'PPLX', 'GB', '', 'ENG', 'I2', '', '', 19000, '', 30, '', ''],
    [2, 'River Irk', '', '', 53.5, -2.2, 'H', 'STM', 'GB', '', 'ENG', 'I2', '', '', 0, '', 30, '', ''],
    [3, 'Headingley', '', '', 53.8194, -1.5803, 'P', 'PPLX', 'GB', '', 'ENG', 'H3', '', '', 0, '', 30, '', ''],
  ].map((cells) => cells.join('\t')),
  'a plain list': [
    'name,county,lat,long',
    'Moss Side,Manchester,53.4572,-2.2404',
    'Nowhere,Atlantic,40,-30',
    'Headingley,Leeds,53.8194,-1.5803',
  ],
}

describe('reading places', () => {
  let folder: string
  before(async () => {
    await theApp()
    folder = await mkdtemp(path.join(tmpdir(), 'waymark-places-'))
  })
  afterEach(async () => {
    await Place.deleteMany({ name: { $in: ['Moss Side', 'Headingley'] } })
    await readGazetteer()
  })
  after(() => rm(folder, { recursive: true }))

  async function importLines(lines: string[]) {
    const file = path.join(folder, 'places.csv')
    await writeFile(file, `${lines.join('\n')}\n`)
    const result = await importPlaces(file)
    await readGazetteer()
    return result
  }

  for (const [layout, lines] of Object.entries(layouts)) {
    it(`takes neighbourhoods from ${layout}, with the councils they lie in, and changes nothing when run again`, async () => {
      expect(await importLines(lines)).to.include({ read: 3, added: 2 })
      for (const [name, lat, council] of [
        ['moss side', 53.457, 'E08000003'],
        ['Headingley', 53.819, 'E08000035'],
      ] as const) {
        const found = await findPlace(name)
        expect(found, name).to.have.nested.property('place.areas').that.includes(council)
        expect(found, name).to.have.nested.property('place.lat').that.is.closeTo(lat, 0.002)
      }
      expect(await importLines(lines)).to.include({ added: 0, updated: 0, unchanged: 2 })
    })
  }

  it('tells namesakes of one county apart by their councils or postcodes', async () => {
    const lines = [
      'name,county,lat,long,id',
      'Moss Side,Lancashire,53.4572,-2.2404,1',
      'Moss Side,Lancashire,53.7,-2.69,2',
    ]
    await importLines(lines)
    const { choices } = (await findPlace('Moss Side')) as { choices: { value: string }[] }
    expect(choices).to.have.lengthOf(2)
    for (const { value } of choices) expect(await findPlace(value), value).to.have.property('place')
  })

  it('lists a town once that came with Waymark, with the patch and with the file', async () => {
    const before = await findPlace('Newport')
    await importLines(['name,lat,long,id', 'Newport,51.5877,-2.9984,n1', 'Newport,52.767,-2.377,n2'])
    expect(await findPlace('Newport')).to.deep.equal(before)
    await Place.deleteMany({ _id: { $in: ['n1', 'n2'] } })
  })

  it('says in a sentence what is wrong with a file that it can’t read', async () => {
    const failed = await importLines(['colour,size', 'red,2']).catch((error) => error)
    expect(failed).to.be.an('error').with.property('message').that.includes('no columns that Waymark knows')
    const garbled = await importLines(['{"type":"FeatureCollection","features":[]}']).catch((error) => error)
    expect(garbled)
      .to.have.property('message')
      .that.matches(/is no CSV that Waymark can read: .+ in line \d+\.$/)
    const missing = await importPlaces(path.join(folder, 'none.csv')).catch((error) => error)
    expect(missing).to.have.property('message').that.includes('There is no file')
  })
})
