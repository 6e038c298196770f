import { type AddressInfo, createServer, type Server } from 'node:net'

/** The free port of this machine that a server now listens on. */
export const listen = (server: Pick<Server, 'listen' | 'address'>) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

export type Mood = 'takes' | 'refuses' | 'is busy' | 'hangs up at once' | 'hangs up in the middle'

/** An SMTP server that does with mail what its mood says, which may change. `taken` holds each message that it took. */
export async function mailServer(mood: Mood) {
  const taken: string[] = []
  const now = { mood }
  const server = createServer((socket) => {
    let text = ''
    let message: string[] | null = null
    socket.on('error', () => {})
    if (now.mood === 'hangs up at once') return socket.destroy()
    socket.write(now.mood === 'is busy' ? '421 come back later\r\n' : '220 test\r\n')
    socket.on('data', (chunk) => {
      text += chunk
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (message && line !== '.') message.push(line)
        else if (message && now.mood === 'hangs up in the middle') return socket.destroy()
        else if (message) {
          taken.push(message.join('\n'))
          message = null
          socket.write('250 taken\r\n')
        } else if (line === 'DATA') {
          message = []
          socket.write('354 go on\r\n')
        } else if (line.startsWith('RCPT') && now.mood === 'refuses') socket.write('451 not now\r\n')
        else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write('250 fine\r\n')
      }
    })
  })
  return { taken, now, server, url: `smtp://127.0.0.1:${await listen(server)}` }
}
