import { type Request, type Response, Router } from 'express'
import { notFound } from '../access/refusal.ts'
import { Area } from '../models/area.ts'

/** The outlines of areas, for maps. */
const routes = Router()
export default routes
routes.get('/areas/:code/boundary', boundary)

async function boundary(req: Request<{ code: string }>, res: Response) {
  const area = await Area.findById(req.params.code, { name: 1, boundary: 1 }).lean()
  if (!area?.boundary) throw notFound()
  const feature = { type: 'Feature', properties: { code: area._id, name: area.name }, geometry: area.boundary }
  res.set('Cache-Control', 'public, max-age=3600').type('application/geo+json').send(JSON.stringify(feature))
}
