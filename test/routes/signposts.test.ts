import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { expect } from 'chai'
import { config } from '../../config.ts'
import { countSignpost, signpostFigures } from '../../insight/signposts.ts'
import { suppressed } from '../../insight/suppressed.ts'
import { dayOf } from '../../lifecycle/clocks.ts'
import { log } from '../../log.ts'
import { Service } from '../../models/service.ts'
import { SignpostCount } from '../../models/signpost-count.ts'
import { mongoose } from '../../storage/mongoose.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'
import { signIn, theApp, visitor } from '../support/world.ts'

const today = () => dayOf(new Date())
const countToday = async () => (await signpostFigures(today())).total

/** What went to files since the test began: messages are written there when no provider is set. */
function sent() {
  try {
    return readdirSync(config.NOTICES_DIR).map((file) => readFileSync(`${config.NOTICES_DIR}/${file}`, 'utf8'))
  } catch {
    return []
  }
}

describe('Giving details of a service', () => {
  let service: Service
  before(async () => {
    await theApp()
    service = (await Service.findOne({ name: 'Debt casework at St Jude’s' }).lean())!
  })
  beforeEach(() => rmSync(config.NOTICES_DIR, { recursive: true, force: true }))
  const leaflet = () => `/services/${service._id}/leaflet`
  const give = (agent: Awaited<ReturnType<typeof visitor>>, form: object) =>
    agent.post(leaflet()).type('form').send(form)

  it('shows everyone a leaflet: what it is, how to get in touch, where, what to bring, and a code for a phone', async () => {
    const page = (await (await visitor()).get(leaflet()).expect(200)).text
    for (const said of [
      'An adviser goes through every letter',
      '0117 496 0120',
      'The Old Seed Mill',
      'Every letter, opened',
    ])
      expect(page).to.include(said)
    expect(page)
      .to.include('Two minutes')
      .and.match(/<svg [^>]*viewBox="0 0 \d+ \d+"/)
    expect(page).to.include(`${config.BASE_URL.replace('http://', '')}/services/${service._id}`)
    await (await visitor()).get('/services/no-such-service/leaflet').expect(404)
  })

  it('prints for anyone, is counted once for each, and sets no cookie', async () => {
    const before = await countToday()
    const answer = await give(await visitor(), { by: 'print' }).expect(303)
    expect(answer.headers).to.not.have.property('set-cookie')
    expect(answer.headers.location).to.equal(`${leaflet()}?print=yes`)
    await (await visitor()).get(answer.headers.location!).expect(200)
    expect(await countToday()).to.equal(before + 1)
  })

  it('texts and emails what a professional gives, and keeps neither number nor address anywhere', async () => {
    const grace = await signIn('grace@surgery.example')
    const lines: string[] = []
    const level = log.level
    log.level = 'debug'
    const write = process.stdout.write.bind(process.stdout)
    process.stdout.write = ((chunk: string) => lines.push(String(chunk)) > 0) as never
    try {
      await give(grace, { by: 'text', to: '07700 900 471' }).expect(303)
      const answer = await give(grace, { by: 'email', to: 'maya.secret@home.example' }).expect(303)
      expect(answer.headers.location).to.equal(leaflet())
    } finally {
      process.stdout.write = write
      log.level = level
    }
    expect((await grace.get(leaflet())).text)
      .to.include('The details were emailed')
      .and.not.include('maya.secret')
    const [email, text] = ['To: maya.secret@home.example', 'To: 07700900471'].map((to) =>
      sent().find((message) => message.includes(to)),
    )
    expect(email).to.include('Subject: The details you asked for\n').and.include('What to bring')
    expect(text).to.include('0117 496 0120').and.include(`/services/${service._id}`)
    expect(text!.length).to.be.lessThan(500)
    const kept: string[] = [lines.join('')]
    for (const { name } of await mongoose.connection.db!.listCollections().toArray())
      kept.push(JSON.stringify(await mongoose.connection.db!.collection(name).find({}).toArray()))
    expect(kept.join().length).to.be.greaterThan(10_000)
    expect(kept.join()).to.not.match(/maya\.secret|07700 ?900 ?471/)
  })

  it('says no more than a place and a link when asked to be discreet', async () => {
    const grace = await signIn('grace@surgery.example')
    await give(grace, { by: 'email', to: 'maya@home.example', discreet: 'yes' }).expect(303)
    const [message] = sent()
    expect(message).to.equal(
      `To: maya@home.example\nSubject: The details you asked for\n\nThe Old Seed Mill\n${config.BASE_URL}/services/${service._id}\n`,
    )
  })

  const wont: [string, object, string][] = [
    ['neither', { by: '', to: '' }, 'Choose whether to text or email'],
    ['a landline', { by: 'text', to: '0117 496 0123' }, 'Enter a UK mobile number'],
    ['half an address', { by: 'email', to: 'maya@' }, 'Enter an email address, like'],
    ['nobody', { by: 'email', to: '' }, 'Enter an email address'],
    ['several at once', { by: 'email', to: 'a@home.example, b@home.example' }, 'Enter an email address, like'],
  ]
  for (const [what, form, sentence] of wont)
    it(`keeps what was typed and counts nothing for ${what}`, async () => {
      const before = await countToday()
      const page = await give(await signIn('grace@surgery.example'), form).expect(422)
      expect(page.text).to.include(sentence)
      if ('to' in form && form.to) expect(page.text).to.include(String(form.to))
      expect(await countToday()).to.equal(before)
      expect(sent()).to.deep.equal([])
    })

  it('sends nothing to anybody for someone who is not signed in', async () => {
    const before = await countToday()
    await give(await visitor(), { by: 'text', to: '07700 900471' }).expect(404)
    expect(sent()).to.deep.equal([])
    expect(await countToday()).to.equal(before)
  })
})

