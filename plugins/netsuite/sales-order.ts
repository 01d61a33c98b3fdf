import { totalsOf } from '@gantry/canonical/document'
import { Decimal, money, subtract } from '@gantry/canonical/money'
import type { SalesOrder, SalesOrderDraft } from '@gantry/canonical/order'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { assertBooked, createOnce } from './document.ts'
import { numeral } from './exact-json.ts'
import { externalIdOf } from './external-id.ts'
import { notFound } from './failure.ts'
import { itemOf, taxedLines } from './line.ts'
import type { NetSuite } from './netsuite.ts'
import { SalesOrderRecord } from './wire.ts'

export async function createSalesOrder(
  { client, company }: NetSuite,
  draft: SalesOrderDraft,
  call: Call,
): Promise<SalesOrder> {
  const subsidiary = await company.subsidiary(draft.legalEntity)
  const currency = await company.currency(draft.currency)
  const lines = draft.lines.map((line) => ({ line, basis: itemOf(line) }))
  const record = await createOnce(client, call, {
    lines: lines.length,
    record: 'salesOrder',
    path: 'salesOrder',
    externalId: externalIdOf(draft.reference, 'order'),
    body: {
      entity: { externalId: externalIdOf(draft.customer) },
      subsidiary: { id: subsidiary },
      currency: { id: currency },
      tranDate: draft.orderedOn,
      // Approved: it was agreed with the customer before it came here.
      orderStatus: { id: 'B' },
      memo: draft.reference,
      custbody_gantry_reference: draft.reference,
      custbody_gantry_correlation: call.correlation,
      ...taxedLines(lines, subsidiary),
    },
    schema: SalesOrderRecord,
  })
  const order = await salesOrderOf({ company }, draft.reference, record)
  const totals = totalsOf(draft.currency, draft.lines)
  assertBooked(`sales order ${draft.reference}`, [
    { name: 'total', ours: totals.gross, theirs: order.gross },
    { name: 'tax', ours: totals.tax, theirs: order.tax },
  ])
  return order
}

export async function getSalesOrder({ client, company }: NetSuite, reference: string): Promise<SalesOrder> {
  const record = await client.get('salesOrder', `eid:${externalIdOf(reference, 'order')}`, SalesOrderRecord)
  if (!record) throw notFound('sales order', reference)
  return salesOrderOf({ company }, reference, record)
}

/** Closes every line (Oracle help, "Use Case For Approving Your Sales Order"); NetSuite then shows the order as Closed. */
export async function cancelSalesOrder({ client, company }: NetSuite, reference: string): Promise<SalesOrder> {
  const record = await readOrder(client, reference)
  const order = await salesOrderOf({ company }, reference, record)
  if (order.state === 'closed' || order.state === 'cancelled') return order
  const lines = record.item?.items ?? []
  if (order.state === 'billed' || lines.some((line) => new Decimal(line.quantityBilled ?? 0).greaterThan(0)))
    throw new IntegrationError('order-billed', `Sales order ${reference} is billed and cannot be closed any more.`, {
      kind: 'policy',
      team: 'finance-systems',
      detail: `sales order ${record.tranId} is ${record.status.refName ?? record.status.id}`,
    })
  const items = lines.map(({ line }) => ({ line: numeral(line), isClosed: true }))
  await client.update('salesOrder', record.id, { item: { items } })
  return { ...order, state: 'closed' }
}

/** With its lines. */
export async function readOrder(client: NetSuite['client'], reference: string): Promise<SalesOrderRecord> {
  const id = `eid:${externalIdOf(reference, 'order')}`
  const record = await client.get('salesOrder', id, SalesOrderRecord, { expandSubResources: 'true' })
  if (!record) throw notFound('sales order', reference)
  return record
}

/** `G` and `H` in SuiteQL and the UI's codes; REST names the status. */
export function stateOf({ status }: Pick<SalesOrderRecord, 'status'>): SalesOrder['state'] {
  const name = (status.refName ?? status.id).toLowerCase()
  if (name === 'billed') return 'billed'
  if (name === 'closed') return 'closed'
  return name === 'cancelled' ? 'cancelled' : 'open'
}

async function salesOrderOf(
  { company }: Pick<NetSuite, 'company'>,
  reference: string,
  record: SalesOrderRecord,
): Promise<SalesOrder> {
  const currency = await company.codeOf(record.currency.id)
  const gross = money(currency, record.total)
  const tax = money(currency, record.taxTotal ?? '0')
  return {
    id: record.id,
    number: record.tranId,
    reference,
    state: stateOf(record),
    currency,
    net: subtract(gross, tax),
    tax,
    gross,
  }
}
