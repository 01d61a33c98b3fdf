import { Decimal } from '@gantry/canonical/money'
import {
  add,
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
import { nextRecId } from './invoice.ts'
import { infolog, notInTable } from './problem.ts'
import { entityNamed, sameCompany } from './query.ts'
import type { Row, Store } from './store.ts'
import { NO_DATE } from './wire.ts'

const HEADER = entityNamed('CustomerPaymentJournalHeaders')
const LINE = entityNamed('CustomerPaymentJournalLines')
const SETTLED = entityNamed('PaymentJournalLineSettledInvoices')
/** Journal names of a new company. */
const JOURNALS = ['CustPay']

const assertDraft = (header: Row): void => {
  if (header.IsPosted === 'Yes')
    throw infolog(HEADER.source, `Journal ${header.JournalBatchNumber} has already been posted.`)
}

const journalOf = (store: Store, company: string, row: Row, source: string): Row => {
  const header = store.get(
    'CustomerPaymentJournalHeaders',
    `${company}|${(row.JournalBatchNumber ?? '').toLowerCase()}`,
  )
  if (!header) throw notInTable(source, 'Journal batch number', row.JournalBatchNumber ?? '', 'Journals')
  assertDraft(header)
  return header
}

const linesOf = (store: Store, header: Row): Row[] =>
  store
    .all('CustomerPaymentJournalLines')
    .filter((line) => line.dataAreaId === header.dataAreaId && line.JournalBatchNumber === header.JournalBatchNumber)

const settledOf = (store: Store, header: Row): Row[] =>
  store
    .all('PaymentJournalLineSettledInvoices')
    .filter(
      (row) =>
        sameCompany(row.JournalLineCompany!, header.dataAreaId!) &&
        row.JournalBatchNumber === header.JournalBatchNumber,
    )

const openInvoice = (store: Store, { InvoiceCompany, InvoiceNumber }: Row): Row | undefined =>
  store
    .all('CustTransactions')
    .find(
      (row) =>
        sameCompany(row.dataAreaId!, InvoiceCompany ?? '') && row.Invoice === InvoiceNumber && row.TransType === 'Cust',
    )

const open = (transaction: Row): Decimal => new Decimal(transaction.AmountCur!).minus(transaction.SettleAmountCur!)

export const paymentJournals: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, HEADER, given)
    if (!JOURNALS.includes(row.JournalName ?? ''))
      throw notInTable(HEADER.source, 'Name', row.JournalName ?? '', 'Journal names')
    const number = `J${String(session.store.next(`Journal:${row.dataAreaId}`)).padStart(8, '0')}`
    return add(session, 'CustomerPaymentJournalHeaders', { JournalBatchNumber: number, ...row, IsPosted: 'No' })
  },
  remove: ({ store }, row) => {
    assertDraft(row)
    for (const line of linesOf(store, row)) store.remove('CustomerPaymentJournalLines', keyOf(LINE, line))
    for (const each of settledOf(store, row)) store.remove('PaymentJournalLineSettledInvoices', keyOf(SETTLED, each))
  },
  actions: {
    /** Of the extension the README names: posts the journal, and settles what is marked. */
    gantryPost: (session, header) => {
      assertDraft(header)
      const { store } = session
      const lines = linesOf(store, header)
      if (lines.length === 0) throw infolog(HEADER.source, `Journal ${header.JournalBatchNumber} has no lines.`)
      change(session, 'CustomerPaymentJournalHeaders', { ...header, IsPosted: 'Yes' }, 'gantryPost payment')
      for (const line of lines) post(session, header, line)
    },
  },
}