describe('How often details were given', () => {
  before(theApp)

  it('is kept by day, kind, area and role, and by nothing else', async () => {
    const service = (await Service.findOne({ name: 'Money advice in surgeries' }).lean())!
    const at = new Date('2031-05-06T12:00:00Z')
    await Promise.all([1, 2, 3].map(() => countSignpost(service, 'referrer', at)))
    await countSignpost(service, 'public', at)
    const counts = await SignpostCount.find({ day: '2031-05-06' }, { __v: 0, _id: 0 }).sort({ count: -1 }).lean()
    const same = { day: '2031-05-06', kinds: ['benefits-advice', 'debt-advice'], area: 'E06000023' }
    expect(counts).to.deep.equal([
      { ...same, role: 'referrer', count: 3 },
      { ...same, role: 'public', count: 1 },
    ])
    const { total, kinds } = await signpostFigures('2031-05-01')
    expect([total, kinds.get('debt-advice'), kinds.get('benefits-advice')]).to.deep.equal([4, 4, 4])
    await SignpostCount.deleteMany({ day: '2031-05-06' })
  })

  it('is shown with no small number and no exact one', () => {
    expect([0, 1, 4, 5, 7, 8, 12, 13, 1_234].map(suppressed)).to.deep.equal([
      '0',
      'fewer than 5',
      'fewer than 5',
      '5',
      '5',
      '10',
      '10',
      '15',
      '1,235',
    ])
  })

  it('is there for commissioner, curator, hub and administrator, and for nobody else', async () => {
    for (const email of ['max@icb.example', 'cora@council.example', 'hana@hub.example', 'ada@waymark.example']) {
      const page = await (await signIn(email)).get('/signposts?days=91').expect(200)
      expect(page.text)
        .to.include('City of Bristol')
        .and.include('Debt advice')
        .and.include('People who did not sign in')
    }
    await (await signIn('grace@surgery.example')).get('/signposts').expect(404)
  })
})

describe('A leaflet in the browser', function () {
  this.timeout(120_000)
  it('fits one sheet of A4, for services with much and with little to say', async () => {
    await theApp()
    const page = await openPage()
    const names = [
      'Debt casework at St Jude’s',
      'Night Owl',
      'Talking therapies in Bristol',
      'Money advice in surgeries',
    ]
    for (const { _id, name } of await Service.find({ name: { $in: names } }, { name: 1 }).lean()) {
      await page.goto(`/services/${_id}/leaflet`)
      const pdf = (
        await page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '15mm', right: '15mm' } })
      ).toString('latin1')
      expect(pdf.match(/\/Type\s*\/Page\b/g)?.length, name).to.equal(1)
    }
  })

  it('can be given and counted with a screen reader and on a phone', async () => {
    const service = (await Service.findOne({ name: 'Debt casework at St Jude’s' }).lean())!
    const faults: string[] = []
    const page = await openPage({ viewport: { width: 320, height: 640 } })
    const check = async () => {
      // The header folds its menu once its script has come.
      await page.waitForLoadState('load')
      faults.push(...(await accessibilityFaults(page)))
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320)
    }
    await page.goto(`/services/${service._id}/leaflet`)
    await check()
    await signInOn(page, 'hana@hub.example')
    await page.goto(`/services/${service._id}/leaflet`)
    await page.getByLabel('Text message').check()
    await page.getByRole('button', { name: 'Send the details' }).click()
    await page.getByRole('link', { name: 'Enter a mobile number' }).waitFor()
    await check()
    await page.getByLabel('Mobile number or email address').fill('07700 900471')
    await page.getByRole('button', { name: 'Send the details' }).click()
    await page.getByText('The details were texted').waitFor()
    await page.goto('/signposts')
    await check()
    expect(faults).to.deep.equal([])
  })
})
