import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { importPostcodes } from '../../gazetteer/import-postcodes.ts'
import { fromNationalGrid } from '../../gazetteer/osgb.ts'
import { Postcode } from '../../models/postcode.ts'
import { realData, runCommand } from '../support/command.ts'
import { theApp } from '../support/world.ts'

describe('reading postcodes', () => {
  let folder: string
  before(async () => {
    await theApp()
    folder = await mkdtemp(path.join(tmpdir(), 'waymark-postcodes-'))
  })
  after(async () => {
    await rm(folder, { recursive: true })
    await Postcode.deleteMany({ _id: /^(ZE1|AB10)( |$)|^BS2 / })
  })

  async function importText(text: string) {
    const file = path.join(folder, 'postcodes.csv')
    await writeFile(file, text)
    const told: string[] = []
    const result = await importPostcodes(file, { skipped: (line, reason) => told.push(`${line}: ${reason}`) })
    return { ...result, told }
  }
  const kept = (postcode: string) => Postcode.findById(postcode).lean()

  it('reads Postcode,lat,long, spaced or not, and says which rows won’t do', async () => {
    const result = await importText(
      'Postcode,lat,long\nBS2 0AA,51.45710,-2.58010\nBS20AB,51.45720,-2.58020\nBS2 0AD,,0.00000\nnonsense,51.4,-2.5\nBS2 0AE,99.999999,0.000000\n',
    )
    expect(result).to.include({ read: 5, added: 2, skipped: 3, outward: 0 })
    expect(result.told).to.deep.equal([
      '4: BS2 0AD has no point in the United Kingdom',
      '5: “nonsense” is not a postcode',
      '6: BS2 0AE has no point in the United Kingdom',
    ])
    expect(await kept('BS2 0AB')).to.deep.include({ lat: 51.4572, lon: -2.5802, areas: [] })
  })

  it('doubles nothing when it is read again, and takes what has changed', async () => {
    const again = await importText('Postcode,lat,long\nBS2 0AA,51.45710,-2.58010\nBS2 0AB,51.45999,-2.58020\n')
    expect(again).to.include({ added: 0, updated: 1, unchanged: 1 })
    expect(await Postcode.countDocuments({ _id: /^BS2 / })).to.equal(2)
  })

  it('reads the ONS Postcode Directory, with the areas it gives', async () => {
    const result = await importText(
      '"pcd","pcd2","pcds","dointr","doterm","oscty","oslaua","oseast1m","osnrth1m","rgn","lat","long","icb"\n' +
        '"BS2 0AF","BS2  0AF","BS2 0AF","198001","","E99999999","E06000023","0360100","0173200","E12000009",51.4573,-2.5803,"E54000039"\n',
    )
    expect(result).to.include({ added: 1, skipped: 0 })
    expect((await kept('BS2 0AF'))?.areas).to.deep.equal(['E06000023', 'E12000009', 'E54000039'])
  })

  it('leaves an outward postcode where the country’s list has it, and adds the areas of the few that a file holds', async () => {
    await importText('pcds,lad25cd,icb25cd,lat,long\nM15 4AA,E08000003,E54000057,53.48,-2.26\n')
    expect(await kept('M15'))
      .to.property('areas')
      .that.includes.members(['E08000003', 'E08000009', 'E54000057'])
    expect((await kept('M15'))?.lat).to.be.closeTo(53.466, 0.002)
    await Postcode.deleteMany({ _id: /^M15/ })
  })

  it('reads the newer names of the National Statistics Postcode Lookup', async () => {
    await importText(
      'pcd7,pcds,lad25cd,cty25cd,icb25cd,lat,long\nBS2 0AG,BS2 0AG,E06000023,E99999999,E54000039,51.4573,-2.58\n',
    )
    expect((await kept('BS2 0AG'))?.areas).to.deep.equal(['E06000023', 'E54000039'])
  })

  it('reads Code-Point Open, which has no line of names and gives eastings and northings', async () => {
    const result = await importText(
      '"AB10 1AB",10,394235,806529,"S92000003","","S08000020","","S12000033","S13002842"\n' +
        '"AB10 1AY",90,0,0,"S92000003","","S08000020","","S12000033","S13002842"\n',
    )
    expect(result).to.include({ read: 2, added: 1, skipped: 1, outward: 1 })
    const postcode = await kept('AB10 1AB')
    expect(postcode?.lat).to.be.closeTo(57.1495, 0.0005)
    expect(postcode?.lon).to.be.closeTo(-2.097, 0.0005)
    expect(postcode?.areas).to.deep.equal(['S12000033'])
    expect(await kept('AB10'), 'the outward postcode was not known').to.deep.include({ areas: ['S12000033'] })
  })

  it('brings the National Grid to WGS84 within 10 metres of Ordnance Survey’s own example', () => {
    const { lat, lon } = fromNationalGrid(651409.903, 313177.27)
    expect(lat).to.be.closeTo(52.65798, 0.0001)
    expect(lon).to.be.closeTo(1.71605, 0.00015)
  })

  it('says in a sentence that it doesn’t know the columns', async () => {
    const error = await importText('name,value\na,1\n').catch((problem: Error) => problem)
    expect((error as Error).message).to.match(/has no columns that Waymark knows/)
  })

  it('npm run import:postcodes reads a whole real postcode area, twice', async function () {
    const file = realData('postcodes/BS.csv')
    if (!file) return this.skip()
    this.timeout(120_000)
    const store = path.join(folder, 'store')
    const first = await runCommand('import-postcodes', [file], store)
    expect(first.code, first.said).to.equal(0)
    expect(first.said).to.match(/BS\.csv: read [\d,]+ postcodes: [\d,]+ new, 0 updated, 0 unchanged, [\d,]+ skipped/)
    const again = await runCommand('import-postcodes', [file], store)
    expect(again.said).to.match(/: 0 new, 0 updated, [\d,]+ unchanged/)
  })
})
