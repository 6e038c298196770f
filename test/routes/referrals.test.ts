import { expect } from 'chai'
import type { Agent } from 'supertest'
import { Referral } from '../../models/referral.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { signIn } from '../support/world.ts'

const take = (agent: Agent, reference: string, form: object) =>
  agent.post(`/referrals/${reference}/steps`).type('form').send(form)

const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/London' })

describe('following a referral', () => {
  it('shows a provider their inbox, urgent first, then oldest first, with age and what is due', async () => {
    await graceRefersAsha({ lastName: 'Inbox' })
    const tariq = await signIn('tariq@debt.example')
    const page = await tariq.get('/referrals').expect(200)
    expect(page.text).to.match(/Decide by \d+ \w+ 20\d\d|Make first contact by/)
    const rows = page.text.split('class="nhsuk-table__row"').slice(1)
    const seen = rows.map((row) => {
      const [, words, days] = row.match(/(today|yesterday|(\d+) days ago)/)!
      return { urgent: row.includes('>Urgent<'), age: words === 'today' ? 0 : words === 'yesterday' ? 1 : Number(days) }
    })
    expect(seen.map(({ urgent }) => urgent))
      .to.include(true)
      .and.include(false)
    const inOrder = seen.toSorted((a, b) => Number(b.urgent) - Number(a.urgent) || b.age - a.age)
    expect(seen).to.deep.equal(inOrder)
  })

  it('lets the provider accept, and tells the GP', async () => {
    const reference = await graceRefersAsha({ lastName: 'Accepted' })
    const tariq = await signIn('tariq@debt.example')
    const page = await tariq.get(`/referrals/${reference}`).expect(200)
    expect(page.text).to.include('Bailiffs are coming').and.include('0117 496 0123').and.include('Accept')
    const answer = await take(tariq, reference, { step: 'accept', version: 0, contact: 'Tariq' })
    expect(answer.status).to.equal(303)
    const grace = await signIn('grace@surgery.example')
    const seen = await grace.get(`/referrals/${reference}`).expect(200)
    expect(seen.text)
      .to.include('Accepted')
      .and.include('Tariq Hussain, Debt adviser')
      .and.include('They get in touch by')
  })

  it('shows the provider only what the consent page said would be shared, and the GP all of it', async () => {
    const private_ = { nhsNumber: '943 476 5919', address: '1 Somewhere Road', email: 'asha@post.example' }
    const reference = await graceRefersAsha({ lastName: 'Minimum', ...private_ })
    const seenBy = async (email: string) => (await (await signIn(email)).get(`/referrals/${reference}`)).text
    const debt = await seenBy('tariq@debt.example')
    expect(debt).to.include('0117 496 0123')
    for (const kept of ['943 476 5919', '1 Somewhere Road', 'asha@post.example']) expect(debt).to.not.include(kept)
    expect(await seenBy('grace@surgery.example'))
      .to.include('943 476 5919')
      .and.include('1 Somewhere Road')
      // What they gave and did not allow stands there with a warning.
      .and.include('Email, not to be used')
      .and.include('Address, not for letters')
      .and.not.include('Phone, not to be used')
  })

  it('asks for a reason beside the field when a provider declines without one', async () => {
    const reference = await graceRefersAsha({ lastName: 'Noreason' })
    const tariq = await signIn('tariq@debt.example')
    const page = await take(tariq, reference, { step: 'decline', version: 0, comment: 'Sorry about this' })
    expect(page.status).to.equal(422)
    expect(page.text).to.include('Choose a reason from the list').and.include('href="#decline-reason"')
    expect(page.text).to.include('id="decline-reason"').and.include('Sorry about this')
    expect(await Referral.findOne({ reference }).lean()).to.include({ status: 'sent', version: 0 })
  })

  it('tells the one who decides second who was quicker, and how it stands now', async () => {
    const reference = await graceRefersAsha({ lastName: 'Raced' })
    const [tariq, bea] = [await signIn('tariq@debt.example'), await signIn('bea@debt.example')]
    await take(tariq, reference, { step: 'accept', version: 0 }).expect(303)
    const late = await take(bea, reference, { step: 'decline', version: 0, reason: 'at_capacity' })
    expect(late.status).to.equal(412)
    expect(late.text).to.match(/Tariq Hussain accepted it at \d\d:\d\d; nothing was changed/)
    expect(late.text).to.include('Record the first contact')
  })

  it('keeps what was typed when somebody was quicker, in its form, or to copy where that is gone', async () => {
    const reference = await graceRefersAsha({ lastName: 'Typedwords' })
    const [tariq, bea] = [await signIn('tariq@debt.example'), await signIn('bea@debt.example')]
    await take(bea, reference, { step: 'wait_list', version: 0, weeks: '3' }).expect(303)
    const late = { version: 0, reason: 'other', comment: 'She needs somebody at home' }
    const again = await take(tariq, reference, { step: 'decline', ...late }).expect(412)
    expect(again.text)
      .to.include('put it on the waiting list')
      .and.match(/<textarea[^>]*id="decline-comment"[^>]*>She needs somebody at home/)
      .and.not.include('You had written')
    const gone = await take(tariq, reference, { step: 'ask', version: 0, question: 'Is there a lift?' }).expect(412)
    expect(gone.text).to.include('You had written: “Is there a lift?”')
  })

  it('has the first contact open once it is accepted', async () => {
    const reference = await graceRefersAsha({ lastName: 'Nextcontact' })
    const tariq = await signIn('tariq@debt.example')
    await take(tariq, reference, { step: 'accept', version: 0 }).expect(303)
    const open = [...(await tariq.get(`/referrals/${reference}`)).text.matchAll(/<details[^>]*id="(\w+)" open/g)]
    expect(open.map(([, step]) => step)).to.deep.equal(['begin'])
  })

  it('refuses a step that can’t be taken from where the referral stands', async () => {
    const reference = await graceRefersAsha({ lastName: 'Refused' })
    const tariq = await signIn('tariq@debt.example')
    const answer = await take(tariq, reference, { step: 'complete', version: 0, reason: 'helped' })
    expect(answer.status).to.equal(409)
    expect(answer.text).to.include('can’t be done from there')
  })

  it('lists as JSON what this user may do now, and nothing for others to guess', async () => {
    const reference = await graceRefersAsha({ lastName: 'Actions' })
    const names = async (email: string) => {
      const { body } = await (await signIn(email)).get(`/referrals/${reference}/actions`).expect(200)
      return body.actions.map(({ name }: { name: string }) => name)
    }
    expect(await names('tariq@debt.example'))
      .to.include.members(['accept', 'decline', 'ask'])
      .and.not.include('withdraw')
    expect(await names('grace@surgery.example'))
      .to.include('withdraw')
      .and.not.include('accept')
  })

  it('draws on the page exactly the steps that the list of what may be done now has, for every side', async () => {
    const reference = await graceRefersAsha({ lastName: 'Drawn' })
    const sides = ['tariq@debt.example', 'grace@surgery.example', 'hana@hub.example']
    const agents = await Promise.all(sides.map((email) => signIn(email)))
    const moves = [{ step: 'accept' }, { step: 'begin', startedOn: today }, { step: 'end_early', reason: 'unwell' }]
    for (const [version, move] of [...moves, null].entries()) {
      for (const agent of agents) {
        const { body, headers } = await agent.get(`/referrals/${reference}/actions`).expect(200)
        expect(headers['cache-control']).to.equal('no-store')
        const page = await agent.get(`/referrals/${reference}`)
        const drawn = [...page.text.matchAll(/name="step" value="(\w+)"/g)].map(([, name]) => name)
        const may = body.actions.map(({ name }: { name: string }) => name)
        expect(drawn.toSorted()).to.deep.equal(may.toSorted())
      }
      if (move) await take(agents[0]!, reference, { version, ...move }).expect(303)
    }
  })

  it('answers in JSON whoever asks in it: what may be done next, or a sentence with 409, 412 or 422', async () => {
    const reference = await graceRefersAsha({ lastName: 'Machine' })
    const tariq = await signIn('tariq@debt.example')
    const ask = (body: object) =>
      tariq.post(`/referrals/${reference}/steps`).set('Accept', 'application/json').send(body)
    const missing = await ask({ step: 'decline', version: 0 }).expect(422)
    expect(missing.body).to.deep.equal({ errors: { reason: 'Choose a reason from the list' } })
    await ask({ step: 'nonsense' }).expect(422)
    const accepted = await ask({ step: 'accept', version: 0 }).expect(200)
    expect(accepted.body).to.include({ status: 'accepted', version: 1 })
    expect(
      (await ask({ step: 'decline', version: 0, reason: 'at_capacity' }).expect(412)).body.errors.request,
    ).to.match(/Tariq Hussain accepted it/)
    expect((await ask({ step: 'withdraw', version: 1 }).expect(409)).body.errors.request).to.equal(
      '“Withdraw” isn’t for you to do.',
    )
    const { body } = await tariq.get(`/referrals/${reference}/actions`)
    const end = body.actions.find(({ name }: { name: string }) => name === 'redirect')
    expect(end.reasons).to.deep.include({
      code: 'age_outside_range',
      label: 'Outside our age range',
      comment: false,
      maps: { ers: 'REDIRECTED_AGE' },
    })
  })

  it('lets the hub record what a provider said by phone, and says so in the history', async () => {
    const reference = await graceRefersAsha({ lastName: 'Byphone' })
    const hana = await signIn('hana@hub.example')
    const page = await hana.get(`/referrals/${reference}`).expect(200)
    expect(page.text).to.match(/When Harbourside Money Advice tells you[^<]*record it for them here/)
    expect(page.text).to.include('How the service told you this')
    await take(hana, reference, { step: 'accept', version: 0, toldBy: 'phone' }).expect(303)
    const words = /Hana Suzuki, Triage worker, [^<]*, for Harbourside Money Advice, who told them by phone/
    for (const email of ['grace@surgery.example', 'tariq@debt.example'])
      expect((await (await signIn(email)).get(`/referrals/${reference}`)).text).to.match(words)
    // A provider is not asked how it told itself, and can't say so.
    const tariq = await signIn('tariq@debt.example')
    expect((await tariq.get(`/referrals/${reference}`)).text).to.not.include('How the service told you this')
    await take(tariq, reference, { step: 'begin', version: 1, startedOn: today, toldBy: 'phone' }).expect(303)
    expect((await Referral.findOne({ reference }).lean())!.history.at(-1)!.by).to.not.have.property('toldBy')
  })

  it('is not there for another organisation, nor under a reference that can’t be one', async () => {
    const reference = await graceRefersAsha({ lastName: 'Private' })
    const nia = await signIn('nia@therapies.example')
    await nia.get(`/referrals/${reference}`).expect(404)
    await nia.get(`/referrals/${reference}/actions`).expect(404)
    await take(nia, reference, { step: 'accept', version: 0 }).expect(404)
    expect((await nia.get('/referrals')).text).to.not.include('Private')
    await nia.get('/referrals/0000-0000').expect(404)
  })

  it('hides what a referral entered in error said, and keeps that it existed', async () => {
    const reference = await graceRefersAsha({ lastName: 'Mistake' })
    const grace = await signIn('grace@surgery.example')
    await take(grace, reference, { step: 'enter_in_error', version: 0, reason: 'wrong_person' }).expect(303)
    const page = await grace.get(`/referrals/${reference}`).expect(200)
    const [whole] = page.text.match(/\/support-requests\/[0-9a-f]{24}/) ?? []
    for (const shown of [page, await grace.get('/referrals?show=closed'), await grace.get(whole!)])
      expect(shown.text).to.include('Entered in error').and.not.include('Bailiffs').and.not.include('Mistake')
  })

  it('hides every word of a referral entered in error, wherever it was said', async () => {
    const override = 'Because I say so'
    const reference = await graceRefersAsha({ lastName: 'Shell', goals: 'A private hope' })
    const [tariq, grace] = [await signIn('tariq@debt.example'), await signIn('grace@surgery.example')]
    await take(tariq, reference, { step: 'ask', version: 0, question: 'A private question?' }).expect(303)
    await take(grace, reference, { step: 'answer', version: 1, answer: 'A private answer' }).expect(303)
    await tariq.post(`/referrals/${reference}/messages`).type('form').send({ message: 'A private message' })
    await Referral.updateOne({ reference }, { $set: { override } })
    const wrong = { step: 'enter_in_error', version: 2, reason: 'wrong_person', comment: 'A private comment' }
    expect((await grace.get(`/referrals/${reference}`)).text)
      .to.include('A private answer')
      .and.include(override)
    await take(grace, reference, wrong).expect(303)
    for (const agent of [tariq, grace, await signIn('hana@hub.example')]) {
      const page = await agent.get(`/referrals/${reference}`).expect(200)
      expect(page.text).to.include('It was about the wrong person').and.include('Asked for more information')
      expect(page.text).to.not.match(/private|Because I say so|Shell/)
      await agent.get(`/referrals/${reference}/tracking-code`).expect(404)
    }
  })

  it('says what to do next where there is nothing to show', async () => {
    const priya = await signIn('priya@trentside.example')
    const page = await priya.get('/referrals?show=waiting').expect(200)
    expect(page.text).to.match(/Nobody is on a waiting list|<table/)
  })

  it('carries messages between the sides, and keeps them from everyone else', async () => {
    const reference = await graceRefersAsha({ lastName: 'Messages' })
    const [tariq, grace] = [await signIn('tariq@debt.example'), await signIn('grace@surgery.example')]
    const say = (message: string) => tariq.post(`/referrals/${reference}/messages`).type('form').send({ message })
    await say('She didn’t pick up <today>').expect(303)
    expect((await grace.get(`/referrals/${reference}`)).text).to.include('didn’t pick up &lt;today&gt;')
    const empty = await say(' ')
    expect(empty.status).to.equal(422)
    expect(empty.text).to.include('Write a message')
    const nia = await signIn('nia@therapies.example')
    await nia.post(`/referrals/${reference}/messages`).type('form').send({ message: 'Hello' }).expect(404)
  })

  it('lets one colleague take a referral in hand, and tells the next who has it', async () => {
    const reference = await graceRefersAsha({ lastName: 'Inhand' })
    const [tariq, bea] = [await signIn('tariq@debt.example'), await signIn('bea@debt.example')]
    await tariq.post(`/referrals/${reference}/assignments`).expect(303)
    await bea.post(`/referrals/${reference}/assignments`).expect(303)
    expect((await bea.get(`/referrals/${reference}`)).text).to.include(
      'Tariq Hussain looks after this referral already',
    )
  })

  it('says on the whole story when every referral is over and nobody helped, and where to look next', async () => {
    const reference = await graceRefersAsha({ lastName: 'Unmet' })
    const { supportRequest } = (await Referral.findOne({ reference }).lean())!
    const grace = await signIn('grace@surgery.example')
    const whole = async () => (await grace.get(`/support-requests/${supportRequest}`)).text
    expect(await whole()).to.not.include('Nobody has helped yet')
    const tariq = await signIn('tariq@debt.example')
    await take(tariq, reference, { step: 'decline', version: 0, reason: 'at_capacity' }).expect(303)
    expect(await whole())
      .to.include('Nobody has helped yet')
      .and.include(`service=hub&amp;from=${supportRequest}`)
  })

  it('tells whoever refers at the top of their list how their people are getting on, and nobody else', async () => {
    await graceRefersAsha({ lastName: 'Digest' })
    const list = async (email: string) => (await (await signIn(email)).get('/referrals')).text
    expect(await list('grace@surgery.example')).to.match(/This week: \d+ of your \d+ people ha(s|ve) started\./)
    expect(await list('tariq@debt.example')).to.not.include('This week:')
  })

  it('gives the GP a summary for the record, with codes and without the name', async () => {
    const reference = await graceRefersAsha({ lastName: 'Summary' })
    const page = await (await signIn('grace@surgery.example')).get(`/referrals/${reference}`)
    const [, summary] = page.text.match(/<pre[^>]*>([^<]*)</) ?? []
    expect(summary).to.match(/^Referred to .* on \d+ \w+ 20\d\d \(Waymark /)
    expect(summary).to.include(reference).and.not.include('Asha')
    expect((await (await signIn('tariq@debt.example')).get(`/referrals/${reference}`)).text).to.not.include('<pre')
  })

  it('brings what nobody knew where to send to the hub, which passes it on to several services', async () => {
    const reference = await graceRefersAsha({
      service: 'hub',
      lastName: 'Whereto',
      story: 'Debt letters and a bad back',
    })
    const hana = await signIn('hana@hub.example')
    // Other tests may have sent the hub more than a page of them.
    let list = (await hana.get('/referrals')).text
    for (let page = 2; !list.includes('Asha Whereto') && list.includes('rel="next"'); page++)
      list = (await hana.get(`/referrals?page=${page}`)).text
    expect(list).to.include('Asha Whereto')
    const page = await hana.get(`/referrals/${reference}`).expect(200)
    const offered = [...page.text.matchAll(/name="service" type="checkbox" value="([^"]+)"/g)].map(([, id]) => id)
    expect(offered.length).to.be.greaterThan(1)
    const two = offered.slice(0, 2)
    const pass = { step: 'redirect', version: 0, reason: 'better_fit', service: two, consent: 'phone' }
    const passed = await take(hana, reference, pass)
    expect(passed.status).to.equal(303)
    const made = await Referral.find({ personName: 'Asha Whereto', status: 'sent' }).lean()
    expect(made.map(({ service }) => service)).to.have.members(two)
    expect((await hana.get(`/referrals/${reference}`)).text).to.include(made[0]!.reference)
  })

  it('shows the whole story and all its referrals to whoever holds it together', async () => {
    const reference = await graceRefersAsha({ lastName: 'Keyworker' })
    const referral = await Referral.findOne({ reference }).lean()
    const hana = await signIn('hana@hub.example')
    await hana.post(`/support-requests/${referral?.supportRequest}/key-worker`).expect(303)
    const page = await hana.get(`/support-requests/${referral?.supportRequest}`).expect(200)
    expect(page.text).to.include('Hana Suzuki, Triage worker').and.include(reference).and.include('0117 496 0123')
    // Ravi opened the page when nobody was: he is told, and takes over only from whom he saw.
    const ravi = await signIn('ravi@hub.example')
    const become = (instead: string) =>
      ravi.post(`/support-requests/${referral?.supportRequest}/key-worker`).type('form').send({ instead })
    expect((await become('').expect(409)).text).to.include('Hana Suzuki is the key worker by now.')
    const seen = (await ravi.get(`/support-requests/${referral?.supportRequest}`)).text
    await become(seen.match(/name="instead" value="(\w+)"/)![1]!).expect(303)
    const priya = await signIn('priya@trentside.example')
    await priya.post(`/support-requests/${referral?.supportRequest}/key-worker`).expect(404)
  })
})
