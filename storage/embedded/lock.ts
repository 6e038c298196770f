import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import os from 'node:os'
import process from 'node:process'

/** Who has a folder open. A process is told by its id, when it began and where it runs, since ids are used again. */
export interface Holder {
  pid: number
  began: string
  where: string
}

export const self = (): Holder => ({ pid: process.pid, began: began(process.pid), where: where() })

/** Whether that process still lives. Of a process in another container or machine nothing can be known: undefined. */
export function lives(holder: Holder): boolean | undefined {
  if (holder.where !== where()) return undefined
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return began(holder.pid) === holder.began
}

function where(): string {
  try {
    return `${os.hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return os.hostname()
  }
}

function began(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      // The name in brackets may hold spaces; the state comes after it, and the start time is the 20th word.
      const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // One that has ended and that nobody has asked about yet: in a container it may stay for good.
      if (words[0] === 'Z' || words[0] === 'X') return ''
      return `${boot} ${words[19]}`
    }
    if (process.platform === 'win32') return ''
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
