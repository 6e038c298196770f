import { expect } from 'chai'
import type { Agent } from 'supertest'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import { askFollowUps } from '../../lifecycle/follow-ups.ts'
import { trackingCodeOf } from '../../lifecycle/send.ts'
import { Referral } from '../../models/referral.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { graceRefersAsha } from '../support/asha.ts'
import { signIn, visitor } from '../support/world.ts'

const today = dayOf(new Date())
const read = async (reference: string) => (await Referral.findOne({ reference }).lean())!
const take = (agent: Agent, reference: string, form: object) =>
  agent.post(`/referrals/${reference}/steps`).type('form').send(form)

async function underWay(changes: Record<string, unknown> = {}) {
  const reference = await graceRefersAsha({ lastName: 'Outcome', ...changes })
  const tariq = await signIn('tariq@debt.example')
  await take(tariq, reference, { step: 'accept', version: 0 }).expect(303)
  await take(tariq, reference, { step: 'begin', version: 1, startedOn: today }).expect(303)
  return { reference, tariq }
}

/** Completed, and its first follow-up due since yesterday. */
async function due(changes: Record<string, unknown> = {}) {
  const { reference, tariq } = await underWay(changes)
  await take(tariq, reference, { step: 'complete', version: 2, reason: 'helped' }).expect(303)
  const { followUps, supportRequest } = await read(reference)
  const yesterday = addDays(today, -1)
  const [first, ...rest] = followUps
  await Referral.updateOne(
    { reference },
    { $set: { followUps: [{ ...first!, dueOn: yesterday }, ...rest], followUpOn: yesterday } },
  )
  const request = (await SupportRequest.findById(supportRequest).lean())!
  const asha = await visitor()
  await asha
    .post('/track')
    .type('form')
    .send({ reference, code: trackingCodeOf(request) })
    .expect(303)
  return { reference, tariq, asha }
}

describe('what came of it', () => {
  it('is asked of each goal by itself on the page, and shown to the GP with what each is called', async () => {
    const { reference, tariq } = await underWay({ goals: 'To sleep.\nTo open the post' })
    const page = await tariq.get(`/referrals/${reference}`).expect(200)
    expect(page.text).to.include('Goal: To sleep').and.include('Goal: To open the post')
    const half = { step: 'complete', version: 2, reason: 'debt_dealt_with', debtDealtWith: '900', goal1: 'achieved' }
    const missing = await take(tariq, reference, half).expect(422)
    expect(missing.text).to.include('href="#complete-goal2"').and.include('id="complete-goal2"')
    await take(tariq, reference, { ...half, goal2: 'partly' }).expect(303)
    const seen = await (await signIn('grace@surgery.example')).get(`/referrals/${reference}`)
    for (const words of ['Goal: To sleep: Achieved', 'Goal: To open the post: Partly achieved', 'Debt dealt with'])
      expect(seen.text).to.include(words)
  })

  it('can’t be written down without a code for how it ended', async () => {
    const { reference, tariq } = await underWay()
    for (const step of ['complete', 'end_early'])
      expect((await take(tariq, reference, { step, version: 2 }).expect(422)).text).to.include(
        'Choose a reason from the list',
      )
  })
})

