import { billing } from '@gantry/billing-api/contract'
import type { Connector, Fetch } from '@gantry/core/connector'
import { defineGantry, type GantryConfig } from '@gantry/core/runtime/config'
import { erp } from '@gantry/erp-api/contract'
import project from '../../gantry.config.ts'
import { ledger } from './abacus/contract.ts'
import { connectionOf, type Erp } from './erp.ts'
import { salesProcess } from './sale/process.ts'

export type ConfigOptions = {
  release: 1 | 2
  erp: Erp
  /** Whether the vendor's delta feed starts runs of its own. */
  feeds?: boolean
  /** Sees every request to a vendor, before it leaves and once it is answered. */
  tap?: (fetch: Fetch) => Fetch
}

/** Two vendors as the project connects them, and one that knows no idempotency; one flow over all three. */
export const faultConfig = ({
  release,
  erp: name,
  feeds = false,
  tap = (fetch) => fetch,
}: ConfigOptions): GantryConfig => {
  const tapped = (load: () => Promise<{ default: unknown }>) => async () => {
    const connector = (await load()).default as Connector
    const connect: Connector['connect'] = (context) => connector.connect({ ...context, fetch: tap(context.fetch) })
    return { default: { ...connector, connect } }
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
      sales: async () => ({ default: salesProcess(release, name) }),
      ...(feeds && { receipts: () => import('./sale/receipt.ts') }),
    },
    views: {},
  })
}
