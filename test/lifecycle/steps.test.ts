import { expect } from 'chai'
import { readCarried } from '../../lifecycle/carried.ts'
import { reasonLabel, reasons, reasonsFor } from '../../lifecycle/reasons.ts'
import { closedStatuses, mapsOf, openStatuses, statuses, stepNames, steps } from '../../lifecycle/steps.ts'
import { kindCodes } from '../../models/kind.ts'
import { Referral } from '../../models/referral.ts'
import { employmentStatuses } from '../../models/support-request.ts'

/** The steps that close a referral; that a provider has stopped is confirmed when it is closed already. */
const closing = stepNames.filter(
  (name) => closedStatuses.includes(steps[name].to) && steps[name].from.some((status) => openStatuses.includes(status)),
)

describe('The table of steps', () => {
  it('can reach every status from a draft', () => {
    const reached = new Set(['draft'])
    for (const _ of stepNames)
      for (const name of stepNames)
        if (steps[name].from.some((status) => reached.has(status))) reached.add(steps[name].to)
    expect([...reached]).to.have.members(Object.keys(statuses))
  })

  it('lets every open referral be closed', () => {
    for (const status of openStatuses.filter((each) => each !== 'draft'))
      expect(
        stepNames.some((name) => steps[name].from.includes(status) && !statuses[steps[name].to].open),
        status,
      ).to.equal(true)
  })

  it('asks a coded reason of every step that closes, reopens or pauses', () => {
    for (const name of closing) expect(steps[name].reasons, name).to.be.a('string')
    expect(steps.reopen.reasons).to.equal('reopen')
    expect(steps.hold.reasons).to.equal('hold')
  })

  it('gives each side at least one reason wherever one is asked', () => {
    for (const name of stepNames) {
      const list = steps[name].reasons
      for (const party of steps[name].by)
        if (list)
          expect(
            Object.values(reasons[list]).some((reason) => !reason.by || reason.by.includes(party)),
            `${name} by ${party}`,
          ).to.equal(true)
    }
  })

  it('offers a reason only from its first day to its last, and keeps its words for old records', () => {
    reasons.hold.test_only = { label: 'Was said then', from: '2026-01-01', until: '2026-06-30' }
    const offered = (today: string) => reasonsFor('hold', ['provider'], [], today).map(({ code }) => code)
    expect(offered('2025-12-31')).to.not.include('test_only')
    expect(offered('2026-01-01')).to.include('test_only')
    expect(offered('2026-06-30')).to.include('test_only')
    expect(offered('2026-07-01')).to.not.include('test_only')
    expect(reasonLabel('hold', 'test_only')).to.equal('Was said then')
    delete reasons.hold.test_only
  })

  it('says for every reason to decline what the NHS, e-RS or FHIR call it, where they have a word', () => {
    const nhs = { out_of_area: '02', duplicate_open: '01', incomplete_information: '03' }
    for (const [code, word] of Object.entries(nhs)) expect(reasons.decline[code]?.nhs, code).to.equal(word)
    for (const [code, { nhs: dictionary }] of Object.entries(reasons.decline))
      if (dictionary) expect(['01', '02', '03'], code).to.include(dictionary)
    for (const list of Object.values(reasons))
      for (const [code, { ers }] of Object.entries(list)) if (ers) expect(ers, code).to.match(/^[A-Z]+(_[A-Z]+)*$/)
  })

  it('says for every status what FHIR calls it and, where they have a word, the e-Referral Service', () => {
    // FHIR R4 TaskStatus, without the two that Gravity leaves out of a referral's life.
    const tasks = 'draft requested accepted rejected cancelled in-progress on-hold failed completed entered-in-error'
    for (const status of [...openStatuses, ...closedStatuses]) {
      const { fhir, ers } = mapsOf(status)
      expect(tasks.split(' '), status).to.include(fhir)
      if (ers) expect(ers, status).to.match(/^[A-Z]+(_[A-Z]+)*$/)
    }
    // What is one status there is told apart by its business status.
    const each = [...openStatuses, ...closedStatuses].map((one) => `${mapsOf(one).fhir} ${mapsOf(one).business ?? ''}`)
    expect(new Set(each).size).to.equal(each.length)
    expect(mapsOf('waiting_list')).to.deep.equal({
      fhir: 'accepted',
      business: 'waitlisted',
      ers: 'DEFERRED_TO_PROVIDER',
    })
  })

  it('lets exactly the provider’s yes, no or elsewhere end the wait for a decision', () => {
    const deciding = stepNames.filter((name) => steps[name].decides)
    expect(deciding).to.have.members(['accept', 'wait_list', 'decline', 'redirect', 'advise'])
  })

  it('asks only for fields that the step has, where a reason needs more', () => {
    const names = steps.complete.fields?.map(({ name }) => name)
    for (const { needs = [] } of Object.values(reasons.outcome)) expect(names).to.include.members(needs.flat())
  })

  it('tells the referrer whenever it is accepted, begun or over', () => {
    for (const name of ['accept', 'begin', ...closing] as const) expect(steps[name].tells, name).to.include('referrer')
  })

  it('has a comment field wherever a reason needs a comment', () => {
    for (const name of stepNames) {
      const list = steps[name].reasons
      if (list && Object.values(reasons[list]).some((reason) => reason.comment))
        expect(
          steps[name].fields?.map((field) => field.name),
          name,
        ).to.include('comment')
    }
  })

  it('only takes a referral back from closed by reopening it, or to mark an error', () => {
    const back = stepNames.filter((name) => steps[name].from.some((status) => closedStatuses.includes(status)))
    expect(back.filter((name) => name !== 'confirm_stop')).to.have.members(['reopen', 'enter_in_error'])
    expect(steps.confirm_stop).to.deep.include({ from: ['withdrawn'], to: 'withdrawn' })
    expect(steps.reopen.withinDaysOfClosing).to.equal(30)
  })

  it('is what the stored status may be', () => {
    expect(Referral.schema.path('status').options.enum).to.deep.equal(Object.keys(statuses))
  })

  it('asks for the work situation at the end in the same words as at the start', () => {
    const field = steps.complete.fields?.find(({ name }) => name === 'employmentStatus')
    expect(field?.choices).to.deep.equal(employmentStatuses)
  })

  it('names only kinds that exist', () => {
    for (const name of stepNames)
      for (const field of steps[name].fields ?? [])
        for (const kind of field.kinds ?? []) expect(kindCodes).to.include(kind)
  })

  it('never lets a provider withdraw, or a referrer decide', () => {
    expect(steps.withdraw.by).not.to.include('provider')
    for (const name of ['accept', 'decline', 'wait_list', 'begin', 'complete', 'end_early'] as const)
      expect(steps[name].by, name).to.have.members(['provider', 'hub'])
  })
})

