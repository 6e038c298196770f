import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { root } from '../../config.ts'

/**
 * A Waymark of its own process, with the embedded store unless `env` has a MONGODB_URI, and what it said. It doesn't guess at words
 * unless it is asked to: learning to takes a processor a minute.
 */
export class Waymark {
  readonly child: ChildProcess
  said = ''

  constructor(env: Record<string, string>, command = [process.execPath, 'dist/server.js']) {
    const { MONGODB_URI: _, ...rest } = process.env
    const options = { env: { ...rest, NODE_ENV: 'development', GUESS_MEANING: 'false', ...env }, cwd: root }
    this.child = spawn(command[0]!, command.slice(1), options)
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (words) => {
        this.said += words
      })
  }

  /** Ended by itself or killed: whoever waits for it must not wait for ever. */
  get isOver() {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  async ready() {
    while (!this.said.includes('Try first')) {
      if (this.isOver) throw new Error(`Waymark ended: ${this.said}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return this
  }

  async ended(): Promise<number> {
    if (!this.isOver) await once(this.child, 'exit')
    return this.child.exitCode ?? -1
  }

  stop() {
    this.child.kill('SIGTERM')
    return this.ended()
  }
}

export async function freePort(): Promise<string> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}
