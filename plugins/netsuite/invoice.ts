import type { DocumentLine } from '@gantry/canonical/document'
import type { LedgerInvoice, LedgerInvoiceDraft } from '@gantry/canonical/invoice'
import { Decimal, money, subtract } from '@gantry/canonical/money'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import type { z } from 'zod'
import { quoted } from './client.ts'
import { assertBooked, createOnce } from './document.ts'
import { numeral } from './exact-json.ts'
import { externalIdOf } from './external-id.ts'
import { type Basis, itemOf, taxedLines } from './line.ts'
import type { NetSuite } from './netsuite.ts'
import { readOrder, stateOf } from './sales-order.ts'
import { InvoiceRecord, InvoiceRow, type SalesOrderRecord } from './wire.ts'

const PAGE = 200

/**
 * Bills the sales order where something of it is still to be billed: the lines given, with their quantities and
 * amounts, and none else. A subscription bills on after its order is billed: then the invoice stands by itself and
 * names the order in `custbody_gantry_order`.
 */
export async function postInvoice(
  { client, company }: NetSuite,
  draft: LedgerInvoiceDraft,
  call: Call,
): Promise<LedgerInvoice> {
  const subsidiary = await company.subsidiary(draft.legalEntity)
  const currency = await company.currency(draft.currency)
  const order = await readOrder(client, draft.order)
  if (order.subsidiary.id !== subsidiary || order.currency.id !== currency)
    throw new IntegrationError(
      'order-differs',
      `Invoice ${draft.reference} and its sales order ${draft.order} name different legal entities or currencies.`,
      {
        kind: 'data',
        team: 'finance-systems',
        detail: `order: subsidiary ${order.subsidiary.id}, currency ${order.currency.id}; invoice: ${subsidiary}, ${currency}`,
      },
    )
  const { lines, untouched, billsOrder } = bill(order, draft.lines)
  const { item, ...tax } = taxedLines(lines, subsidiary)
  const header = billsOrder
    ? {}
    : {
        entity: { externalId: externalIdOf(draft.customer) },
        subsidiary: { id: subsidiary },
        currency: { id: currency },
      }
  const record = await createOnce(client, call, {
    lines: draft.lines.length,
    record: 'invoice',
    path: billsOrder ? `salesOrder/${order.id}/!transform/invoice` : 'invoice',
    externalId: externalIdOf(draft.reference, 'invoice'),
    body: {
      ...header,
      tranDate: draft.issuedOn,
      ...(draft.dueOn !== undefined && { dueDate: draft.dueOn }),
      memo: draft.number ?? draft.reference,
      custbody_gantry_reference: draft.reference,
      custbody_gantry_order: draft.order,
      custbody_gantry_correlation: call.correlation,
      ...tax,
      item: { items: [...item.items, ...untouched] },
    },
    schema: InvoiceRecord,
  })
  const invoice = ledgerInvoice(await company.codeOf(record.currency.id), {
    id: record.id,
    number: record.tranId,
    reference: draft.reference,
    order: draft.order,
    status: record.status.refName ?? record.status.id,
    total: record.total,
    taxTotal: record.taxTotal,
    open: record.amountRemaining,
  })
  assertBooked(`invoice ${draft.reference}`, [
    { name: 'total', ours: draft.gross, theirs: invoice.gross },
    { name: 'tax', ours: draft.tax, theirs: invoice.tax },
  ])
  return invoice
}

/** Which invoice lines bill which order lines, and the order lines that wait for another invoice. */
function bill(order: SalesOrderRecord, lines: readonly DocumentLine[]) {
  const open = stateOf(order) === 'open' ? (order.item?.items ?? []).filter((line) => !line.isClosed) : []
  const waiting = new Map(open.map((line) => [line.custcol_gantry_line, line]))
  const billed = lines.map((line): { line: DocumentLine; basis: Basis } => {
    const ordered = waiting.get(line.id)
    const left = new Decimal(ordered?.quantity ?? 0).minus(ordered?.quantityBilled ?? 0)
    // What goes beyond the order (a renewal, a proration) is billed as a line of its own.
    if (!ordered || left.lessThan(line.quantity) || left.isZero()) return { line, basis: itemOf(line) }
    waiting.delete(line.id)
    return { line, basis: { orderLine: numeral(ordered.line) } }
  })
  const billsOrder = billed.some(({ basis }) => 'orderLine' in basis)
  // A line left out of a transformation is billed in full; a quantity of zero leaves it for later.
  const untouched = [...waiting.values()].map(({ line }) => ({ orderLine: numeral(line), quantity: numeral('0') }))
  return { lines: billed, untouched: billsOrder ? untouched : [], billsOrder }
}

/** By the billing invoice they stand for, by order, or all; the cursor is an offset. */
export async function listInvoices(
  { client, company }: NetSuite,
  query: { reference?: string | undefined; order?: string | undefined; cursor?: string | undefined },
): Promise<{ items: LedgerInvoice[]; next?: string }> {
  const offset = Number(query.cursor ?? 0)
  if (!Number.isInteger(offset) || offset < 0)
    throw new IntegrationError('invalid-cursor', 'This page of invoices does not exist.', { kind: 'data', status: 400 })
  const conditions = [
    "type = 'CustInvc'",
    query.reference === undefined
      ? 'custbody_gantry_reference IS NOT NULL'
      : `custbody_gantry_reference = ${quoted(query.reference)}`,
    ...(query.order === undefined ? [] : [`custbody_gantry_order = ${quoted(query.order)}`]),
  ]
  const columns = Object.keys(InvoiceRow.shape).join(', ')
  const page = await client.select(
    `SELECT ${columns} FROM transaction WHERE ${conditions.join(' AND ')} ORDER BY id`,
    InvoiceRow,
    { limit: PAGE, offset },
  )
  const items = await Promise.all(page.items.map(async (row) => receivableOf(await company.codeOf(row.currency), row)))
  return { items, ...(page.hasMore && { next: String(offset + PAGE) }) }
}

export const receivableOf = (currency: string, row: z.output<typeof InvoiceRow>): LedgerInvoice =>
  ledgerInvoice(currency, {
    id: row.id,
    number: row.tranid,
    reference: row.custbody_gantry_reference,
    order: row.custbody_gantry_order,
    status: row.status,
    total: row.foreigntotal,
    taxTotal: row.taxtotal,
    open: row.foreignamountunpaid,
  })

type Facts = {
  id: string
  number: string
  reference: string
  order?: string | null | undefined
  status: string
  total: string
  taxTotal?: string | null | undefined
  open?: string | null | undefined
}

function ledgerInvoice(currency: string, facts: Facts): LedgerInvoice {
  const gross = money(currency, facts.total)
  const tax = money(currency, facts.taxTotal ?? '0')
  const state = INVOICE_STATES[facts.status] ?? 'open'
  return {
    id: facts.id,
    number: facts.number,
    reference: facts.reference,
    ...(facts.order != null && { order: facts.order }),
    state,
    currency,
    net: subtract(gross, tax),
    tax,
    gross,
    // NetSuite leaves a zero out of some answers.
    open: money(currency, facts.open ?? (state === 'open' ? facts.total : '0')),
  }
}

/** By the status code of the REST API Browser and of SuiteQL, and by name. */
const INVOICE_STATES: Record<string, LedgerInvoice['state']> = {
  B: 'paid',
  'Paid In Full': 'paid',
  V: 'voided',
  Voided: 'voided',
}
