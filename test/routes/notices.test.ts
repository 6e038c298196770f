import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { Notice } from '../../models/notice.ts'
import { Organisation } from '../../models/organisation.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { NotSent } from '../../notices/channels.ts'
import { collectNotices, deliverNotices, tryAgain } from '../../notices/deliver.ts'
import { aReferral, sending } from '../lifecycle/people.ts'
import { accessibilityFaults, openPage, signInOn } from '../support/browser.ts'
import { signIn, theApp } from '../support/world.ts'

const week = 7 * 86_400_000
const answered = '550 no such mailbox'

describe('Notices that did not arrive', function () {
  this.timeout(60_000)
  const lastName = `Unreached${randomUUID().replace(/[^a-f]/g, '')}`
  const name = `A club ${randomUUID()}`
  let reference = ''
  before(async () => {
    await theApp()
    await Notice.deleteMany({})
    await Organisation.create({ _id: name, name, email: 'club@club.example' })
    const safeContact = { preferred: 'email' as const, allowed: ['email' as const], voicemail: false, discreet: false }
    const person = { ...sending([]).person, lastName, email: 'unreached@home.example', safeContact }
    const at = new Date(Date.now() - 8 * 86_400_000)
    const made = await aReferral({ person, at }, { organisation: name, organisationName: name })
    reference = made.reference
    await collectNotices(at)
    const refused = async () => {
      throw new NotSent(answered, true)
    }
    const away = { email: refused, text: refused, post: refused }
    await deliverNotices(away, at)
    await deliverNotices(away, new Date(at.getTime() + week + 60_000))
  })

  it('are listed for the administrator with what, to which side and why, and nothing of the person', async () => {
    const page = await (await signIn('ada@waymark.example')).get('/notices').expect(200)
    expect(page.text).to.include(name).and.include('The person').and.include('Could not be sent: Refused')
    // The whole of the server's answer: its number alone may stand in an id.
    for (const told of [lastName, 'unreached@', reference, answered]) expect(page.text).to.not.include(told)
    await (await signIn('hana@hub.example')).get('/notices').expect(404)
    await (await signIn('grace@surgery.example')).post('/notices/tries').expect(404)
  })

  it('can be tried again, one or all, and leave the list when they arrive', async () => {
    const ada = await signIn('ada@waymark.example')
    const [first] = await Notice.find({ reference, status: 'failed' }).lean()
    await ada.post('/notices/tries').type('form').send({ notice: first!._id }).expect(303)
    expect(await Notice.countDocuments({ reference, status: 'waiting' })).to.equal(1)
    expect((await ada.get('/notices')).text).to.include('It is tried again')
    await ada.post('/notices/tries').expect(303)
    let sent = 0
    const channel = async () => {
      sent += 1
    }
    await deliverNotices({ email: channel, text: channel, post: channel })
    expect(sent).to.be.at.least(2)
    expect(await Notice.countDocuments({ reference, status: 'sent' })).to.equal(2)
    expect((await ada.get('/notices')).text).to.not.include(name)
  })

  it('are tried again for another week, with short waits at first, not once', async () => {
    const [failed] = await Notice.find({ reference }).lean()
    await Notice.updateOne({ _id: failed!._id }, { $set: { status: 'failed', tries: 40 } })
    await tryAgain(failed!._id)
    const refused = async () => {
      throw new NotSent(answered, true)
    }
    const away = { email: refused, text: refused, post: refused }
    const first = new Date()
    await deliverNotices(away, first)
    const tried = await Notice.findById(failed!._id).lean()
    expect(tried).to.include({ status: 'waiting', tries: 1 })
    expect(tried!.dueAt!.getTime() - first.getTime()).to.equal(60_000)
    await deliverNotices(away, new Date(first.getTime() + week + 60_000))
    expect((await Notice.findById(failed!._id).lean())!.status).to.equal('failed')
    await Notice.updateMany({ reference }, { $set: { status: 'sent' }, $unset: { dueAt: 1 } })
  })

  it('include those to an organisation without any address, and never offer a second try of what a person may have', async () => {
    const ada = await signIn('ada@waymark.example')
    const [request] = await SupportRequest.find({ 'person.lastName': lastName }).lean()
    const each = { reference, about: 'send', createdAt: new Date() }
    const silent = { party: 'provider' as const, organisation: name }
    const person = { party: 'person' as const, supportRequest: request!._id }
    await Notice.deleteMany({})
    await Notice.create({ ...each, _id: 'silent', to: silent, status: 'withheld', why: 'There is no address' })
    await Notice.create({ ...each, _id: 'gone', to: person, status: 'uncertain', why: 'The line broke' })
    await Notice.create({ ...each, _id: 'kept', to: person, status: 'withheld', why: 'Only by phone' })
    const page = (await ada.get('/notices')).text
    expect(page).to.include('value="silent"').and.include('Perhaps sent').and.not.include('value="gone"')
    expect(page).to.not.include('Only by phone')
    await ada.post('/notices/tries').type('form').send({ notice: 'gone' }).expect(303)
    expect((await Notice.findById('gone').lean())?.status).to.equal('uncertain')
  })

  it('can be read with a screen reader and on a phone', async () => {
    const page = await openPage({ viewport: { width: 320, height: 640 } })
    await signInOn(page, 'ada@waymark.example')
    await page.goto('/notices')
    expect(await accessibilityFaults(page)).to.deep.equal([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320)
  })
})
