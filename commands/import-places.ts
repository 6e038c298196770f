import path from 'node:path'
import { importPlaces } from '../gazetteer/import-places.ts'
import { runCommand } from './run.ts'

const number = new Intl.NumberFormat('en-GB')
const files = process.argv.slice(2)

await runCommand('npm run import:places -- FILE…', files.length > 0, async (progress) => {
  for (const file of files) {
    const name = path.basename(file)
    const result = await importPlaces(file, {
      skipped: (line, reason) => progress.say(`${name} line ${line} skipped: ${reason}.`),
      progress: (done, total, { read }) => progress.at(done, total, `${name}: ${number.format(read)} rows read`),
    })
    progress.say(
      `${name}: read ${number.format(result.read)} rows: ${number.format(result.added)} places new, ` +
        `${number.format(result.updated)} updated, ${number.format(result.unchanged)} unchanged, ` +
        `${number.format(result.passed)} no places, ${number.format(result.skipped)} skipped.`,
    )
  }
})
