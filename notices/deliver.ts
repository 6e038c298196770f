import { createHash } from 'node:crypto'
import { makeDecisionLink } from '../access/decision-link.ts'
import { config } from '../config.ts'
import { withProvider } from '../lifecycle/by-link.ts'
import { dayOf } from '../lifecycle/clocks.ts'
import { hasDied } from '../lifecycle/deaths.ts'
import { digestOf, digestWords } from '../lifecycle/digest.ts'
import { urgentLists } from '../lifecycle/steps.ts'
import { log } from '../log.ts'
import { Notice } from '../models/notice.ts'
import { Organisation } from '../models/organisation.ts'
import { Referral, type Telling } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { User } from '../models/user.ts'
import { type Channels, NotSent } from './channels.ts'
import { conferenceWords } from './conferences.ts'
import { once } from './once.ts'
import { recipientsOf } from './recipients.ts'
import { safeWay } from './safe-contact.ts'
import { type Words, wordsFor } from './words.ts'

const minute = 60_000
/** Give up after so long without success: long enough for a mail server that is away over a weekend. */
const giveUpAfter = 7 * 24 * 60 * minute
/** A message being sent for longer than this was cut short by a crash. */
const cutShortAfter = 10 * minute

/** When to try again: after 1, 2, 4… minutes, at most 4 hours. */
export const backOff = (tries: number) => Math.min(2 ** (tries - 1), 240) * minute

/** One for a telling and a recipient. For the person, one story sent to several services at once is one piece of news. */
function noticeId({ _id, about, at }: Telling, { party, user, organisation, supportRequest }: Notice['to']) {
  const what = supportRequest ? [supportRequest, about, at.getTime()] : [_id, user ?? organisation]
  return createHash('sha256')
    .update([party, ...what].join(' '))
    .digest('hex')
    .slice(0, 32)
}

/** Turns what referrals have to tell into notices, one for each recipient. What a crash interrupts is done again, to the same notices. */
export async function collectNotices(at = new Date()): Promise<number> {
  let made = 0
  for (;;) {
    const referrals = await Referral.find({ noticesDueAt: { $lte: at } })
      .sort({ noticesDueAt: 1 })
      .limit(50)
      .lean()
    for (const referral of referrals) {
      for (const telling of referral.outbox) {
        for (const to of await recipientsOf(referral, telling.to)) {
          made += await once({
            _id: noticeId(telling, to),
            referral: referral._id,
            reference: referral.reference,
            about: telling.about,
            to,
            dueAt: telling.at,
            createdAt: at,
          })
        }
      }
      const told = referral.outbox.map(({ _id }) => _id)
      const keep = { timestamps: false }
      await Referral.updateOne({ _id: referral._id }, { $pull: { outbox: { _id: { $in: told } } } }, keep)
      await Referral.updateOne({ _id: referral._id, outbox: { $size: 0 } }, { $unset: { noticesDueAt: 1 } }, keep)
    }
    if (referrals.length < 50) return made
  }
}

/** On Mondays, a digest for everyone who refers and whose referrals moved in the week before: one each, however often it is asked. */
export async function collectDigests(at = new Date()): Promise<number> {
  const today = dayOf(at)
  if (new Date(`${today}T12:00:00Z`).getUTCDay() !== 1) return 0
  const since = new Date(at.getTime() - 7 * 24 * 60 * minute)
  let made = 0
  // Asked user by user: what moved at all in a week is known to no index.
  for (const { _id: user } of await User.find({ roles: 'referrer', active: true }, { _id: 1 }).lean()) {
    if (!(await Referral.exists({ 'referrer.user': user, updatedAt: { $gt: since } }))) continue
    const _id = createHash('sha256').update(`digest ${user} ${today}`).digest('hex').slice(0, 32)
    made += await once({ _id, about: 'digest', to: { party: 'referrer', user }, dueAt: at, createdAt: at })
  }
  return made
}

const noAddress = 'There is no address'

type Way = { channel: keyof Channels; address: string; discreet?: boolean } | { withheld: string }

/** How a notice may reach its recipient, as things stand now. */
async function wayTo({ to, about }: Notice): Promise<Way> {
  if (to.supportRequest) {
    const request = await SupportRequest.findById(to.supportRequest).lean()
    if (!request) return { withheld: 'The request is gone' }
    const way = safeWay(request.person, await hasDied(request), about)
    return 'withheld' in way ? way : { ...way, discreet: request.person.safeContact.discreet }
  }
  const recipient = to.user
    ? await User.findOne({ _id: to.user, active: true }).lean()
    : await Organisation.findById(to.organisation).lean()
  return recipient?.email ? { channel: 'email', address: recipient.email } : { withheld: noAddress }
}

/** For an organisation that has nobody who signs in: the link that opens the referral, while something can be done there. */
async function decideBy({ _id, to, referral }: Notice, at: Date) {
  if (!to.organisation) return undefined
  const open = await Referral.findOne({ _id: referral, ...withProvider(at) }, { organisation: 1 }).lean()
  return open ? makeDecisionLink(_id, open, at) : undefined
}

const stillAhead = (at: Date) => ({ $elemMatch: { startsAt: { $gt: at }, state: { $in: ['offered', 'booked'] } } })

