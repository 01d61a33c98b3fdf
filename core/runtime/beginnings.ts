import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Landscape } from './landscape.ts'
import type { Process } from './process.ts'

/** When what failed is tried again, in milliseconds. */
const AGAIN_MS = 60_000

type Options = { landscape: Landscape; tenant: string; log: Logger; againMs?: number }

/** Has each process API see to what it does as a worker starts, beside live work, until it was done once. */
export function openBeginnings(
  processes: readonly Process[],
  { landscape, tenant, log, againMs = AGAIN_MS }: Options,
): { close: () => Promise<void> } {
  const timers = new Set<NodeJS.Timeout>()
  const underWay = new Set<Promise<void>>()
  let closed = false
  const later = (process: Process) => {
    if (closed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      begin(process)
    }, againMs)
    timers.add(timer.unref())
  }
  const begin = (process: Process) => {
    const { name } = process.contract
    const identity = { tenant, principal: `process:${name}`, scopes: [] }
    const turn = landscape.begin(process, { identity, correlation: randomUUID() }).catch((error) => {
      log.warn({ api: name, err: error }, 'what the API does as a worker starts failed, and is tried again')
      later(process)
    })
    underWay.add(turn)
    void turn.then(() => underWay.delete(turn))
  }
  for (const process of processes) if (process.begin) begin(process)
  return {
    close: async () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(underWay)
    },
  }
}
