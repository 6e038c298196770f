import type { IRouter } from 'express'

export interface Route {
  method: string
  path: string
}

interface Layer {
  route?: { path: string | string[]; stack: { method: string }[] }
  handle: Partial<IRouter>
}

/** Every address a router answers, in order, with those of the routers inside it. */
export function routeList(router: IRouter): Route[] {
  return (router.stack as unknown as Layer[]).flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? routeList(handle as IRouter) : []
    const methods = new Set(route.stack.map(({ method }) => method))
    return [route.path].flat().flatMap((path) => [...methods].map((method) => ({ method, path })))
  })
}
