import { expect } from 'chai'
import { Area } from '../../models/area.ts'
import { Service } from '../../models/service.ts'
import { criteriaFor } from '../../search/criteria.ts'
import { readGazetteer } from '../../search/current-gazetteer.ts'
import { reindex } from '../../search/index.ts'
import { search } from '../../search/search.ts'
import { accessibilityFaults, openPage } from '../support/browser.ts'
import { signIn, siteAddress, visitor } from '../support/world.ts'

/** Addresses as the browser reads them from a page. */
const plain = (html: string) => html.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')

describe('GET /services', () => {
  it('asks what would help first, and offers every kind of support', async () => {
    const { text } = await (await visitor()).get('/services').expect(200)
    expect(text).to.include('What would help?').and.include('/services?kind=debt-advice')
    expect(text).not.to.include('results__list')
  })

  it('lists 20 results a page, all of those that match, each once', async () => {
    const { total, pages } = await search(criteriaFor({ place: 'BS2' }))
    const names = new Set<string>()
    for (let page = 1; page <= pages; page++) {
      const { text } = await (await visitor()).get(`/services?place=BS2&page=${page}`).expect(200)
      const found = [...text.matchAll(/result__name"><a href="(\/services\/[^"]+)"/g)].map(([, address]) => address!)
      expect(found).to.have.lengthOf(page < pages ? 20 : total - 20 * (pages - 1))
      const told = text.match(new RegExp(`(?:found|for BS2), page ${page} of ${pages}(?: –|</h2>)`, 'g')) ?? []
      expect(told, 'in the title and the heading').to.have.lengthOf(page > 1 ? 2 : 0)
      for (const address of found) names.add(address)
    }
    expect(names.size).to.equal(total)
  })

  it('shows every filter chosen as a link to the search without it', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=BS2&channel=phone&free=yes&within=20')
    const links = [...text.matchAll(/class="chip" href="([^"]+)"/g)].map(([, href]) => plain(href!))
    expect(links).to.have.members([
      '/services?q=debt&place=BS2&channel=phone&free=yes#results',
      '/services?q=debt&place=BS2&within=20&free=yes#results',
      '/services?q=debt&place=BS2&within=20&channel=phone#results',
    ])
  })

  it('says which areas a postcode lies in, and both where it may be in either', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=BS5+0QX').expect(200)
    const said = /<dl class="results__areas-list">(.+?)<\/dl>/s
      .exec(text)?.[1]
      ?.replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
    expect(said)
      .to.include('Council City of Bristol or South Gloucestershire')
      .and.include('Combined authority West of England')
      .and.include('NHS integrated care board NHS Bristol')
      .and.include('Jobcentre district Avon, Severn and Thames')
    expect((await (await visitor()).get('/services?q=debt')).text).not.to.include('results__areas')
  })

  it('says beside the field that a place can’t be found, and still finds by the words', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=Zzyzx').expect(422)
    expect(text)
      .to.match(/id="place-error".*Zzyzx/)
      .and.include('result__name')
    expect(text).to.include('value="Zzyzx"')
  })

  it('asks which place is meant when the words name one that several share, and finds by the words till then', async () => {
    const { text } = await (await visitor()).get('/services?q=debt+advice+in+Newport').expect(200)
    expect(text).to.include('Which place do you mean?').and.include('result__name')
    const [, href] = /<a href="([^"]+)">Newport, Gloucestershire<\/a>/.exec(text) ?? []
    const { text: chosen } = await (await visitor()).get(plain(href!)).expect(200)
    expect(chosen).to.include('for Newport</h2>').and.not.include('Which place')
  })

  it('offers wider searches with what they would find when nothing fits', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=BS2&language=cy').expect(200)
    const [, href, found] = /<a href="([^"]+)">Leave out ‘Welsh’<\/a>: (\d+) service/.exec(text) ?? []
    const wider = await (await visitor()).get(plain(href!))
    expect(wider.text).to.include(`${found} service`)
    expect(Number(found)).to.be.greaterThan(0)
  })

  it('offers a longer way only where it finds more than a shorter one', async () => {
    const { text } = await (await visitor()).get('/services?kind=physio-first&place=BA3&within=2').expect(200)
    const found = [...text.matchAll(/>Look (?:within|at)[^<]*<\/a>: (\d+) service/g)].map(([, n]) => Number(n))
    expect(found).to.have.lengthOf.at.least(2)
    expect(found).to.deep.equal([...new Set(found)].sort((a, b) => a - b))
  })

  it('offers the areas that someone lives in though others have more services, and every language', async () => {
    const { body } = await (await visitor()).get('/services.json?place=BA3')
    const { text } = await (await visitor()).get('/services?place=BA3').expect(200)
    const own = body.place.areas.filter((code: string) => body.facets.area[code] > 0)
    expect(own).to.have.lengthOf.at.least(3)
    for (const code of own) expect(text, code).to.include(`id="area-${code}"`)
    expect(Object.keys(body.facets.language)).to.have.lengthOf.above(12)
    for (const code of Object.keys(body.facets.language)) expect(text).to.include(`id="language-${code}"`)
  })

  it('names a wider search by what it leaves out, other filters staying as they are', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=BS2&age=12').expect(200)
    const [, href, found] = /<a href="([^"]+)">Leave out the words ‘debt’<\/a>: (\d+) service/.exec(text) ?? []
    expect(plain(href!)).to.equal('/services?place=BS2&age=12')
    expect((await (await visitor()).get(plain(href!))).text).to.include(`${found} services for BS2</h2>`)
  })

  it('offers to leave out words that nothing has, with a filter and no place', async () => {
    const { text } = await (await visitor()).get('/services?q=zxqwvk&kind=ips').expect(200)
    const [, href] = /<a href="([^"]+)">Leave out the words ‘zxqwvk’<\/a>: \d+ service/.exec(text) ?? []
    expect(plain(href!)).to.equal('/services?kind=ips')
  })

  it('says beside the filter what won’t do, and leads there from the summary', async () => {
    const wrong = [
      'kind',
      'age',
      'max_wait',
      'channel',
      'language',
      'accessibility',
      'day',
      'time',
      'situation',
      'free',
    ]
    for (const name of [...wrong, 'self_referral', 'area', 'within', 'page', 'exact']) {
      const { text } = await (await visitor()).get(`/services?${name}=!nonsense`).expect(422)
      const [, id] = /<li><a href="#([^"]+)">/.exec(text) ?? []
      expect(text, name).to.include(` id="${id}"`)
      if (wrong.includes(name)) expect(text, name).to.include(`id="${name}-error"`).and.include(`name="${name}"`)
    }
  })

  it('keeps an age, a wait and a distance that it doesn’t offer among the choices, counted', async () => {
    const asked = 'place=BS2&within=33&age=34&max_wait=7'
    const { text } = await (await visitor()).get(`/services?${asked}`).expect(200)
    const { body } = await (await visitor()).get(`/services.json?${asked}`).expect(200)
    expect(text).to.match(new RegExp(`<option value="33" selected>[^<]*: ${body.total}</option>`))
    for (const id of ['age-34', 'max_wait-7']) {
      expect(text).to.match(new RegExp(`id="${id}"[^>]* checked>\\s*<label[^>]*>[^<]*<span[^>]*>${body.total}</span>`))
    }
  })

  it('says near a border which services don’t cover the place, below those that do though they be further', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=BS31').expect(200)
    const rows = text.split('<li class="result"').slice(1)
    const outside = rows.findIndex((row) => row.includes('Does not cover BS31: ask them before you refer'))
    const covering = rows.filter((row) => row.includes('Covers BS31'))
    const miles = (row: string) => Number(/<strong>([\d.]+) miles/.exec(row)?.[1])
    expect(rows.slice(0, outside).every((row) => row.includes('Covers BS31'))).to.equal(true)
    expect(covering.some((row) => miles(row) > miles(rows[outside]!))).to.equal(true)
  })

  it('lets a searcher say where the GP is, which decides for the services that go by that', async () => {
    const rowOf = (text: string) =>
      text.split('<li class="result"').find((row) => row.includes('>Talking therapies in Bristol<'))!
    const asked = 'q=talking+therapies&place=BS31'
    const { text: before } = await (await visitor()).get(`/services?${asked}`).expect(200)
    expect(rowOf(before)).to.include('Does not cover a GP in BS31').and.include('say where under Filters')
    const { text, request } = await (await visitor()).get(`/services?${asked}&gp=BS2`).expect(200)
    expect(rowOf(text)).to.include('Covers a GP in BS2').and.not.include('Does not cover')
    expect(text)
      .to.include('value="BS2"')
      .and.match(/class="chip"[^>]*>.*GP in BS2/)
    expect(request.url).to.include('gp=BS2')
    const { body } = await (await visitor()).get(`/services.json?${asked}&gp=BS2`)
    const debt = await (await visitor()).get('/services.json?q=debt&place=BS31&gp=BS2')
    expect(body.gp.areas).to.include('E06000023')
    const byHome = debt.body.results.filter((r: { areas: string[] }) => r.areas.includes('E06000023'))
    expect(byHome.some((r: { covers_place: boolean }) => r.covers_place === false)).to.equal(true)
  })

  it('says of a postcode that reaches into another council, and of a county, which services may cover it or a part of it', async () => {
    const { text } = await (await visitor()).get('/services?q=talking+therapies&place=BS5').expect(200)
    expect(text).to.include('May cover a GP in BS5: ask them').and.not.include('Covers a GP in BS5')
    const { text: county } = await (await visitor()).get('/services?q=debt&place=Nottinghamshire').expect(200)
    expect(county).to.include('Covers part of Nottinghamshire')
    const { body } = await (await visitor()).get('/services.json?q=debt&place=NG16').expect(200)
    expect(
      body.results.some(
        (r: { covers_part: boolean; covers_place: boolean | null }) => r.covers_part && r.covers_place === null,
      ),
    ).to.equal(true)
  })

  it('says beside the field that the GP can’t be found, and asks which place is meant', async () => {
    const { text } = await (await visitor()).get('/services?q=cbt&place=BS31&gp=Zzyzx').expect(422)
    expect(text)
      .to.match(/id="gp-error".*Zzyzx/)
      .and.include('href="#gp"')
      .and.include('result__name')
    const { text: several } = await (await visitor()).get('/services?q=cbt&place=BS31&gp=Clifton').expect(422)
    expect(several).to.include('Where is the GP practice?').and.include('gp&#x3D;Clifton%2C+Bristol')
    expect(several).to.include('href="#gp-choices"').and.include('id="gp-choices"')
  })

  it('says that a distance would find nothing before it is chosen', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=BS2&language=cy').expect(200)
    expect(text).to.match(/<option value="2">[^<]*: 0<\/option>/)
  })

  it('quotes the words of both needs, and leads back from just the words to what they mean', async () => {
    const asked = '/services?q=in+debt+and+my+back+hurts'
    const { text } = await (await visitor()).get(asked).expect(200)
    expect(text).to.match(
      /Showing\s+<strong>Physiotherapy first<\/strong> and\s+<strong>Debt advice<\/strong> for ‘debt, my back hurts’/,
    )
    const exact = await (await visitor()).get(`${asked}&exact=yes`).expect(200)
    expect(plain(exact.text)).to.match(/just the words ‘in debt and my back hurts’/)
    expect(plain(exact.text)).to.match(/href="\/services\?q=in\+debt\+and\+my\+back\+hurts">Search for what they mean/)
  })

  it('shows all other help to someone who only says what it is not, and says so', async () => {
    const { text } = await (await visitor()).get('/services?q=not+in+debt').expect(200)
    expect(text).to.match(/Showing help other than\s+<strong>Debt advice<\/strong>\s+for ‘not in debt’\./)
    expect(text).not.to.include('fit with your words')
  })

  it('says that it could not read words in another script, and shows all help there is', async () => {
    const agent = await visitor()
    for (const q of ['مساعدة', '我需要工作', '?']) {
      const { text } = await agent.get(`/services?q=${encodeURIComponent(q)}`)
      expect(text)
        .to.include('We could not tell from these words what would help')
        .and.not.include('fit with your words')
      const { body } = await agent.get(`/services.json?q=${encodeURIComponent(q)}`)
      expect(body).to.include({ unread: true, understood: null })
      expect(body.total).to.be.greaterThan(100)
    }
    expect((await agent.get('/services.json?q=debt')).body.unread).to.equal(false)
    expect((await agent.get('/services?place=BS2')).text).not.to.include('We could not tell')
  })

  it('speaks of other help to someone in danger only as of later', async () => {
    const { text } = await (await visitor()).get('/services?q=in+debt+and+want+to+die').expect(200)
    expect(text)
      .to.match(/For later, when nobody is in danger:\s+<strong>Debt advice/)
      .and.not.include('for ‘')
  })

  it('hears danger in the whole of a long text, searches for its beginning and says so, and keeps all of it in the box', async () => {
    const note = `${'in debt and the bailiffs are at the door. '.repeat(40)} I want to die.`
    const { text } = await (await visitor()).get('/services').query({ q: note, exact: 'yes' }).expect(200)
    expect(text).to.include('urgent-help__lines').and.include(`value="${note}"`)
    expect(text).to.match(/Searching for the first (29\d|300) characters of what you wrote/)
    const { text: place } = await (await visitor()).get('/services').query({ place: note }).expect(422)
    expect(place).to.include(`value="${note}"`)
  })

  it('puts urgent help before everything else for someone in danger, and keeps no copy of the answer', async () => {
    const { text, headers } = await (await visitor()).get('/services?q=I+want+to+kill+myself').expect(200)
    expect(text.indexOf('116 123')).to.be.within(0, text.indexOf('<h1'))
    expect(text).to.include('85258').and.include('choose option 2').and.include('tel:999')
    expect(headers['cache-control']).to.equal('no-store')
    const { text: calm } = await (await visitor()).get('/services?q=dying+to+get+back+to+work')
    expect(calm).not.to.include('urgent-help__lines')
  })

  it('lets a GP refer from a result, and a citizen refer themselves where that is allowed', async () => {
    const gp = await signIn('grace@surgery.example')
    const [forGp, forCitizen] = await Promise.all([
      gp.get('/services?q=debt&place=BS2'),
      (await visitor()).get('/services?q=debt&place=BS2'),
    ])
    expect(plain(forGp.text)).to.include('/support-requests/new?service=').and.not.include('/self-referral"')
    expect(forCitizen.text).to.include('/self-referral"').and.not.include('/support-requests/new')
  })

  it('says of each result whether it is open, how long the wait is and what it is, then leads on, first to the main step', async () => {
    const { text } = await (await visitor()).get('/services?q=debt&place=BS2').expect(200)
    const first = text.split('<li class="result"')[1]!
    const parts = [
      'result__name',
      'result__where"><strong>',
      'result__facts',
      'result__summary',
      'Refer yourself',
      'Print the',
    ]
    const at = parts.map((part) => first.indexOf(part))
    expect(at)
      .to.deep.equal([...at].sort((a, b) => a - b))
      .and.not.include(-1)
  })

  it('leads to the results from filters and from page to page, but not past urgent help or an error', async () => {
    const { text } = await (await visitor()).get('/services?place=BS2&free=yes').expect(200)
    expect(text)
      .to.include('formaction="/services#results"')
      .and.match(/<h2[^>]* id="results"/)
    expect(plain(text)).to.match(/href="\/services\?[^"]*page=2#results" rel="next"/)
    for (const asked of ['q=I+want+to+kill+myself', 'q=debt&place=Zzyzx']) {
      expect((await (await visitor()).get(`/services?${asked}`)).text).not.to.include('id="results"')
    }
  })

  it('tells a curator who asks why each result is where it is, and nobody else', async () => {
    const curator = await signIn('cora@council.example')
    const { text } = await curator.get('/services?q=debt&place=BS2').expect(200)
    const [, href] = /<a href="([^"]+)">Show each one’s points/.exec(text) ?? []
    const explained = (await curator.get(plain(href!))).text
    expect(explained).to.match(/[\d.]+ points: words [\d.]+, distance/)
    expect(explained, 'kept when filters are updated').to.include('name="explain" value="yes"')
    const others = (await (await visitor()).get('/services?q=debt&explain')).text
    expect(others).not.to.include(' points: ').and.not.include('name="explain"')
  })

  it('says how it understood the words, and searches for just the words instead', async () => {
    const { understood } = await search(criteriaFor({ q: 'bailiffs' }))
    if (!understood) throw new Error('The vocabulary does not know bailiffs')
    const { text } = await (await visitor()).get('/services?q=bailiffs')
    expect(text).to.include(`for ‘${understood.phrase}’`).and.include('<strong>Debt advice</strong>')
    const exact = await (await visitor()).get('/services?q=bailiffs&exact=yes').expect(200)
    expect(exact.text).not.to.include('results__understood')
  })
})

