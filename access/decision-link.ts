import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { config } from '../config.ts'
import { DecisionLink } from '../models/decision-link.ts'
import { Organisation } from '../models/organisation.ts'
import type { Referral } from '../models/referral.ts'
import type { Channels } from '../notices/channels.ts'
import { isDuplicate } from '../storage/errors.ts'

const minute = 60_000
const linkFor = 7 * 24 * 60 * minute
const codeFor = 30 * minute
const anotherEvery = 60 * minute
export const mostWrongCodes = 10
export const mostCodes = 5

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * The address that opens the decision page, for one notice: the same however often the notice is tried again.
 * 256 bits that only this server can make; the store keeps their hash.
 */
export async function makeDecisionLink(
  notice: string,
  referral: Pick<Referral, '_id' | 'organisation'>,
  at = new Date(),
) {
  const token = createHmac('sha256', config.SESSION_SECRET).update(`decision link ${notice}`).digest('base64url')
  const link = {
    referral: referral._id,
    organisation: referral.organisation,
    expiresAt: new Date(at.getTime() + linkFor),
  }
  try {
    await DecisionLink.create({ _id: hash(token), ...link })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  return `${config.BASE_URL}/decide/${token}`
}

/** The link of an address, while it may be used. */
export async function findDecisionLink(token: string, at = new Date()): Promise<DecisionLink | null> {
  return DecisionLink.findOne({ _id: hash(token), ...usable(at) }).lean()
}

/** The link that was opened with its code, while it may be used. */
export const openedLink = (id: string, at = new Date()): Promise<DecisionLink | null> =>
  DecisionLink.findOne({ _id: id, ...usable(at) }).lean()

const usable = (at: Date) => ({
  usedAt: { $exists: false },
  expiresAt: { $gt: at },
  wrongCodes: { $lt: mostWrongCodes },
})

/** Where an organisation's codes go: its mobile by text, else its address by mail; null when it has neither. */
export async function codeWay(organisation: string) {
  const found = await Organisation.findById(organisation).lean()
  const mobile = found?.phone?.replace(/\s/g, '')
  if (mobile && /^(07|\+447)\d{9}$/.test(mobile))
    return { channel: 'text', address: mobile, shown: `the number that ends in ${mobile.slice(-3)}` } as const
  if (found?.email)
    return { channel: 'email', address: found.email, shown: `the address at ${found.email.split('@')[1]}` } as const
  return null
}

/** Sends a new code to the organisation's own number or address, in place of an earlier one. Returns whether one went. */
export async function sendCode(link: DecisionLink, channels: Channels, at = new Date()): Promise<boolean> {
  const way = await codeWay(link.organisation)
  if (!way) return false
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const { modifiedCount } = await DecisionLink.updateOne(
    { _id: link._id, codesSent: { $lt: mostCodes } },
    {
      $set: { codeHash: hash(`${link._id} ${code}`), codeUntil: new Date(at.getTime() + codeFor) },
      $inc: { codesSent: 1 },
    },
  )
  if (!modifiedCount) return false
  await channels[way.channel]({
    id: hash(`${link._id} ${code}`).slice(0, 32),
    to: way.address,
    subject: 'Your code for Waymark',
    body: `Your code is ${code}. It lasts 30 minutes. Nobody from Waymark will ever ask you for it.`,
  })
  return true
}

/** Whether a code opens a link. Each wrong one is counted before the answer is known; ten of them end the link. */
export async function codeFits(link: DecisionLink, typed: string, at = new Date()): Promise<boolean> {
  const counted: DecisionLink | null = await DecisionLink.findOneAndUpdate(
    { _id: link._id, ...usable(at) },
    { $inc: { wrongCodes: 1 } },
    { returnDocument: 'after' },
  ).lean()
  if (!counted?.codeHash || !counted.codeUntil || counted.codeUntil < at) return false
  const given = hash(`${link._id} ${typed.replace(/\D/g, '')}`)
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(counted.codeHash))) return false
  await DecisionLink.updateOne({ _id: link._id }, { $inc: { wrongCodes: -1 }, $unset: { codeHash: 1, codeUntil: 1 } })
  return true
}

/** Spends a link: a step was taken with it. */
export const spendLink = (id: string, at = new Date()) => DecisionLink.updateOne({ _id: id }, { $set: { usedAt: at } })

/**
 * Takes up the wish for another link where one has ended, at most once an hour for each.
 * @returns what the ended link was for; null when there never was such a link, or another was asked for just now
 */
export const askForAnother = (token: string, at = new Date()): Promise<DecisionLink | null> =>
  DecisionLink.findOneAndUpdate(
    {
      _id: hash(token),
      $or: [{ anotherAt: { $exists: false } }, { anotherAt: { $lt: new Date(at.getTime() - anotherEvery) } }],
    },
    { $set: { anotherAt: at } },
  ).lean()
