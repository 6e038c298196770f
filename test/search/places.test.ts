import { expect } from 'chai'
import type { Area } from '../../models/area.ts'
import { Postcode } from '../../models/postcode.ts'
import { areasAt, currentGazetteer } from '../../search/current-gazetteer.ts'
import { areasOfPoint, makeGazetteer } from '../../search/gazetteer.ts'
import { placeAmong } from '../../search/place-among.ts'
import { findPlace } from '../../search/places.ts'
import { mendedPostcode, normalisePostcode } from '../../search/postcodes.ts'
import { theApp } from '../support/world.ts'

const bristol = ['E06000023', 'E47000009', 'E54000039', 'JCP-AST']

/** The place that was found; fails with what was said instead. */
async function place(text: string) {
  const answer = await findPlace(text)
  if (!('place' in answer)) throw new Error(`${text}: ${JSON.stringify(answer)}`)
  return answer.place
}

describe('Finding a place', () => {
  before(async () => {
    await theApp()
    await Postcode.create({ _id: 'BS2 8AA', lat: 51.46, lon: -2.58, areas: [] })
  })
  after(() => Postcode.deleteOne({ _id: 'BS2 8AA' }))

  it('gives an area with the areas that each of its smallest lies in, and a smallest with none', async () => {
    const { areas, parts } = await place('E54000060')
    expect(areas).to.deep.equal(['E54000060'])
    expect(parts).to.have.lengthOf(8)
    expect(parts!.find(([code]) => code === 'E07000174')).to.include.members(['E10000024', 'E54000060', 'JCP-NEM'])
    expect(await place('E07000174')).not.to.have.property('parts')
  })

  for (const [typed, postcode] of Object.entries({
    bs28aa: 'BS2 8AA',
    ' Bs2  8aA ': 'BS2 8AA',
    'BS2 8AA.': 'BS2 8AA',
    'b s 2 8 a a': 'BS2 8AA',
    'NG18 IAA': 'NG18 1AA',
    'NG18 lAA': 'NG18 1AA',
    'NG18,1AA': 'NG18 1AA',
    'ＮＧ１８\u200b1ＡＡ': 'NG18 1AA',
    'bs2 oaa': 'BS2 0AA',
    ec1a1bb: 'EC1A 1BB',
    ng18: 'NG18',
    w1a: 'W1A',
  })) {
    it(`takes “${typed}” for the postcode ${postcode}`, () => {
      expect(normalisePostcode(typed)).to.equal(postcode)
    })
  }
  for (const typed of ['Bristol', '', '12345', 'BS2 8A', 'E06000023', 'section 21']) {
    it(`takes “${typed}” for no postcode`, () => {
      expect(normalisePostcode(typed)).to.equal(null)
    })
  }

  for (const [typed, postcode] of Object.entries({
    'S1O 2TN': 'S10 2TN',
    'NGl 1AA': 'NG1 1AA',
    'BSI IAA': null,
    S014: 'SO14',
    '0x1 1aa': 'OX1 1AA',
    'SO14 2AB': null,
    'ZZ1 1AA': null,
    oil: null,
    '11': null,
    '111': null,
  })) {
    it(`takes “${typed}”, if a postcode was meant, for ${postcode ?? 'what it says'}`, () => {
      expect(mendedPostcode(typed)).to.equal(postcode)
    })
  }

  it('finds a postcode with a digit for a letter, or all but its last letter', async () => {
    expect(await place('S1O 2TN')).to.include({ name: 'S10 2TN' })
    expect(await place('ng181a')).to.include({ name: 'NG18' })
  })

  it('says where a postcode or a place is that Waymark doesn’t cover, and that two letters are too few', async () => {
    expect(await findPlace('bt1 5gs'))
      .to.have.property('error')
      .that.includes('BT1 5GS is in Northern Ireland')
    expect(await findPlace('Jersey'))
      .to.have.property('error')
      .that.includes('covers England, and not Jersey')
    expect(await findPlace('ng'))
      .to.have.property('error')
      .that.includes('such as NG1')
  })

  it('does not look through every postcode for one that isn’t known', async () => {
    const asked: unknown[] = []
    const { find } = Postcode
    Postcode.find = ((...filter: []) => {
      asked.push(filter)
      return find.apply(Postcode, filter)
    }) as typeof find
    try {
      expect(await findPlace('ZZ1 1AA')).to.have.property('error')
    } finally {
      Postcode.find = find
    }
    expect(asked).to.deep.equal([])
  })

  it('gives a full postcode its own point and every area that it lies in', async () => {
    expect(await place('bs28aa')).to.include({ name: 'BS2 8AA', lat: 51.46, lon: -2.58 })
    expect((await place('bs28aa')).areas).to.include.members(bristol)
  })

  it('gives an unknown full postcode the point and areas of its first half', async () => {
    const first = await place('BS2')
    expect(await place('BS2 9ZZ')).to.deep.equal({ ...first, name: 'BS2 9ZZ' })
    expect(first.areas).to.include.members(bristol)
  })

  it('tells apart the councils that a postcode at a border may be in, and what each lies in', async () => {
    const { areas, either } = await place('NG16')
    expect(either).to.have.lengthOf(areas.filter((code) => /^E0[67]/.test(code)).length)
    expect(either!.find(([code]) => code === 'E07000170'))
      .to.include.members(['E10000024', 'E54000060'])
      .and.not.include.oneOf(['E07000172', 'E10000007'])
    expect(await place('NG18')).not.to.have.property('either')
  })

  it('knows the postcodes at the edge of the patch, and which council of it they reach into', async () => {
    expect((await place('le12 6aa')).areas).to.include.members(['E07000176', 'E10000024'])
  })

  for (const [postcode, first, others] of [
    ['NG10 1AA', 'E07000036', []],
    ['SN14 7AA', 'E06000054', ['E06000025']],
    ['NG20', 'E07000033', ['E07000174', 'E07000171', 'E54000060']],
    ['NG16', 'E07000172', ['E07000170', 'E07000032', 'E07000033']],
    ['BS80', 'E06000025', ['E06000024']],
    ['GL12', 'E07000082', ['E06000025']],
  ] as const) {
    it(`knows all councils of ${postcode}, at the edge of the patch or not`, async () => {
      const { areas } = await place(postcode)
      expect(areas[0]).to.equal(first)
      expect(areas).to.include.members([...others])
      if (postcode === 'NG10 1AA') expect(areas).not.to.include.oneOf(['E07000172', 'E10000024', 'E54000060'])
    })
  }

  it('knows every outward postcode of the country, and its council and county', async () => {
    expect((await place('LN6')).areas).to.include.members(['E07000138', 'E07000139', 'E10000019'])
    expect((await place('m1 1ae')).areas).to.deep.equal(['E08000003', 'E47000001'])
    for (const [outward, lat, lon] of [
      ['M15', 53.466, -2.25],
      ['LS6', 53.819, -1.57],
      ['TR1', 50.263, -5.05],
    ] as const) {
      const found = await place(outward)
      expect(found.lat, outward).to.be.closeTo(lat, 0.02)
      expect(found.lon, outward).to.be.closeTo(lon, 0.02)
    }
  })

  it('knows the districts that the post divides once more by the names people use', async () => {
    const found = await place('SW1')
    expect(found.lat).to.be.closeTo(51.498, 0.01)
    expect(found.areas).to.include('E09000033')
    expect(await place('EC1 1AA')).to.include({ name: 'EC1 1AA' })
  })

  for (const typed of ['Bristol BS2', 'BS2, Bristol', '12 Stapleton Road, Bristol BS5 0QX']) {
    it(`takes the postcode for where “${typed}” is`, async () => {
      expect((await place(typed)).name).to.match(/^BS2$|^BS5 0QX$/)
    })
  }
  it('says that it doesn’t know the postcode of an address', async () => {
    expect(await findPlace('1 Any Street, Bristol ZZ1 1AA'))
      .to.have.property('error')
      .that.includes('ZZ1 1AA')
  })

  for (const [short, name] of Object.entries({
    Notts: 'Nottinghamshire',
    Brum: 'Birmingham',
    'B’ham': 'Birmingham',
    Mcr: 'Manchester',
    'L’pool': 'Liverpool',
    Soton: 'Southampton',
    Glos: 'Gloucestershire',
    'S. Yorks': 'South Yorkshire',
    'South Glos': 'South Gloucestershire',
    'B&NES': 'Bath and North East Somerset',
    'Bath & NE Somerset': 'Bath and North East Somerset',
    'Bristol, City of': 'Bristol',
    'Bristol, UK': 'Bristol',
    'Leeds, England': 'Leeds',
    'near Bristol': 'Bristol',
    'Nottingham city centre': 'Nottingham',
    'Beeston, Notts': 'Beeston',
    'Kirkby, Notts': 'Kirkby-in-Ashfield',
    'Sale, Greater Manchester': 'Sale',
    'West of England': 'West of England Combined Authority',
    WECA: 'West of England Combined Authority',
    E06000023: 'City of Bristol',
    'Nottingham and Nottinghamshire ICB': 'NHS Nottingham and Nottinghamshire Integrated Care Board',
    BNSSG: 'NHS Bristol, North Somerset and South Gloucestershire Integrated Care Board',
  })) {
    it(`takes “${short}” for ${name}`, async () => expect((await place(short)).name).to.equal(name))
  }

  it('asks which part is meant of a county that is several areas', async () => {
    const answer = await findPlace('Cumbria')
    expect(answer).to.have.property('question').that.includes('Cumbria')
    const { choices } = answer as { choices: { value: string }[] }
    expect(await Promise.all(choices.map(async ({ value }) => (await place(value)).areas[0]))).to.deep.equal([
      'E06000063',
      'E06000064',
    ])
  })

  for (const [typed, towns] of Object.entries({
    Stoke: ['Stoke-on-Trent', 'Stoke, Cheshire West and Chester'],
    Weston: ['Weston-super-Mare, North Somerset', 'Weston, Bath and North East Somerset'],
    Lyme: ['Lyme Regis, Dorset', 'Newcastle under Lyme, Staffordshire'],
    Kingston: ['Kingston upon Hull', 'Kingston upon Thames'],
  })) {
    it(`asks which “${typed}” is meant, when the larger town has a longer name`, async () => {
      const { choices } = (await findPlace(typed)) as { choices: { name: string }[] }
      expect(choices.map(({ name }) => name)).to.include.members(towns)
    })
  }

  it('offers the towns whose names go on, when the name is one of several', async () => {
    const { others } = (await findPlace('Sutton')) as { others: { name: string }[] }
    expect(others.map(({ name }) => name)).to.include('Sutton-in-Ashfield, Nottinghamshire')
  })

  it('offers what it knows of a longer text', async () => {
    expect(await findPlace('somewhere by Retford'))
      .to.have.property('question')
      .that.includes('Did you mean Retford')
  })

  it('says nothing twice of a town', async () => {
    for (const [slip, town] of [
      ['Notingham', 'Nottingham'],
      ['Lecester', 'Leicester'],
    ])
      expect(await findPlace(slip!)).to.have.property('question', `We can't find “${slip}”. Did you mean ${town}?`)
  })

  it('reads the beginning of a postcode as far as it goes', async () => {
    expect((await place('BS2 8')).name).to.equal('BS2')
  })

  it('says a sentence about a postcode that nobody knows, a point outside the country, and nothing at all', async () => {
    expect(await findPlace('ZZ1 1AA'))
      .to.have.property('error')
      .that.includes('ZZ1 1AA')
    const sea = ['54.5, 0.9', '58, -8', '53, 1.7', '51.0, 1.5']
    const ireland = ['53.349,-6.26', '54.95,-7.73', '54.0,-6.4', '54.5,-8.0', '54.6,-5.93']
    for (const abroad of ['48.85, 2.35', '50.72, 1.61', ...sea, ...ireland]) {
      expect(await findPlace(abroad), abroad)
        .to.have.property('error')
        .that.includes('outside Great Britain, and Waymark covers England')
    }
    for (const home of ['58.6,-4.99', '51.45,-2.59', '49.92, -6.3', '55.23, -2.58', '50.57, -3.95', '55.28, -2.6']) {
      expect(await findPlace(home), home).to.have.property('place')
    }
    expect(await findPlace('   ')).to.have.property('error')
    expect(await findPlace('qqqqqqqq'))
      .to.have.property('error')
      .that.includes('qqqqqqqq')
    expect(await findPlace('(*?[')).to.have.property('error')
  })

  it('finds towns, neighbourhoods, areas and codes by name, in any case', async () => {
    expect(await place('bedminster')).to.include({ name: 'Bedminster' })
    expect((await place('KIRKBY IN ASHFIELD')).areas).to.include('E07000170')
    expect((await place('Bath & North East Somerset')).areas).to.include.members(['E06000022', 'E47000009'])
    expect((await place('Greater Manchester')).areas).to.deep.equal(['E47000001'])
    expect((await place('Kent')).areas).to.deep.equal(['E10000016'])
    expect((await place('e06000018')).areas).to.include('E54000060')
    expect((await place('bristol')).areas).to.include.members(bristol)
    expect((await place('Bristol City Council')).areas).to.include('E06000023')
  })

  it('asks which of two namesakes is meant, and takes the answer', async () => {
    const answer = await findPlace('Clifton')
    expect(answer).to.have.property('question')
    const { choices } = answer as { choices: { name: string; value: string }[] }
    expect(choices.map(({ name }) => name)).to.include.members(['Clifton, Bristol', 'Clifton, Nottingham'])
    expect((await place('Clifton, Nottingham')).areas).to.include('E06000018')
    expect((await place('clifton bristol')).areas).to.include('E06000023')
  })

  it('finds towns and neighbourhoods all over the country, with their councils', async () => {
    expect((await place('Manchester')).areas).to.include('E08000003')
    expect((await place('hulme')).areas).to.include('E08000003')
    expect((await place('Stoke on Trent')).areas).to.include('E06000021')
    expect((await place('St. Albans')).areas).to.include.members(['E07000240', 'E10000015'])
    expect((await place('moss side')).areas).to.include.members(['E08000003', 'E47000001'])
    expect((await place('Headingley')).areas).to.include('E08000035')
    expect(await findPlace('Chapeltown'))
      .to.have.property('choices')
      .that.deep.equals(['Chapeltown, Sheffield', 'Chapeltown, Leeds'].map((name) => ({ name, value: name })))
  })

  for (const [name, area] of [
    ['Broxtowe', 'E07000172'],
    ['Waverley', 'E07000216'],
    ['Rushmoor', 'E07000092'],
    ['City of London', 'E09000001'],
  ] as const) {
    it(`takes “${name}” for the council, and offers its namesake`, async () => {
      const answer = await findPlace(name)
      expect(answer).to.have.nested.property('place.areas[0]', area)
      expect(answer).to.have.property('others').that.is.not.empty
    })
  }
  for (const [said, meant] of Object.entries({
    'Mansfield DC': 'Mansfield',
    'London Borough of Hackney': 'Hackney',
    'Nottingham railway station': 'Nottingham',
    'Southmead Hospital': 'Southmead',
    'I live in Mansfield': 'Mansfield',
    'Hull, East Yorkshire': 'Kingston upon Hull',
    'Bath Somerset': 'Bath',
    Eden: 'Westmorland and Furness',
    'Nottingham and Nottinghamshire': 'NHS Nottingham and Nottinghamshire Integrated Care Board',
    'Bristol, North Somerset and South Gloucestershire':
      'NHS Bristol, North Somerset and South Gloucestershire Integrated Care Board',
    'Avon, Severn and Thames Jobcentre district': 'Avon, Severn and Thames',
    'North & East Midlands district': 'North and East Midlands',
  })) {
    it(`takes “${said}” for ${meant}`, async () => expect((await place(said)).name).to.equal(meant))
  }

  it('offers what a side of a town or a county is a side of, and the councils of the Lake District', async () => {
    const choices = async (text: string) =>
      ((await findPlace(text)) as { choices: { value: string }[] }).choices.map(({ value }) => value)
    expect(await choices('East London')).to.deep.equal(['London'])
    expect(await choices('East Kent')).to.deep.equal(['Kent'])
    expect(await choices('the Lake District')).to.deep.equal(['Cumberland', 'Westmorland and Furness'])
    expect(await choices('West Bridgeford'), 'a slip is nearer').to.deep.equal(['West Bridgford, Nottinghamshire'])
  })

  it('takes London for all its boroughs, so that none is said not to be covered, and a place in one for that one', async () => {
    for (const name of ['London', 'central london', 'London, UK', 'E12000007']) {
      const found = await place(name)
      expect(found, name).to.deep.include({ name: 'London', areas: ['E12000007'] })
      expect(found.parts, name).to.have.lengthOf(33)
    }
    expect((await place('Stratford, London')).areas).to.include.members(['E09000025', 'E12000007'])
    expect((await place('Newham, London')).areas).to.deep.equal(['E09000025', 'E12000007'])
    expect((await place('SE1')).areas).to.include('E12000007')
    expect(await findPlace('Londn')).to.have.nested.property('choices[0].value', 'London')
  })
  for (const name of ['Greenwich', 'Merton', 'Redbridge', 'Ashford', 'Halton']) {
    it(`offers the council of ${name} beside the places`, async () => {
      const { choices } = (await findPlace(name)) as { choices: { value: string }[] }
      expect(choices[0]?.value).to.equal(`${name} council`)
      expect((await place(`${name} council`)).areas[0]).to.match(/^E0[679]/)
    })
  }

  it('never asks again about a place that was offered', async () => {
    const byName = [...currentGazetteer().placesByName].filter(([, all]) => all.length > 1)
    const some = byName.filter(([name], n) => n % 7 === 0 || /^(queens park|stone|warton|church end)/.test(name))
    for (const name of some.map(([, [first]]) => first!.name)) {
      const answer = await findPlace(name)
      const offered = 'choices' in answer ? answer.choices : 'place' in answer ? (answer.others ?? []) : []
      for (const { value } of offered) await place(value)
    }
  })

  for (const [typed, area] of Object.entries({
    'Newport, Wales': 'W06000022',
    'Bath, Somerset': 'E06000022',
    'Weston-super-Mare, Somerset': 'E06000024',
    'Keynsham, Bristol': 'E06000022',
    'Arnold, Nottingham': 'E07000173',
    'Carlton, Nottingham': 'E07000173',
    'Clifton, Bedfordshire': 'E06000056',
    'Gillingham, Kent': 'E06000035',
    'Filton, Bristol': 'E06000025',
    'Waverley, Surrey': 'E07000216',
  })) {
    it(`knows where “${typed}” is, though a council has another name or border`, async () => {
      expect((await place(typed)).areas).to.include(area)
    })
  }

  it('asks whether a village far from the county that was said is meant', async () => {
    expect(await findPlace('Langold, Kent'))
      .to.have.property('choices')
      .that.deep.equals([{ name: 'Langold, Nottinghamshire', value: 'Langold, Nottinghamshire' }])
  })

  it('knows the villages of the patch that lie in wide districts', async () => {
    const villages = `Skegby Teversal Annesley Jacksdale Underwood Nuthall Brinsley Clipstone Langold Edwalton Gamston
      Batheaston Widcombe`.split(/\s+/)
    for (const name of villages) expect((await place(name)).areas[0], name).to.match(/^E070001|^E06000022/)
  })

  it('offers those of the very name when none lies in the county that was said', async () => {
    const answer = await findPlace('Carlton, Cornwall')
    expect(answer).to.have.property('question').that.includes('a Carlton in “Cornwall”')
    const { choices } = answer as { choices: { name: string }[] }
    for (const { name } of choices) expect(name).to.match(/^Carlton, /)
  })

  it('asks which Newport is meant, each told from the others, and takes any of the answers', async () => {
    const { choices } = (await findPlace('newport')) as { choices: { name: string; value: string }[] }
    expect(choices.map(({ name }) => name)).to.include.members([
      'Newport, Gloucestershire',
      'Newport, Isle of Wight',
      'Newport, Essex',
      'Newport, Shropshire',
    ])
    const points = await Promise.all(choices.map(({ value }) => place(value)))
    expect(new Set(points.map(({ lat, lon }) => `${lat},${lon}`))).to.have.lengthOf(choices.length)
    expect((await place('newport essex')).areas).to.include('E07000077')
  })

  it('takes a city for what is meant when its namesakes are villages, and offers those', async () => {
    const answer = await findPlace('Preston')
    expect(answer).to.have.nested.property('place.areas').that.includes('E07000123')
    expect(answer)
      .to.have.property('others')
      .that.deep.includes({ name: 'Preston, Rutland', value: 'Preston, Rutland' })
  })

  it('offers places about as large whose names begin so', async () => {
    expect(await findPlace('Kirkby'))
      .to.have.property('others')
      .that.deep.includes({ name: 'Kirkby-in-Ashfield, Nottinghamshire', value: 'Kirkby-in-Ashfield, Nottinghamshire' })
    expect(await findPlace('Mansfield'))
      .to.have.property('others')
      .that.deep.equals([])
  })

  it('knows a city by the part of its name that people say', async () => {
    expect(await findPlace('Hull')).to.have.nested.property('place.name', 'Kingston upon Hull')
    const { choices } = (await findPlace('Newcastle')) as { choices: { name: string }[] }
    expect(choices.map(({ name }) => name).join('; ')).to.match(/upon Tyne.*under Lyme/)
  })

  it('says that a whole country is too large, and which village may be meant', async () => {
    for (const country of ['England', 'scotland', 'UK']) {
      expect(await findPlace(country), country)
        .to.have.property('error')
        .that.includes('too large')
    }
    expect(await findPlace('Wales')).to.deep.include({
      choices: [{ name: 'Wales, Rotherham', value: 'Wales, Rotherham' }],
    })
    expect(await findPlace('Wales, Rotherham')).to.have.nested.property('place.name', 'Wales')
  })

  it('offers places that are called nearly like an area', async () => {
    const answer = await findPlace('Ashfield')
    expect(answer).to.have.nested.property('place.name', 'Ashfield')
    expect(answer).to.have.property('others').that.deep.includes({
      name: 'Kirkby-in-Ashfield, Nottinghamshire',
      value: 'Kirkby-in-Ashfield, Nottinghamshire',
    })
  })

  it('asks “did you mean” after a slip', async () => {
    for (const [slip, meant] of [
      ['bedminser', 'Bedminster, Bristol'],
      ['Mansfeild', 'Mansfield'],
      ['notingham', 'Nottingham'],
    ]) {
      const answer = await findPlace(slip!)
      expect(answer, slip).to.have.property('question').that.includes('Did you mean')
      expect((answer as { choices: { value: string }[] }).choices.map(({ value }) => value).join('; ')).to.include(
        meant,
      )
    }
  })

  it('takes a point for where the person is, with the areas around it', async () => {
    const here = await place('51.4545,-2.5879')
    expect(here).to.include({ lat: 51.4545, lon: -2.5879 })
    expect(here.name, 'no claim that the reader is there').to.equal('a point in City of Bristol')
    expect(here.areas).to.include.members(bristol)
    expect(await place('51.4545 -2.5879'), 'as a map has it').to.deep.equal(here)
    expect(areasAt(58.2, -5.2)).to.deep.equal([])
  })

  const among = async (words: string) => {
    const found = await placeAmong(words)
    return found && 'place' in found ? [found.place.name, found.words] : found
  }
  for (const [words, found] of Object.entries({
    'debt advice in Bedminster': ['Bedminster', 'debt advice'],
    'physio near bs2': ['BS2', 'physio'],
    'physio near S1O 2TN': ['S10 2TN', 'physio'],
    'debt advice notts': ['Nottinghamshire', 'debt advice'],
    'Notts debt advice': ['Nottinghamshire', 'debt advice'],
    'debt advice nottingham city centre': ['Nottingham', 'debt advice'],
    'carers Forest of Dean': ['Forest of Dean', 'carers'],
    'NG1 5AB walking group': ['NG1 5AB', 'walking group'],
    'I live in Manchester and can’t pay my rent': ['Manchester', 'I live and can’t pay my rent'],
    'IAPT in Stoke on Trent please': ['Stoke-on-Trent', 'IAPT please'],
    'advice in Reading': ['Reading', 'advice'],
    'jobs in reading': ['Reading', 'jobs'],
    'physio near bath': ['Bath', 'physio'],
    'walking group in rugby': ['Rugby', 'walking group'],
    'counselling in Battle': ['Battle', 'counselling'],
    'close to street': ['Street', ''],
    'gardening near to Wells': ['Wells', 'gardening'],
    'volunteering around deal': ['Deal', 'volunteering'],
    'job club in sale': ['Sale', 'job club'],
    'bs2 debt advice': ['BS2', 'debt advice'],
    'debt advice NG1': ['NG1', 'debt advice'],
    'debt advice mansfield': ['Mansfield', 'debt advice'],
    'Worksop job club': ['Worksop', 'job club'],
    'physio, Weston super Mare.': ['Weston-super-Mare', 'physio, .'],
    'CBT in Notts': ['Nottinghamshire', 'CBT'],
    'debt advice in hull': ['Kingston upon Hull', 'debt advice'],
    'counselling in Clifton, Nottingham': ['Clifton', 'counselling'],
    'walking in Bedminster, mornings': ['Bedminster', 'walking , mornings'],
    'work advice near Ware': ['Ware', 'work advice'],
  })) {
    it(`takes “${words}” to name ${found[0]}`, async () => expect(await among(words)).to.deep.equal(found))
  }
  for (const words of [
    'help in a crisis',
    'section 21',
    'Bedminster',
    'reading and writing',
    'help with reading',
    'bad at reading',
    'slipped in the bath',
    'something in my eye',
    'pain in eye',
    'injured at rugby',
    'losing hope',
    'find work in the hope of getting well',
    'sleeping in the street',
    'PTSD from battle',
    'a fair deal',
    'shop closing down sale',
    'lost my job in March',
    'never been to Wales, or anywhere in Wales',
    'I am in need',
    'in debt',
    'in pain',
    'signed off from work',
    'in bed all day',
    'close to tears',
    'stuck in a rut',
    'my son in law',
    'STUCK AT READING',
    'vitamin B12',
    'slipped disc L5',
    'CO2 alarm',
    'SR1 form',
    'damp and mold',
    'my daughter Chelsea',
    'Duke of Edinburgh',
    'sharing beds in beds',
    'children sharing beds',
    'living with an eating disorder area',
    'walk from hospital',
    'final notice from Severn Trent',
  ]) {
    it(`takes “${words}” to name no place`, async () => expect(await among(words)).to.equal(null))
  }

  it('asks which is meant when the words name a larger town by its everyday part', async () => {
    expect(await placeAmong('debt in stoke'))
      .to.have.property('choices')
      .that.deep.includes({ name: 'Stoke-on-Trent', value: 'Stoke-on-Trent' })
  })

  it('says of a postcode among the words that it isn’t known, and leaves the other words', async () => {
    const found = await placeAmong('debt advice near ZZ1 1AA')
    expect(found).to.have.property('error').that.includes('ZZ1 1AA')
    expect(found).to.have.property('words').that.includes('debt advice')
  })

  it('takes a town in the name of a service for part of the name', async () => {
    expect(await placeAmong('Mansfield Home Advice', { named: true })).to.equal(null)
    expect(await placeAmong('Mansfield', { named: true })).to.have.property('words', '')
    expect(await placeAmong('preston', { named: true }), 'a name too').to.equal(null)
  })

  it('asks which place is meant when several have the name among the words', async () => {
    expect(await placeAmong('advice in Clifton'))
      .to.have.property('choices')
      .that.deep.includes({ name: 'Clifton, Bristol', value: 'Clifton, Bristol' })
  })
})

