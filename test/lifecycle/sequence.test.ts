import { expect } from 'chai'
import fc from 'fast-check'
import { visibleReferrals } from '../../access/visible.ts'
import { actionsFor } from '../../lifecycle/actions.ts'
import { nudgeOverdue } from '../../lifecycle/overdue.ts'
import { partiesOf } from '../../lifecycle/party.ts'
import { sendSupportRequest } from '../../lifecycle/send.ts'
import { circles, couldWaitFor, hasBegun, settleAll, settleWaiting, waitFor } from '../../lifecycle/sequence.ts'
import { type StepName, statuses } from '../../lifecycle/steps.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { Referral } from '../../models/referral.ts'
import { aService, grace, hana, nia, ready, sending, tariq, thePerson } from './people.ts'

const began = { startedOn: '2026-03-04' }
const at = new Date('2026-03-04T10:00:00Z')

/** Debt advice first, therapy once that has begun. */
async function two() {
  const [debt, therapy] = [
    await aService(),
    await aService({ organisation: nia.organisation, organisationName: nia.organisation, name: 'Therapy' }),
  ]
  const sent = await sendSupportRequest(sending([therapy._id, debt._id], { after: { [therapy._id]: debt._id }, at }))
  const [first, second] = [debt, therapy].map(({ _id }) => sent.referrals.find(({ service }) => service === _id)!)
  return { first: first!, second: second!, request: sent.supportRequest }
}
const now = (referral: Pick<Referral, '_id'>) => Referral.findById(referral._id).lean() as Promise<Referral>
const accept = ({ reference }: Referral) => takeStep({ reference, step: 'accept', by: tariq, at })
const begin = ({ reference }: Referral) => takeStep({ reference, step: 'begin', by: tariq, carries: began, at })

