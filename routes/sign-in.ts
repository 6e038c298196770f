import { type NextFunction, type Request, type Response, Router } from 'express'
import { signInLimit } from '../access/limits.ts'
import { passport } from '../access/sign-in.ts'
import { readForm } from '../forms/form.ts'
import { signInForm } from '../forms/sign-in.ts'

const routes = Router()
export default routes
routes.get('/sign-in', ask)
routes.post('/sign-in', signInLimit, signIn)
routes.post('/sign-out', signOut)

function ask(req: Request, res: Response) {
  if (req.user) return res.redirect(303, '/')
  show(res, { next: req.query.next })
}

function signIn(req: Request, res: Response, next: NextFunction) {
  const { values, data, errors } = readForm(signInForm, req.body)
  if (errors) return show(res.status(422), values, errors)
  passport.authenticate('local', (error: unknown, user: Express.User | false) => {
    if (error) return next(error)
    // One answer for a wrong password and an unknown address.
    if (!user) return show(res.status(422), values, { email: 'Email address and password don’t match: check both' })
    req.logIn(user, { session: true, keepSessionInfo: true }, (failed) => {
      if (failed) return next(failed)
      req.session.signedInAt = Date.now()
      if (data.again && data.typed) return sendAgain(res, data.again, data.typed)
      res.redirect(303, data.next)
    })
  })(req, res, next)
}

function signOut(req: Request, res: Response, next: NextFunction) {
  req.session.destroy((error) => (error ? next(error) : res.clearCookie('waymark').redirect(303, '/')))
}

/** What was typed before signing in, to be looked at and sent: never by itself, since somebody else may have typed it. */
function sendAgain(res: Response, address: string, typed: string) {
  const fields = [...new URLSearchParams(typed)].map(([name, value]) => ({ name, value }))
  res.set('Cache-Control', 'no-store').render('sign-in/again', {
    title: 'You are signed in again',
    address,
    fields,
    words: fields.filter(({ value }) => /\s/.test(value.trim())),
  })
}

function show(res: Response, values: Record<string, unknown>, errors?: Record<string, string>) {
  const { email, next, again, typed } = values
  res.render('sign-in/index', { title: 'Sign in', values: { email, next, again, typed }, errors })
}