describe('a measure', () => {
  const wellbeing = { measure: 'swemwbs', total: '21', on: today, when: 'start', completedBy: 'self' }
  const record = (agent: Agent, reference: string, changes: object = {}) =>
    agent
      .post(`/referrals/${reference}/measurements`)
      .type('form')
      .send({ ...wellbeing, ...changes })

  it('is recorded with day, version and by whom, and shown as first and last with what the change means', async () => {
    const { reference, tariq } = await underWay()
    await record(tariq, reference, { on: addDays(today, -60) }).expect(303)
    await record(tariq, reference, { on: addDays(today, -30), when: 'during', total: '19' }).expect(303)
    await record(tariq, reference, { when: 'end', total: '25' }).expect(303)
    const page = (await tariq.get(`/referrals/${reference}`)).text
    expect(page).to.match(/SWEMWBS, wellbeing <span[^>]*>version 1/)
    expect(page).to.match(/First: <strong>21<[\s\S]*Last: <strong>25<[\s\S]*1 score between them/)
    expect(page).to.include('a change for the better').and.include('recorded by Tariq Hussain')
    expect((await (await signIn('grace@surgery.example')).get(`/referrals/${reference}`)).text)
      .to.include('<strong>25<')
      .and.not.include('Record SWEMWBS')
  })

  it('is refused out of range, on a day to come and on no real day, beside the field', async () => {
    const { reference, tariq } = await underWay()
    const wrong: [object, string, string][] = [
      [{ total: '36' }, 'total', 'Enter a whole number from 7 to 35'],
      [{ total: '' }, 'total', 'Enter a whole number from 7 to 35'],
      [{ on: addDays(today, 1) }, 'on', 'Enter a date no later than'],
      [{ on: '2026-02-30' }, 'on', 'Enter a real date'],
      [{ when: 'sometime' }, 'when', 'Choose one from the list'],
      [{ completedBy: '' }, 'completedBy', 'Choose an answer to'],
    ]
    for (const [changes, field, sentence] of wrong) {
      const page = await record(tariq, reference, changes).expect(422)
      expect(page.text).to.include(sentence).and.include(`href="#measure-swemwbs-${field}"`)
      expect(page.text).to.include(`id="measure-swemwbs-${field}"`)
    }
    await record(tariq, reference, { measure: 'constructor' }).expect(422)
    expect((await read(reference)).measurements).to.deep.equal([])
  })

  it('can be said not to have been collected, and why, which is no score', async () => {
    const { reference, tariq } = await underWay()
    const why = { total: '', completedBy: '', notCollected: 'language' }
    await record(tariq, reference, { on: addDays(today, -9) }).expect(303)
    await record(tariq, reference, { ...why, when: 'end' }).expect(303)
    const page = (await tariq.get(`/referrals/${reference}`)).text
    expect(page).to.match(/<strong>21<[\s\S]*Not collected on [^<]*, at the end, because it isn’t in their language/)
    expect(page).to.not.include('Last:')
    // Put right by recording the same day again: the later counts.
    await record(tariq, reference, { when: 'end', total: '25' }).expect(303)
    expect((await tariq.get(`/referrals/${reference}`)).text)
      .to.include('<strong>25<')
      .and.not.include('Not collected on')
    const both = await record(tariq, reference, { notCollected: 'declined' }).expect(422)
    expect(both.text).to.include('Give the score, or say why there is none: not both')
    const wrong: [object, string][] = [
      [{ ...why, notCollected: 'tired' }, 'Choose one from the list'],
      [{ ...why, on: '' }, 'Enter “Filled in on”'],
    ]
    for (const [changes, sentence] of wrong)
      expect((await record(tariq, reference, changes).expect(422)).text).to.include(sentence)
    await record(tariq, reference, { ...why, measure: 'constructor' }).expect(422)
    expect((await read(reference)).measurements).to.have.length(3)
  })

  it('of four items is never added up', async () => {
    const { reference, tariq } = await underWay()
    const items = { satisfied: '7', worthwhile: '8', happy: '6', anxious: '2' }
    await record(tariq, reference, { measure: 'ons4', ...items }).expect(303)
    const page = (await tariq.get(`/referrals/${reference}`)).text
    expect(page).to.match(/satisfied with life 7, things done are worthwhile 8, happy yesterday 6, anxious yesterday 2/)
    expect(page).to.not.include('<strong>23<')
  })

  it('is never changed: recorded again for the same day, the later counts and both are kept', async () => {
    const { reference, tariq } = await underWay()
    await record(tariq, reference, { total: '12' }).expect(303)
    await record(tariq, reference, { total: '21' }).expect(303)
    expect((await tariq.get(`/referrals/${reference}`)).text)
      .to.include('<strong>21<')
      .and.not.include('<strong>12<')
    expect((await read(reference)).measurements.map(({ scores }) => scores.total)).to.deep.equal([12, 21])
  })

  it('is for those who help to record', async () => {
    const { reference } = await underWay()
    await record(await signIn('grace@surgery.example'), reference).expect(404)
    await record(await signIn('nia@therapies.example'), reference).expect(404)
  })
})

