import type { DocumentLine } from '@gantry/canonical/document'
import type { LedgerInvoiceDraft } from '@gantry/canonical/invoice'
import { Decimal, type Money, money, sum } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'
import type { Customizing } from './customizing.ts'
import { productNumber } from './item.ts'
import { headerKey } from './journal.ts'
import type { Element } from './posting.ts'

/** A journal entry has 999 items at most; receivable and tax need some of them. */
const MOST_LINES = 900

type Facts = { companyCode: string; customer: string; salesOrder: string }

/**
 * The journal entry of an invoice: the receivable, one revenue item per line (one per tax code where there are more
 * lines than an entry takes), and the tax as the billing system has it. The reference stands in the receivable's text,
 * the order's in the header text; header references 1 and 2 hold keys of both, to search by.
 */
export function invoiceEntry(
  draft: LedgerInvoiceDraft,
  { companyCode, customer, salesOrder }: Facts,
  customizing: Customizing,
): Element {
  assertRoom('invoice', draft.reference, 50)
  assertRoom('order', draft.order, 25)
  const number = draft.number && draft.number.length <= 16 ? draft.number : undefined
  const groups = taxGroups(draft, customizing)
  const revenue =
    draft.lines.length <= MOST_LINES
      ? groups.flatMap((group) =>
          group.lines.map((line) => revenueItem(group, line.net, customizing, salesOrder, line)),
        )
      : groups.map((group) => revenueItem(group, group.net, customizing, salesOrder))
  return {
    OriginalReferenceDocumentType: 'BKPFF',
    BusinessTransactionType: 'RFBU',
    AccountingDocumentType: 'DR',
    ...(number && { DocumentReferenceID: number }),
    DocumentHeaderText: draft.order,
    CreatedByUser: customizing.createdBy,
    CompanyCode: companyCode,
    DocumentDate: draft.issuedOn,
    PostingDate: draft.issuedOn,
    Reference1InDocumentHeader: headerKey(draft.reference),
    Reference2InDocumentHeader: headerKey(draft.order),
    Item: revenue.map((item, index) => ({ ReferenceDocumentItem: String(index + 2), ...item })),
    DebtorItem: {
      ReferenceDocumentItem: '1',
      Debtor: customer,
      ...amountOf(draft.gross),
      DocumentItemText: draft.reference,
      AssignmentReference: salesOrder,
      CashDiscountTerms: {
        DueCalculationBaseDate: draft.issuedOn,
        NetPaymentDays: `P${daysBetween(draft.issuedOn, draft.dueOn ?? draft.issuedOn)}D`,
      },
    },
    ProductTaxItem: groups
      .filter(({ tax }) => !new Decimal(tax.amount).isZero())
      .map(({ code, group, net, tax }, index) => ({
        ReferenceDocumentItem: String(revenue.length + 2 + index),
        TaxCode: code,
        TaxItemGroup: group,
        IsDirectTaxPosting: 'true',
        ...amountOf(negated(tax)),
        TaxBaseAmountInTransCrcy: { '@currencyCode': net.currency, '#text': negated(net).amount },
      })),
  }
}

type TaxGroup = { code: string; group: string; lines: DocumentLine[]; net: Money; tax: Money }

/** Taxed lines and others: each has a code, the tax itself is a sum that comes from outside. */
function taxGroups({ currency, lines }: LedgerInvoiceDraft, { taxCode, untaxedCode }: Customizing): TaxGroup[] {
  const isTaxed = (line: DocumentLine) => !new Decimal(line.tax.amount).isZero()
  return [
    { code: taxCode, lines: lines.filter(isTaxed) },
    { code: untaxedCode, lines: lines.filter((line) => !isTaxed(line)) },
  ]
    .filter((group) => group.lines.length > 0)
    .map((group, index) => ({
      ...group,
      group: String(index + 1),
      net: sum(
        currency,
        group.lines.map((line) => line.net),
      ),
      tax: sum(
        currency,
        group.lines.map((line) => line.tax),
      ),
    }))
}

function revenueItem(group: TaxGroup, net: Money, customizing: Customizing, salesOrder: string, line?: DocumentLine) {
  return {
    GLAccount: customizing.revenueAccount,
    ...amountOf(negated(net)),
    DocumentItemText: (line?.description ?? 'Revenue').slice(0, 50),
    AssignmentReference: salesOrder,
    Tax: { TaxCode: group.code, TaxItemGroup: group.group },
    ...(line && { ProfitabilitySupplement: { SoldMaterial: productNumber(line.sku) } }),
  }
}

/** S is a debit and positive, H a credit and negative. */
export const amountOf = ({ currency, amount }: Money): Element => ({
  AmountInTransactionCurrency: { '@currencyCode': currency, '#text': amount },
  DebitCreditCode: new Decimal(amount).isNegative() ? 'H' : 'S',
})

export const negated = ({ currency, amount }: Money): Money => money(currency, new Decimal(amount).negated())

const DAY_MS = 86_400_000
const daysBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / DAY_MS)

export function assertRoom(what: string, reference: string, length: number): void {
  if (reference.length <= length) return
  throw new IntegrationError(
    'reference-too-long',
    `A journal entry in SAP S/4HANA has room for ${length} characters of the ${what}'s reference, and ${reference} is longer.`,
    { kind: 'data', team: 'finance-systems', detail: `${what}: ${reference.length} characters` },
  )
}
