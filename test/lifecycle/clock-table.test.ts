import { expect } from 'chai'
import { addDays, dayOf, dueAfter, endOfDay, isWorkingDay, nudgeAfter, nudgesDue } from '../../lifecycle/clocks.ts'
import type { Status } from '../../lifecycle/steps.ts'
import type { HistoryEntry, Referral } from '../../models/referral.ts'

type Row = [
  why: string,
  /** When it came to this status: UTC. */
  at: string,
  /** The last day to do what is due, and the moment it ends: UTC. */
  due: string,
  ends: string,
  nudges: string[],
  /** The first day on the hub's worklist. */
  hub: string,
]

/** A referral that came to a status at a moment, with what is due. */
function referralIn(status: Status, at: Date, within?: Referral['within'], given = {}) {
  const history = [{ to: status, at }] as HistoryEntry[]
  return { status, history, within, dueAt: dueAfter(status, { history, within }, at, given) }
}

/** On which days somebody would be nudged, and the hub asked, if nothing happened: looked at each working day at eight. */
function daysOf(referral: ReturnType<typeof referralIn>, from: Date) {
  const days: { nudges: string[]; hub?: string } = { nudges: [] }
  for (let day = dayOf(from), given = 0; !days.hub; day = addDays(day, 1)) {
    if (!isWorkingDay(day)) continue
    const at = new Date(`${day}T08:00:00Z`)
    const { nudges, withHub } = nudgesDue(referral, at)
    expect(nudgeAfter({ ...referral, nudges: given }, from)! < at, day).to.equal(nudges > given || withHub)
    if (nudges > given) days.nudges.push(day)
    given = Math.max(given, nudges)
    if (withHub) days.hub = day
  }
  return days
}

const table = (rows: Row[], status: Status, within?: Referral['within'], given = {}) => {
  for (const [why, at, due, ends, nudges, hub] of rows)
    it(`${why}: due ${due}, nudged ${nudges.map((day) => day.slice(5)).join(' and ')}, with the hub ${hub}`, () => {
      const referral = referralIn(status, new Date(at), within, given)
      expect(referral.dueAt?.toISOString()).to.equal(ends)
      expect(referral.dueAt).to.deep.equal(endOfDay(due))
      expect(daysOf(referral, new Date(at))).to.deep.equal({ nudges, hub })
    })
}

describe('The clock of a decision: five working days, nudges after two and four, the hub after six', () => {
  table(
    [
      [
        'a plain week',
        '2026-03-02T10:00Z',
        '2026-03-09',
        '2026-03-09T23:59:59.999Z',
        ['2026-03-04', '2026-03-06'],
        '2026-03-10',
      ],
      [
        'from a Friday evening',
        '2026-11-20T17:30Z',
        '2026-11-27',
        '2026-11-27T23:59:59.999Z',
        ['2026-11-24', '2026-11-26'],
        '2026-11-30',
      ],
      [
        'from a Saturday',
        '2026-11-21T12:00Z',
        '2026-11-27',
        '2026-11-27T23:59:59.999Z',
        ['2026-11-24', '2026-11-26'],
        '2026-11-30',
      ],
      [
        'over Easter',
        '2026-04-02T09:00Z',
        '2026-04-13',
        '2026-04-13T22:59:59.999Z',
        ['2026-04-08', '2026-04-10'],
        '2026-04-14',
      ],
      [
        'over the early May bank holiday',
        '2026-05-01T09:00Z',
        '2026-05-11',
        '2026-05-11T22:59:59.999Z',
        ['2026-05-06', '2026-05-08'],
        '2026-05-12',
      ],
      [
        'over the late August bank holiday',
        '2026-08-27T09:00Z',
        '2026-09-04',
        '2026-09-04T22:59:59.999Z',
        ['2026-09-01', '2026-09-03'],
        '2026-09-07',
      ],
      [
        'over Christmas, a day in lieu and New Year',
        '2026-12-23T09:00Z',
        '2027-01-04',
        '2027-01-04T23:59:59.999Z',
        ['2026-12-29', '2026-12-31'],
        '2027-01-05',
      ],
      [
        'over the start of summer time, sent before midnight',
        '2026-03-26T23:30Z',
        '2026-04-02',
        '2026-04-02T22:59:59.999Z',
        ['2026-03-30', '2026-04-01'],
        '2026-04-07',
      ],
      [
        'over the end of summer time, sent after midnight in London',
        '2026-10-22T23:30Z',
        '2026-10-30',
        '2026-10-30T23:59:59.999Z',
        ['2026-10-27', '2026-10-29'],
        '2026-11-02',
      ],
      [
        'in summer, after midnight in London',
        '2026-07-01T23:30Z',
        '2026-07-09',
        '2026-07-09T22:59:59.999Z',
        ['2026-07-06', '2026-07-08'],
        '2026-07-10',
      ],
      [
        'in the hour that happens twice',
        '2026-10-25T00:30Z',
        '2026-10-30',
        '2026-10-30T23:59:59.999Z',
        ['2026-10-27', '2026-10-29'],
        '2026-11-02',
      ],
    ],
    'sent',
  )
  describe('where the service decides within two', () =>
    table(
      [
        [
          'a plain week',
          '2026-03-02T10:00Z',
          '2026-03-04',
          '2026-03-04T23:59:59.999Z',
          ['2026-03-03', '2026-03-04'],
          '2026-03-05',
        ],
      ],
      'sent',
      { decide: 2 },
    ))
  describe('where the service decides within ten', () =>
    table(
      [
        [
          'a plain fortnight',
          '2026-03-02T10:00Z',
          '2026-03-16',
          '2026-03-16T23:59:59.999Z',
          ['2026-03-06', '2026-03-12'],
          '2026-03-17',
        ],
      ],
      'sent',
      { decide: 10 },
    ))
})

