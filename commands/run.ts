import { closeStore, openStore, StoreError } from '../storage/index.ts'
import { type Progress, showProgress } from './progress.ts'

/**
 * Runs a command on the store: opens it, shows progress, closes it. What goes wrong is one sentence and exit code 1.
 * @param usage what to type, shown when `enough` is false
 * @param opening false for a command that opens stores itself
 */
export async function runCommand(
  usage: string,
  enough: boolean,
  work: (progress: Progress) => Promise<void>,
  opening = true,
) {
  if (!enough) {
    console.error(`Usage: ${usage}`)
    process.exitCode = 2
    return
  }
  const progress = showProgress()
  try {
    if (opening) await openStore()
    await work(progress)
  } catch (error) {
    progress.end()
    console.error((error as Error).message)
    if (!(error instanceof StoreError) && process.env.LOG_LEVEL === 'debug') console.error(error)
    process.exitCode = 1
  } finally {
    progress.end()
    await closeStore()
  }
}
