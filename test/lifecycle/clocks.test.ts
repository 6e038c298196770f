import { expect } from 'chai'
import {
  addDays,
  addWorkingDays,
  bankHolidays,
  dayOf,
  dueAfter,
  endOfDay,
  isWorkingDay,
  momentAt,
  workingDaysBetween,
} from '../../lifecycle/clocks.ts'
import type { HistoryEntry } from '../../models/referral.ts'

/** gov.uk/bank-holidays, England and Wales, as published. */
const published: Record<number, string> = {
  2019: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
  2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
  2021: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
  2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
  2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
  2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
  2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
  2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
  2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
  2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
}

describe('The calendar', () => {
  for (const [year, days] of Object.entries(published))
    it(`has the bank holidays of ${year} that the government published`, () => {
      expect([...bankHolidays(Number(year))].map((day) => day.slice(5)).sort()).to.deep.equal(days.split(' '))
    })

  const sums: [from: string, workingDays: number, to: string, why: string][] = [
    ['2026-11-20', 1, '2026-11-23', 'over a weekend'],
    ['2026-11-21', 1, '2026-11-23', 'from a Saturday'],
    ['2026-04-02', 1, '2026-04-07', 'over Easter'],
    ['2026-05-01', 2, '2026-05-06', 'over the early May bank holiday'],
    ['2026-12-24', 1, '2026-12-29', 'over Christmas with a day in lieu'],
    ['2021-12-24', 2, '2021-12-30', 'over a Christmas at the weekend'],
    ['2022-06-01', 1, '2022-06-06', 'over the Jubilee'],
    ['2027-12-31', 1, '2028-01-04', 'into a year that begins on a Saturday'],
    ['2026-03-27', 5, '2026-04-07', 'over the start of summer time and Easter'],
    ['2026-10-23', 5, '2026-10-30', 'over the end of summer time'],
    ['2026-11-23', 5, '2026-11-30', 'a plain week'],
  ]
  for (const [from, workingDays, to, why] of sums)
    it(`counts ${workingDays} working days from ${from} to ${to}: ${why}`, () => {
      expect(addWorkingDays(from, workingDays)).to.equal(to)
      expect(workingDaysBetween(from, to)).to.equal(workingDays)
    })

  it('takes the day in London, not in Greenwich', () => {
    expect(dayOf(new Date('2026-07-01T23:30:00Z'))).to.equal('2026-07-02')
    expect(dayOf(new Date('2026-12-01T23:30:00Z'))).to.equal('2026-12-01')
  })

  const nights: [day: string, end: string][] = [
    ['2026-01-15', '2026-01-15T23:59:59.999Z'],
    ['2026-07-15', '2026-07-15T22:59:59.999Z'],
    ['2026-03-28', '2026-03-28T23:59:59.999Z'],
    ['2026-03-29', '2026-03-29T22:59:59.999Z'],
    ['2026-10-24', '2026-10-24T22:59:59.999Z'],
    ['2026-10-25', '2026-10-25T23:59:59.999Z'],
  ]
  for (const [day, end] of nights)
    it(`ends ${day} at midnight in London`, () => expect(endOfDay(day).toISOString()).to.equal(end))

  // Summer time begins on 29 March 2026 at 1:00, and ends on 25 October at 2:00.
  const moments: [day: string, time: string, moment: string | undefined][] = [
    ['2026-03-28', '10:00', '2026-03-28T10:00:00.000Z'],
    ['2026-03-29', '00:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', '01:00', undefined],
    ['2026-03-29', '01:59', undefined],
    ['2026-03-29', '02:00', '2026-03-29T01:00:00.000Z'],
    ['2026-03-30', '10:00', '2026-03-30T09:00:00.000Z'],
    ['2026-10-25', '00:59', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25', '01:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '02:00', '2026-10-25T02:00:00.000Z'],
    ['2026-10-26', '10:00', '2026-10-26T10:00:00.000Z'],
    ['2026-07-01', '00:00', '2026-06-30T23:00:00.000Z'],
    ['2026-12-31', '23:59', '2026-12-31T23:59:00.000Z'],
  ]
  for (const [day, time, moment] of moments)
    it(`finds ${moment ? `the moment of ${time}` : `that there is no ${time}`} on ${day} in London`, () => {
      expect(momentAt(day, time)?.toISOString()).to.equal(moment)
    })

  it('never lands on a day off, and counts back what it counted', () => {
    for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
      const landed = addWorkingDays(day, 7)
      expect(isWorkingDay(landed), landed).to.equal(true)
      expect(workingDaysBetween(day, landed), day).to.equal(7)
    }
  })
})

describe('What is due', () => {
  const at = (moment: string) => new Date(`${moment}:00Z`)
  const entry = (to: HistoryEntry['to'], moment: string) => ({ to, at: at(moment) }) as HistoryEntry

  it('gives a provider five working days to decide', () => {
    const due = dueAfter('sent', { history: [] }, at('2026-11-20T17:30'))
    expect(due).to.deep.equal(endOfDay('2026-11-27'))
  })

  it('keeps to what the service has set itself', () => {
    const due = dueAfter('sent', { history: [], within: { decide: 2 } }, at('2026-11-20T17:30'))
    expect(due).to.deep.equal(endOfDay('2026-11-24'))
  })

  it('does not count the wait for an answer against the decision', () => {
    const history = [
      entry('sent', '2026-11-02T10:00'),
      entry('info_needed', '2026-11-04T10:00'),
      entry('sent', '2026-11-16T10:00'),
    ]
    // Two of the five working days had gone when the question was asked.
    expect(dueAfter('sent', { history }, at('2026-11-16T10:00'))).to.deep.equal(endOfDay('2026-11-19'))
  })

  it('leaves at least one working day to decide after an answer', () => {
    const history = [
      entry('sent', '2026-11-02T10:00'),
      entry('info_needed', '2026-11-20T10:00'),
      entry('sent', '2026-11-23T10:00'),
    ]
    expect(dueAfter('sent', { history }, at('2026-11-23T10:00'))).to.deep.equal(endOfDay('2026-11-24'))
  })

  it('looks at a waiting list again when asked, or after 90 days', () => {
    expect(dueAfter('waiting_list', { history: [] }, at('2026-11-20T09:00'), { reviewOn: '2026-12-01' })).to.deep.equal(
      endOfDay('2026-12-01'),
    )
    expect(dueAfter('waiting_list', { history: [] }, at('2026-11-20T09:00'))).to.deep.equal(endOfDay('2027-02-18'))
  })

  it('expects nothing of a referral that is closed or under way', () => {
    expect(dueAfter('completed', { history: [] }, at('2026-11-20T09:00'))).to.equal(undefined)
    expect(dueAfter('in_progress', { history: [] }, at('2026-11-20T09:00'))).to.equal(undefined)
  })
})
