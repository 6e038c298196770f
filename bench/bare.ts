import type { AddressInfo } from 'node:net'
import express from 'express'

/** The floor: an Express app that does nothing but send the bytes it was given, each at the address they came from. */
const answers = new Map<string, { type: string; body: string }>()
const app = express()
process.on('message', (answer: { path: string; type: string; body: string }) => answers.set(answer.path, answer))
app.get('/{*path}', (req, res) => {
  const { type, body } = answers.get(req.url)!
  res.type(type).send(body)
})
const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
