import passport from 'passport'
import { Strategy } from 'passport-local'
import { User } from '../models/user.ts'
import { actorFrom } from './actor.ts'
import { passwordFits } from './password.ts'

passport.use(
  new Strategy({ usernameField: 'email' }, async (email, password, done) => {
    try {
      const user = await User.findOne({ email: email.trim().toLowerCase() }).lean()
      const fits = await passwordFits(user?.passwordHash, password)
      done(null, (fits && (await actorFrom(user))) || false)
    } catch (error) {
      done(error)
    }
  }),
)

passport.serializeUser<string>((actor, done) => done(null, String(actor.user)))

passport.deserializeUser<string>(async (id, done) => {
  try {
    done(null, (await actorFrom(await User.findById(id).lean())) ?? false)
  } catch (error) {
    done(error)
  }
})

/** Passport with Waymark's one strategy: an e-mail address and a password. Sign-in rotates the session (Passport's own doing). */
export { passport }