/** What a notice says, as things stand now; null when there is nothing to say any more. */
async function wordsOf(notice: Notice, discreet = false, at: Date): Promise<Words | null> {
  const { about, to, reference = '' } = notice
  const site = config.BASE_URL
  if (about === 'reminder' && !(await Referral.exists({ _id: notice.referral, appointments: stillAhead(at) })))
    return null
  // What was entered in error is nobody's news, except that it was.
  const gone = { _id: notice.referral, status: 'entered_in_error' as const }
  if (notice.referral && about !== 'enter_in_error' && (await Referral.exists(gone))) return null
  if (to.party === 'team') return conferenceWords(notice)
  if (about !== 'digest') {
    const urgent = Boolean(await Referral.exists({ _id: notice.referral, list: { $in: urgentLists } }))
    return wordsFor(to.party, { about, reference, site, urgent, decide: await decideBy(notice, at) }, discreet)
  }
  const digest = await digestOf(to.user, at)
  return (
    digest && {
      subject: 'Your referrals this week',
      body: `${digestWords(digest)}\n\nSign in to see them:\n${site}/referrals`,
    }
  )
}

/** Sends one claimed notice and writes down what became of it. */
async function send(notice: Notice, channels: Channels, at: Date) {
  const set = (changes: object) =>
    Notice.updateOne({ _id: notice._id, status: 'sending' }, { $set: changes, $unset: { claimedAt: 1 } })
  const way = await wayTo(notice)
  if ('withheld' in way) return set({ status: 'withheld', why: way.withheld })
  const { channel, address, discreet } = way
  const words = await wordsOf(notice, discreet, at)
  if (!words) return set({ status: 'withheld', why: 'There is nothing to say any more' })
  // Written down before it leaves: what was cut short without this has certainly not gone.
  const { modifiedCount } = await Notice.updateOne(
    { _id: notice._id, status: 'sending', claimedAt: notice.claimedAt },
    { $set: { handedAt: at } },
  )
  if (!modifiedCount) return
  try {
    await channels[channel]({ id: notice._id, to: address, discreet, ...words })
  } catch (error) {
    const certain = error instanceof NotSent && error.certain
    const why = certain ? 'Refused, or not reached' : 'The line broke'
    log.warn({ notice: notice._id, tries: notice.tries }, 'A notice was not sent')
    // To a person, rather no message than two.
    if (!certain && notice.to.party === 'person') await set({ status: 'uncertain', channel, why })
    else if (at.getTime() - (notice.anewAt ?? notice.createdAt).getTime() > giveUpAfter)
      await set({ status: 'failed', channel, why })
    else await set({ status: 'waiting', channel, why, dueAt: new Date(at.getTime() + backOff(notice.tries)) })
    return
  }
  await set({ status: 'sent', channel, sentAt: at })
}

/** Frees what a crash left half sent: to a person it is not tried again once it was handed over, since it may have gone. */
async function freeCutShort(at: Date) {
  const cut = { status: 'sending' as const, claimedAt: { $lt: new Date(at.getTime() - cutShortAfter) } }
  const why = 'Waymark stopped while it was being sent'
  await Notice.updateMany(
    { ...cut, 'to.party': 'person', handedAt: { $exists: true } },
    { $set: { status: 'uncertain', why }, $unset: { claimedAt: 1 } },
  )
  await Notice.updateMany(cut, { $set: { status: 'waiting', why, dueAt: at }, $unset: { claimedAt: 1, handedAt: 1 } })
}

/** Notices that reached nobody, and won't by themselves: given up, perhaps gone, or to somebody without an address. */
export const undelivered = {
  $or: [{ status: { $in: ['failed', 'uncertain'] as const } }, { status: 'withheld' as const, why: noAddress }],
}

/** Tries anew, for a week again, what was given up or could not go for want of an address: one of them, or all. Returns how many. */
export async function tryAgain(id?: string, at = new Date()): Promise<number> {
  const again = { $or: [{ status: 'failed' as const }, { status: 'withheld' as const, why: noAddress }] }
  const { modifiedCount } = await Notice.updateMany(id ? { ...again, _id: id } : again, {
    $set: { status: 'waiting', dueAt: at, anewAt: at, tries: 0 },
    $unset: { why: 1, handedAt: 1 },
  })
  return modifiedCount
}

/**
 * Sends every notice that is due. Each is claimed before it is sent, by one conditional update, so that however many
 * processes deliver, one sends it.
 * @returns how many were taken in hand
 */
export async function deliverNotices(channels: Channels, at = new Date()): Promise<number> {
  await freeCutShort(at)
  let taken = 0
  for (;;) {
    const due = await Notice.find({ dueAt: { $lte: at }, status: 'waiting' }, { _id: 1 })
      .sort({ dueAt: 1 })
      .limit(50)
      .lean()
    for (const { _id } of due) {
      const claimed: Notice | null = await Notice.findOneAndUpdate(
        { _id, status: 'waiting', dueAt: { $lte: at } },
        { $set: { status: 'sending', claimedAt: at }, $unset: { dueAt: 1, handedAt: 1 }, $inc: { tries: 1 } },
        { returnDocument: 'after' },
      ).lean()
      if (!claimed) continue
      await send(claimed, channels, at)
      taken++
    }
    if (due.length < 50) return taken
  }
}