describe('GET /services.json', () => {
  it('answers with the contract that other programs rely on', async () => {
    const { body } = await (await visitor()).get('/services.json?q=debt&place=BS2+0AA').expect(200)
    expect(body).to.include.keys('total', 'page', 'urgent', 'place', 'facets', 'results')
    expect(body.place).to.have.keys('name', 'lat', 'lon', 'areas')
    expect(body.place.areas).to.include('E06000023')
    expect(body.facets.kind['debt-advice']).to.be.greaterThan(0)
    const keys = ['id', 'name', 'organisation', 'kinds', 'distance_km', 'areas', 'lat', 'lon', 'url']
    for (const result of body.results) expect(result).to.include.keys(keys)
    expect(body).to.include({ page: 1, urgent: false })
  })

  it('answers 422 with errors to a place that can’t be found and to parameters that won’t do', async () => {
    const { body } = await (await visitor()).get('/services.json?q=debt&place=Zzyzx').expect(422)
    expect(body.errors).to.have.keys('place')
    expect(body.total).to.be.greaterThan(0)
    const bad = await (await visitor()).get('/services.json?kind=nonsense&page=0').expect(422)
    expect(bad.body.errors).to.have.keys('kind', 'page')
  })

  it('counts beside each choice what choosing it finds', async () => {
    const asked = 'q=advice&place=BS2&within=20&channel=phone'
    const { body } = await (await visitor()).get(`/services.json?${asked}`).expect(200)
    const agent = await visitor()
    let counted = 0
    for (const [name, choices] of Object.entries(body.facets as Record<string, Record<string, number>>)) {
      for (const [value, found] of Object.entries(choices)) {
        const chosen = new URLSearchParams(asked)
        chosen.set(name, value)
        const { body } = await agent.get(`/services.json?${chosen}`).expect(200)
        expect(body.total, `${name}=${value}`).to.equal(found)
        counted++
      }
    }
    expect(counted).to.be.greaterThan(60)
  })

  it('shows a listing as it is at once when it has changed, though the answer was kept', async () => {
    const before = await (await visitor()).get('/services.json?q=debt').expect(200)
    const { id, name } = before.body.results[0]
    try {
      await Service.updateOne({ _id: id }, { $set: { name: 'Renamed debt advice' } })
      await reindex([id])
      const { body } = await (await visitor()).get('/services.json?q=debt')
      expect(body.results.find((result: { id: string }) => result.id === id).name).to.equal('Renamed debt advice')
    } finally {
      await Service.updateOne({ _id: id }, { $set: { name } })
      await reindex([id])
    }
  })
})

