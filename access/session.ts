import MongoStore from 'connect-mongo'
import { type RequestHandler, Router } from 'express'
import session from 'express-session'
import { config } from '../config.ts'
import { mongoose } from '../storage/mongoose.ts'

declare module 'express-session' {
  interface SessionData {
    /** When this sign-in began (ms), for the limit of a working day. */
    signedInAt: number
    /** Said once on the next page. */
    notice: string
  }
}

const idleMinutes = 30
const absoluteHours = 12

/** Sessions kept in the store: half an hour idle, twelve hours in all. Needs the store open. */
export function sessions(): RequestHandler[] {
  const store = MongoStore.create({
    client: mongoose.connection.getClient() as never,
    dbName: mongoose.connection.name,
    // Both stores can do this; only a real MongoDB has an index that expires documents.
    autoRemove: 'interval',
    autoRemoveInterval: 10,
    // Seconds: whoever reads on has the session written once a minute, not with every page.
    touchAfter: 60,
    stringify: false,
  })
  return [
    session({
      name: 'waymark',
      secret: config.SESSION_SECRET,
      store,
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: {
        httpOnly: true,
        sameSite: 'lax',
        secure: config.NODE_ENV === 'production',
        maxAge: idleMinutes * 60_000,
      },
    }),
    (req, _res, next) => {
      const began = req.session.signedInAt
      if (began && Date.now() - began > absoluteHours * 3_600_000) {
        // Signed out from here on; a form sent just now is kept for its owner.
        return req.session.regenerate(next)
      }
      next()
    },
    savedBeforeRedirects,
  ]
}

/**
 * A browser follows a redirect as soon as it sees the head of the answer, which express-session sends before the store has
 * the session: the next page might not know what the last one kept for it. Here the session is saved first.
 */
const savedBeforeRedirects: RequestHandler = (req, res, next) => {
  const redirect = res.redirect.bind(res) as (...given: unknown[]) => void
  res.redirect = (...given: unknown[]) => {
    const had = /(^|; )waymark=/.test(req.headers.cookie ?? '')
    const has = req.session && Object.keys(req.session).length > 1
    // Signing out has ended it already; nobody is given one for being sent elsewhere.
    if (!req.session || !(had || has)) return redirect(...given)
    req.session.save((error) => (error ? next(error) : redirect(...given)))
  }
  next()
}

/** The addresses that are asked for most and never begin a session. */
const searching = /^\/services(\.json)?$/

/** Runs the handlers for all but those who search without a cookie: there is no session to read, and none begins. */
export function unlessJustSearching(...handlers: RequestHandler[]): RequestHandler {
  const recognise = Router().use(...handlers)
  return (req, res, next) =>
    req.method === 'GET' && !req.headers.cookie && searching.test(req.path) ? next() : recognise(req, res, next)
}
