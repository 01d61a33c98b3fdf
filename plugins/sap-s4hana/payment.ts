import { Decimal, money, subtract, sum } from '@gantry/canonical/money'
import type { CashApplication, CashApplicationDraft } from '@gantry/canonical/payment'
import type { Call } from '@gantry/core/contract'
import { assertBooked } from './amounts.ts'
import { customerNumber } from './customer.ts'
import { amountOf, assertRoom, negated } from './invoice-entry.ts'
import { customerItem, headerKey, idOf, openAmounts, postedAs } from './journal.ts'
import { type Element, exchange } from './posting.ts'
import type { Sap } from './sap.ts'
import type { JournalItem } from './wire.ts'

/**
 * Two messages: the payment as a journal entry (incoming payments account against the customer), then its clearing with
 * the receivables, in full or in part. What its applications leave over stays open on the customer's account. Clearings
 * of one customer go one after another: what is in full depends on what is open.
 */
export async function applyPayment(
  sap: Sap,
  draft: CashApplicationDraft,
  { correlation }: Call,
): Promise<CashApplication> {
  assertRoom('payment', draft.reference, 50)
  const { companyCode } = await sap.company.organization(draft.legalEntity)
  const customer = await customerNumber(sap, draft.customer)
  const paid = await sap.exclusively(`payment:${draft.reference}`, async () => {
    const find = () => postedAs(sap, companyCode, 'DZ', draft.reference)
    const entry = paymentEntry(sap, draft, companyCode, customer)
    const known = await find()
    const message = { kind: 'Create', reference: `payment:${draft.reference}`, entry, find } as const
    const { item: payment } = known ?? (await exchange(sap, message, { correlation }))
    if (draft.applications.length === 0) return payment
    return sap.exclusively(`clearing:${customer}`, async () => {
      const cleared = async () => {
        const current = await customerItem(sap, idOf(payment))
        return (await unapplied(sap, current)).equals(new Decimal(current.AmountInTransactionCurrency).negated())
          ? undefined
          : current
      }
      // Before it was posted nobody could clear it.
      const before = known && (await cleared())
      if (before) return before
      const reference = `clearing:${draft.reference}`
      const clearing = await clearingEntry(sap, draft, payment, companyCode, customer)
      return exchange(sap, { kind: 'Clearing', reference, entry: clearing, find: cleared }, { correlation })
    })
  })
  const amount = money(paid.TransactionCurrency, new Decimal(paid.AmountInTransactionCurrency).negated())
  const rest = money(paid.TransactionCurrency, await unapplied(sap, paid))
  const applied = sum(
    draft.currency,
    draft.applications.map((each) => each.amount),
  )
  assertBooked(`payment ${draft.reference}`, [
    { name: 'payment', ours: draft.amount, theirs: amount },
    { name: 'unapplied', ours: subtract(draft.amount, applied), theirs: rest },
  ])
  return {
    id: idOf(paid),
    number: paid.AccountingDocument,
    reference: draft.reference,
    currency: paid.TransactionCurrency,
    amount,
    unapplied: rest,
    applications: draft.applications,
  }
}

/** What of a payment is open on the customer's account, positive. */
async function unapplied(sap: Sap, payment: JournalItem): Promise<Decimal> {
  const open = (await openAmounts(sap, [payment])).get(idOf(payment))
  return (open ?? new Decimal(0)).negated()
}

function paymentEntry(sap: Sap, draft: CashApplicationDraft, companyCode: string, customer: string): Element {
  const { incomingPaymentsAccount, createdBy } = sap.customizing
  return {
    OriginalReferenceDocumentType: 'BKPFF',
    BusinessTransactionType: 'RFBU',
    AccountingDocumentType: 'DZ',
    CreatedByUser: createdBy,
    CompanyCode: companyCode,
    DocumentDate: draft.receivedOn,
    PostingDate: draft.receivedOn,
    Reference1InDocumentHeader: headerKey(draft.reference),
    Item: {
      ReferenceDocumentItem: '2',
      GLAccount: incomingPaymentsAccount,
      ...amountOf(draft.amount),
      DocumentItemText: draft.reference,
      ValueDate: draft.receivedOn,
    },
    DebtorItem: {
      ReferenceDocumentItem: '1',
      Debtor: customer,
      ...amountOf(negated(draft.amount)),
      DocumentItemText: draft.reference,
    },
  }
}

/**
 * Journal Entry – Clearing (JournalEntryBulkClearingRequest): an item without an amount is cleared in full, one with
 * `PartialPaymentAmtInDspCrcy` stays open and gets a partial payment; all of them together come to zero.
 */
async function clearingEntry(
  sap: Sap,
  draft: CashApplicationDraft,
  payment: JournalItem,
  companyCode: string,
  customer: string,
): Promise<Element> {
  const receivables = await Promise.all(draft.applications.map(({ invoice }) => customerItem(sap, invoice)))
  const open = await openAmounts(sap, [payment, ...receivables])
  const part = (item: JournalItem, amount: Decimal, index: number): Element => ({
    ReferenceDocumentItem: String(index + 1),
    CompanyCode: companyCode,
    AccountType: 'D',
    APARAccount: customer,
    FiscalYear: item.FiscalYear,
    AccountingDocument: item.AccountingDocument,
    AccountingDocumentItem: item.AccountingDocumentItem,
    ...(!amount.equals(open.get(idOf(item))!.abs()) && {
      PartialPaymentAmtInDspCrcy: {
        '@currencyCode': draft.currency,
        '#text': money(draft.currency, amount).amount,
      },
    }),
  })
  const amounts = draft.applications.map(({ amount }) => new Decimal(amount.amount))
  const applied = amounts.reduce((total, amount) => total.plus(amount), new Decimal(0))
  return {
    CompanyCode: companyCode,
    AccountingDocumentType: 'DA',
    DocumentDate: draft.receivedOn,
    PostingDate: draft.receivedOn,
    CurrencyCode: draft.currency,
    CreatedByUser: sap.customizing.createdBy,
    APARItems: [payment, ...receivables].map((item, index) =>
      part(item, index === 0 ? applied : amounts[index - 1]!, index),
    ),
  }
}