function post(session: Session, header: Row, line: Row): void {
  const { store } = session
  assertPeriodOpen(session, HEADER, header.dataAreaId!, line.TransactionDate!)
  const currency = line.CurrencyCode!
  const marked = settledOf(store, header).filter((row) => new Decimal(row.JournalLineNumber!).equals(line.LineNumber!))
  const settled = sum(marked.map((row) => row.SettlementAmountInInvoiceCurrency!))
  if (settled.greaterThan(line.CreditAmount!))
    throw infolog(HEADER.source, 'The amount settled is greater than the amount of the payment.')
  for (const each of marked) {
    const invoice = openInvoice(store, each)!
    const amount = each.SettlementAmountInInvoiceCurrency!
    if (new Decimal(amount).greaterThan(open(invoice)))
      throw infolog(HEADER.source, `The amount settled of invoice ${invoice.Invoice} is more than its open amount.`)
    const paid = rounded(sum([invoice.SettleAmountCur!, amount]), currency)
    const closed = new Decimal(paid).equals(invoice.AmountCur!)
    change(session, 'CustTransactions', { ...invoice, SettleAmountCur: paid, ...(closed && { Closed: session.now }) })
    store.remove('PaymentJournalLineSettledInvoices', keyOf(SETTLED, each))
  }
  const Voucher = `CPV-${String(store.next(`Voucher:${header.dataAreaId}`)).padStart(8, '0')}`
  change(session, 'CustomerPaymentJournalLines', { ...line, Voucher })
  add(session, 'CustTransactions', {
    dataAreaId: header.dataAreaId!,
    SysRecId: nextRecId(session),
    AccountNum: line.AccountDisplayValue!,
    Invoice: '',
    Voucher,
    TransType: 'Payment',
    TransDate: line.TransactionDate!,
    DueDate: NO_DATE,
    Closed: settled.equals(line.CreditAmount!) ? session.now : NO_DATE,
    CurrencyCode: currency,
    AmountCur: rounded(new Decimal(line.CreditAmount!).negated(), currency),
    SettleAmountCur: rounded(settled.negated(), currency),
    PaymReference: line.PaymentReference!,
  })
}

export const paymentLines: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, LINE, given)
    journalOf(session.store, row.dataAreaId!, row, LINE.source)
    if (row.AccountType !== 'Cust') throw infolog(LINE.source, 'The account type of a customer payment is Customer.')
    customerOf(session, LINE, row.dataAreaId!, row.AccountDisplayValue ?? '')
    assertCurrency(LINE, row.CurrencyCode ?? '')
    if (!row.OffsetAccountDisplayValue) throw infolog(LINE.source, "Field 'Offset account' must be filled in.")
    if (!row.TransactionDate) throw infolog(LINE.source, "Field 'Date' must be filled in.")
    const CreditAmount = rounded(row.CreditAmount ?? 0, row.CurrencyCode!)
    return add(session, 'CustomerPaymentJournalLines', { ...row, CreditAmount, Voucher: '' })
  },
}

/** Marks an invoice for settlement by a line of a journal that is not posted. */
export const settledInvoices: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, SETTLED, given)
    const header = journalOf(session.store, row.JournalLineCompany!, row, SETTLED.source)
    const line = linesOf(session.store, header).find((each) =>
      new Decimal(each.LineNumber!).equals(row.JournalLineNumber ?? 0),
    )
    if (!line) throw notInTable(SETTLED.source, 'Line number', row.JournalLineNumber ?? '', 'Journal lines')
    const invoice = openInvoice(session.store, row)
    if (!invoice || invoice.DueDate?.slice(0, 10) !== row.InvoiceDueDate?.slice(0, 10))
      throw notInTable(SETTLED.source, 'Invoice', row.InvoiceNumber ?? '', 'Open transactions')
    if (invoice.AccountNum !== line.AccountDisplayValue || invoice.CurrencyCode !== line.CurrencyCode)
      throw infolog(SETTLED.source, `Invoice ${invoice.Invoice} is of another customer or currency than the payment.`)
    const amount = new Decimal(row.SettlementAmountInInvoiceCurrency ?? 0)
    if (amount.lessThanOrEqualTo(0) || amount.greaterThan(open(invoice)))
      throw infolog(SETTLED.source, `The amount settled of invoice ${invoice.Invoice} is more than its open amount.`)
    return add(session, 'PaymentJournalLineSettledInvoices', row)
  },
}
