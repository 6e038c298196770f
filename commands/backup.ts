import { config } from '../config.ts'
import { backUp } from '../storage/moving.ts'
import { placeOf } from '../storage/places.ts'
import { runCommand } from './run.ts'

const number = new Intl.NumberFormat('en-GB')
const [file] = process.argv.slice(2)

// Also while Waymark runs: what is read is the store as it was at one moment.
await runCommand(
  'npm run backup -- FILE',
  Boolean(file),
  async (progress) => {
    const from = placeOf(config.MONGODB_URI ?? config.DATA_DIR)
    const documents = await backUp(from, file, (done, total) =>
      progress.at(done, total, `${number.format(done)} documents written`),
    )
    progress.end()
    console.log(`${file} holds the ${number.format(documents)} documents of ${from.name}.`)
  },
  false,
)
