import { importServices } from '../open-referral/import.ts'
import { runCommand } from './run.ts'

const number = new Intl.NumberFormat('en-GB')
const [source] = process.argv.slice(2)

await runCommand('npm run import -- FILE_OR_URL', Boolean(source), async (progress) => {
  const started = Date.now()
  const result = await importServices(source as string, {
    skipped: (line, id, reason) => progress.say(`Line ${line} skipped (${id}): ${reason}.`),
    progress: (done, total, { read, skipped }) =>
      progress.at(done, total, `${number.format(read)} services read, ${number.format(skipped)} skipped`),
  })
  progress.end()
  for (const [what, count] of result.leftOut) console.log(`Left out ${what} that won't do: ${number.format(count)}.`)
  if (result.unknownAreas.size) {
    console.log(`Areas not known here, kept by their names: ${[...result.unknownAreas].join(', ')}.`)
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(
    `Read ${number.format(result.read)} services in ${seconds} s: ${number.format(result.added)} new, ` +
      `${number.format(result.updated)} updated, ${number.format(result.unchanged)} unchanged, ${number.format(result.skipped)} skipped.`,
  )
  if (result.gone)
    console.log(
      `${number.format(result.gone)} that came from this feed before are no longer in it; they stay as they are.`,
    )
})