describe('The areas of a point', () => {
  const square = (west: number, south: number, size: number) => [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ]
  const area = (_id: string, type: Area['type'], within: string[], boundary?: Area['boundary']): Area => ({
    _id,
    name: _id,
    type,
    within,
    boundary,
  })
  const hole = [
    [-2.6, 51.4],
    [-2.5, 51.4],
    [-2.5, 51.5],
    [-2.6, 51.5],
    [-2.6, 51.4],
  ]
  const gazetteer = makeGazetteer(
    [
      area('WEST', 'local-authority', ['REGION'], { type: 'Polygon', coordinates: [...square(-3, 51, 1), hole] }),
      area('EAST', 'local-authority', ['REGION'], { type: 'MultiPolygon', coordinates: [square(-2, 51, 1), [hole]] }),
      area('REGION', 'region', []),
      area('ICB', 'icb', []),
      area('OLD', 'local-authority', []),
    ],
    [],
    [{ _id: 'BS2', lat: 51.45, lon: -2.9, areas: ['OLD', 'ICB'] }],
  )

  it('come from the boundaries it lies in, holes and separate parts minded, with the areas above', () => {
    expect(areasOfPoint(gazetteer, 51.2, -2.2)).to.include.members(['WEST', 'REGION'])
    expect(areasOfPoint(gazetteer, 51.45, -2.55))
      .to.include('EAST')
      .and.not.include('WEST')
    expect(areasOfPoint(gazetteer, 51.5, -1.5))
      .to.include('EAST')
      .and.not.include('WEST')
  })

  it('come from the postcode for those sorts of area whose boundary was not imported', () => {
    expect(areasOfPoint(gazetteer, 51.45, -2.9)).to.have.members(['WEST', 'REGION', 'ICB'])
  })

  it('come from the postcode alone where no boundary is, and are none far from all', () => {
    expect(areasOfPoint(gazetteer, 51.45, -3.05)).to.have.members(['OLD', 'ICB'])
    expect(areasOfPoint(gazetteer, 55, -3)).to.deep.equal([])
  })

  it('leave out what a boundary rules out, and what lies around only that', () => {
    const far = { type: 'Polygon' as const, coordinates: square(0, 50, 1) }
    const known = (drawn: { combined?: boolean; council?: boolean; near?: number }) =>
      makeGazetteer(
        [
          area('COMBINED', 'combined-authority', [], drawn.combined ? far : undefined),
          area('COUNTY', 'county', []),
          area('IN', 'local-authority', ['COMBINED', 'COUNTY'], drawn.council ? far : undefined),
          area(
            'OUT',
            'local-authority',
            [],
            drawn.near === undefined ? undefined : { ...far, coordinates: square(-2.7 + drawn.near, 51, 1) },
          ),
        ],
        [],
        [{ _id: 'BS40', lat: 51.35, lon: -2.7, areas: ['IN', 'OUT'] }],
      )
    const areas = (drawn: Parameters<typeof known>[0]) => areasOfPoint(known(drawn), 51.35, -2.7)
    expect(areas({ combined: true })).to.have.members(['IN', 'COUNTY', 'OUT'])
    expect(areas({ council: true })).to.have.members(['OUT'])
    expect(areas({ council: true, near: 0.01 }), 'a pier').to.have.members(['OUT'])
    expect(areas({ council: true, near: 0.1 }), 'nowhere').to.deep.equal([])
  })
})
