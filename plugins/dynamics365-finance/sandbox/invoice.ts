import { Decimal } from '@gantry/canonical/money'
import {
  add,
  assertAccepted,
  assertCurrency,
  assertPeriodOpen,
  change,
  companyOf,
  customerOf,
  type Rules,
  rounded,
  type Session,
  sum,
} from './application.ts'
import { keyOf } from './entity.ts'
import { infolog, notInTable, Refusal } from './problem.ts'
import { entityNamed } from './query.ts'
import type { Row } from './store.ts'
import { NO_DATE } from './wire.ts'

const HEADER = entityNamed('FreeTextInvoiceHeaders')
const LINE = entityNamed('FreeTextInvoiceLines')
/** The first record id that a new application gives. */
const FIRST_REC_ID = 5_637_144_575
/** What the set-up asks an administrator for: a group whose amounts come from outside. */
const TAX_GROUP = 'GANTRY'

export const nextRecId = ({ store }: Session): string => String(FIRST_REC_ID + store.next('RecId'))

export const invoiceLinesOf = (rows: readonly Row[], header: Row): Row[] =>
  rows.filter((line) => line.ParentRecId === header.InvoiceIdentifier)

const assertDraft = (header: Row): void => {
  if (header.IsPosted === 'Yes')
    throw infolog(HEADER.source, `Free text invoice ${header.FreeTextNumber} has already been posted.`)
}

export const invoices: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, HEADER, given)
    const customer = customerOf(session, HEADER, row.dataAreaId!, row.CustomerAccount ?? '')
    const CurrencyCode = row.CurrencyCode ?? customer.SalesCurrencyCode!
    assertCurrency(HEADER, CurrencyCode)
    if (row.IsPosted === 'Yes') throw infolog(HEADER.source, "Field 'Posted' cannot be set.")
    const InvoiceDate = row.InvoiceDate ?? session.now
    const invoice = { DueDate: InvoiceDate, ...row, InvoiceDate, CurrencyCode, FreeTextNumber: '' }
    // No write of its own until it is posted: a draft stands in no book.
    return add(session, 'FreeTextInvoiceHeaders', { ...invoice, InvoiceIdentifier: nextRecId(session) })
  },
  update: (_session, before, changes) => {
    assertDraft(before)
    return { ...before, ...changes }
  },
  remove: ({ store }, row) => {
    assertDraft(row)
    for (const line of invoiceLinesOf(store.all('FreeTextInvoiceLines'), row))
      store.remove('FreeTextInvoiceLines', keyOf(LINE, line))
  },
  actions: {
    /** Of the extension the README names: posts the invoice to the ledger. */
    gantryPost: (session, header) => {
      assertDraft(header)
      assertAccepted(session, HEADER, header.CustomerReference!)
      const lines = invoiceLinesOf(session.store.all('FreeTextInvoiceLines'), header)
      if (lines.length === 0) throw infolog(HEADER.source, 'The invoice has no lines.')
      assertPeriodOpen(session, HEADER, header.dataAreaId!, header.InvoiceDate!)
      const number = String(session.store.next(`FreeTextNumber:${header.dataAreaId}`)).padStart(8, '0')
      const posted = { ...header, IsPosted: 'Yes', FreeTextNumber: `FTI-${number}` }
      change(session, 'FreeTextInvoiceHeaders', posted, 'gantryPost invoice')
      const gross = sum(lines.flatMap((line) => [line.TransactionCurrencyAmount!, line.SalesTaxAmount!]))
      add(session, 'CustTransactions', {
        dataAreaId: header.dataAreaId!,
        SysRecId: nextRecId(session),
        AccountNum: header.CustomerAccount!,
        Invoice: posted.FreeTextNumber,
        Voucher: `FTV-${number}`,
        TransType: 'Cust',
        TransDate: header.InvoiceDate!,
        DueDate: header.DueDate!,
        Closed: NO_DATE,
        CurrencyCode: header.CurrencyCode!,
        AmountCur: rounded(gross, header.CurrencyCode!),
        SettleAmountCur: rounded(0, header.CurrencyCode!),
      })
    },
  },
}

export const invoiceLines: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, LINE, given)
    const header = session.store.get('FreeTextInvoiceHeaders', `${row.dataAreaId}|${row.ParentRecId}`)
    if (!header) throw notInTable(LINE.source, 'Parent record', row.ParentRecId ?? '', 'Free text invoices')
    assertDraft(header)
    if (!row.MainAccountDisplayValue) throw infolog(LINE.source, "Field 'Main account' must be filled in.")
    const quantity = new Decimal(row.Quantity ?? 1)
    const amount = row.TransactionCurrencyAmount ?? new Decimal(row.UnitPrice ?? 0).times(quantity)
    // Without the override the application calculates: nobody has set up a rate for this group.
    const tax = row.OverrideSalesTax === 'Yes' ? (row.SalesTaxAmount ?? '0') : '0'
    if (!new Decimal(tax).isZero())
      for (const field of ['SalesTaxGroupId', 'SalesTaxItemGroupId'])
        if (row[field] !== TAX_GROUP)
          throw notInTable(LINE.source, 'Sales tax group', row[field] ?? '', 'Sales tax groups')
    return add(session, 'FreeTextInvoiceLines', {
      ...row,
      Quantity: quantity.toFixed(),
      TransactionCurrencyAmount: rounded(amount, header.CurrencyCode!),
      SalesTaxAmount: rounded(tax, header.CurrencyCode!),
      CurrencyCode: header.CurrencyCode!,
      ExternalInvoiceId: header.ExternalInvoiceId!,
    })
  },
  update: () => {
    throw new Refusal(400, 'This sandbox does not change lines of a free text invoice.')
  },
}
