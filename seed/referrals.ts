import { type Actor, actorOf } from '../access/actor.ts'
import { book, changeAppointment } from '../lifecycle/appointments.ts'
import { aDay, addDays, dayOf, isWorkingDay, momentAt } from '../lifecycle/clocks.ts'
import { consentTextVersion } from '../lifecycle/consent.ts'
import { giveFeedback } from '../lifecycle/feedback.ts'
import { becomeKeyWorker, claim } from '../lifecycle/looking-after.ts'
import { recordMeasure } from '../lifecycle/measures.ts'
import { say } from '../lifecycle/messages.ts'
import { CannotSend, sendSupportRequest } from '../lifecycle/send.ts'
import { steps } from '../lifecycle/steps.ts'
import { StepError, takeStep } from '../lifecycle/take-step.ts'
import { Referral } from '../models/referral.ts'
import { readGazetteer } from '../search/current-gazetteer.ts'
import { cast } from './cast.ts'
import { organisations } from './organisations.ts'
import { services } from './services/index.ts'
import { type Score, type Story, type StoryStep, stories } from './stories.ts'

const directory = services()

const actors = cast.map((user) =>
  actorOf(
    user,
    organisations.find(({ _id }) => _id === user.organisation),
  ),
)

function actor(what: string, is: (one: Actor) => boolean) {
  const found = actors.find(is)
  if (!found) throw new Error(`seed/cast.ts has nobody who is ${what}`)
  return found
}

/** One of the cast by e-mail. */
export const actorNamed = (email: string) => actor(email, (one) => one.email === email)

function serviceId(name: string) {
  const found = directory.find((service) => service.name === name)
  if (!found) throw new Error(`seed/services has no '${name}'`)
  return found._id
}

/** A moment in office hours so many days ago: a day off becomes the working day before. Later steps of one day come later. */
export function officeHours(now: Date, daysAgo: number, order: number) {
  const at = new Date(now.getTime() - daysAgo * aDay)
  at.setUTCHours(9 + Math.min(order, 7), (daysAgo * 7 + order * 13) % 60, 0, 0)
  while (!isWorkingDay(dayOf(at))) at.setTime(at.getTime() - aDay)
  return at
}

/** A working day in so many days: a day off becomes the next one ahead, or the last one before where it is past. */
export function workingDay(now: Date, inDays: number): string {
  let at = addDays(dayOf(now), inDays)
  while (!isWorkingDay(at)) at = addDays(at, inDays > 0 ? 1 : -1)
  return at
}

const colleagueAt = (organisation: string) =>
  actor(
    `at ${organisation}`,
    (one) => one.organisationName === organisation && one.roles.some((role) => role === 'provider' || role === 'hub'),
  )

/** Who may take a step: the service's own colleague, the one who referred, or the hub. */
function whoTakes([name]: StoryStep, referral: Referral, story: Story) {
  const [party] = steps[name].by
  if (party === 'referrer') return actor(story.by ?? 'a referrer', (one) => one.email === story.by)
  if (party === 'hub')
    return actor('at its hub', (one) => one.roles.includes('hub') && referral.hubs.includes(one.organisation))
  return colleagueAt(referral.organisationName)
}

async function follow(referral: Referral, story: Story, now: Date, paths = story.to) {
  const path = paths[referral.serviceName] ?? []
  // Cut short before: go on where it stopped.
  for (const [index, step] of path.entries()) {
    if (index < referral.history.length - 1) continue
    const [name, daysAgo, told] = step
    const at = officeHours(now, daysAgo, index + 1)
    const days = Object.entries(told?.days ?? {}).map(([field, ago]) => [field, addDays(dayOf(now), -ago)])
    const carries: Record<string, unknown> = {
      ...told?.carries,
      ...Object.fromEntries(days),
      ...(name === 'begin' && { startedOn: dayOf(at) }),
    }
    for (const field of ['service', 'first'])
      if (carries[field]) carries[field] = [carries[field]].flat().map((name) => serviceId(String(name)))
    if (carries.first) carries.first = [carries.first].flat()[0]
    await takeStep({
      reference: referral.reference,
      step: name,
      by: whoTakes(step, referral, story),
      reason: told?.reason,
      comment: told?.comment,
      carries,
      at,
      quietly: true,
    })
  }
}

const hour = 60 * 60 * 1000

