import { openStore } from '../storage/index.ts'
import { runCommand } from './run.ts'

// Every model, so that the indexes of each are made.
import '../models/all.ts'

await runCommand(
  'npm run migrate',
  true,
  async () => {
    const ran = await openStore(undefined, { migrating: true })
    for (const title of ran) console.log(`Migration ${title}`)
    console.log(`${ran.length === 0 ? 'No migration was needed' : 'The store is up to date'}; every index is there.`)
  },
  false,
)
