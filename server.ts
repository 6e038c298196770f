import { createServer, type Server } from 'node:http'
import { createApp } from './app.ts'
import { config } from './config.ts'
import { startRounds } from './lifecycle/rounds.ts'
import { log } from './log.ts'
import { buildIndex, followChanges } from './search/index.ts'
import { startGuessing } from './search/search.ts'
import { cast, password } from './seed/cast.ts'
import { seedPatch, storeIsEmpty } from './seed/index.ts'
import { closeStore, openStore } from './storage/index.ts'

/** Opens the store, seeds it if it is empty, builds the search index and listens; stops all of it in the other order. */
async function start() {
  await openStore()
  if (config.NODE_ENV !== 'production' && (await storeIsEmpty())) {
    console.log('The store is empty: laying out the demonstration patch…')
    await seedPatch()
  }
  await buildIndex()
  const server = createServer(createApp())
  await listen(server)
  const stopFollowing = followChanges()
  if (config.GUESS_MEANING) startGuessing()
  const stopRounds = await startRounds()
  welcome()

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    console.log('\nStopping: finishing the requests in hand…')
    stopFollowing()
    server.closeIdleConnections()
    await new Promise((resolve) => server.close(resolve))
    await stopRounds()
    await closeStore()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (process.env.npm_lifecycle_event) whenParentGoes(stop)
}

/** npm starts us in a shell, which ends at a SIGTERM without passing it on: that the shell has gone is the signal. */
function whenParentGoes(stop: () => void) {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 250).unref()
}

function listen(server: Server) {
  return new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `Port ${config.PORT} is in use: stop what is using it, or choose another with PORT=3001 npm start.`
      reject(error.code === 'EADDRINUSE' ? new Error(inUse) : error)
    })
    server.listen(config.PORT, resolve)
  })
}

function welcome() {
  const kept = config.MONGODB_URI ? 'MongoDB' : `the folder ${config.DATA_DIR}`
  console.log(`\nWaymark is at http://localhost:${config.PORT}, keeping its data in ${kept}.`)
  if (config.NODE_ENV === 'production') return
  console.log(`\nSign in with the password ${password} as`)
  for (const { email, jobTitle } of cast) console.log(`  ${email.padEnd(32)} ${jobTitle}`)
  console.log(
    '\nTry first: search for “bailiffs at the door” near BS2, sign in as Grace and refer someone; then sign in as Tariq and accept.\n',
  )
}

start().catch((error: Error) => {
  log.debug(error)
  console.error(error.message)
  process.exit(1)
})
