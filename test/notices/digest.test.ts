import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { digestOf, digestWords } from '../../lifecycle/digest.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { Notice } from '../../models/notice.ts'
import { User } from '../../models/user.ts'
import type { Message } from '../../notices/channels.ts'
import { collectDigests, deliverNotices } from '../../notices/deliver.ts'
import { actor, aReferral, ready, tariq } from '../lifecycle/people.ts'

const monday = new Date('2032-01-12T08:00:00Z')
const daysBefore = (days: number) => new Date(monday.getTime() - days * 86_400_000)

describe('The weekly digest', () => {
  const lin = actor('Lin', 'Network', 'referrer')
  const email = `lin-${randomUUID()}@pcn.example`

  before(async () => {
    await ready()
    await User.create({
      _id: lin.user,
      email,
      name: 'Lin',
      organisation: 'Network',
      roles: ['referrer'],
      passwordHash: 'x',
      jobTitle: '',
    })
    const refer = (sent: number) => aReferral({ by: lin, at: daysBefore(sent), quietly: true })
    const step = (reference: string, step: 'accept' | 'begin' | 'decline', days: number) =>
      takeStep({
        reference,
        step,
        by: tariq,
        reason: 'at_capacity',
        carries: { startedOn: '2032-01-07' },
        at: daysBefore(days),
        quietly: true,
      })
    const [one, two, , declined] = [await refer(6), await refer(6), await refer(3), await refer(5)]
    for (const { reference } of [one, two]) {
      await step(reference, 'accept', 5)
      await step(reference, 'begin', 4)
    }
    await step(declined.reference, 'decline', 2)
    await refer(30)
    // What was entered in error is nobody: it counts for nothing.
    const { reference } = await refer(4)
    await takeStep({ reference, step: 'enter_in_error', by: lin, reason: 'test', at: daysBefore(3), quietly: true })
  })

  it('counts each person once, at their furthest, and only those of whom there is news', async () => {
    const digest = await digestOf(lin.user, monday)
    expect(digest).to.deep.equal({ people: 4, started: 2, waiting: 1, completed: 0, needYou: 1 })
    expect(digestWords(digest!)).to.equal('2 of your 4 people have started. 1 needs you.')
    expect(await digestOf(actor('Nobody', 'Network', 'referrer').user, monday)).to.equal(null)
  })

  it('goes to each referrer once on a Monday, with nobody’s name in it', async () => {
    await Notice.deleteMany({ about: 'digest' })
    expect(await collectDigests(daysBefore(1))).to.equal(0)
    await Promise.all([collectDigests(monday), collectDigests(monday)])
    await collectDigests(new Date(monday.getTime() + 3_600_000))
    const messages: Message[] = []
    const keep = async (message: Message) => void messages.push(message)
    await deliverNotices({ email: keep, text: keep, post: keep }, monday)
    const mine = messages.filter(({ to }) => to === email)
    expect(mine).to.have.length(1)
    expect(mine[0]!.body)
      .to.include('2 of your 4 people have started')
      .and.not.to.match(/Sam|Okoye|Debt/)
  })
})