describe('The clock of the first contact: ten working days, a nudge when they are over, the hub after two more', () => {
  table(
    [
      [
        'a plain fortnight',
        '2026-03-02T10:00Z',
        '2026-03-16',
        '2026-03-16T23:59:59.999Z',
        ['2026-03-17'],
        '2026-03-19',
      ],
      ['due on a Friday', '2026-11-06T10:00Z', '2026-11-20', '2026-11-20T23:59:59.999Z', ['2026-11-23'], '2026-11-25'],
      [
        'over the end of summer time',
        '2026-10-19T10:00Z',
        '2026-11-02',
        '2026-11-02T23:59:59.999Z',
        ['2026-11-03'],
        '2026-11-05',
      ],
    ],
    'accepted',
  )
  describe('where the service takes three', () =>
    table(
      [['over Easter', '2026-04-01T10:00Z', '2026-04-08', '2026-04-08T22:59:59.999Z', ['2026-04-09'], '2026-04-13']],
      'accepted',
      { contact: 3 },
    ))
  describe('where a day was given', () =>
    table(
      [['that day', '2026-03-02T10:00Z', '2026-03-04', '2026-03-04T23:59:59.999Z', ['2026-03-05'], '2026-03-09']],
      'accepted',
      undefined,
      { contactBy: '2026-03-04' },
    ))
})

describe('The clock of a question: five working days', () => {
  table(
    [
      [
        'over Easter and the start of summer time',
        '2026-03-27T10:00Z',
        '2026-04-07',
        '2026-04-07T22:59:59.999Z',
        ['2026-04-08'],
        '2026-04-10',
      ],
    ],
    'info_needed',
  )
  describe('where the service waits for ten', () =>
    table(
      [
        [
          'a plain fortnight',
          '2026-03-02T10:00Z',
          '2026-03-16',
          '2026-03-16T23:59:59.999Z',
          ['2026-03-17'],
          '2026-03-19',
        ],
      ],
      'info_needed',
      { answer: 10 },
    ))
})

describe('The clock of a waiting list or a hold: ninety days', () => {
  table(
    [
      [
        'into the next year',
        '2026-11-20T09:00Z',
        '2027-02-18',
        '2027-02-18T23:59:59.999Z',
        ['2027-02-19'],
        '2027-02-23',
      ],
    ],
    'waiting_list',
  )
  describe('where the service looks after thirty', () =>
    table(
      [['over Christmas', '2026-11-24T09:00Z', '2026-12-24', '2026-12-24T23:59:59.999Z', ['2026-12-29'], '2026-12-31']],
      'waiting_list',
      { review: 30 },
    ))
  describe('on hold until a day', () =>
    table(
      [
        [
          'and nobody is nudged at Christmas',
          '2026-12-01T09:00Z',
          '2026-12-24',
          '2026-12-24T23:59:59.999Z',
          ['2026-12-29'],
          '2026-12-31',
        ],
      ],
      'on_hold',
      undefined,
      { reviewOn: '2026-12-24' },
    ))
})
