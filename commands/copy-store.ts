import { copyStore } from '../storage/moving.ts'
import { placeOf } from '../storage/places.ts'
import { runCommand } from './run.ts'

const number = new Intl.NumberFormat('en-GB')
const args = process.argv.slice(2)
const [from, to] = args.filter((arg) => !arg.startsWith('--'))

// Either way: from a folder to a MongoDB, or back. Stop Waymark first, or what it writes meanwhile stays behind.
await runCommand(
  'npm run store:copy -- FROM TO [--replace], each a folder or a mongodb:// address',
  Boolean(from && to),
  async (progress) => {
    const [source, target] = [placeOf(from), placeOf(to)]
    const documents = await copyStore(source, target, args.includes('--replace'), (done, total) =>
      progress.at(done, total, `${number.format(done)} documents copied`),
    )
    progress.end()
    console.log(
      `${number.format(documents)} documents are in ${target.name} as they are in ${source.name}: counted and compared.`,
    )
  },
  false,
)