/** Books what the story says, unless it has been, and writes down what came of it. */
async function meet({ reference, serviceName, organisationName, appointments }: Referral, story: Story, now: Date) {
  if (appointments.length) return
  const by = colleagueAt(organisationName)
  for (const [inDays, time, channel, where, what] of story.meets?.[serviceName] ?? []) {
    const startsAt = momentAt(workingDay(now, inDays), time)
    if (!startsAt) continue
    const bookedAt = new Date(Math.min(now.getTime(), startsAt.getTime()) - hour)
    const booking = { startsAt, minutes: 45, channel, where, offered: what === 'offered' }
    await book(reference, by, booking, bookedAt, true)
    const made = (await Referral.findOne({ reference }).lean())?.appointments.at(-1)
    if (!made || startsAt > now) continue
    const came = what === 'attended' ? { change: what } : { change: 'not_attended' as const, reason: what }
    await changeAppointment(reference, by, String(made._id), came, new Date(startsAt.getTime() + hour), true)
  }
}

/** Writes down the scores that the story tells, unless they have been. */
async function measure({ reference, organisationName, measurements }: Referral, scores: Score[], now: Date) {
  if (measurements.length) return
  const by = colleagueAt(organisationName)
  for (const [measure, daysAgo, when, each] of scores)
    await recordMeasure({
      reference,
      by,
      measure,
      when,
      ...(typeof each === 'string' ? { notCollected: each, scores: {} } : { completedBy: 'self', scores: each }),
      on: addDays(dayOf(now), -daysAgo),
    })
}

/** Has the person add and say what the story tells, unless they have. */
async function hear(referral: Referral, { adds, says }: Story, now: Date) {
  const { reference, serviceName, supportRequest, messages, feedback } = referral
  const [added, text] = adds?.[serviceName] ?? []
  const [said, helped, comment] = says?.[serviceName] ?? []
  const by = { supportRequest }
  if (text && !messages.length) await say({ reference, by, text, at: officeHours(now, added ?? 0, 2), quietly: true })
  if (helped && !feedback.length)
    await giveFeedback(reference, by, { helped, comment }, officeHours(now, said ?? 0, 2), true)
}

async function tell(story: Story, number: number, now: Date) {
  const [firstName, lastName, dateOfBirth, outward] = story.person
  const by = story.by ? actor(story.by, (one) => one.email === story.by) : undefined
  const { referrals, supportRequest } = await sendSupportRequest({
    key: `demonstration ${number} ${lastName}`,
    person: {
      firstName,
      lastName,
      dateOfBirth,
      // The letters C, I, K, M, O and V are never used in the second half: nobody lives there.
      postcode: `${outward} 9MO`,
      phone: `07700 900${String(100 + number * 11).slice(-3)}`,
      ...(by?.jobTitle === 'GP' && { gp: { registered: 'yes' as const, name: by.organisationName } }),
      email: `${firstName}.${lastName}@post.example`.toLowerCase(),
      safeContact: {
        preferred: 'phone',
        allowed: ['phone', 'text'],
        voicemail: false,
        discreet: false,
        ...story.contact,
      },
      language: story.language ?? 'en',
      interpreter: story.needs?.includes('nterpreter') ?? false,
      communicationNeeds: story.needs,
    },
    need: {
      story: story.story,
      goals: story.goals ?? [],
      employmentStatus: story.work,
      offSick: story.offSick,
      urgency: story.urgent ? 'urgent' : 'routine',
    },
    consent: { givenBy: 'self', how: by ? 'in_room' : 'online', textVersion: consentTextVersion },
    by,
    services: Object.keys(story.to).map(serviceId),
    after: Object.fromEntries(Object.entries(story.after ?? {}).map((pair) => pair.map(serviceId))),
    at: officeHours(now, story.daysAgo, 0),
    quietly: true,
  })
  for (const referral of referrals) {
    await follow(referral, story, now)
    await meet(referral, story, now)
    await hear(referral, story, now)
    await measure(referral, story.scores?.[referral.serviceName] ?? [], now)
    if (story.hasIt) await claim(referral.reference, actorNamed(story.hasIt), officeHours(now, story.daysAgo, 1))
  }
  if (story.onward)
    for (const referral of await Referral.find({ continues: { $in: referrals.map(({ _id }) => _id) } }).lean())
      await follow(referral, story, now, story.onward)
  if (story.keyWorker && !supportRequest.keyWorker)
    await becomeKeyWorker(supportRequest._id, actorNamed(story.keyWorker), '', officeHours(now, story.daysAgo, 1))
}

/**
 * Sends every story and moves its referrals along by the same code that people use, dated back from `now`.
 * Told again, a story that was told stays as it is. The services must be in the store.
 * @returns how many couldn't be told: where boundaries have been imported, a service may not cover a person after all
 */
export async function tellStories(now = new Date()) {
  await readGazetteer()
  const told = await Promise.allSettled(stories.map((story, number) => tell(story, number, now)))
  const failed = told.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  for (const reason of failed) if (!(reason instanceof CannotSend || reason instanceof StepError)) throw reason
  return failed.length
}
