import { expect } from 'chai'
import fc from 'fast-check'
import { dayOf } from '../../lifecycle/clocks.ts'
import { answerFollowUp, followUpDue, followUpsFor } from '../../lifecycle/follow-ups.ts'
import { declinedCode, employmentCodes, gpSummary, isSnomedCode, referralCodes } from '../../lifecycle/gp-summary.ts'
import { assign, becomeKeyWorker, claim } from '../../lifecycle/looking-after.ts'
import { changeBetween, measures, readScores, recordMeasure } from '../../lifecycle/measures.ts'
import { messagesFor, say, seeMessages, unseen } from '../../lifecycle/messages.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { Referral } from '../../models/referral.ts'
import { SupportRequest } from '../../models/support-request.ts'
import { aReferral, dot, grace, hana, ready, sending, stranger, tariq, thePerson, thrown } from './people.ts'

const at = new Date('2026-02-02T10:00:00Z')
const byReference = async (reference: string) => (await Referral.findOne({ reference }).lean())!

async function completed(reason = 'helped') {
  const { reference, supportRequest } = await aReferral({ at })
  await takeStep({ reference, step: 'accept', by: tariq, at })
  await takeStep({ reference, step: 'begin', by: tariq, carries: { startedOn: dayOf(at) }, at })
  const carries = {
    goals: 'achieved',
    employmentStatus: '01',
    debtDealtWith: '900',
    benefitsGained: '1200',
    incomeGained: '1',
  }
  return { ...(await takeStep({ reference, step: 'complete', by: tariq, reason, carries, at })), supportRequest }
}

