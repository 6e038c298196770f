import { expect } from 'chai'
import fc from 'fast-check'
import { type Action, actionsFor } from '../../lifecycle/actions.ts'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import type { Mover } from '../../lifecycle/party.ts'
import { sendSupportRequest } from '../../lifecycle/send.ts'
import { listOf, type StepName, statuses, stepNames, steps } from '../../lifecycle/steps.ts'
import { type StepError, takeStep } from '../../lifecycle/take-step.ts'
import { Referral } from '../../models/referral.ts'
import { ada, aService, grace, hana, ready, sending, somebodyElse, stranger, tariq, thePerson } from './people.ts'

/** One try at a step: who, which, after how many days, and whether with care (what is asked for) or without. */
interface Try {
  who: number
  step: StepName
  days: number
  pick: number
  careful: boolean
}

const tries = fc.array(
  fc.record<Try>({
    // Mostly the provider: others soon end a walk by withdrawing it.
    who: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5),
    step: fc.constantFrom(...stepNames),
    days: fc.nat(12),
    pick: fc.nat(1_000),
    careful: fc.boolean(),
  }),
  { minLength: 50, maxLength: 50 },
)

/** Fields and reason as a careful user would fill them in. */
function filledIn(
  { reasons, fields }: Pick<Action, 'reasons' | 'fields'>,
  pick: number,
  today: string,
  service: string,
) {
  const carries: Record<string, string> = {}
  for (const { name, type, choices = {}, earliest = 0 } of fields) {
    if (type === 'date') carries[name] = addDays(today, Math.max(earliest, 0))
    else if (type === 'choice') carries[name] = Object.keys(choices)[pick % Object.keys(choices).length]!
    else carries[name] = type === 'service' ? service : type === 'number' ? '4' : 'Some words'
  }
  return { carries, reason: reasons[pick % (reasons.length || 1)]?.code }
}

/** Where a walk begins: at a provider, at the hub itself, or waiting for another referral to begin. */
const starts = fc.constantFrom('provider', 'provider', 'hub', 'waiting')

describe('Walking through a referral’s life at random', () => {
  before(ready)

  it('never makes an illegal move, keeps history and status one, and offers exactly what it accepts', async function () {
    const walks = process.env.LONG ? 10_000 : 40
    this.timeout(walks * 1_000)
    const [service, other] = [await aService(), await aService()]
    const triage = await aService({ organisation: hana.organisation, organisationName: hana.organisation })
    const tally: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(tries, starts, async (walk, start) => {
        let at = new Date('2026-03-02T09:00:00Z')
        const need = { ...sending([]).need, goals: ['To sleep', 'To open the post'] }
        const person = somebodyElse()
        const to = start === 'hub' ? triage._id : service._id
        const waits = start === 'waiting' ? { [to]: other._id } : undefined
        const sent = await sendSupportRequest(
          sending(waits ? [to, other._id] : [to], { at, person, need, after: waits }),
        )
        let referral = sent.referrals.find((each) => each.service === to)!
        const movers: Mover[] = [tariq, grace, hana, thePerson(sent.supportRequest._id), ada, stranger]
        for (const { who, step, days, pick, careful } of walk) {
          at = new Date(at.getTime() + days * 86_400_000)
          const by = movers[who]!
          const offered = actionsFor(referral, by, at)
          // Half of the tries take what is offered, the others whatever comes.
          const action = careful ? offered[pick % (offered.length || 1)] : offered.find(({ name }) => name === step)
          const name = action?.name ?? step
          const filled = filledIn(action ?? { reasons: [], fields: [] }, pick, dayOf(at), other._id)
          const { reference, version } = referral
          try {
            const moved = await takeStep({ reference, step: name, by, version, at, ...filled })
            expect(action, `${name} was accepted from ${referral.status} and not offered`).not.to.equal(undefined)
            expect(steps[name].from).to.include(referral.status)
            expect(moved.version).to.equal(version + 1)
            referral = moved
          } catch (error) {
            const { status } = error as StepError
            if (![404, 409].includes(status) || action) throw error
            tally.refused = (tally.refused ?? 0) + 1
          }
          tally[referral.status] = (tally[referral.status] ?? 0) + 1
        }
        const kept = (await Referral.findById(referral._id).lean())!
        let replayed = 'draft'
        for (const { step, from, to, reason } of kept.history) {
          expect(from).to.equal(replayed)
          expect(steps[step].from).to.include(from)
          expect(steps[step].to).to.equal(to)
          if (!statuses[to].open && from !== to) expect(reason, `${step} without a reason`).to.be.a('string')
          replayed = to
        }
        expect(kept.status).to.equal(replayed)
        // Sending is a step of its own where it waited.
        expect(kept.history).to.have.length(kept.version + Number(start !== 'waiting'))
        expect(kept.closedAt !== undefined).to.equal(!statuses[kept.status].open)
        expect([kept.list, kept.listedAt]).to.deep.equal([
          listOf(kept.status, kept.urgency),
          kept.closedAt ?? kept.sentAt,
        ])
        expect(kept.dueAt !== undefined).to.equal(statuses[kept.status].clock !== null)
      }),
      // The ordinary run walks the same ways each time, so that the tally below can't fail by chance.
      process.env.LONG ? { numRuns: walks } : { numRuns: walks, seed: 20_261_126 },
    )
    // A walk that never gets anywhere would prove nothing.
    for (const status of ['draft', 'accepted', 'in_progress', 'declined', 'completed', 'withdrawn', 'refused'])
      expect(tally[status], `no walk came by ${status}`).to.be.greaterThan(0)
  })
})
