import { billing } from '@gantry/billing-api/contract'
import type { Connector, Fetch } from '@gantry/core/connector'
import type { Call } from '@gantry/core/contract'
import { defineGantry, type GantryConfig } from '@gantry/core/runtime/config'
import { erp } from '@gantry/erp-api/contract'
import project from '../config.ts'
import { ledger } from './abacus/contract.ts'
import { connectionOf, type Erp } from './erp.ts'
import { salesProcess } from './sale/process.ts'
import { receiptsProcess } from './sale/receipt.ts'

/** Said in a host's log of a call that ended after its deadline. */
export const OUTLIVED = 'a call outlived its deadline'

export type ConfigOptions = {
  release: 1 | 2
  erp: Erp
  /** Whether the vendor's delta feed starts runs of its own. */
  feeds?: boolean
  /** Whether a sale waits for a while on its way. */
  timers?: boolean
  /** Sees every request to a vendor, before it leaves and once it is answered. */
  tap?: (fetch: Fetch) => Fetch
  /** Told of each call of a connector's operation that has ended: how long after its deadline, in milliseconds. */
  ended?: (operation: string, lateMs: number) => void
}

/** Two vendors as the project connects them, and one that knows no idempotency; one flow over all three. */
export const faultConfig = ({
  release,
  erp: name,
  feeds = false,
  timers = false,
  tap = (fetch) => fetch,
  ended,
}: ConfigOptions): GantryConfig => {
  const tapped = (load: () => Promise<{ default: unknown }>) => async () => {
    const connector = (await load()).default as Connector
    const connect: Connector['connect'] = (context) => connector.connect({ ...context, fetch: tap(context.fetch) })
    const provides = connector.provides.map((provision) => ({
      ...provision,
      port: (vendor: never) => timed(provision.port(vendor) as Operations, ended),
    }))
    return { default: { ...connector, connect, provides } }
  }
  const { stripe } = project.connections
  const books = connectionOf(name)
  const connection = project.connections[books]!
  return defineGantry({
    connections: {
      [books]: { ...connection, connector: tapped(connection.connector) },
      stripe: { ...stripe!, connector: tapped(stripe!.connector) },
      abacus: { connector: tapped(() => import('./abacus/connector.ts')) },
    },
    capabilities: {
      erp: { contract: erp, connection: books },
      billing: { contract: billing, connection: 'stripe' },
      ledger: { contract: ledger, connection: 'abacus' },
    },
    processes: {
      sales: async () => ({ default: salesProcess(release, name, timers) }),
      ...(feeds && {
        receipts: async () => ({ default: receiptsProcess(name) }),
        operations: project.processes.operations!,
      }),
    },
    views: {},
  })
}

type Operations = Record<string, (input: unknown, call: Call) => Promise<unknown>>

const timed = (port: Operations, ended: ConfigOptions['ended']): Operations =>
  Object.fromEntries(
    Object.entries(port).map(([id, perform]) => [
      id,
      (input, call) =>
        perform(input, call).finally(() => {
          if (call.deadline !== undefined) ended?.(id, Date.now() - call.deadline)
        }),
    ]),
  )
