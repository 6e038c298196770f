import { Referral } from '../models/referral.ts'
import { Types } from '../storage/mongoose.ts'
import { type Mover, nameOf, partiesOf } from './party.ts'
import { tellings } from './send.ts'
import { type Party, parties } from './steps.ts'

export const longestMessage = 2_000

/** Sides that read the messages: those who work with the referral. */
const readers: Party[] = ['provider', 'referrer', 'hub']

/** The side on which somebody speaks: the hub's only when they are on no other. */
const sideOf = (referral: Pick<Referral, 'organisation' | 'referrer' | 'supportRequest' | 'hubs'>, mover: Mover) =>
  partiesOf(referral, mover).find((party) => party === 'person' || readers.includes(party))

/**
 * Adds a message to a referral and what must be told of it, in one update. What it says never leaves the site.
 * @returns a sentence when it won't do, null when it is kept, undefined when there is no such referral for them
 */
export async function say({
  reference,
  by,
  text,
  at = new Date(),
  quietly = false,
}: {
  reference: string
  by: Mover
  text: string
  at?: Date
  quietly?: boolean
}) {
  const words = text.trim()
  if (!words) return 'Write a message'
  if (words.length > longestMessage) return `Use ${longestMessage.toLocaleString('en-GB')} characters or fewer`
  const referral = await Referral.findOne({ reference }).lean()
  const party = referral && sideOf(referral, by)
  if (!referral || !party || referral.status === 'entered_in_error') return undefined
  const { user, name, organisationName } = nameOf(by) as {
    user?: Types.ObjectId
    name: string
    organisationName: string
  }
  const message = {
    _id: new Types.ObjectId(),
    at,
    by: { user, name, organisationName, party },
    text: words,
    seenBy: [party],
  }
  // A provider knows nothing yet of what waits to be sent.
  const other: Party = party === 'provider' || referral.status === 'draft' ? 'referrer' : 'provider'
  const to = quietly || other === party ? [] : [other]
  const outbox = tellings('message', to, at)
  await Referral.updateOne(
    { _id: referral._id },
    {
      $push: { messages: message, outbox: { $each: outbox } },
      ...(outbox.length ? { $set: { noticesDueAt: at } } : {}),
    },
    { timestamps: false },
  )
  return null
}

/** The messages that a side hasn't seen. */
export const unseen = (referral: Pick<Referral, 'messages'>, party: Party) =>
  (referral.messages ?? []).filter(({ seenBy }) => !seenBy.includes(party))

/** Whether there is a message that somebody's own side hasn't seen; the hub, who reads all of them, isn't called by each. */
export function hasNewMessage(referral: Referral, mover: Mover): boolean {
  const party = sideOf(referral, mover)
  return party !== undefined && party !== 'hub' && unseen(referral, party).length > 0
}

/** Notes that somebody's side has seen every message of a referral. */
export async function seeMessages(referral: Referral, mover: Mover) {
  const party = sideOf(referral, mover)
  if (!party || party === 'person' || !unseen(referral, party).length) return
  await Referral.updateOne(
    { _id: referral._id },
    { $addToSet: { 'messages.$[].seenBy': party } },
    { timestamps: false },
  )
}

/**
 * The messages that somebody may read (all of them, or for the person only their own), each with whether it is new to
 * their side and which other sides have seen it.
 */
export function messagesFor(referral: Referral, mover: Mover) {
  const party = sideOf(referral, mover)
  if (!party) return []
  return (referral.messages ?? [])
    .filter(({ by }) => party !== 'person' || by.party === 'person')
    .map((message) => ({
      ...message,
      isNew: party !== 'person' && party !== 'hub' && !message.seenBy.includes(party),
      seenByOthers: message.seenBy.filter((side) => side !== message.by.party).map((side) => parties[side]),
    }))
}
