import { type Request, type Response, Router } from 'express'
import { only } from '../access/guard.ts'
import { Notice } from '../models/notice.ts'
import { Organisation } from '../models/organisation.ts'
import { User } from '../models/user.ts'
import { tryAgain, undelivered } from '../notices/deliver.ts'
import { noticeShown } from '../views/notices/notice.ts'

const most = 100

/** What could not be delivered, for whoever looks after Waymark: what kind, to which side and why; nothing of the people. */
const routes = Router()
export default routes
const administrators = only('administrator')
routes.get('/notices', administrators, list)
routes.post('/notices/tries', administrators, again)

async function list(_req: Request, res: Response) {
  const [notices, total, waiting, [oldest]] = await Promise.all([
    Notice.find(undelivered).sort({ createdAt: -1 }).limit(most).lean(),
    Notice.countDocuments(undelivered),
    Notice.countDocuments({ status: 'waiting' }),
    Notice.find({ status: 'waiting' }, { createdAt: 1 }).sort({ createdAt: 1 }).limit(1).lean(),
  ])
  const [users, organisations] = await Promise.all([
    User.find({ _id: { $in: notices.flatMap(({ to }) => to.user ?? []) } }, { name: 1, email: 1 }).lean(),
    Organisation.find({ _id: { $in: notices.flatMap(({ to }) => to.organisation ?? []) } }, { name: 1 }).lean(),
  ])
  const names = new Map([
    ...users.map(({ _id, name, email }) => [String(_id), `${name}, ${email}`] as const),
    ...organisations.map(({ _id, name }) => [_id, name] as const),
  ])
  const rows = notices.map((notice) => noticeShown(notice, names))
  res.render('notices/index', {
    title: 'Notices that did not arrive',
    rows,
    total,
    more: total > rows.length && most,
    mayTry: rows.some(({ mayTry }) => mayTry),
    waiting,
    oldest: oldest?.createdAt,
  })
}

async function again(req: Request, res: Response) {
  const { notice } = req.body ?? {}
  const count = await tryAgain(typeof notice === 'string' ? notice : undefined)
  req.session.notice = count
    ? `${count === 1 ? 'It is' : `${count.toLocaleString('en-GB')} are`} tried again, within the next minute and then for up to a week.`
    : 'There was nothing to try again.'
  res.redirect(303, '/notices')
}
