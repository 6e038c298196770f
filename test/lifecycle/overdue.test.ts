import { expect } from 'chai'
import { addWorkingDays, dayOf } from '../../lifecycle/clocks.ts'
import { nudgeOverdue } from '../../lifecycle/overdue.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { Referral } from '../../models/referral.ts'
import { aReferral, ready, tariq } from './people.ts'

const sentAt = new Date('2029-03-05T10:00:00Z')
/** In the morning, so many working days after it was sent. */
const on = (workingDays: number) => new Date(`${addWorkingDays(dayOf(sentAt), workingDays)}T08:00:00Z`)

describe('A referral that nobody answers', () => {
  before(ready)
  const nudgesOf = async (reference: string) => {
    const { outbox, withHub, status } = (await Referral.findOne({ reference }).lean())!
    return { told: outbox.slice(2).map(({ to, about }) => `${about} ${to}`), withHub, status }
  }

  it('is nudged after two and four working days, lands with the hub after six, and is never declined', async () => {
    const { reference } = await aReferral({ at: sentAt })
    const told: string[][] = []
    for (let workingDays = 1; workingDays <= 8; workingDays++) {
      // Twice a day: a nudge is given once all the same.
      await nudgeOverdue(on(workingDays))
      await nudgeOverdue(on(workingDays))
      told.push((await nudgesOf(reference)).told)
    }
    expect(told.map(({ length }) => length)).to.deep.equal([0, 1, 1, 2, 2, 3, 3, 3])
    expect(await nudgesOf(reference)).to.deep.equal({
      told: ['nudge provider', 'nudge provider', 'overdue hub'],
      withHub: true,
      status: 'sent',
    })
  })

  it('keeps to the time that the service set itself', async () => {
    const { reference } = await aReferral({ at: sentAt }, { referral: { open: true, self: true, decideWithin: 10 } })
    for (let workingDays = 1; workingDays <= 10; workingDays++) await nudgeOverdue(on(workingDays))
    expect(await nudgesOf(reference)).to.deep.include({
      told: ['nudge provider', 'nudge provider'],
      withHub: undefined,
    })
    await nudgeOverdue(on(11))
    expect((await nudgesOf(reference)).withHub).to.equal(true)
  })

  it('begins anew with each step, and nudges whoever it waits for then', async () => {
    const { reference } = await aReferral({ at: sentAt })
    await nudgeOverdue(on(2))
    await takeStep({
      reference,
      step: 'ask',
      by: tariq,
      carries: { question: 'Which debts?' },
      at: on(3),
      quietly: true,
    })
    expect(await Referral.findOne({ reference }).lean()).to.include({ nudges: 0 })
    await nudgeOverdue(on(8))
    expect((await nudgesOf(reference)).told).to.deep.equal(['nudge provider'])
    await nudgeOverdue(on(9))
    expect((await nudgesOf(reference)).told).to.deep.equal(['nudge provider', 'overdue referrer'])
  })

  it('is on the hub’s worklist once it is overdue, and off it when it is answered', async () => {
    const { reference } = await aReferral({ at: sentAt })
    const listed = async (at: Date) => {
      await nudgeOverdue(at)
      return (await Referral.countDocuments({ withHub: true, reference })) > 0
    }
    expect(await listed(on(5))).to.equal(false)
    expect(await listed(on(6))).to.equal(true)
    await takeStep({ reference, step: 'accept', by: tariq, at: on(6) })
    expect(await listed(on(7))).to.equal(false)
  })
})
