import type { LedgerInvoice, LedgerInvoiceDraft } from '@gantry/canonical/invoice'
import { Decimal, money, subtract } from '@gantry/canonical/money'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { assertBooked } from './amounts.ts'
import { customerNumber } from './customer.ts'
import { invoiceEntry } from './invoice-entry.ts'
import { byOrder, byReference, idOf, inCompany, invoiceItems, openAmounts, postedAs, taxesOf } from './journal.ts'
import { literal } from './odata.ts'
import { exchange } from './posting.ts'
import { orderOf } from './sales-order.ts'
import type { Sap } from './sap.ts'
import { BILLING } from './services.ts'
import { BillingItem, type JournalItem, OrderHeader } from './wire.ts'

const PAGE = 50

/**
 * Posts the receivable as a journal entry, not as a billing document of the order: the billing system has invoiced
 * already, and its amounts and taxes are to stand in the ledger to the minor unit, while a billing document is priced and
 * taxed by SAP anew. It also serves what no order line stands for, such as a subscription's next term. The order is
 * therefore of a type that is not billed in SAP; one that somebody billed there all the same is refused.
 */
export async function postInvoice(sap: Sap, draft: LedgerInvoiceDraft, { correlation }: Call): Promise<LedgerInvoice> {
  const organization = await sap.company.organization(draft.legalEntity)
  const { item, tax, open } = await sap.exclusively(`invoice:${draft.reference}`, async () => {
    const find = () => postedAs(sap, organization.companyCode, 'DR', draft.reference)
    const known = await find()
    if (known) return { ...known, open: (await openAmounts(sap, [known.item])).get(idOf(known.item)) }
    const order = await orderOf(sap, draft.order, organization, OrderHeader)
    assertSameCurrency(draft, order)
    await assertNotBilled(sap, draft, order)
    const customer = await customerNumber(sap, draft.customer)
    const facts = { companyCode: organization.companyCode, customer, salesOrder: order.SalesOrder }
    const entry = invoiceEntry(draft, facts, sap.customizing)
    const message = { kind: 'Create', reference: `invoice:${draft.reference}`, entry, find } as const
    const posted = await exchange(sap, message, { correlation })
    return { ...posted, open: new Decimal(posted.item.AmountInTransactionCurrency) }
  })
  const invoice = ledgerInvoice(item, tax, open)
  assertBooked(`invoice ${draft.reference}`, [
    { name: 'total', ours: draft.gross, theirs: invoice.gross },
    { name: 'tax', ours: draft.tax, theirs: invoice.tax },
  ])
  return invoice
}

function assertSameCurrency(draft: LedgerInvoiceDraft, order: OrderHeader): void {
  if (order.TransactionCurrency === draft.currency) return
  throw new IntegrationError(
    'order-differs',
    `Invoice ${draft.reference} and its sales order ${draft.order} are in different currencies.`,
    {
      kind: 'data',
      team: 'finance-systems',
      detail: `sales order ${order.SalesOrder}: ${order.TransactionCurrency}, invoice: ${draft.currency}`,
    },
  )
}

/** Else the customer would owe the same twice. */
async function assertNotBilled(sap: Sap, draft: LedgerInvoiceDraft, order: OrderHeader): Promise<void> {
  const items = await sap.odata.list(BILLING, 'A_BillingDocumentItem', BillingItem, {
    $filter: `SalesDocument eq ${literal(order.SalesOrder)}`,
    $select: 'BillingDocument,to_BillingDocument',
    $expand: 'to_BillingDocument',
  })
  const standing = items.find(
    ({ to_BillingDocument: header }) => !header?.BillingDocumentIsCancelled && !header?.CancelledBillingDocument,
  )
  if (!standing) return
  throw new IntegrationError(
    'billed-in-erp',
    `Sales order ${draft.order} was billed in SAP S/4HANA itself; invoice ${draft.reference} would book it twice.`,
    {
      kind: 'policy',
      team: 'finance-systems',
      detail: `billing document ${standing.BillingDocument} of sales order ${order.SalesOrder}`,
    },
  )
}

/** By the billing invoice they stand for, by order, or all that we posted; the cursor is an offset. */
export async function listInvoices(
  sap: Sap,
  query: {
    legalEntity: string
    reference?: string | undefined
    order?: string | undefined
    cursor?: string | undefined
  },
): Promise<{ items: LedgerInvoice[]; next?: string }> {
  const skip = Number(query.cursor ?? 0)
  if (!Number.isInteger(skip) || skip < 0)
    throw new IntegrationError('invalid-cursor', 'This page of invoices does not exist.', { kind: 'data', status: 400 })
  const { companyCode } = await sap.company.organization(query.legalEntity)
  const conditions = [
    inCompany(companyCode),
    query.reference === undefined ? "Reference1InDocumentHeader ne ''" : byReference(query.reference),
    ...(query.order === undefined ? [] : [byOrder(query.order)]),
  ]
  // One more than the page tells whether there is another.
  const found = await invoiceItems(sap, conditions.join(' and '), { top: PAGE + 1, skip })
  const items = await ledgerInvoices(sap, found.slice(0, PAGE))
  return { items, ...(found.length > PAGE && { next: String(skip + PAGE) }) }
}

async function ledgerInvoices(sap: Sap, items: readonly JournalItem[]): Promise<LedgerInvoice[]> {
  const [taxes, open] = await Promise.all([taxesOf(sap, items), openAmounts(sap, items)])
  return items.map((item) => ledgerInvoice(item, taxes.get(idOf(item)), open.get(idOf(item))))
}

function ledgerInvoice(item: JournalItem, taxed = new Decimal(0), due = new Decimal(0)): LedgerInvoice {
  const currency = item.TransactionCurrency
  const gross = money(currency, item.AmountInTransactionCurrency)
  const tax = money(currency, taxed)
  return {
    id: idOf(item),
    number: item.AccountingDocument,
    reference: item.DocumentItemText ?? '',
    ...(item.AccountingDocumentHeaderText && { order: item.AccountingDocumentHeaderText }),
    state: item.IsReversed ? 'voided' : due.isZero() ? 'paid' : 'open',
    currency,
    net: subtract(gross, tax),
    tax,
    gross,
    open: money(currency, due),
  }
}
