import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** The value that so great a share (0 to 1) of the others come before. */
export const quantile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!

/** Asks a process to end, and waits until it has. */
export async function stop(child: ChildProcess) {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
