import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { importAreas } from '../../gazetteer/import-areas.ts'
import { Area } from '../../models/area.ts'
import { areasOfPoint, readGazetteer } from '../../search/gazetteer.ts'
import { theApp } from '../support/world.ts'

/** A square of so many degrees, or metres, around a point. */
const square = (x: number, y: number, half: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [x - half, y - half],
      [x + half, y - half],
      [x + half, y + half],
      [x - half, y + half],
      [x - half, y - half],
    ],
  ],
})
const feature = (properties: object, geometry: object | null) => ({ type: 'Feature', properties, geometry })

describe('reading boundaries', () => {
  let folder: string
  before(async () => {
    await theApp()
    folder = await mkdtemp(path.join(tmpdir(), 'waymark-areas-'))
  })
  afterEach(async () => {
    await Area.updateMany({}, { $unset: { boundary: 1 } })
    await Area.deleteMany({ _id: { $in: ['E06000054', 'E54000043'] } })
  })
  after(() => rm(folder, { recursive: true }))

  async function importFeatures(features: unknown[]) {
    const file = path.join(folder, 'areas.geojson')
    await writeFile(file, JSON.stringify({ type: 'FeatureCollection', features }))
    const skipped: string[] = []
    const result = await importAreas(file, { skipped: (n, name, reason) => skipped.push(`${n} ${name}: ${reason}`) })
    return { result, skipped }
  }

  it('gives a known area its boundary, and keeps its name and what it lies in', async () => {
    const before = await Area.findById('E06000023').lean()
    const bristol = feature({ FID: 1, LAD24CD: 'E06000023', LAD24NM: 'Another name' }, square(-2.59, 51.45, 0.05))
    expect((await importFeatures([bristol])).result).to.include({ read: 1, updated: 1, added: 0 })
    const after = await Area.findById('E06000023').lean()
    expect(after).to.deep.include({ name: before?.name, within: before?.within })
    expect(after?.boundary?.type).to.equal('Polygon')
    expect((await importFeatures([bristol])).result, 'a second time').to.include({ updated: 0, unchanged: 1 })
  })

  it('adds areas that are new, of every ONS layout', async () => {
    const { result } = await importFeatures([
      feature({ LAD23CD: 'E06000054', LAD23NM: 'Wiltshire', LAT: 51.3, LONG: -1.9 }, square(-1.9, 51.3, 0.1)),
      feature({ ICB23CD: 'E54000043', ICB23NM: 'Gloucestershire board' }, square(-2.2, 51.8, 0.1)),
    ])
    expect(result.added).to.equal(2)
    expect(await Area.findById('E06000054').lean()).to.deep.include({ type: 'local-authority', lat: 51.3, lon: -1.9 })
    expect((await Area.findById('E54000043').lean())?.type).to.equal('icb')
  })

  it('takes a row for the area that it is, not for one that it lies in', async () => {
    const ward = { WD24CD: 'E05012270', WD24NM: 'Aspley', LAD24CD: 'E06000018', LAD24NM: 'Nottingham' }
    const { result } = await importFeatures([feature(ward, square(-1.19, 52.97, 0.01))])
    expect(result).to.include({ updated: 0, skipped: 1 })
    expect(await Area.findById('E06000018').lean()).not.to.have.property('boundary')
  })

  it('then settles by the boundary which council a point lies in', async () => {
    const [lat, lon] = [51.4856, -2.5124]
    const before = areasOfPoint(await readGazetteer(), lat, lon)
    expect(before, 'BS16 lies in both').to.include.members(['E06000023', 'E06000025'])
    await importFeatures([feature({ LAD24CD: 'E06000025', LAD24NM: 'South Gloucestershire' }, square(lon, lat, 0.01))])
    const after = areasOfPoint(await readGazetteer(), lat, lon)
    expect(after).to.include('E06000025').and.not.to.include('E06000023')
  })

  it('reads boundaries on the National Grid', async () => {
    await importFeatures([feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, square(359_000, 173_000, 3000))])
    expect(areasOfPoint(await readGazetteer(), 51.4545, -2.5879)).to.include('E06000023')
    const boundary = (await Area.findById('E06000023').lean())?.boundary
    const [corner] = (boundary?.coordinates[0] ?? []) as [number, number][]
    expect(corner?.[0]).to.be.closeTo(-2.63, 0.02)
    expect(corner?.[1]).to.be.closeTo(51.43, 0.02)
  })

  it('tells of every feature that won’t do, and goes on', async () => {
    const { result, skipped } = await importFeatures([
      feature({ LAD24NM: 'Nowhere' }, square(-2.5, 51.4, 0.1)),
      feature({ LEP21CD: 'E37000037', LEP21NM: 'A partnership' }, square(-2.5, 51.4, 0.1)),
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, null),
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, square(20, 20, 1)),
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, square(-288_000, 6_700_000, 5000)),
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, { type: 'Polygon', coordinates: [[[-2.6, 51.4], [-2.5, 51.4], [20, 20], [-2.6, 51.4]]] }), // biome-ignore format: one row
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, { type: 'Polygon', coordinates: [[[-2.6, 51.4], [-2.5, 51.4], [-2.6, 51.4]]] }), // biome-ignore format: one row
      feature({ LAD24CD: null, LAD24NM: null }, square(-2.5, 51.4, 0.1)),
      null,
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, { type: 'Polygon' }),
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, { type: 'MultiPolygon', coordinates: [[['a', 'b']]] }),
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, square(-2.59, 51.45, 0.05)),
      feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, square(-2.69, 51.45, 0.05)),
    ])
    expect(result).to.include({ read: 13, updated: 1, skipped: 12 })
    expect(skipped).to.deep.equal([
      '1 Nowhere: it has no code: none of LAD24NM is like LAD24CD or called code',
      '2 A partnership: E37000037 is not the code of an area that Waymark uses',
      '3 Bristol: it has no boundary',
      '4 Bristol: its boundary is not in the United Kingdom',
      '5 Bristol: its boundary is not in the United Kingdom: save it in longitude and latitude (WGS84) or on the National Grid',
      '6 Bristol: its boundary is not in the United Kingdom',
      '7 Bristol: its boundary is not one that can be read',
      '8 no name: it has no code',
      '9 no name: it has no code',
      '10 Bristol: its boundary is not one that can be read',
      '11 Bristol: its boundary is not one that can be read',
      '13 Bristol: E06000023 is in the file before: make one MultiPolygon of its parts',
    ])
  })

  it('reads a file that begins with a byte order mark', async () => {
    const file = path.join(folder, 'marked.geojson')
    const features = [feature({ LAD24CD: 'E06000023', LAD24NM: 'Bristol' }, square(-2.59, 51.45, 0.05))]
    await writeFile(file, `\uFEFF${JSON.stringify({ features })}`)
    expect((await importAreas(file)).updated).to.equal(1)
  })

  it('reads the columns of other publishers and years, and one area by itself', async () => {
    const all = [
      feature({ LAD2024CD: ' E06000023 ', LAD2024NM: 'Bristol' }, square(-2.59, 51.45, 0.05)),
      feature({ GSS_CODE: 'E06000024', NAME: 'North Somerset' }, square(-2.79, 51.4, 0.05)),
      feature({ areacd: 'E06000025', areanm: 'South Gloucestershire' }, square(-2.47, 51.54, 0.05)),
    ]
    expect((await importFeatures(all)).result).to.include({ updated: 3, skipped: 0 })
    const file = path.join(folder, 'one.geojson')
    await writeFile(file, JSON.stringify(all[0]))
    expect((await importAreas(file)).unchanged).to.equal(1)
  })

  for (const [text, said] of [
    ['{"type":"FeatureCollection","features":[{"type":"Fea', 'it is broken off, or not JSON'],
    ['{"type":"Topology","objects":{}}', 'is TopoJSON: save it as GeoJSON'],
    ['{"features":[{"attributes":{"LAD24CD":"E06000023"}}]}', 'is Esri JSON: save it as GeoJSON'],
    ['{"type":"FeatureCollection","features":[]}', 'has no areas in it'],
    ['null', 'is not GeoJSON with features'],
  ] as const) {
    it(`says of a file that won’t do: ${said}`, async () => {
      const file = path.join(folder, 'odd.geojson')
      await writeFile(file, text)
      const error = await importAreas(file).catch((problem: Error) => problem)
      expect((error as Error).message).to.include(said)
    })
  }

  it('says in a sentence that a file is no GeoJSON', async () => {
    const file = path.join(folder, 'not.geojson')
    await writeFile(file, 'PK')
    const error = await importAreas(file).catch((problem: Error) => problem)
    expect((error as Error).message).to.match(/is not GeoJSON with features\.$/)
  })
})
