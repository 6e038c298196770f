import { type Request, type Response, Router } from 'express'
import { isValidObjectId } from 'mongoose'
import { type FoundConference, findConference, mayBeNamed } from '../access/conference.ts'
import { only } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { memberForm } from '../forms/conference.ts'
import { readForm } from '../forms/form.ts'
import { addMember, addNote, longestNote, removeMember } from '../lifecycle/conference.ts'
import { Organisation } from '../models/organisation.ts'
import { consentWays } from '../models/support-request.ts'
import { personChoices } from '../views/person-choices.ts'
import { storyShown } from '../views/referrals/referral.ts'

/** A case conference: a named team around one person, and the notes that only the team sees. */
const routes = Router()
export default routes
const parties = only('referrer', 'provider', 'hub')
routes.get('/support-requests/:id/conference', parties, show)
routes.post('/support-requests/:id/conference/members', parties, add)
routes.post('/support-requests/:id/conference/members/removals', parties, remove)
routes.post('/support-requests/:id/conference/notes', parties, write)

type OfRequest = Request<{ id: string }>

async function find(req: OfRequest): Promise<FoundConference> {
  const { id } = req.params
  const found = isValidObjectId(id) ? await findConference(id, req.user!) : null
  if (!found) throw notFound()
  return found
}

async function chosen(req: OfRequest) {
  const found = await find(req)
  if (!found.chooses) throw notFound()
  return found
}

const back = (req: OfRequest, res: Response) => res.redirect(303, `/support-requests/${req.params.id}/conference`)

async function show(req: OfRequest, res: Response) {
  await render(res, await find(req))
}

async function add(req: OfRequest, res: Response) {
  const found = await chosen(req)
  const { values, data, errors } = readForm(memberForm, req.body)
  if (!data) return render(res.status(422), found, { values, errors })
  const name = await addMember(found, req.user!, data.user, data.consentHow)
  if (!name) {
    const wrong = { user: 'They are in the team already, or their organisation takes no part' }
    return render(res.status(422), found, { values, errors: wrong })
  }
  req.session.notice = `${name} is in the team.`
  back(req, res)
}

async function remove(req: OfRequest, res: Response) {
  const name = await removeMember(await chosen(req), req.user!, String(req.body?.user))
  if (!name) throw notFound()
  req.session.notice = `${name} is no longer in the team.`
  // Whoever took themselves off and chooses no longer has nothing to come back to.
  back(req, res)
}

async function write(req: OfRequest, res: Response) {
  const found = await find(req)
  const note = String(req.body?.note ?? '')
  const wrong = found.inTeam ? await addNote(found, req.user!, note) : undefined
  if (wrong === undefined) throw notFound()
  if (wrong) return render(res.status(422), found, { values: { note }, errors: { note: wrong } })
  req.session.notice = 'Your note is in the case conference.'
  back(req, res)
}

interface Typed {
  values?: Record<string, unknown>
  errors?: Record<string, string>
}

async function render(res: Response, found: FoundConference, { values = {}, errors }: Typed = {}) {
  const { request, conference, inTeam, chooses, seen } = found
  const { firstName, lastName } = request.person
  res.set('Cache-Control', 'no-store').render('conferences/show', {
    title: `Case conference: ${firstName} ${lastName}`,
    personName: `${firstName} ${lastName}`,
    id: request._id,
    ...storyShown(seen),
    inTeam,
    chooses,
    team: conference?.team ?? [],
    changes: conference?.changes.toReversed().map((change) => ({
      ...change,
      what: change.change === 'added' ? 'joined' : 'left',
      agreed: change.consent && consentWays[change.consent].toLowerCase(),
    })),
    notes: inTeam ? conference?.notes.toReversed() : [],
    longestNote,
    people: chooses ? await peopleToName(found) : [],
    consentWays: personChoices.consentWays,
    values,
    errors,
  })
}

/** Those who can be named and aren't in the team yet. */
async function peopleToName({ request, conference }: FoundConference) {
  const team = conference?.team.map(({ user }) => String(user)) ?? []
  const users = (await mayBeNamed(request)).filter(({ _id }) => !team.includes(String(_id)))
  const names = await Organisation.find(
    { _id: { $in: users.map(({ organisation }) => organisation) } },
    { name: 1 },
  ).lean()
  return users.map(({ _id, name, jobTitle, organisation }) => ({
    value: String(_id),
    text: [name, jobTitle, names.find((one) => one._id === organisation)?.name].filter(Boolean).join(', '),
  }))
}
