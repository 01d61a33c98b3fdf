import { readdirSync, readFileSync } from 'node:fs'
import { rounded } from './bench.ts'

/** Linux counts a process's time in hundredths of a second. */
const TICKS_PER_SECOND = 100

/** Processors in use on average: by this process, by the database, and by everything else on the machine. */
export type Processors = { node: number; postgres: number; others: number }

/** Begins to measure; call the answer to end. `postmaster` is the database's first process. Undefined off Linux. */
export function processors(postmaster: number | undefined): () => Processors | undefined {
  if (process.platform !== 'linux' || postmaster === undefined) return () => undefined
  const look = () => ({
    node: process.cpuUsage(),
    postgres: ofDatabase(postmaster),
    all: ofMachine(),
    at: performance.now(),
  })
  const before = look()
  return () => {
    const now = look()
    const seconds = (now.at - before.at) / 1000
    const node = (now.node.user + now.node.system - before.node.user - before.node.system) / 1e6 / seconds
    const postgres = (now.postgres - before.postgres) / seconds
    return { node, postgres, others: Math.max(0, (now.all - before.all) / seconds - node - postgres) }
  }
}

/** The same for a figure's detail, with what one flow takes of a processor: that hardly depends on who else is busy. */
export function costOf({ perSecond, split }: { perSecond: number; split: Processors | undefined }) {
  if (!split) return {}
  const { node, postgres, others } = split
  const microseconds = (share: number) => Math.round((share / perSecond) * 1e6)
  return {
    processors: { node: rounded(node), postgres: rounded(postgres), others: rounded(others) },
    microsecondsPerFlow: { node: microseconds(node), postgres: microseconds(postgres) },
  }
}

/** Seconds used by the server and its sessions, those that have ended included. */
function ofDatabase(postmaster: number): number {
  let ticks = 0
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (Number.isNaN(pid)) continue
    const [parent, user, system, endedUser, endedSystem] = statOf(pid)
    if (pid === postmaster) ticks += user + system + endedUser + endedSystem
    else if (parent === postmaster) ticks += user + system
  }
  return ticks / TICKS_PER_SECOND
}

type Stat = [parent: number, user: number, system: number, endedUser: number, endedSystem: number]

function statOf(pid: number): Stat {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name stands in brackets and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return [1, 11, 12, 13, 14].map((at) => Number(fields[at])) as Stat
  } catch {
    return [0, 0, 0, 0, 0]
  }
}

function ofMachine(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]!
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user! + nice! + system! + irq! + softirq!) / TICKS_PER_SECOND
}