describe('After the end', () => {
  before(ready)

  it('keeps what came of it: goals, work situation, and what this kind of help counts', async () => {
    const { history } = await completed('income_gained')
    // What isn't asked of a debt service, or not any more, is dropped.
    expect(history.at(-1)!.carries).to.deep.equal({
      goals: 'achieved',
      employmentStatus: '01',
      debtDealtWith: 900,
      benefitsGained: 1200,
    })
  })

  it('can’t be said to have started a job, dealt with debt or gained income without the figures', async () => {
    const ips = await aReferral({ at }, { kinds: ['ips'] })
    await takeStep({ reference: ips.reference, step: 'accept', by: tariq, at })
    const end = { reference: ips.reference, step: 'complete' as const, by: tariq, at }
    const job = (await thrown(takeStep({ ...end, reason: 'job_started', carries: { hoursPerWeek: '90' } }))).errors
    expect(job).to.deep.equal({
      employmentStatus: 'Choose an answer to “Work situation now”',
      jobStartedOn: 'Enter “First day of the job”: it goes with the reason',
      hoursPerWeek: 'Enter a number from 0 to 80',
    })
    const started = { employmentStatus: '01', offSick: 'no', jobStartedOn: '2026-01-26', hoursPerWeek: '16' }
    const future = await thrown(
      takeStep({ ...end, reason: 'job_started', carries: { ...started, jobStartedOn: '2026-02-03' } }),
    )
    expect(future.errors).to.have.all.keys('jobStartedOn')
    const { history } = await takeStep({ ...end, reason: 'job_started', carries: started })
    expect(history.at(-1)!.carries).to.deep.equal({ ...started, hoursPerWeek: 16 })

    const debt = await aReferral({ at })
    await takeStep({ reference: debt.reference, step: 'accept', by: tariq, at })
    const wrong = async (reason: string) =>
      (await thrown(takeStep({ ...end, reference: debt.reference, reason }))).errors
    expect(await wrong('debt_dealt_with')).to.have.all.keys('debtDealtWith')
    expect(await wrong('income_gained')).to.deep.equal({
      benefitsGained:
        'Enter “Benefits gained a year, in pounds” or “Gained by money advice a year, in pounds”: it goes with the reason',
    })
    expect(await wrong('job_started')).to.have.all.keys('reason')
  })

  it('asks of each goal by itself whether it was reached, and can’t be completed until all have an answer', async () => {
    const need = { ...sending([]).need, goals: ['To sleep.', 'To work again'] }
    const { reference, goals } = await aReferral({ at, need })
    expect(goals).to.deep.equal(need.goals)
    await takeStep({ reference, step: 'accept', by: tariq, at })
    const complete = (carries: Record<string, unknown>) =>
      takeStep({ reference, step: 'complete', by: tariq, reason: 'helped', carries, at })
    const error = await thrown(complete({ goal1: 'achieved', goals: 'achieved', goal3: 'not' }))
    expect(error.errors).to.deep.equal({ goal2: 'Choose an answer to “Goal: To work again”' })
    const { history } = await complete({ goal1: 'achieved', goal2: 'partly' })
    expect(history.at(-1)!.carries).to.deep.equal({ goal1: 'achieved', goal2: 'partly' })
  })

  it('can’t have ended before it began, or tomorrow', async () => {
    const { reference } = await aReferral({ at })
    await takeStep({ reference, step: 'accept', by: tariq, at })
    await takeStep({ reference, step: 'begin', by: tariq, carries: { startedOn: '2026-02-01' }, at })
    for (const [endedOn, sentence] of [
      ['2026-01-31', 'Enter a date no earlier than the first contact on 1 February 2026'],
      ['2026-02-03', 'Enter a date no later than 2 February 2026'],
      ['2026-02-29', 'Enter a real date'],
    ]) {
      const ending = takeStep({ reference, step: 'complete', by: tariq, reason: 'helped', carries: { endedOn }, at })
      expect((await thrown(ending)).errors).to.deep.equal({ endedOn: sentence })
    }
  })

  it('asks after 13, 26 and 52 weeks, once each, until it is answered', async () => {
    const { reference, followUps, followUpOn } = await completed()
    expect(followUps.map(({ weeks, dueOn }) => [weeks, dueOn])).to.deep.equal([
      [13, '2026-05-04'],
      [26, '2026-08-03'],
      [52, '2027-02-01'],
    ])
    expect(followUpOn).to.equal('2026-05-04')
    const answer = (weeks: number, by = tariq, day = '2026-05-05') =>
      answerFollowUp({
        reference,
        weeks,
        by,
        inWork: 'yes',
        stillHelped: 'partly',
        comment: ' Fine ',
        at: new Date(`${day}T09:00:00Z`),
      })
    expect(await answer(13, tariq, '2026-05-03')).to.equal(false)
    expect(await answer(26)).to.equal(false)
    expect(await answer(13, stranger)).to.equal(false)
    expect((await Promise.all([answer(13), answer(13, dot), answer(13, grace)])).filter(Boolean)).to.have.length(1)
    const kept = await byReference(reference)
    expect(kept.followUps[0]!.answer).to.include({ inWork: 'yes', stillHelped: 'partly', comment: 'Fine' })
    expect(kept.followUpOn).to.equal('2026-08-03')
    expect(followUpDue(kept, '2026-08-03')?.weeks).to.equal(26)
    expect(await Referral.countDocuments({ ...followUpsFor(tariq, '2026-08-03'), reference })).to.equal(1)
    await answer(26, tariq, '2026-08-04')
    await answer(52, tariq, '2027-02-02')
    expect((await byReference(reference)).followUpOn).to.equal(undefined)
  })

  it('lets the person answer for themselves, and stops asking when it is reopened', async () => {
    const { reference, supportRequest } = await completed()
    const by = thePerson(supportRequest._id)
    const kept = await answerFollowUp({
      reference,
      weeks: 13,
      by,
      inWork: 'no',
      stillHelped: 'yes',
      at: new Date('2026-05-05T09:00:00Z'),
    })
    expect(kept).to.equal(true)
    const other = await completed()
    const open = await takeStep({ reference: other.reference, step: 'reopen', by: tariq, reason: 'came_back', at })
    expect(open.followUpOn).to.equal(undefined)
  })
})

