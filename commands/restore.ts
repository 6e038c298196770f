import { config } from '../config.ts'
import { restore } from '../storage/moving.ts'
import { placeOf } from '../storage/places.ts'
import { runCommand } from './run.ts'

const number = new Intl.NumberFormat('en-GB')
const args = process.argv.slice(2)
const [file] = args.filter((arg) => !arg.startsWith('--'))

await runCommand(
  'npm run restore -- FILE [--replace]',
  Boolean(file),
  async (progress) => {
    const to = placeOf(config.MONGODB_URI ?? config.DATA_DIR)
    const documents = await restore(file, to, args.includes('--replace'), (done, total) =>
      progress.at(done, total, `${number.format(done)} documents restored`),
    )
    progress.end()
    console.log(`${to.name} now holds the ${number.format(documents)} documents of ${file}.`)
  },
  false,
)
