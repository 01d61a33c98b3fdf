import type { LedgerInvoice, LedgerInvoiceDraft } from '@gantry/canonical/invoice'
import { Decimal } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import { importRows, ROWS_PER_CHANGESET } from './data-package.ts'
import { assertBooked, postOnce } from './document.ts'
import type { Environment } from './environment.ts'
import { numeral } from './exact-json.ts'
import { afterWrite } from './failure.ts'
import { ledgerInvoices, readInvoices } from './invoice-record.ts'
import { fitted, keyOf } from './key.ts'
import { dateOf, quoted, recordOf, YES } from './odata.ts'
import { readOrder } from './sales-order.ts'
import { columnsOf, InvoiceRecord } from './wire.ts'

const SET = 'FreeTextInvoiceHeaders'
const PAGE = 25

/**
 * A free text invoice: the only receivable whose lines take a tax amount of ours. It names its order in the customer
 * reference and itself in the external invoice id, and is posted by the action of the extension the README describes.
 */
export async function postInvoice(environment: Environment, draft: LedgerInvoiceDraft): Promise<LedgerInvoice> {
  const { client, companies, exclusively } = environment
  const company = await companies.of(draft.legalEntity)
  const order = await readOrder(environment, company.id, draft.order)
  if (order.CurrencyCode !== draft.currency)
    throw new IntegrationError(
      'order-differs',
      `Invoice ${draft.reference} and its sales order ${draft.order} name different currencies.`,
      {
        kind: 'data',
        team: 'finance-systems',
        detail: `order: ${order.CurrencyCode}; invoice: ${draft.currency}`,
      },
    )
  const reference = fitted(draft.reference)
  const header = {
    dataAreaId: company.id,
    CustomerAccount: keyOf(draft.customer),
    CurrencyCode: draft.currency,
    InvoiceDate: dateOf(draft.issuedOn),
    DocumentDate: dateOf(draft.issuedOn),
    DueDate: dateOf(draft.dueOn ?? draft.issuedOn),
    ExternalInvoiceId: reference,
    CustomerReference: fitted(draft.order),
    ...(draft.number !== undefined && draft.number.length <= 20 && { CustomerRequisition: draft.number }),
  }
  const record = await exclusively(`invoice:${draft.reference}`, () =>
    postOnce<InvoiceRecord>({
      find: async () => {
        const found = await client.list(SET, InvoiceRecord, {
          $select: columnsOf(InvoiceRecord),
          $filter: `dataAreaId eq ${quoted(company.id)} and ExternalInvoiceId eq ${quoted(reference)}`,
          $orderby: 'InvoiceIdentifier',
        })
        // The application compares without regard to case.
        return found.filter((each) => each.ExternalInvoiceId === reference)
      },
      isPosted: ({ IsPosted }) => IsPosted === 'Yes',
      create: () => client.create(SET, header, InvoiceRecord),
      fill: (made) => fill(environment, made, draft),
      post: async (made) => {
        await client.act(address(made), 'gantryPost', z.unknown())
      },
      discard: (made) => client.remove(address(made)),
    }),
  )
  const [invoice] = await afterWrite(() => ledgerInvoices(client, [record]))
  assertBooked(`invoice ${draft.reference}`, [
    { name: 'total', ours: draft.gross, theirs: invoice!.gross },
    { name: 'tax', ours: draft.tax, theirs: invoice!.tax },
  ])
  return { ...invoice!, reference: draft.reference, order: draft.order }
}

const address = ({ dataAreaId, InvoiceIdentifier }: InvoiceRecord): string =>
  recordOf(SET, { dataAreaId, InvoiceIdentifier: BigInt(InvoiceIdentifier) })

/** All lines in one changeset; very many go as a data package, whose draft is posted only if every row was taken. */
async function fill(environment: Environment, header: InvoiceRecord, draft: LedgerInvoiceDraft): Promise<void> {
  const { client, settings } = environment
  const { revenueAccount, taxGroup } = settings
  const lines = draft.lines.map((line, index) => ({
    dataAreaId: header.dataAreaId,
    ParentRecId: header.InvoiceIdentifier,
    LineNumber: String(index + 1),
    Description: line.description,
    MainAccountDisplayValue: revenueAccount,
    Quantity: line.quantity,
    TransactionCurrencyAmount: line.net.amount,
    ...(!new Decimal(line.tax.amount).isZero() && { SalesTaxGroupId: taxGroup, SalesTaxItemGroupId: taxGroup }),
    // Else the application would calculate in place of the tax engine.
    OverrideSalesTax: 'Yes',
    SalesTaxAmount: line.tax.amount,
  }))
  if (lines.length > ROWS_PER_CHANGESET)
    return importRows(environment, { entity: 'Free text invoice lines', company: header.dataAreaId, rows: lines })
  await client.createAll(lines.map((line) => ({ set: 'FreeTextInvoiceLines', body: numbered(line) })))
}

const NUMBERS = new Set(['ParentRecId', 'LineNumber', 'Quantity', 'TransactionCurrencyAmount', 'SalesTaxAmount'])

const numbered = (line: Record<string, string>): object =>
  Object.fromEntries(Object.entries(line).map(([name, value]) => [name, NUMBERS.has(name) ? numeral(value) : value]))

/** By the billing invoice they stand for, by order, or all that are posted and ours; the cursor is an offset. */
export async function listInvoices(
  environment: Environment,
  query: {
    legalEntity: string
    reference?: string | undefined
    order?: string | undefined
    cursor?: string | undefined
  },
): Promise<{ items: LedgerInvoice[]; next?: string }> {
  const offset = Number(query.cursor ?? 0)
  if (!Number.isInteger(offset) || offset < 0)
    throw new IntegrationError('invalid-cursor', 'This page of invoices does not exist.', { kind: 'data', status: 400 })
  const { reference, order } = query
  const company = await environment.companies.of(query.legalEntity)
  const filter = [
    `dataAreaId eq ${quoted(company.id)}`,
    `IsPosted eq ${YES}`,
    reference === undefined ? "ExternalInvoiceId ne ''" : `ExternalInvoiceId eq ${quoted(fitted(reference))}`,
    ...(order === undefined ? [] : [`CustomerReference eq ${quoted(fitted(order))}`]),
  ]
  const page = await readInvoices(environment, filter.join(' and '), { $top: String(PAGE), $skip: String(offset) })
  const items = page.filter(
    (invoice) =>
      (reference === undefined || invoice.reference === fitted(reference)) &&
      (order === undefined || invoice.order === fitted(order)),
  )
  return { items, ...(page.length === PAGE && { next: String(offset + PAGE) }) }
}