describe('Measures', () => {
  before(ready)

  it('take every whole score in range and none outside', () => {
    const one = fc.constantFrom(...Object.entries(measures))
    fc.assert(
      fc.property(one, fc.integer({ min: -20, max: 90 }), ([name, { parts }], score) => {
        const typed = Object.fromEntries(Object.keys(parts).map((part) => [part, String(score)]))
        const inRange = Object.values(parts).every(({ min, max }) => score >= min && score <= max)
        expect(Object.keys(readScores(name, typed).errors).length === 0).to.equal(inRange)
      }),
    )
    for (const typed of ['', '7.5', 'many', null, { $gt: 0 }, '1e1 '])
      expect(readScores('phq-9', { total: typed }).errors.total === undefined, String(typed)).to.equal(typed === '1e1 ')
    expect(readScores('constructor', {}).errors).to.have.property('measure')
  })

  it('keep ONS4 as four items that are never added up', () => {
    const { scores } = readScores('ons4', { satisfied: '7', worthwhile: '8', happy: '6', anxious: '2', total: '23' })
    expect(scores).to.deep.equal({ satisfied: 7, worthwhile: 8, happy: 6, anxious: 2 })
    expect(changeBetween('ons4', 1, 9)).to.equal(null)
  })

  it('call a change by what the measure’s authors count as one', () => {
    expect(changeBetween('phq-9', 16, 10)).to.equal('better')
    expect(changeBetween('phq-9', 16, 11)).to.equal('no reliable change')
    expect(changeBetween('gad-7', 5, 9)).to.equal('worse')
    expect(changeBetween('swemwbs', 20, 23)).to.equal('better')
  })

  it('are kept with version, day and who filled them in, and only by those who help', async () => {
    const { reference } = await aReferral()
    const measuring = {
      reference,
      measure: 'phq-9',
      when: 'start',
      completedBy: 'self',
      scores: { total: '14' },
      on: '2026-02-02',
    } as const
    expect(await recordMeasure({ ...measuring, by: tariq })).to.equal(null)
    expect(await recordMeasure({ ...measuring, by: grace })).to.equal(undefined)
    expect(await recordMeasure({ ...measuring, by: tariq, scores: { total: 28 } })).to.have.property('total')
    const { measurements } = await byReference(reference)
    expect(
      measurements.map(({ measure, version, scores, on, recordedBy }) => ({
        measure,
        version,
        scores,
        on,
        recordedBy,
      })),
    ).to.deep.equal([
      { measure: 'phq-9', version: '1', scores: { total: 14 }, on: '2026-02-02', recordedBy: 'Tariq Aziz' },
    ])
  })
})

describe('Messages on a referral', () => {
  before(ready)

  it('are read by both sides, marked as seen, and told of without a word of what they say', async () => {
    const { reference } = await aReferral({ quietly: true })
    expect(await say({ reference, by: tariq, text: 'Has Sam a landline?' })).to.equal(null)
    const sent = await byReference(reference)
    expect(sent.outbox.map(({ to, about }) => [to, about])).to.deep.equal([['referrer', 'message']])
    expect(sent.noticesDueAt).to.be.an.instanceOf(Date)
    expect(unseen(sent, 'referrer')).to.have.length(1)
    expect(unseen(sent, 'provider')).to.have.length(0)
    await seeMessages(sent, grace)
    expect(unseen(await byReference(reference), 'referrer')).to.have.length(0)
    expect(messagesFor(sent, grace).map(({ text }) => text)).to.deep.equal(['Has Sam a landline?'])
    expect(messagesFor(sent, stranger)).to.deep.equal([])
  })

  it('may be added to by the person, who does not read what others write', async () => {
    const { reference, supportRequest } = await aReferral()
    const sam = thePerson(supportRequest._id)
    await say({ reference, by: tariq, text: 'Not for Sam' })
    await say({ reference, by: sam, text: 'I have moved' })
    expect(messagesFor(await byReference(reference), sam).map(({ text }) => text)).to.deep.equal(['I have moved'])
    expect(messagesFor(await byReference(reference), tariq)).to.have.length(2)
  })

  it('won’t do when empty, too long or a stranger’s, and never move the referral', async () => {
    const { reference } = await aReferral()
    expect(await say({ reference, by: tariq, text: '  ' })).to.equal('Write a message')
    expect(await say({ reference, by: tariq, text: 'x'.repeat(2_001) })).to.equal('Use 2,000 characters or fewer')
    expect(await say({ reference, by: stranger, text: 'Hello' })).to.equal(undefined)
    expect(await byReference(reference)).to.include({ version: 0, status: 'sent' })
  })
})

