import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** A live process. `arguments` is its command line joined by blanks, as `ps` shows it. */
export type LiveProcess = { pid: number; parent: number; arguments: string }

const proc = existsSync('/proc/self/stat')

/** The process with this id, or undefined when there is none; one that has ended but was never reaped is none. */
export function readProcess(pid: number): LiveProcess | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  try {
    return proc ? fromProc(pid) : fromPs(pid)
  } catch {
    return undefined
  }
}

function fromProc(pid: number): LiveProcess | undefined {
  // The second field is the program's name in brackets and may itself hold brackets and blanks (proc_pid_stat(5)).
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  return { pid, parent: Number(parent), arguments: command }
}

function fromPs(pid: number): LiveProcess | undefined {
  const line = execFileSync('ps', ['-ww', '-o', 'ppid=,stat=,command=', '-p', String(pid)], { encoding: 'utf8' })
  const [, parent, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line.trimEnd()) ?? []
  if (command === undefined || state?.startsWith('Z')) return undefined
  return { pid, parent: Number(parent), arguments: command }
}
