import path from 'node:path'
import express, { type Express, type RequestHandler } from 'express'
import { create } from 'express-handlebars'
import helmet from 'helmet'
import { sameOrigin } from './access/same-origin.ts'
import { sessions, unlessJustSearching } from './access/session.ts'
import { passport } from './access/sign-in.ts'
import { config, root } from './config.ts'
import { log } from './log.ts'
import { errors, lastRoute } from './routes/errors.ts'
import { routes } from './routes/index.ts'
import { pageContext } from './views/context.ts'
import * as helpers from './views/helpers.ts'

const production = config.NODE_ENV === 'production'

/** The app, assembled in the order a request meets it. Needs the store open. */
export function createApp(): Express {
  const app = express()
  app.set('trust proxy', config.TRUST_PROXY)
  app.set('query parser', 'simple')
  app.set('views', path.join(root, 'views'))
  app.set('view cache', true)
  app.engine('hbs', templates.engine)
  app.set('view engine', 'hbs')

  app.use(headers)
  app.use(files)
  app.use(logged)
  app.use(sameOrigin)
  app.use(express.urlencoded({ extended: false, limit: '100kb' }), express.json({ limit: '100kb' }))
  app.use(unlessJustSearching(...sessions(), passport.session()))
  app.use(pageContext)
  app.use(routes)
  app.use(lastRoute, errors)
  return app
}

const templates = create({
  extname: 'hbs',
  helpers,
  // What is no helper of ours is a value: nothing is looked up twice.
  compilerOptions: {
    knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
    knownHelpersOnly: true,
  },
})
// They are read once, not for every page: nothing changes them while the server runs.
const readPartials = templates.getPartials.bind(templates)
let partials: ReturnType<typeof readPartials> | undefined
templates.getPartials = (options) => (partials ??= readPartials(options))

const headers = helmet({
  contentSecurityPolicy: {
    directives: {
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'font-src': ["'self'"],
      'img-src': [
        "'self'",
        'data:',
        config.TILE_URL.replace(/^(https?:\/\/)\{s\}/, '$1*').replace(/(:\/\/[^/]+).*/, '$1'),
      ],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
      'upgrade-insecure-requests': production ? [] : null,
    },
  },
  strictTransportSecurity: production,
  // Tile servers ask to be told which site they serve; pages hold nothing personal in their addresses.
  referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
})

const folder = (name: string) => express.static(path.join(root, name), { index: false, maxAge: production ? '1h' : 0 })
const folders = express
  .Router()
  .use(folder('public'), folder('dist/public'))
  .use('/vendor/nhsuk', folder('node_modules/nhsuk-frontend/dist/nhsuk'))
  .use('/vendor/leaflet', folder('node_modules/leaflet/dist'))
  .use('/vendor/leaflet.markercluster', folder('node_modules/leaflet.markercluster/dist'))

/** Pages are asked for far more often than files: only an address that ends as a file's does is looked for on disk. */
const files: RequestHandler = (req, res, next) => (/\.(?!json$)\w+$/.test(req.path) ? folders(req, res, next) : next())

/** One line a request: the pattern of the route, never the address itself, since that may hold what someone searched for. */
function logged(req: express.Request, res: express.Response, next: express.NextFunction) {
  const began = performance.now()
  res.on('finish', () => {
    const ms = Math.round(performance.now() - began)
    log.info({ method: req.method, route: req.route?.path ?? '(none)', status: res.statusCode, ms })
  })
  next()
}