describe('Looking after a referral', () => {
  before(ready)

  it('is for the first of two who take it in hand at once', async () => {
    const { reference } = await aReferral()
    const [first, second] = await Promise.all([claim(reference, tariq), claim(reference, dot)])
    expect(first).to.deep.equal(second)
    expect(await claim(reference, grace)).to.equal(undefined)
    expect(await assign(reference, stranger, null)).to.equal(undefined)
    expect(await assign(reference, tariq, null)).to.equal(null)
    expect((await claim(reference, dot))!.name).to.equal('Dot Evans')
  })

  it('may be given to a key worker who holds the whole request together', async () => {
    const { supportRequest } = await aReferral()
    expect(await becomeKeyWorker(supportRequest._id, tariq)).to.equal(false)
    expect(await becomeKeyWorker(supportRequest._id, stranger)).to.equal(false)
    expect(await becomeKeyWorker(supportRequest._id, hana, '', at)).to.equal(true)
    expect((await SupportRequest.findById(supportRequest._id).lean())!.keyWorker).to.include({ name: 'Hana Kim' })
  })
})

describe('The summary for the GP record', () => {
  before(ready)
  const codes = [
    ...Object.values(referralCodes),
    ...Object.values(employmentCodes).flatMap((code) => code ?? []),
    declinedCode,
    ...Object.values(measures).map(({ snomed }) => ({ code: snomed ?? '720433000' })),
  ]

  it('uses only codes with a right check digit', () => {
    for (const { code } of codes) expect(isSnomedCode(code), code).to.equal(true)
    // The NHS's own list has this one cut short by a spreadsheet.
    expect(isSnomedCode('1037671000000100')).to.equal(false)
    expect(isSnomedCode('1037671000000109')).to.equal(true)
  })

  it('notices any one digit that is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.nat(30), fc.integer({ min: 1, max: 9 }), ({ code }, place, more) => {
        const digits = [...code]
        const at = place % digits.length
        digits[at] = String((Number(digits[at]) + more) % 10)
        expect(isSnomedCode(digits.join(''))).to.equal(false)
      }),
    )
  })

  it('says what happened without the person’s name', async () => {
    const referral = await completed('debt_dealt_with')
    const { text } = gpSummary(referral)
    expect(text.split('\n')).to.deep.equal([
      `Referred to Debt advice, Debt Advice, on 2 February 2026 (Waymark ${referral.reference}).`,
      'First contact 2 February 2026.',
      'Completed on 2 February 2026: debt dealt with.',
      'Work at the end: employed. SNOMED CT 224363007 | Employed |',
    ])
    expect(text).not.to.include('Okoye')
    const about = { when: 'end', on: '2026-02-02', completedBy: 'self' } as const
    await recordMeasure({ ...about, reference: referral.reference, by: tariq, measure: 'phq-9', scores: { total: 4 } })
    expect(gpSummary(await byReference(referral.reference)).text).to.include(
      'PHQ-9 score 4 on 2 February 2026. SNOMED CT 720433000',
    )
    expect(gpSummary({ ...referral, kinds: ['social-prescribing'] }).text).to.include(
      'SNOMED CT 871731000000106 | Referral to social prescribing service |',
    )
  })

  it('keeps to itself what only those who look after the referral may read', async () => {
    const { reference } = await aReferral()
    const declined = await takeStep({
      reference,
      step: 'decline',
      by: tariq,
      reason: 'safety_or_conflict',
      comment: 'Private',
    })
    expect(gpSummary(declined).text).not.to.include('Private')
  })
})
