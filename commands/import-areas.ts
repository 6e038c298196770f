import path from 'node:path'
import { importAreas } from '../gazetteer/import-areas.ts'
import { runCommand } from './run.ts'

/** Features of one file that are told of one by one: a file of wards or parishes has thousands. */
const sayAtMost = 100
const files = process.argv.slice(2)

await runCommand('npm run import:areas -- FILE…', files.length > 0, async (progress) => {
  for (const file of files) {
    const name = path.basename(file)
    let told = 0
    const result = await importAreas(file, {
      skipped: (feature, area, reason) => {
        if (++told <= sayAtMost) progress.say(`${name} feature ${feature} skipped (${area}): ${reason}.`)
      },
      progress: (done, total, { read }) => progress.at(done, total, `${name}: ${read} areas read`),
    })
    if (told > sayAtMost) progress.say(`${name}: and ${told - sayAtMost} more features skipped.`)
    const { read, added, updated, unchanged, skipped } = result
    progress.say(
      `${name}: read ${read} areas: ${added} new, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped.`,
    )
    // Whoever runs this from a script should hear that nothing came of it.
    if (skipped === read) process.exitCode = 1
  }
})
