import { startHost } from '@gantry/core/runtime/host'
import pino from 'pino'
import { faultConfig, OUTLIVED } from './config.ts'
import { type CrashPlan, crashAsPlanned } from './crash-plan.ts'
import type { Erp } from './erp.ts'

/** What a host of the fault landscape is told by message, for it holds credentials. */
export type HostOrders = {
  databaseUrl: string
  environment: Record<string, string>
  identityKey: string
  tenant: string
  log: string
  release: 1 | 2
  erp: Erp
  feeds: boolean
  timers: boolean
  serve: string[]
  work: boolean
  port: number
  concurrency: number
  leaseMs?: number
  /** Whether it can be told where to crash. */
  crashes?: boolean
}

export type HostMessage = { orders: HostOrders } | { plan: CrashPlan }

/** A process that others keep from running hears its own timers late. */
const GRACE_MS = 1_000

let arm: ((plan: CrashPlan) => void) | undefined
let stopping = false

// A host as a process of its own, to be killed, stopped and cut off.
process.on('message', async (message: HostMessage) => {
  if ('plan' in message) {
    arm?.(message.plan)
    process.send?.({ armed: true })
    return
  }
  const { release, erp, feeds, timers, log: file, crashes, ...orders } = message.orders
  const crashing = crashes ? crashAsPlanned((passed) => process.send?.({ passed })) : undefined
  arm = crashing?.arm
  // Unbuffered: what a killed process said last is in the file.
  const log = pino({ level: 'info', base: { pid: process.pid } }, pino.destination({ dest: file, sync: true }))
  const ended = (operation: string, lateMs: number) => {
    if (lateMs > GRACE_MS) log.error({ operation, lateMs }, OUTLIVED)
  }
  const host = await startHost({
    ...orders,
    config: faultConfig({ release, erp, feeds, timers, ended, ...(crashing && { tap: crashing.tap }) }),
    development: true,
    log,
  })
  process.once('SIGTERM', () => {
    if (stopping) return
    stopping = true
    void host.close().then(() => process.exit(0))
  })
  process.send?.({ ready: { url: host.url } })
})
// It never outlives whoever started it.
process.on('disconnect', () => process.exit(1))
