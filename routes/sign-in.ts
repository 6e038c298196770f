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
      res.redirect(303, data.next)
    })
  })(req, res, next)
}

function signOut(req: Request, res: Response, next: NextFunction) {
  req.session.destroy((error) => (error ? next(error) : res.clearCookie('waymark').redirect(303, '/')))
}

function show(res: Response, { email, next }: Record<string, unknown>, errors?: Record<string, string>) {
  res.render('sign-in/index', { title: 'Sign in', values: { email, next }, errors })
}