describe('What a step carries', () => {
  const today = '2026-11-22'
  it('keeps its own fields and drops all others', () => {
    const { carries, errors } = readCarried(
      steps.wait_list.fields ?? [],
      { weeks: ' 6 ', reviewOn: '', status: 'completed', $set: 1 },
      today,
    )
    expect(carries).to.deep.equal({ weeks: 6 })
    expect(errors).to.deep.equal({})
  })

  const wrong: [step: keyof typeof steps, field: string, typed: unknown, sentence: string][] = [
    ['begin', 'startedOn', '', 'Enter “Date”'],
    ['begin', 'startedOn', '2026-11-23', 'Enter a date no later than 22 November 2026'],
    ['begin', 'startedOn', '2026-02-30', 'Enter a real date'],
    ['begin', 'startedOn', { $gt: '' }, 'Enter “Date”'],
    ['wait_list', 'weeks', 'soon', 'Enter a number from 0 to 104'],
    ['wait_list', 'weeks', '-1', 'Enter a number from 0 to 104'],
    ['wait_list', 'reviewOn', '2027-03-01', 'Enter a date no later than 20 February 2027'],
    ['ask', 'question', 'x'.repeat(501), 'Use 500 characters or fewer'],
    ['redirect', 'consent', 'constructor', 'Choose one from the list'],
  ]
  for (const [step, field, typed, sentence] of wrong)
    it(`says what won’t do: ${step} with ${field} ${JSON.stringify(typed).slice(0, 20)}`, () => {
      expect(readCarried(steps[step].fields ?? [], { [field]: typed }, today).errors[field]).to.equal(sentence)
    })
})
