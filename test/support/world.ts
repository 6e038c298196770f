import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import supertest from 'supertest'
import { createApp } from '../../app.ts'
import { buildIndex } from '../../search/index.ts'
import { password } from '../../seed/cast.ts'
import { seedPatch } from '../../seed/index.ts'
import { openStore } from '../../storage/index.ts'

let app: Promise<Express> | undefined
let server: Promise<Server> | undefined

/** The real app on the demonstration patch, made once for the run: a test adds what it needs and counts only that. */
export function theApp(): Promise<Express> {
  app ??= openStore()
    .then(() => seedPatch())
    .then(() => buildIndex())
    .then(() => createApp())
  return app
}

/** The address of the app, listening on a free port. */
export async function siteAddress(): Promise<string> {
  server ??= theApp().then(
    (app) =>
      new Promise((resolve) => {
        const listening = createServer(app).listen(0, '127.0.0.1', () => resolve(listening))
      }),
  )
  return `http://127.0.0.1:${((await server).address() as AddressInfo).port}`
}

export async function closeSite() {
  const listening = await server
  listening?.closeAllConnections()
  await new Promise((resolve) => (listening ? listening.close(resolve) : resolve(null)))
}

/** A visitor who is not signed in, with cookies of their own. */
export const visitor = async () => supertest.agent(await theApp())

/** A visitor signed in as one of the cast. */
export async function signIn(email: string) {
  const agent = await visitor()
  const answer = await agent.post('/sign-in').type('form').send({ email, password })
  if (answer.status !== 303) throw new Error(`${email} could not sign in: ${answer.status}`)
  return agent
}
