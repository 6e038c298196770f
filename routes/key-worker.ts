import { type Request, type Response, Router } from 'express'
import type { Actor } from '../access/actor.ts'
import { only } from '../access/guard.ts'
import { notFound } from '../access/refusal.ts'
import { visibleSupportRequests } from '../access/visible.ts'
import { needsOf } from '../lifecycle/needs.ts'
import { readReference } from '../lifecycle/reference.ts'
import { waitFor } from '../lifecycle/sequence.ts'
import { openStatuses } from '../lifecycle/steps.ts'
import { Referral } from '../models/referral.ts'
import { SupportRequest } from '../models/support-request.ts'
import { Types } from '../storage/mongoose.ts'
import { standingShown } from '../views/support-requests/standing.ts'

/** Holding people's referrals together: whom a key worker has, and in which order somebody's referrals go out. */
const routes = Router()
export default routes
const referrers = only('referrer', 'hub')
routes.get('/key-worker', referrers, list)
routes.post('/support-requests/:id/waits', referrers, changeOrder)

const mostPeople = 200

async function list(req: Request, res: Response) {
  const actor = req.user!
  const requests = await SupportRequest.find({
    $and: [visibleSupportRequests(actor), { 'keyWorker.user': actor.user }],
  })
    .sort({ createdAt: -1 })
    .limit(mostPeople)
    .lean()
  const referrals: Referral[] = await Referral.find({
    supportRequest: { $in: requests.map(({ _id }) => _id) },
    status: { $ne: 'entered_in_error' },
  }).lean()
  const people = requests.map((request) => personShown(request, referrals))
  const needing = people.filter(({ needs }) => needs > 0)
  res.render('key-worker/index', {
    title: 'People you are key worker for',
    needing,
    others: people.filter(({ needs, open }) => !needs && open),
    finished: people.filter(({ needs, open }) => !needs && !open),
    none: people.length === 0,
  })
}

function personShown({ _id, person }: SupportRequest, referrals: Referral[]) {
  const theirs = referrals.filter(({ supportRequest }) => String(supportRequest) === String(_id))
  const all = { all: theirs, near: person.postcode.split(' ')[0]! }
  return {
    href: `/support-requests/${_id}`,
    name: theirs.length ? `${person.firstName} ${person.lastName}` : 'Entered in error',
    referrals: theirs.map((referral) => standingShown(referral, all)),
    needs: theirs.reduce((sum, referral) => sum + needsOf(referral, theirs).length, 0),
    open: theirs.some(({ status }) => openStatuses.includes(status)),
  }
}

async function changeOrder(req: Request<{ id: string }>, res: Response) {
  const { id } = req.params
  const reference = readReference(String(req.body?.reference))
  const first = String(req.body?.first)
  if (!reference || !Types.ObjectId.isValid(id) || !Types.ObjectId.isValid(first)) throw notFound()
  const request = await SupportRequest.findOne({ $and: [visibleSupportRequests(req.user!), { _id: id }] }).lean()
  const referral = request && (await Referral.findOne({ reference, supportRequest: request._id }).lean())
  if (!referral) throw notFound()
  req.session.notice = (await waitFor(referral, new Types.ObjectId(first)))
    ? 'It goes out once the other has begun.'
    : 'Nothing was changed: that one has begun or ended meanwhile, or waits for this one.'
  res.redirect(303, `/support-requests/${id}`)
}

/** The other support requests of the same person, by name and birthday, as far as this user may find them anyway. */
export async function othersOf({ _id, person }: SupportRequest, actor: Actor): Promise<SupportRequest[]> {
  const { firstName, lastName, dateOfBirth } = person
  const same = { 'person.lastName': lastName, 'person.dateOfBirth': dateOfBirth, 'person.firstName': firstName }
  return SupportRequest.find({ $and: [visibleSupportRequests(actor), same, { _id: { $ne: _id } }] })
    .sort({ createdAt: -1 })
    .limit(10)
    .lean()
}
