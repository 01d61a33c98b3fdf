import type { Connector, Rehearsal } from '@gantry/core/connector'
import { openConnection } from '@gantry/core/connector/connection'
import type { Call, Port } from '@gantry/core/contract'
import { erp } from '@gantry/erp-api/contract'
import pino from 'pino'
import project from '../config.ts'
import { COMPANY, SKU } from './sale/flow.ts'

/** Whose books the orders, receivables and payments are in; with `none` in those of Abacus alone. */
export const ERPS = ['netsuite', 'sap-s4hana', 'dynamics365-finance', 'none'] as const
export type Erp = (typeof ERPS)[number]
export type ErpVendor = Exclude<Erp, 'none'>

/** The connection behind the ERP's contract: without an ERP the debtors are NetSuite's still. */
export const connectionOf = (name: Erp): ErpVendor => (name === 'none' ? 'netsuite' : name)

/** Opens the company in the ERP's sandbox, with the one item that is sold. */
export async function openCompany(name: ErpVendor, url: string, rehearsal: Rehearsal): Promise<void> {
  const body = JSON.stringify({ legalEntities: [COMPANY] })
  const opened = await fetch(`${url}/_sandbox/actions/company`, { method: 'POST', body })
  if (!opened.ok) throw new Error(`${name} opened no company: ${await opened.text()}`)
  const connector = (await project.connections[name]!.connector()).default as Connector
  const connection = openConnection(connector, {
    name,
    config: rehearsal.config(url),
    log: pino({ level: 'silent' }),
    exclusively: (_, work) => work(),
  })
  const port = (await connection.port(erp as never)) as unknown as Port<typeof erp>
  const product = { name: 'Sale', currency: COMPANY.currency, listPrice: '1', charge: 'one-off' } as const
  const call = { identity: { tenant: 'faults' }, correlation: 'set-up', idempotencyKey: 'set-up' } as unknown as Call
  await port.upsertItem({ sku: SKU, query: { legalEntity: COMPANY.name }, body: product }, call)
}