describe('GET /services/points.json', () => {
  it('gives all that the search finds, numbered as the list is, those without an address beside', async () => {
    const { body } = await (await visitor()).get('/services/points.json?q=debt&place=BS2').expect(200)
    const { results, total } = await search(criteriaFor({ q: 'debt', place: 'BS2' }))
    expect(body.points.length + body.beside.length).to.equal(total)
    const named = new Map([...body.points, ...body.beside].map(({ number, name }) => [number, name]))
    for (const [n, { name }] of results.entries()) expect(named.get(n + 1)).to.equal(name)
    await (await visitor()).get('/services/points.json?kind=nonsense').expect(422)
  })
})

describe('GET /services/:id', () => {
  it('says what one needs to decide', async () => {
    const service = (await Service.findOne({
      'referral.self': true,
      'locations.0': { $exists: true },
      'schedules.0': { $exists: true },
      'referral.waitWeeks': { $gt: 1 },
    }).lean())!
    const { text } = await (await visitor()).get(`/services/${service._id}`).expect(200)
    for (const heading of ['What it is', 'Who it is for', 'How to get there', 'When', 'How to get in', 'Contact'])
      expect(text.toLowerCase()).to.include(heading.toLowerCase())
    expect(text).to.include(`${service.referral.waitWeeks} weeks`)
    expect(text).to.include(service.locations[0]!.address!.postcode)
    expect(text).to.include(`/services/${service._id}/self-referral`)
  })

  it('leads back to the search that one came from, and to help like this from elsewhere', async () => {
    const reader = await visitor()
    const { _id } = (await Service.findOne({ status: 'active', 'kinds.0': { $exists: true } }).lean())!
    const from = async (site: (host: string) => string) => {
      const host = new URL(await siteAddress()).host
      const { text } = await reader.get(`/services/${_id}`).set('Host', host).set('Referer', site(host))
      return plain(/<a class="nhsuk-back-link[^>]*>/.exec(text)![0])
    }
    expect(await from((host) => `http://${host}/services?q=debt&place=BS2`)).to.include('"/services?q=debt&place=BS2"')
    expect(await from(() => 'http://elsewhere.example/services?q=debt')).to.include('"/services?kind=')
  })

  it('promises no wait and no places of a service that is closed', async () => {
    const closed = (await Service.findOne({ status: 'temporarily closed', 'referral.capacity': 'capacity' }).lean())!
    const page = (await (await visitor()).get(`/services/${closed._id}`).expect(200)).text
    expect(page)
      .to.include('Closed for now')
      .and.not.match(/Wait to first contact|Wait not known|Taking referrals/)
    const list = (await (await visitor()).get('/services').query({ q: closed.name })).text
    const row = list.split('<li class="result"').find((each) => each.includes(closed._id))
    expect(row).to.include('Closed for now').and.not.include('Wait: ')
  })

  it('says whom to ask where neither button would be there', async () => {
    const [gp, citizen] = [await signIn('grace@surgery.example'), await visitor()]
    const wayIn = async (reader: typeof gp, referral: object) => {
      const { _id } = (await Service.findOne({ status: 'active', 'phones.0': { $exists: true }, ...referral }).lean())!
      return /way-in__act.+?<\/section>/s.exec((await reader.get(`/services/${_id}`).expect(200)).text)![0]
    }
    const byOthers = { 'referral.open': true, 'referral.self': false }
    const full = { 'referral.open': false, 'referral.self': false }
    expect(await wayIn(citizen, byOthers))
      .to.include('such as your GP, about a referral')
      .and.include('To ask the service, call')
    expect(await wayIn(gp, byOthers))
      .to.include('Refer someone')
      .and.not.include('To ask the service')
    for (const reader of [gp, citizen])
      expect(await wayIn(reader, full))
        .to.include('To ask the service, call')
        .and.not.include('about a referral')
  })

  it('links to no address that isn’t a website’s, whatever a feed said', async () => {
    const service = (await Service.findOne({ status: 'active' }).lean())!
    try {
      await Service.updateOne({ _id: service._id }, { $set: { url: 'javascript://x.example/%0aalert(1)' } })
      const { text } = await (await visitor()).get(`/services/${service._id}`).expect(200)
      expect(text).not.to.include('javascript:')
    } finally {
      await Service.updateOne({ _id: service._id }, { $set: { url: service.url } })
    }
  })

  it('is not found for one that is unknown or no longer published', async () => {
    await (await visitor()).get('/services/00000000-0000-4000-8000-000000000000').expect(404)
    const service = (await Service.findOne({ status: 'active' }).lean())!
    try {
      await Service.updateOne({ _id: service._id }, { $set: { status: 'defunct' } })
      await (await visitor()).get(`/services/${service._id}`).expect(404)
    } finally {
      await Service.updateOne({ _id: service._id }, { $set: { status: 'active' } })
      await reindex([service._id])
    }
  })
})

describe('GET /areas/:code/boundary', () => {
  it('gives the outline of an area that has one, and is not found for others', async () => {
    const square = {
      type: 'Polygon',
      coordinates: [
        [
          [-2.7, 51.4],
          [-2.5, 51.4],
          [-2.5, 51.5],
          [-2.7, 51.4],
        ],
      ],
    }
    await Area.updateOne({ _id: 'E06000023' }, { $set: { boundary: square } })
    try {
      const { text } = await (await visitor()).get('/areas/E06000023/boundary').expect(200)
      expect(JSON.parse(text)).to.deep.include({ type: 'Feature', geometry: square })
      await (await visitor()).get('/areas/E06000022/boundary').expect(404)
    } finally {
      await Area.updateOne({ _id: 'E06000023' }, { $unset: { boundary: 1 } })
    }
  })
})

describe('the search page in a browser', () => {
  for (const width of [320, 1280]) {
    it(`has no faults that axe finds and nothing to scroll sideways at ${width} px`, async () => {
      const page = await openPage({ viewport: { width, height: 800 } })
      const { id } = (await search(criteriaFor({ q: 'debt' }))).results[0]!
      const states = ['', '?q=debt&place=BS2&kind=debt-advice', '?q=zz&place=zz', '?q=suicide'].map(
        (s) => `/services${s}`,
      )
      for (const address of [...states, `/services/${id}`]) {
        await page.goto(address)
        expect(await accessibilityFaults(page), address).to.deep.equal([])
        const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        expect(wider, address).to.equal(0)
      }
    }).timeout(90_000)
  }

  it('draws every service of the search on the map, though no map picture can be had, reached and left by keyboard', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 900 } })
    const faults: string[] = []
    page.on('console', (message) => message.text().includes('Content Security Policy') && faults.push(message.text()))
    await page.goto('/services?place=BS2&within=10')
    const { body } = await (await visitor()).get('/services/points.json?place=BS2&within=10')
    await page.locator('.leaflet-marker-icon').first().waitFor()
    const inClusters = (await page.locator('.pin--many').allInnerTexts()).map((text) => Number.parseInt(text, 10))
    const single = page.locator('.pin:not(.pin--many)')
    expect((await single.count()) + inClusters.reduce((sum, n) => sum + n, 0)).to.equal(body.points.length)
    expect(body.points.length).to.be.greaterThan(20)
    expect(await page.locator('.map__beside').innerText()).to.include(
      `${body.points.length} of the ${body.total} services`,
    )
    await page.locator('.map__said', { hasText: 'can’t be loaded' }).waitFor()

    while ((await single.count()) === 0) await page.locator('.pin--many').first().press('Enter')
    const name = (await single.first().innerText()).replace(/^\d+\s*/, '')
    await single.first().press('Enter')
    const link = page.locator('.leaflet-popup a', { hasText: name })
    await link.waitFor()
    expect(await link.getAttribute('href')).to.match(/^\/services\/[0-9a-f-]{36}$/)
    await page.keyboard.press('Escape')
    await link.waitFor({ state: 'detached' })
    expect(faults).to.deep.equal([])
  })

  it('shows the first result without scrolling on a wide screen, the map standing beside the list', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 800 } })
    await page.goto('/services?q=debt&place=BS2')
    await page.locator('.leaflet-marker-icon').first().waitFor()
    const [first, map] = await Promise.all(
      ['#result-1 h3', '.map__canvas'].map((part) => page.locator(part).boundingBox()),
    )
    expect(first!.y + first!.height).to.be.lessThan(800)
    expect(map!.x).to.be.greaterThan(first!.x + first!.width)
    const narrow = await openPage({ viewport: { width: 800, height: 800 } })
    await narrow.goto('/services?q=debt&place=BS2')
    expect((await narrow.locator('#result-1 h3').boundingBox())!.y).to.be.lessThan(800)
    expect(await narrow.locator('.map__canvas').isVisible()).to.equal(false)
  })

  it('can be read on any screen with text at twice its size', async () => {
    for (const width of [1280, 360]) {
      const page = await openPage({ viewport: { width, height: 900 } })
      await page.goto('/services?q=debt&place=BS2')
      await page.locator('.map__fold').waitFor()
      await page.evaluate("document.documentElement.style.fontSize = '200%'")
      const wrong = await page.evaluate(() => {
        const box = (part: string) => document.querySelector(part)!.getBoundingClientRect()
        const form = box('.search')
        const within = ['.search label', '[for=place]', '.search__go'].filter((part) => box(part).right > form.right)
        const map = box('.map')
        const list = box('.results__list')
        const beside = map.left >= list.right || map.bottom <= list.top
        return [...within, ...(beside ? [] : ['the map lies on the list'])]
      })
      expect(wrong, `${width} px`).to.deep.equal([])
    }
  })

  it('moves nothing under a finger when the scripts come late', async () => {
    for (const width of [1280, 360]) {
      const page = await openPage({ viewport: { width, height: 900 } })
      let send = () => {}
      const late = new Promise<void>((done) => {
        send = done
      })
      await page.route(/\.js$/, (route) => late.then(() => route.continue()))
      await page.goto('/services?q=debt&place=BS2', { waitUntil: 'commit' })
      const first = page.locator('#result-1')
      await first.locator('.result__act').last().waitFor()
      const before = await first.boundingBox()
      send()
      await page.locator('.map__summary').waitFor()
      await page.locator('[data-near-me]').waitFor()
      if (width === 1280) await page.locator('.leaflet-marker-icon').first().waitFor()
      expect(await first.boundingBox(), `${width} px`).to.deep.equal(before)
    }
  })

  it('keeps the keyboard where the results are after a filter, and forgets it on going back', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 700 } })
    await page.goto('/services?q=debt&place=BS2')
    await page.getByLabel('You can refer yourself').check()
    await page.getByRole('button', { name: 'Update results' }).press('Enter')
    await page.waitForURL(/self_referral=yes/)
    await page.locator('#results:focus').waitFor()
    await page.goBack()
    expect(await page.getByLabel('You can refer yourself').isChecked()).to.equal(false)
    await page.getByLabel('You can refer yourself').check()
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(await page.getByLabel('You can refer yourself').isChecked(), 'a page that was kept').to.equal(false)
  })

  it('shows which of the map’s buttons has the keyboard, hides no pin under them, and begins #map where the list begins', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 700 } })
    await page.goto('/services?q=suicide&place=BS2')
    await page.locator('.leaflet-marker-icon').first().waitFor()
    const [zoom, ...pins] = await Promise.all(
      [page.locator('.leaflet-control-zoom'), ...(await page.locator('.pin').all())].map((part) => part.boundingBox()),
    )
    for (const { x, y } of pins.map((pin) => pin!)) {
      expect(x < zoom!.x + zoom!.width && y < zoom!.y + zoom!.height).to.equal(false)
    }
    const plus = page.locator('.leaflet-control-zoom-in')
    await plus.focus()
    const colour = await plus.evaluate((button) => getComputedStyle(button).backgroundColor)
    expect(colour).to.equal('rgb(255, 235, 59)')
    await page.goto('/services?q=debt&place=51.472,-2.487&within=9#map')
    await page.locator('.leaflet-marker-icon').first().waitFor()
    expect((await page.locator('#result-1').boundingBox())!.y).to.be.within(0, 300)
  })

  it('says where one is being looked for to a screen reader, and what to do when the browser won’t tell', async () => {
    const page = await openPage({ viewport: { width: 360, height: 740 } })
    await page.goto('/services?q=debt')
    // Hidden while it is empty, what it comes to say would not be heard.
    expect(await page.locator('.search__said').evaluate((said) => getComputedStyle(said).display)).to.equal('block')
    await page.getByRole('button', { name: 'Use where I am now' }).click()
    await page.locator('.search__said', { hasText: 'Enter a postcode or town instead' }).waitFor()
    await page.locator('#place:focus').waitFor()
  })

  it('gives a thumb room for what can be done with a result', async () => {
    const page = await openPage({ viewport: { width: 320, height: 740 } })
    await page.goto('/services?q=debt&place=BS2')
    for (const link of await page.locator('#result-1 .result__act a').all())
      expect((await link.boundingBox())!.height).to.be.at.least(24)
  })

  it('prints without the addresses of its own links, and breaks no helpline’s number on a phone', async () => {
    const page = await openPage({ viewport: { width: 320, height: 740 } })
    await page.goto('/services?q=suicide&place=BS2')
    const numbers = page.locator('.urgent-help__number:visible')
    const lines = await numbers.evaluateAll((all) => all.map((number) => number.getClientRects().length))
    expect(lines).to.have.lengthOf.above(3)
    expect(new Set(lines)).to.deep.equal(new Set([1]))
    await page.emulateMedia({ media: 'print' })
    const after = "getComputedStyle(document.querySelector('.result__name a'), '::after').content"
    expect(await page.evaluate(after)).to.equal('none')
    const call = page.locator('.urgent-help a').first()
    expect(await call.evaluate((link) => getComputedStyle(link).color), 'on white paper').to.equal('rgb(0, 0, 0)')
  })

  it('draws the boundary of an area that is chosen', async () => {
    const boundary = { type: 'Polygon', coordinates: [[[-2.72, 51.4], [-2.51, 51.4], [-2.51, 51.54], [-2.72, 51.4]]] } // biome-ignore format: a triangle
    await Area.updateOne({ _id: 'E06000023' }, { $set: { boundary } })
    await readGazetteer()
    try {
      const page = await openPage({ viewport: { width: 1280, height: 900 } })
      await page.goto('/services?q=debt&area=E06000023')
      await page.locator('path.outline').waitFor()
      expect(await page.locator('path.outline').boundingBox())
        .to.have.property('width')
        .greaterThan(100)
      expect(await accessibilityFaults(page)).to.deep.equal([])
    } finally {
      await Area.updateOne({ _id: 'E06000023' }, { $unset: { boundary: 1 } })
      await readGazetteer()
    }
  })

  it('draws the map when a place and an area with a boundary are both asked for', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 900 } })
    const boundary = { type: 'Polygon', coordinates: [[[-2.72, 51.4], [-2.51, 51.4], [-2.51, 51.54], [-2.72, 51.4]]] } // biome-ignore format: a triangle
    await Area.updateOne({ _id: 'E06000023' }, { $set: { boundary } })
    await readGazetteer()
    try {
      for (const within of ['', '&within=5']) {
        await page.goto(`/services?area=E06000023&place=BS40${within}`)
        await page.locator('path.outline').waitFor({ state: 'attached' })
        await page.locator('path.here').waitFor({ state: 'attached' })
        await page.locator('.map__beside', { hasText: 'are on the map' }).waitFor()
        expect(await page.locator('.map__canvas').isVisible()).to.equal(true)
      }
    } finally {
      await Area.updateOne({ _id: 'E06000023' }, { $unset: { boundary: 1 } })
      await readGazetteer()
    }
  })

  it('says both that only this page’s services are on the map and that its picture can’t be had, and no more when there is no map', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 900 } })
    const said = page.locator('.map__said')
    await page.route('**/points.json*', (route) => route.abort())
    await page.goto('/services?q=debt&place=BS2')
    await said.filter({ hasText: 'Only the services on this page' }).filter({ hasText: 'can’t be loaded' }).waitFor()

    await page.route('**/points.json*', (route) =>
      route.fulfill({ json: { points: [{ lat: 'north', lon: 0 }], beside: [], total: 1, shown: 1 } }),
    )
    await page.goto('/services?q=debt&place=BS2')
    await said.filter({ hasText: 'The map can’t be shown now' }).waitFor()
    await page.waitForTimeout(300)
    expect(await said.innerText()).not.to.include('still shown')
  })

  it('searches where the map was moved to when asked, with all else as it was and in the address', async () => {
    const page = await openPage({ viewport: { width: 360, height: 740 } })
    await page.goto('/services?q=debt&place=BS2&self_referral=yes')
    await page.locator('.map__summary').click()
    await page.locator('.leaflet-marker-icon').first().waitFor()
    const asked = page.getByRole('button', { name: 'Search this area' })
    expect(await asked.isVisible()).to.equal(false)
    await page.locator('.map__canvas').press('ArrowRight')
    await asked.press('Enter')
    await page.waitForURL(/within=/)
    const { searchParams } = new URL(page.url())
    expect([searchParams.get('q'), searchParams.get('self_referral')]).to.deep.equal(['debt', 'yes'])
    const [lat, lon] = searchParams.get('place')!.split(',').map(Number)
    expect(lat).to.be.closeTo(51.46, 0.2)
    expect(lon).to.be.greaterThan(-2.58).and.lessThan(-2.3)
    expect(await page.locator('.map__canvas').isVisible()).to.equal(true)
  })

  it('leaves out nothing that is seen on a wide map when its area is searched, and keeps the view', async () => {
    const page = await openPage({ viewport: { width: 768, height: 900 }, reducedMotion: 'reduce' })
    await page.goto('/services?place=BS2&within=20#map')
    await page.locator('.leaflet-marker-icon').first().waitFor()
    await page.locator('.leaflet-control-zoom-out').press('Enter')
    const asked = page.getByRole('button', { name: 'Search this area' })
    await asked.waitFor()
    const seen = () =>
      page.evaluate(() => {
        const map = document.querySelector('.map__canvas')!.getBoundingClientRect()
        return [...document.querySelectorAll('.pin')]
          .map((pin) => ({ at: pin.getBoundingClientRect(), many: Number.parseInt(pin.textContent ?? '', 10), pin }))
          .filter(
            ({ at }) => at.left >= map.left && at.right <= map.right && at.top >= map.top && at.bottom <= map.bottom,
          )
          .reduce((sum, { many, pin }) => sum + (pin.classList.contains('pin--many') ? many : 1), 0)
      })
    const before = await seen()
    await asked.click()
    await page.waitForURL(/place=51/)
    await page.locator('.leaflet-marker-icon').first().waitFor()
    expect(await seen())
      .to.equal(before)
      .and.greaterThan(40)
  })

  it('keeps the map where nothing is found, so that the search can move on, and has none without a place', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 900 } })
    for (const where of ['place=BS2', 'place=51.500, -2.600&within=3', 'area=E06000023']) {
      await page.goto(`/services?q=zyxzyx&exact=yes&${where}#map`)
      await page.locator('.map__beside', { hasText: 'There is nothing to put on the map' }).waitFor()
      await page.locator('.results__none').waitFor()
      expect(await accessibilityFaults(page), where).to.deep.equal([])
      await page.locator('.map__canvas').press('ArrowRight')
      await page.getByRole('button', { name: 'Search this area' }).click()
      await page.waitForURL(/within=/)
    }
    await page.goto('/services?q=zyxzyx&exact=yes')
    expect(await page.locator('.map').count()).to.equal(0)
  })

  it('shows the whole of what a pin opens on a narrow phone', async () => {
    for (const width of [320, 360]) {
      const page = await openPage({ viewport: { width, height: 740 }, reducedMotion: 'reduce' })
      await page.goto('/services?q=debt&place=BS1&within=10#map')
      await page.locator('.leaflet-marker-icon').first().waitFor()
      const single = page.locator('.pin:not(.pin--many)')
      while ((await single.count()) === 0) await page.locator('.pin--many').first().press('Enter')
      for (const pin of (await single.all()).slice(0, 6)) {
        await pin.press('Enter')
        await page.waitForFunction(() => {
          const [map, popup] = ['.map__canvas', '.leaflet-popup'].map((part) =>
            document.querySelector(part)?.getBoundingClientRect(),
          )
          return popup && popup.left >= map!.left && popup.right <= map!.right && popup.top >= map!.top
        })
        await page.keyboard.press('Escape')
        await page.locator('.leaflet-popup').waitFor({ state: 'detached' })
      }
    }
  }).timeout(60_000)

  it('says so when the map can’t be had at all, the list being whole', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 900 } })
    await page.route('**/vendor/leaflet/leaflet.js', (route) => route.abort())
    await page.goto('/services?q=debt&place=BS2')
    await page.locator('.map__said', { hasText: 'The map can’t be shown now' }).waitFor()
    expect(await page.locator('.map__canvas').isVisible()).to.equal(false)
    expect(await page.locator('.result').count()).to.be.greaterThan(5)
  })

  it('shows urgent help at the top of a phone though something else is wrong with the search', async () => {
    const page = await openPage({ viewport: { width: 360, height: 740 } })
    await page.goto('/services?q=I+want+to+end+it+all&place=Nowherebury')
    await page.locator('.nhsuk-frontend-supported').waitFor()
    await page.locator('#place-error').waitFor()
    const { y } = (await page.locator('.urgent-help').boundingBox())!
    expect(y).to.be.within(0, 300)
  })

  it('works without script: search, filter, read', async () => {
    const page = await openPage({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    await page.goto('/services')
    await page.getByLabel('What would help?').fill('debt')
    await page.getByLabel('Postcode or town').fill('BS2')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.locator('.filters__summary').click()
    await page.getByLabel('You can refer yourself').check()
    await page.getByRole('button', { name: 'Update results' }).click()
    expect(new URL(page.url()).searchParams.get('self_referral')).to.equal('yes')
    expect(await page.locator('.chip').innerText()).to.include('You can refer yourself')
    await page.locator('.result__name a').first().click()
    expect(await page.locator('h2', { hasText: 'How to get in' }).count()).to.equal(1)
  })
})
