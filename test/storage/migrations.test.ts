import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { listOf, type Status, statuses } from '../../lifecycle/steps.ts'
import { EmbeddedClient } from '../../storage/embedded/client.ts'
import { goalsAsLists } from '../../storage/migrations/goals-as-lists.ts'
import { listReferrals } from '../../storage/migrations/lists.ts'
import { lookAtAll } from '../../storage/migrations/nudges.ts'
import { urgentFirst } from '../../storage/migrations/urgent-first.ts'
import type { Db } from '../../storage/places.ts'

describe('Migrations', () => {
  it('make a list of what people hope for, without losing a word, and do no harm when run again', async () => {
    const client = await EmbeddedClient.open(mkdtempSync(path.join(tmpdir(), 'waymark-migrations-')))
    const db = client.db() as unknown as Db
    const requests = db.collection<{ _id: string; need: { story: string; goals?: unknown } }>('supportrequests')
    const referrals = db.collection<{ _id: string; supportRequest: string; goals?: string[] }>('referrals')
    const need = (goals?: string) => ({ story: 'Debt', ...(goals === undefined ? {} : { goals }) })
    await requests.insertMany([
      { _id: 'one', need: need('To sleep.\r\n\r\n To work ') },
      { _id: 'none', need: need() },
      { _id: 'many', need: need('a\nb\nc\nd\ne\nf') },
    ])
    await referrals.insertMany([
      { _id: 'r1', supportRequest: 'one' },
      { _id: 'r2', supportRequest: 'one' },
      { _id: 'r3', supportRequest: 'none' },
    ])
    await goalsAsLists(db)
    await goalsAsLists(db)
    const goals = Object.fromEntries((await requests.find({}).toArray()).map((each) => [each._id, each.need]))
    expect(goals).to.deep.equal({
      one: { story: 'Debt', goals: ['To sleep.', 'To work'] },
      none: { story: 'Debt', goals: [] },
      many: { story: 'Debt', goals: ['a', 'b', 'c', 'd', 'e f'] },
    })
    expect((await referrals.find({}).toArray()).map((each) => each.goals)).to.deep.equal([
      ['To sleep.', 'To work'],
      ['To sleep.', 'To work'],
      [],
    ])
    await client.close()
  })

  it('give each referral its list and its day there, as a new one would have them', async () => {
    const client = await EmbeddedClient.open(mkdtempSync(path.join(tmpdir(), 'waymark-migrations-')))
    const db = client.db() as unknown as Db
    type Listed = { _id: string; status: Status; urgency: 'routine' | 'urgent'; list?: string; listedAt?: Date }
    const referrals = db.collection<Listed>('referrals')
    const [sentAt, closedAt] = [new Date('2029-03-05T10:00:00Z'), new Date('2029-04-05T10:00:00Z')]
    const names = Object.keys(statuses) as Status[]
    const isOver = (status: Status) => !statuses[status].open
    await referrals.insertMany(
      names.flatMap((status) =>
        (['routine', 'urgent'] as const).map((urgency) => ({
          _id: `${status} ${urgency}`,
          status,
          urgency,
          sentAt,
          ...(isOver(status) && { closedAt }),
        })),
      ),
    )
    for (const run of [listReferrals, listReferrals, urgentFirst, urgentFirst]) await run(db)
    for (const { _id, status, urgency, list, listedAt } of await referrals.find({}).toArray())
      expect({ list, listedAt }, _id).to.deep.equal({
        list: listOf(status, urgency),
        listedAt: isOver(status) ? closedAt : sentAt,
      })
    await client.close()
  })

  it('let the next round look at every referral that somebody may be nudged about', async () => {
    const client = await EmbeddedClient.open(mkdtempSync(path.join(tmpdir(), 'waymark-migrations-')))
    const db = client.db() as unknown as Db
    const referrals = db.collection<{ _id: string; status: string; withHub?: true; nudgeAt?: Date }>('referrals')
    const names = Object.keys(statuses) as Status[]
    await referrals.insertMany([
      ...names.map((status) => ({ _id: status, status })),
      { _id: 'the hub has it', status: 'sent', withHub: true },
      { _id: 'known', status: 'sent', nudgeAt: new Date('2029-03-07') },
    ])
    await lookAtAll(db)
    const looked = (await referrals.find({ nudgeAt: { $lt: new Date('2029-01-01') } }).toArray()).map(({ _id }) => _id)
    expect(looked).to.deep.equal(names.filter((status) => statuses[status].clock))
    await client.close()
  })
})
