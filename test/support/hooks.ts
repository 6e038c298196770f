import { rmSync } from 'node:fs'
import { closeStore } from '../../storage/index.ts'
import { mongoose } from '../../storage/mongoose.ts'
import { closeBrowser } from './browser.ts'
import { closeSite } from './world.ts'

/** After the last test: everything the run opened is closed, and what it stored is gone. */
export const mochaHooks = {
  async afterAll() {
    await closeBrowser()
    await closeSite()
    if (process.env.MONGODB_URI && mongoose.connection.readyState === 1) await mongoose.connection.dropDatabase()
    await closeStore()
    rmSync(process.env.DATA_DIR ?? '', { recursive: true, force: true })
  },
}
