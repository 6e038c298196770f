import { type Request, type Response, Router } from 'express'
import { can } from '../access/can.ts'
import { notFound } from '../access/refusal.ts'
import { config } from '../config.ts'
import {
  areasOfPlace,
  chips,
  distances,
  errorsByField,
  filterGroups,
  nothingAsked,
  widenings,
} from '../forms/search.ts'
import { type Kind, kindCodes, kinds } from '../models/kind.ts'
import { Organisation } from '../models/organisation.ts'
import { Service } from '../models/service.ts'
import { type Answer, type Criteria, criteriaFor, readCriteria, toQuery } from '../search/criteria.ts'
import { currentGazetteer } from '../search/current-gazetteer.ts'
import { search } from '../search/search.ts'
import { onMap, resultShown, sortedBy } from '../views/services/result.ts'
import { serviceShown } from '../views/services/service.ts'
import { kindsPlainly } from '../views/services/words.ts'
import { cameFrom } from './came-from.ts'
import { sendKept } from './kept.ts'

/** Finding help: what a search finds, and all there is to know of one service. */
const routes = Router()
export default routes
routes.get('/services', page)
routes.get('/services.json', json)
routes.get('/services/points.json', points)
routes.get('/services/:id', show)

async function page(req: Request, res: Response) {
  await sendKept(req, res, async () => {
    const { answer, errors } = await ask(req)
    const context = await pageOf(answer, errors, can.refer(req.user))
    const why = can.curate(req.user) && `${to(answer.criteria, {})}&explain`
    const html = await rendered(res, 'services/index', { ...context, why, explaining: explains(req) })
    return { status: errors ? 422 : 200, type: 'html', body: html, once: answer.urgent || answer.provisional }
  })
}

async function json(req: Request, res: Response) {
  await sendKept(req, res, async () => {
    const { answer, errors } = await ask(req)
    const body = JSON.stringify(errors ? { ...answer, errors } : answer)
    return { status: errors ? 422 : 200, type: 'json', body, once: answer.urgent || answer.provisional }
  })
}

/** The most services that are put on a map. */
const mostOnMap = 1000

/** Where the best of what a search finds stands: what the map of the same address shows. */
async function points(req: Request, res: Response) {
  const { criteria, errors } = readCriteria(req.query as Record<string, string | string[]>)
  const { total, results } = await search({ ...criteria, page: 1 }, { size: mostOnMap })
  res.status(Object.keys(errors).length ? 422 : 200).set('Cache-Control', 'no-store')
  res.json({ total, shown: results.length, ...onMap(results) })
}

async function show(req: Request<{ id: string }>, res: Response) {
  const service = await Service.findOne({
    _id: req.params.id,
    status: { $in: ['active', 'temporarily closed'] },
  }).lean()
  if (!service) throw notFound()
  const organisation = await Organisation.findById(service.organisation).lean()
  const from = cameFrom(req)
  const shown = serviceShown(service, organisation, currentGazetteer().areas)
  const canRefer = can.refer(req.user)
  res.render('services/show', {
    title: service.name,
    scripts: ['/map.js'],
    ...shown,
    search: from?.startsWith('/services?') && from,
    canRefer,
    mustAsk: canRefer ? !shown.takesReferrals : !shown.selfReferral,
    maySetClocks: can.setClocks(req.user, service),
    map: mapOf([]),
  })
}

/** Whether each result says why it is where it is: to a curator who asks. */
const explains = (req: Request) => 'explain' in req.query && can.curate(req.user)

/** Reads the question and answers it; `errors` are null when there is nothing to say about the question itself. */
async function ask(req: Request) {
  const { criteria, errors: unread } = readCriteria(req.query as Record<string, string | string[]>)
  const answer = await search(criteria, { explain: explains(req) })
  const errors = { ...answer.errors, ...unread }
  return { answer, errors: Object.keys(errors).length ? errors : null }
}

