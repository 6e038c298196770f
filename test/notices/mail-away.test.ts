import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Notice } from '../../models/notice.ts'
import { Organisation } from '../../models/organisation.ts'
import { Referral } from '../../models/referral.ts'
import { byMail, type Channel } from '../../notices/channels.ts'
import { collectNotices, deliverNotices } from '../../notices/deliver.ts'
import { aReferral, ready, sending } from '../lifecycle/people.ts'
import { type Mood, mailServer } from '../support/mail-server.ts'

const at = new Date('2030-02-04T09:00:00Z')
const nowhere: Channel = async () => {
  throw new Error('only mail is wanted here')
}

/** What a mail server does over a bad day, from these hours on. */
const day: [from: number, mood: Mood | 'is not there'][] = [
  [0, 'is not there'],
  [6, 'hangs up at once'],
  [10, 'is busy'],
  [14, 'refuses'],
  [20, 'is not there'],
  [24, 'takes'],
]

describe('Mail that is away for a day', function () {
  this.timeout(120_000)
  before(async () => {
    await ready()
    await Referral.updateMany({}, { $set: { outbox: [] }, $unset: { noticesDueAt: 1 } })
    await Notice.deleteMany({})
  })

  it('loses nothing and doubles nothing, whichever way it is away', async () => {
    const { taken, now, server, url } = await mailServer('takes')
    const { port } = server.address() as AddressInfo
    const channels = { email: byMail(url, 'Waymark <noreply@waymark.example>'), text: nowhere, post: nowhere }
    const organisation = randomUUID()
    await Organisation.create({ _id: organisation, name: 'A club', email: `club-${organisation}@club.example` })
    const people = Array.from({ length: 12 }, (_, n) => `person-${n}-${organisation}@home.example`)
    for (const email of people) {
      const safeContact = {
        preferred: 'email' as const,
        allowed: ['email' as const],
        voicemail: false,
        discreet: false,
      }
      const person = { ...sending([]).person, lastName: randomUUID(), email, safeContact }
      await aReferral({ person, at }, { organisation, organisationName: 'A club' })
    }
    await collectNotices(at)
    for (let minutes = 0; minutes <= 30 * 60; minutes += 15) {
      const [, mood] = day.findLast(([from]) => from <= minutes / 60)!
      if (mood === 'is not there') server.close()
      else {
        now.mood = mood
        if (!server.listening) await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
      }
      await deliverNotices(channels, new Date(at.getTime() + minutes * 60_000))
      if (minutes < 24 * 60) expect(taken).to.have.length(0)
    }
    server.close()
    const to = taken.map((message) => /^To: (.*)$/m.exec(message)?.[1])
    expect(to.filter((each) => people.includes(String(each))).sort()).to.deep.equal([...people].sort())
    expect(to.filter((each) => each?.startsWith('club-'))).to.have.length(people.length)
    expect(new Set(taken.map((message) => /^Message-ID: (.*)$/m.exec(message)?.[1])).size).to.equal(taken.length)
    expect(await Notice.countDocuments({ status: { $ne: 'sent' } })).to.equal(0)
    // Waiting longer each time, a day of it is a dozen tries or so each, not a thousand.
    expect(Math.max(...(await Notice.find({}, { tries: 1 }).lean()).map(({ tries }) => tries))).to.be.within(8, 20)
  })
})
