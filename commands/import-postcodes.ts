import path from 'node:path'
import { importPostcodes } from '../gazetteer/import-postcodes.ts'
import { runCommand } from './run.ts'

const number = new Intl.NumberFormat('en-GB')
/** Skipped lines of one file that are told of one by one. */
const sayAtMost = 100
const files = process.argv.slice(2)

await runCommand('npm run import:postcodes -- FILE…', files.length > 0, async (progress) => {
  for (const file of files) {
    const name = path.basename(file)
    let told = 0
    const result = await importPostcodes(file, {
      skipped: (line, reason) => {
        // National files hold thousands of postcodes that no longer have a point: enough lines to find them by.
        if (++told <= sayAtMost) progress.say(`${name} line ${line} skipped: ${reason}.`)
      },
      progress: (done, total, { read }) => progress.at(done, total, `${name}: ${number.format(read)} postcodes read`),
    })
    if (told > sayAtMost) progress.say(`${name}: and ${number.format(told - sayAtMost)} more lines skipped.`)
    progress.say(
      `${name}: read ${number.format(result.read)} postcodes: ${number.format(result.added)} new, ` +
        `${number.format(result.updated)} updated, ${number.format(result.unchanged)} unchanged, ` +
        `${number.format(result.skipped)} skipped${result.outward ? `; ${number.format(result.outward)} outward postcodes new` : ''}.`,
    )
  }
})