describe('a follow-up', () => {
  const answer = { weeks: '13', inWork: 'yes', stillHelped: 'partly', comment: 'Four days a week now' }

  it('is in the provider’s list of what needs them, and out of it once answered', async () => {
    const { reference, tariq } = await due()
    const row = `href="/referrals/${reference}"`
    const listed = async () => {
      let text = ''
      for (let page = 1; page < 20; page++) {
        const { text: more } = await tariq.get(`/referrals?show=needs&page=${page}`)
        text += more
        if (!more.includes('rel="next"')) break
      }
      return text
    }
    expect(await listed())
      .to.include(row)
      .and.include('Say how things stand 13 weeks on')
    const page = await tariq.get(`/referrals/${reference}`)
    expect(page.text).to.include('Are they in paid work today?')
    const post = (form: object) => tariq.post(`/referrals/${reference}/follow-ups`).type('form').send(form)
    const missing = await post({ ...answer, inWork: '' }).expect(422)
    expect(missing.text).to.include('href="#follow-up-inWork"').and.include('Four days a week now')
    await post(answer).expect(303)
    expect((await tariq.get(`/referrals/${reference}`)).text).to.include(
      'In paid work: yes. Still makes a difference: partly.',
    )
    expect(await listed()).to.not.include(row)
    expect((await post(answer).expect(409)).text).to.include('Somebody else has answered this already')
  })

  it('is asked of the person once, by a notice that says nothing, and answered by them with their code', async () => {
    const { reference, tariq, asha } = await due()
    await Promise.all([askFollowUps(), askFollowUps()])
    await askFollowUps()
    const told = (await read(reference)).outbox.filter(({ about }) => about === 'follow-up')
    expect(told.map(({ to }) => to)).to.deep.equal(['person'])
    expect((await asha.get('/track/referral')).text).to.include('Are you in paid work today?')
    await asha.post('/track/referral/follow-ups').type('form').send({ weeks: '13' }).expect(422)
    await asha.post('/track/referral/follow-ups').type('form').send(answer).expect(303)
    expect((await asha.get('/track/referral')).text).to.not.include('Are you in paid work today?')
    const seen = (await tariq.get(`/referrals/${reference}`)).text
    expect(seen).to.include('Four days a week now').and.include('The person, ')
  })

  it('is never asked about somebody who died, wherever the death was recorded', async () => {
    const lastName = 'Diedsince'
    const { reference, tariq, asha } = await due({ lastName })
    const other = await graceRefersAsha({ lastName })
    const grace = await signIn('grace@surgery.example')
    await take(grace, other, { step: 'withdraw', version: 0, reason: 'died' }).expect(303)
    await askFollowUps()
    const { outbox, followUpOn } = await read(reference)
    expect(outbox.map(({ about }) => about)).to.not.include('follow-up')
    expect(followUpOn).to.equal(undefined)
    for (const page of [await tariq.get(`/referrals/${reference}`), await asha.get('/track/referral')])
      expect(page.text).to.not.match(/in paid work today/)
    await tariq.post(`/referrals/${reference}/follow-ups`).type('form').send(answer).expect(409)
  })

  it('is another organisation’s to nobody', async () => {
    const { reference } = await due()
    const nia = await signIn('nia@therapies.example')
    await nia.post(`/referrals/${reference}/follow-ups`).type('form').send(answer).expect(404)
  })
})
