import path from 'node:path'
import { importAreas } from '../gazetteer/import-areas.ts'
import { runCommand } from './run.ts'

const files = process.argv.slice(2)

await runCommand('npm run import:areas -- FILE…', files.length > 0, async (progress) => {
  for (const file of files) {
    const name = path.basename(file)
    const result = await importAreas(file, {
      skipped: (feature, area, reason) => progress.say(`${name} feature ${feature} skipped (${area}): ${reason}.`),
      progress: (done, total, { read }) => progress.at(done, total, `${name}: ${read} areas read`),
    })
    const { read, added, updated, unchanged, skipped } = result
    progress.say(
      `${name}: read ${read} areas: ${added} new, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped.`,
    )
  }
})
