import { expect } from 'chai'
import type { Status } from '../../../lifecycle/steps.ts'
import { type Side, whatHappensNext } from '../../../views/referrals/words.ts'

const due = new Date('2026-11-13T23:59:59.999Z')
const before = due.getTime() - 1
const after = due.getTime() + 1

describe('What comes next', () => {
  const rows: [Status, Side, now: number, sentence: string][] = [
    ['sent', 'referrer', before, 'They decide by 13 November 2026'],
    ['sent', 'referrer', after, 'Overdue: they were to decide by 13 November 2026'],
    ['sent', 'provider', before, 'Decide by 13 November 2026'],
    ['sent', 'provider', after, 'Overdue: decide now, it was due by 13 November 2026'],
    ['info_needed', 'referrer', after, 'Overdue: answer their question, it was due by 13 November 2026'],
    ['accepted', 'referrer', after, 'Overdue: they were to be in touch by 13 November 2026'],
    ['waiting_list', 'provider', after, 'Overdue: look at the wait again, it was due by 13 November 2026'],
    ['on_hold', 'referrer', after, 'Overdue: they were to look at it again by 13 November 2026'],
    ['in_progress', 'referrer', after, 'They have started'],
    ['completed', 'referrer', after, ''],
    // The person is told in words of their own, beside how to chase it.
    ['sent', 'person', after, 'The service is deciding whether it can help you. You should hear by 13 November 2026.'],
  ]
  for (const [status, side, now, sentence] of rows)
    it(`is for the ${side}, ${status}, ${now > due.getTime() ? 'late' : 'in time'}: “${sentence}”`, () => {
      expect(whatHappensNext({ status, dueAt: due }, side, now)).to.equal(sentence)
    })

  it('is to stop, for whoever had begun when it was withdrawn', () => {
    const stopped = (side: Side) => whatHappensNext({ status: 'withdrawn', stopping: true }, side)
    expect(stopped('provider')).to.equal('Stop, and confirm that you have')
    expect(stopped('referrer')).to.equal('They have not confirmed yet that they stopped')
    expect(stopped('person')).to.equal('')
  })
})
