import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { stepNames } from '../../lifecycle/steps.ts'
import { Notice } from '../../models/notice.ts'
import { Referral } from '../../models/referral.ts'
import { type ContactChannel, contactChannels, type Person, SupportRequest } from '../../models/support-request.ts'
import type { Channels, Message } from '../../notices/channels.ts'
import { deliverNotices } from '../../notices/deliver.ts'
import { Types } from '../../storage/mongoose.ts'
import { aReferral, ready, sending } from '../lifecycle/people.ts'

const ways = Object.keys(contactChannels) as ContactChannel[]
/** Everything that there may be to tell a person. */
const abouts = [...stepNames, 'nudge', 'overdue', 'message', 'appointment', 'reminder', 'follow-up', 'sequence']

const addresses = { text: '0117 496 0877', email: 'zq@sentinel.example', post: 'Zelda Quorn\n7 Sentinel Row\nBS2 0AA' }

interface Case {
  about: string
  preferred: ContactChannel
  allowed: ContactChannel[]
  has: { phone: boolean; email: boolean; address: boolean }
  voicemail: boolean
  discreet: boolean
  reminders?: 'text' | 'email' | 'none'
  language: string
  died: boolean
}

const anyCase: fc.Arbitrary<Case> = fc.record(
  {
    about: fc.constantFrom(...abouts),
    preferred: fc.constantFrom(...ways),
    allowed: fc.subarray(ways),
    has: fc.record({ phone: fc.boolean(), email: fc.boolean(), address: fc.boolean() }),
    voicemail: fc.boolean(),
    discreet: fc.boolean(),
    reminders: fc.constantFrom('text' as const, 'email' as const, 'none' as const),
    language: fc.constantFrom('en', 'pl', 'bfi'),
    died: fc.boolean(),
  },
  {
    requiredKeys: ['about', 'preferred', 'allowed', 'has', 'voicemail', 'discreet', 'language', 'died'],
  },
)

/** What goes out to a person of this kind when there is this to tell: one notice, through the real outbox. */
async function told(each: Case): Promise<[keyof Channels, Message][]> {
  const { preferred, allowed, voicemail, discreet, reminders, has, language, died, about } = each
  const person: Person = {
    firstName: 'Zelda',
    lastName: `Quorn ${randomUUID()}`,
    dateOfBirth: '1961-11-23',
    postcode: 'BS2 0AA',
    ...(has.phone && { phone: addresses.text }),
    ...(has.email && { email: addresses.email }),
    ...(has.address && { address: '7 Sentinel Row' }),
    nhsNumber: undefined,
    safeContact: { preferred, allowed, voicemail, discreet, reminders, notes: 'Her brother answers' },
    language,
    interpreter: false,
  }
  const at = new Date()
  const request = new Types.ObjectId()
  const _id = new Types.ObjectId()
  await SupportRequest.collection.insertOne({ _id: request, idempotencyKey: String(request), person } as never)
  await Referral.collection.insertOne({
    _id,
    reference: String(_id),
    supportRequest: request,
    ...(died && { died: true }),
    appointments: [{ startsAt: new Date(at.getTime() + 86_400_000), state: 'booked' }],
  } as never)
  await Notice.create({
    _id: String(_id),
    referral: _id,
    reference: 'K7MR-4TXD',
    about,
    to: { party: 'person', supportRequest: request },
    status: 'waiting',
    dueAt: at,
    createdAt: at,
  })
  const went: [keyof Channels, Message][] = []
  const by = (channel: keyof Channels) => async (message: Message) => {
    went.push([channel, message])
  }
  await deliverNotices({ email: by('email'), text: by('text'), post: by('post') }, at)
  await deliverNotices({ email: by('email'), text: by('text'), post: by('post') }, new Date(at.getTime() + 86_400_000))
  await Promise.all([Referral.deleteOne({ _id }), SupportRequest.deleteOne({ _id: request }), Notice.deleteMany({})])
  return went
}

describe('Whatever a person allows and whatever there is to tell', function () {
  this.timeout(120_000)
  before(async () => {
    await ready()
    await Notice.deleteMany({})
    await aReferral({ quietly: true, person: sending([]).person })
  })

  it('they get it once at most, only by a way they allowed, saying nothing of them or of what it is about', async () => {
    let sent = 0
    await fc.assert(
      fc.asyncProperty(anyCase, async (each) => {
        const went = await told(each)
        sent += went.length
        expect(went.length).to.be.at.most(1)
        for (const [channel, { to, subject, body, discreet }] of went) {
          expect(each.died).to.equal(false)
          expect(each.allowed).to.include(channel)
          expect(to.replace(/ [0-9a-f-]{36}/, '')).to.equal(addresses[channel])
          expect(each.about === 'reminder' && each.reminders === 'none').to.equal(false)
          const said = `${subject}\n${body}`
          expect(said).to.not.match(
            /Zelda|Quorn|Sentinel|1961|0877|BS2|brother|debt|therap|physio|health|appointment|declin|accept|undefined|null/i,
          )
          expect(discreet).to.equal(each.discreet)
          if (each.discreet) expect(said).to.not.match(/waymark|K7MR|request|support|referral|http/i)
        }
      }),
      { numRuns: 300 },
    )
    // Not because nothing is ever sent.
    expect(sent).to.be.greaterThan(30)
  })

  it('and they do get it, when nothing stands against it', async () => {
    const fine = { voicemail: true, has: { phone: true, email: true, address: true }, language: 'en', died: false }
    for (const about of abouts)
      for (const way of ['text', 'email', 'post'] as const)
        for (const discreet of [true, false]) {
          const [went] = await told({ ...fine, about, discreet, preferred: way, allowed: [way] })
          // A letter would come after the appointment.
          const late = about === 'reminder' && way === 'post'
          expect(went?.[0], `${about} by ${way}`).to.equal(late ? undefined : way)
        }
  })
})
