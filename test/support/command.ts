import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../config.ts'

/** Runs dist/commands/NAME.js as npm run does, on a store in `dataDir` or the database at an address, and gives back what it said. */
export async function runCommand(name: string, args: string[], dataDir: string, MONGODB_URI = '') {
  const child = spawn(process.execPath, [path.join(root, 'dist/commands', `${name}.js`), ...args], {
    env: { ...process.env, DATA_DIR: dataDir, MONGODB_URI },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

/** A file of real data, from WAYMARK_DATA or beside the project; undefined, with a word about it, when there is none. */
export function realData(name: string) {
  const file = path.join(process.env.WAYMARK_DATA ?? path.join(root, '../shared/data'), name)
  if (existsSync(file)) return file
  console.log(`      skipped: there is no ${name} in WAYMARK_DATA or ../shared/data`)
}
