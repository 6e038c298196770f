import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect } from 'chai'
import '../../storage/mongoose.ts'

const require = createRequire(import.meta.url)
const { Connection } = createRequire(require.resolve('mongoose'))('mongodb/lib/cmap/connection.js')

describe('A command to a database whose connection has just been closed', () => {
  it('is refused rather than never answered', async () => {
    const server = createServer((other) => other.resume()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    const connection = new Connection(socket, { id: 1, generation: 0, hostAddress: '127.0.0.1', socketTimeoutMS: 100 })
    socket.destroy()
    const refused = await connection.command({ db: 'waymark' }, { ping: 1 }, {}).catch((error: Error) => error)
    expect(refused).to.have.property('name', 'MongoNetworkError')
    server.close()
  })
})
