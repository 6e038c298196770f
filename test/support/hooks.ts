import { rmSync } from 'node:fs'
import { closeStore, NotSupported } from '../../storage/index.ts'
import { mongoose } from '../../storage/mongoose.ts'
import { closeBrowser } from './browser.ts'
import { closeGuesser } from './well-read.ts'
import { closeSite } from './world.ts'

/** The only tests that ask the embedded store for what it refuses. */
const asksForRefusals = /test\/storage\/embedded\.test\.js$/
let met = 0

export const mochaHooks = {
  /** No query of Waymark's may meet the embedded store's refusal, even where the test would not have noticed. */
  afterEach(this: Mocha.Context) {
    const refused = NotSupported.met - met
    met = NotSupported.met
    const { file = '' } = this.currentTest ?? {}
    if (refused > 0 && !asksForRefusals.test(file.replaceAll('\\', '/')))
      throw new Error(`The embedded store refused ${refused} queries in this test`)
  },

  /** After the last test: everything the run opened is closed, and what it stored is gone. */
  async afterAll() {
    await closeBrowser()
    await closeGuesser()
    await closeSite()
    if (process.env.MONGODB_URI && mongoose.connection.readyState === 1) await mongoose.connection.dropDatabase()
    await closeStore()
    rmSync(process.env.DATA_DIR ?? '', { recursive: true, force: true })
  },
}