async function pageOf(answer: Answer, errors: Answer['errors'] | null, canRefer: boolean) {
  const { areas } = currentGazetteer()
  const { criteria } = answer
  const asked = errors !== null || !nothingAsked(criteria)
  const groups = filterGroups(answer, areas, errors)
  return {
    title: title(answer),
    scripts: asked ? ['/search.js', '/map.js'] : ['/search.js'],
    errors,
    summary: errors && errorsByField(errors, groups, answer),
    answer,
    asked,
    criteria,
    groups,
    wrongFilter: errors?.gp || groups.some(({ error }) => error),
    distances: distances(answer),
    chips: chips(answer, areas),
    understood: understanding(answer),
    asWritten: criteria.exact && criteria.q && to(criteria, { exact: false }),
    placeChoices: answer.placeChoices.map(({ name, value }) => ({ name, href: to(criteria, { place: value }) })),
    gpChoices: answer.gpChoices.map(({ name, value }) => ({ name, href: to(criteria, { gp: value }) })),
    results: asked && answer.results.map((result, n) => resultShown(result, n, answer, canRefer)),
    resultsId: answer.urgent || errors ? 'found' : 'results',
    wider: asked && answer.total === 0 ? await whatWouldFind(criteria) : [],
    sortedBy: sortedBy(answer),
    liesIn: areasOfPlace(answer, areas),
    kinds: asked ? [] : kindCodes.map((code) => kindOffered(code, answer)),
    map: asked && mapFound(answer),
    ...pages(answer),
  }
}

function rendered(res: Response, view: string, context: object): Promise<string> {
  return new Promise((resolve, reject) => {
    res.render(view, context, (error, html) => (error ? reject(error) : resolve(html)))
  })
}

const to = (criteria: Criteria, changes: Partial<Criteria>) => `/services?${toQuery(criteria, changes)}`

function title({ criteria, beginning, total, place, urgent, page, pages }: Answer): string {
  if (urgent) return 'Help now'
  if (nothingAsked(criteria)) return 'Find help'
  const what = beginning || criteria.q || (criteria.kind.length === 1 ? kinds[criteria.kind[0]!] : 'Help')
  const further = page > 1 && page <= pages ? `, page ${page} of ${pages}` : ''
  return `${what}${place ? ` near ${place.name}` : ''}: ${total.toLocaleString('en-GB')} found${further}`
}

function kindOffered(code: Kind, { facets }: Answer) {
  return { code, text: kinds[code], plainly: kindsPlainly[code], found: facets.kind?.[code] ?? 0 }
}

function understanding({ understood, criteria }: Answer) {
  if (!understood) return null
  return {
    phrase: understood.phrase,
    guessed: understood.guessed,
    kinds: understood.kinds.map((kind) => ({ text: kinds[kind], href: to(criteria, { q: '', kind: [kind] }) })),
    besides: understood.besides?.map((kind) => kinds[kind]),
    exact: to(criteria, { exact: true }),
  }
}

/** The wider searches that would find something, with how much; a longer way only where it finds more than a shorter one. */
async function whatWouldFind(criteria: Criteria) {
  const { areas } = currentGazetteer()
  const tried = await Promise.all(
    widenings(criteria, areas).map(async ({ text, changes }) => {
      const { total } = await search(criteriaFor({ ...criteria, ...changes, page: 1 }))
      return { text, total, href: to(criteria, changes), further: 'within' in changes }
    }),
  )
  return tried.filter(
    ({ total, further }, n) =>
      total > 0 && !(further && tried.slice(0, n).some((less) => less.further && less.total >= total)),
  )
}

function pages({ criteria, page, pages }: Answer) {
  return {
    page,
    pages,
    previous: page > 1 && `${to(criteria, { page: Math.min(page - 1, Math.max(pages, 1)) })}#results`,
    next: page < pages && `${to(criteria, { page: page + 1 })}#results`,
  }
}

/** The map of what was found; where nothing was, of where it was looked for, so that one can look elsewhere. */
function mapFound({ criteria, place, total }: Answer) {
  const { areas, boundaries } = currentGazetteer()
  const chosen = criteria.area.flatMap((code) => areas.get(code) ?? [])
  if (total === 0 && !place && chosen.length === 0) return null
  return {
    ...mapOf(chosen.map(({ _id }) => _id).filter((area) => boundaries.some(({ code }) => code === area))),
    points: `/services/points.json?${toQuery(criteria, { page: 1 })}`,
    found: total > 0,
    place,
    middle: chosen.find(({ lat, lon }) => lat !== undefined && lon !== undefined),
    within: criteria.within,
  }
}

/** What the map's script needs: whose pictures to draw on, and the outlines of the areas chosen. */
export function mapOf(areas: string[]) {
  return {
    tiles: config.TILE_URL,
    attribution: config.TILE_ATTRIBUTION,
    outlines: areas.map((code) => `/areas/${code}/boundary`).join(' '),
  }
}
