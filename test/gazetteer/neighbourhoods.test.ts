import { expect } from 'chai'
import { distance } from 'geokdbush'
import { britain } from '../../gazetteer/britain.ts'
import { neighbourhoodsOf } from '../../gazetteer/neighbourhoods.ts'
import { plainName } from '../../gazetteer/plain-name.ts'
import type { Place } from '../../models/place.ts'
import { lines } from '../search/asked.ts'

describe('Neighbourhoods', () => {
  const rows = lines('gazetteer/britain/neighbourhoods.csv')
    .slice(1)
    .map((line) => {
      const [outward, names] = line.split(',') as [string, string]
      return { outward, names }
    })
  const known = britain()
  const places = known.places.filter(({ people }) => people !== undefined)

  it('are listed once in an outward postcode that there is', () => {
    const outward = new Set(known.outward.map(({ _id }) => _id))
    expect(rows.map((row) => row.outward).filter((each) => !outward.has(each))).to.deep.equal([])
    for (const { outward, names } of rows) {
      const all = names.split(';').map(plainName)
      expect(new Set(all).size, outward).to.equal(all.length)
      expect(all, outward).not.to.include('')
    }
  })

  it('stand where those do that are known by a point too: half within a mile, nine in ten within three', () => {
    const nameOf = ({ name, county }: Place) => `${plainName(name)}, ${county}`
    const byName = new Map(places.map((place) => [nameOf(place), place]))
    const off = neighbourhoodsOf(rows, { ...known, places: [] }).flatMap((place) => {
      const same = byName.get(nameOf(place))
      return same ? [distance(place.lon, place.lat, same.lon, same.lat)] : []
    })
    off.sort((a, b) => a - b)
    const share = (part: number) => off[Math.floor(part * off.length)]!
    console.log(`      ${off.length} known both ways: ${share(0.5).toFixed(1)} and ${share(0.9).toFixed(1)} km off`)
    expect(off).to.have.lengthOf.at.least(500)
    expect(share(0.5)).to.be.below(1.61)
    expect(share(0.9)).to.be.below(4.83)
  })

  it('take the point of the districts that share them, and are told from their namesakes', () => {
    const cliftons = known.places.filter(({ name, people }) => name === 'Clifton' && people === undefined)
    expect(cliftons.map(({ county }) => county)).to.include.members(['Bristol', 'Nottingham', 'Salford'])
    const side = (of: 'lat' | 'lon') => known.outward.filter(({ _id }) => /^M1[456]$/.test(_id)).map((each) => each[of])
    const [mossSide] = known.places.filter(({ name }) => name === 'Moss Side')
    expect(mossSide!.lat).to.be.within(Math.min(...side('lat')), Math.max(...side('lat')))
    expect(mossSide!.lon).to.be.within(Math.min(...side('lon')), Math.max(...side('lon')))
  })

  it('are towns of wide districts too, so that nobody in Loughton in Essex is placed in Milton Keynes', () => {
    const counties = (name: string) => known.places.filter((place) => place.name === name).map(({ county }) => county)
    expect(counties('Loughton')).to.have.members(['Milton Keynes', 'Essex'])
    expect(counties('Wymondham')).to.include('Norfolk')
    expect(counties('St Ives')).to.include('Cambridgeshire')
    for (const name of ['Clay Cross', 'Hednesford', 'Burslem', 'Shoeburyness'])
      expect(counties(name), name).to.have.lengthOf(1)
  })

  it('take little of a start', () => {
    const before = process.cpuUsage()
    neighbourhoodsOf(rows, { ...known, places })
    expect(process.cpuUsage(before).user / 1e6, 'seconds').to.be.below(3)
  })

  it('are left out where the place is known by a point of its own', () => {
    expect(known.places.filter(({ name, county }) => name === 'Hulme' && county === 'Manchester')).to.have.lengthOf(1)
  })
})