describe('A referral that waits for another to begin', () => {
  before(ready)

  it('is nobody’s to decide, has no clock, and nobody is told of it', async () => {
    const { second } = await two()
    expect(second).to.include({ status: 'draft', organisation: '' })
    expect(second.after).to.deep.include({ organisation: nia.organisation, serviceName: 'Debt advice' })
    expect(second.dueAt).to.equal(undefined)
    expect(second.outbox).to.deep.equal([])
    expect(partiesOf(second, nia)).to.deep.equal([])
    expect(await Referral.findOne({ $and: [visibleReferrals(nia), { _id: second._id }] })).to.equal(null)
    await nudgeOverdue(new Date('2026-09-01T10:00:00Z'))
    expect(await now(second)).to.include({ nudges: 0, status: 'draft' })
  })

  it('may be sent now or withdrawn by those who refer, the hub and the person, and by no provider', async () => {
    const { second, request } = await two()
    const names = (mover: Parameters<typeof actionsFor>[1]) => actionsFor(second, mover).map(({ name }) => name)
    for (const mover of [grace, hana]) expect(names(mover)).to.include.members(['send', 'withdraw'])
    expect(names(thePerson(request._id))).to.include('withdraw')
    for (const mover of [nia, tariq]) expect(names(mover)).to.deep.equal([])
  })

  it('is sent by Waymark once the first has begun, like any step, once', async () => {
    const { first, second } = await two()
    await accept(first)
    expect((await now(second)).status).to.equal('draft')
    await begin(first)
    const sent = await now(second)
    expect(sent).to.include({ status: 'sent', organisation: nia.organisation, version: 1 })
    expect(sent.after).to.equal(undefined)
    expect(sent.sentAt).to.deep.equal(at)
    expect(sent.dueAt).to.be.instanceOf(Date)
    expect(sent.outbox.map(({ to, about }) => `${about} ${to}`)).to.deep.equal(['send provider', 'send person'])
    expect(sent.history).to.have.length(1)
    expect(sent.history[0]).to.deep.include({
      step: 'send',
      from: 'draft',
      to: 'sent',
      comment: 'Debt advice has begun',
    })
    expect(sent.history[0]?.by).to.include({ name: 'Waymark', party: 'waymark' })
    await Promise.all([settleWaiting(first._id), settleWaiting(first._id), settleAll()])
    expect(await now(second)).to.deep.equal(sent)
  })

  it('is sent by the next round where a crash came between, once', async () => {
    const { first, second } = await two()
    await Referral.updateOne({ _id: first._id }, { $set: { status: 'in_progress', startedAt: at } })
    await Promise.all([settleAll(at), settleAll(at), settleAll(at)])
    expect((await now(second)).history).to.have.length(1)
  })

  const ends: [StepName, object][] = [
    ['decline', { by: tariq, reason: 'at_capacity' }],
    ['withdraw', { by: grace, reason: 'changed_mind' }],
    ['enter_in_error', { by: grace, reason: 'test' }],
    [
      'expire',
      { by: hana, reason: 'no_response', carries: { attempts: 'Rang twice' }, at: new Date('2026-04-30T10:00:00Z') },
    ],
  ]
  for (const [step, more] of ends)
    it(`is laid before the referrer and the hub when the first ends: ${step}`, async () => {
      const { first, second } = await two()
      await takeStep({ reference: first.reference, step, at, by: hana, ...more })
      const left = await now(second)
      expect(left).to.include({ status: 'draft', withHub: true })
      expect(left.after?.ended).to.equal(true)
      expect(left.outbox.map(({ to, about }) => `${about} ${to}`)).to.deep.equal(['sequence referrer', 'sequence hub'])
      await settleAll()
      expect((await now(second)).outbox).to.have.length(2)
      const sent = await takeStep({ reference: left.reference, step: 'send', by: grace, at })
      expect(sent).to.include({ status: 'sent', organisation: nia.organisation })
      expect(sent.withHub).to.equal(undefined)
    })

  it('is laid before them too when the first is ended early after a yes', async () => {
    const { first, second } = await two()
    await accept(first)
    await takeStep({ reference: first.reference, step: 'end_early', by: tariq, reason: 'could_not_contact', at })
    expect((await now(second)).after?.ended).to.equal(true)
  })

  it('is sent when the first was completed without a start being recorded', async () => {
    const { first, second } = await two()
    await accept(first)
    await takeStep({ reference: first.reference, step: 'complete', by: tariq, reason: 'helped', at })
    expect((await now(second)).status).to.equal('sent')
  })

  it('tells its provider nothing when it is withdrawn before it was sent', async () => {
    const { second } = await two()
    const gone = await takeStep({
      reference: second.reference,
      step: 'withdraw',
      by: grace,
      reason: 'changed_mind',
      at,
    })
    expect(gone.outbox.map(({ to }) => to)).to.deep.equal(['person'])
    expect(gone).to.include({ status: 'withdrawn', organisation: '' })
  })

  it('follows the first where it is passed on, and waits for that', async () => {
    const { first, second } = await two()
    const other = await aService({ name: 'More debt advice' })
    const carries = { service: [other._id], consent: 'phone' }
    await takeStep({ reference: first.reference, step: 'redirect', by: tariq, reason: 'better_fit', carries, at })
    const waits = await now(second)
    expect(waits).to.include({ status: 'draft' })
    expect(waits.after?.serviceName).to.equal('More debt advice')
    const next = await now({ _id: waits.after!.referral })
    await accept(next)
    await begin(next)
    expect((await now(second)).status).to.equal('sent')
  })

  it('waits in turn: a third for the second', async () => {
    const [a, b, c] = [await aService(), await aService(), await aService()]
    const after = { [b._id]: a._id, [c._id]: b._id }
    const { referrals } = await sendSupportRequest(sending([a._id, b._id, c._id], { after, at }))
    const [first, second, third] = [a, b, c].map(({ _id }) => referrals.find(({ service }) => service === _id)!)
    await accept(first!)
    await begin(first!)
    expect([(await now(second!)).status, (await now(third!)).status]).to.deep.equal(['sent', 'draft'])
    await accept(await now(second!))
    await begin(await now(second!))
    expect((await now(third!)).status).to.equal('sent')
  })

  it('comes of passing on to several, when one of them is to begin first', async () => {
    const { first } = await two()
    const [one, other] = [await aService({ name: 'One' }), await aService({ name: 'Other' })]
    const pass = (carries: object) =>
      takeStep({
        reference: first.reference,
        step: 'redirect',
        by: tariq,
        reason: 'better_fit',
        carries: { consent: 'phone', ...carries },
        at,
      })
    await pass({ service: [one._id], first: other._id }).then(
      () => expect.fail(),
      (error) => expect(error.errors).to.deep.equal({ first: 'Choose one of the services that you ticked' }),
    )
    const moved = await pass({ service: [one._id, other._id], first: other._id })
    expect(moved.history.at(-1)?.carries?.first).to.equal('Other, Debt Advice')
    const made = await Referral.find({ continues: first._id }).lean()
    expect(made.map(({ serviceName, status }) => `${serviceName} ${status}`)).to.have.members([
      'One draft',
      'Other sent',
    ])
  })

  it('is not sent about somebody who has died, but laid before those who know', async () => {
    const { first, second } = await two()
    await Referral.updateOne({ _id: first._id }, { $set: { died: true } })
    await accept(first)
    await begin(first)
    expect(await now(second)).to.include({ status: 'draft', withHub: true })
  })

  it('may wait for another of the same request instead, but in no circle', async () => {
    const { first, second, request } = await two()
    expect((await couldWaitFor(second)).map(({ _id }) => String(_id))).to.deep.equal([String(first._id)])
    expect(await couldWaitFor(first)).to.deep.equal([])
    const stranger = await two()
    expect(await waitFor(second, stranger.first._id)).to.equal(false)
    await takeStep({ reference: first.reference, step: 'decline', by: tariq, reason: 'at_capacity', at })
    expect(await waitFor(await now(second), first._id)).to.equal(false)
    expect(request.referrals).to.have.length(2)
    expect(circles({ a: 'b', b: 'c', c: 'a', d: 'a' })).to.deep.equal(['a', 'b', 'c'])
    expect(circles({ a: 'b', c: 'b' })).to.deep.equal([])
  })

  it('is sent once, however many begin, withdraw and settle at the same moment', async () => {
    for (let i = 0; i < 40; i++) {
      const { first, second } = await two()
      await accept(first)
      const tries = await Promise.allSettled([
        begin(first),
        settleAll(at),
        takeStep({ reference: second.reference, step: 'withdraw', by: grace, reason: 'changed_mind', at }),
        takeStep({ reference: second.reference, step: 'send', by: hana, at }),
      ])
      const after = await now(second)
      const sends = after.history.filter(({ step }) => step === 'send').length
      expect(sends, tries.map(({ status }) => status).join()).to.be.at.most(1)
      expect(after.status).to.be.oneOf(['sent', 'withdrawn'])
      expect(after.version).to.equal(after.history.length)
    }
  })

  it('goes out exactly when the first has begun, and is laid before somebody exactly when it never will', async function () {
    const walks = process.env.LONG ? 1_000 : 25
    this.timeout(walks * 1_000)
    const names = [
      'accept',
      'wait_list',
      'begin',
      'decline',
      'complete',
      'end_early',
      'withdraw',
      'redirect',
      'ask',
    ] as const
    const seen = new Set<string>()
    const other = await aService({ name: 'Elsewhere' })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 8 }), async (walk) => {
        const { first, second } = await two()
        for (const step of walk) {
          const before = await now(first)
          const action = actionsFor(before, hana, at).find(({ name }) => name === step)
          if (!action) continue
          const carries = { ...began, service: [other._id], consent: 'phone', question: 'What?', comment: 'Words' }
          await takeStep({ reference: first.reference, step, by: hana, at, reason: action.reasons[0]?.code, carries })
          const [a, b] = [await now(first), await now(second)]
          const waitsForIt = String(b.after?.referral) === String(a._id)
          seen.add(`${a.status} ${b.status}`)
          if (hasBegun(a)) expect(b.status, a.status).to.equal('sent')
          else if (a.status === 'redirected') expect([b.status, waitsForIt]).to.deep.equal(['draft', false])
          else expect([b.status, b.after?.ended ?? false], a.status).to.deep.equal(['draft', !statuses[a.status].open])
          if (b.status === 'sent') return
        }
      }),
      process.env.LONG ? { numRuns: walks } : { numRuns: walks, seed: 20_261_124 },
    )
    for (const each of ['in_progress sent', 'declined draft', 'accepted draft', 'redirected draft'])
      expect(seen, `no walk came by ${each}`).to.include(each)
  })
})
