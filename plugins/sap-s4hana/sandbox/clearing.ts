import { Decimal } from '@gantry/canonical/money'
import { assertOpen, companyOf, decimalsOf } from './company.ts'
import type { Row } from './entity.ts'
import { clear, type Document, type Header, itemOf, type Line, openOf, post } from './finance.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'

/** An open item of a customer; `partial` in major units, its sign ignored, where not all that is open is meant. */
export type OpenItem = { customer: string; fiscalYear: string; document: string; item: string; partial?: string }

/**
 * Clears a customer's items against each other. What is given in full is cleared; what is given in part stays open and
 * gets a partial payment that names it (InvoiceReference). All amounts together come to zero.
 */
export function clearItems(unit: Unit, header: Header, given: readonly OpenItem[], write: string): Document {
  const { companyCode, currency, postingDate } = header
  companyOf(unit, companyCode)
  assertOpen(unit, postingDate)
  const items = given.map((each) => {
    const row = itemOf(unit, { companyCode, fiscalYear: each.fiscalYear, number: each.document }, each.item)
    if (row.Customer !== each.customer)
      throw new Refusal(400, 'F5/263', `Item ${each.document} belongs to another account`)
    if (row.TransactionCurrency !== currency)
      throw new Refusal(400, 'F5/808', `Item ${each.document} is in another currency`)
    const open = openOf(unit, row)
    if (open.isZero()) throw new Refusal(400, 'F5/170', `Item ${each.document} is cleared already`)
    const amount = each.partial === undefined ? open : new Decimal(each.partial).abs().times(open.isNegative() ? -1 : 1)
    if (amount.abs().greaterThan(open.abs()))
      throw new Refusal(400, 'F5/805', `Partial payment of ${amount.abs()} exceeds the open amount of ${each.document}`)
    return { row, amount, whole: each.partial === undefined }
  })
  const balance = items.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0))
  if (!balance.isZero())
    throw new Refusal(400, 'F5/263', `Difference is too large for clearing: ${balance.toFixed()} ${currency}`)
  const lines = items.flatMap(({ row, amount, whole }) => (whole ? [] : [partialLine(row, amount.negated(), currency)]))
  const rest = lines.reduce((sum, line) => sum.minus(line.amount), new Decimal(0))
  // With one side cleared in full, the other's partial payment stands against an item that is cleared with it.
  const document = posted(unit, header, lines, rest, items[0]!.row, write)
  for (const { row, whole } of items) if (whole) clear(unit, row, document)
  return document
}

const partialLine = (row: Row, amount: Decimal, currency: string): Line => ({
  FinancialAccountType: 'D',
  Customer: row.Customer!,
  GLAccount: row.GLAccount!,
  AssignmentReference: row.AssignmentReference ?? '',
  InvoiceReference: row.AccountingDocument!,
  InvoiceReferenceFiscalYear: row.FiscalYear!,
  InvoiceItemReference: row.AccountingDocumentItem!,
  amount: amount.toFixed(decimalsOf(currency)),
})

function posted(unit: Unit, header: Header, lines: Line[], rest: Decimal, row: Row, write: string): Document {
  if (lines.length > 0) {
    const settled: Line = {
      FinancialAccountType: 'D',
      Customer: row.Customer!,
      GLAccount: row.GLAccount!,
      IsCleared: true,
      amount: rest.toFixed(decimalsOf(header.currency)),
    }
    return post(unit, header, rest.isZero() ? lines : [...lines, settled], write)
  }
  // A clearing without a difference has no items of its own.
  const number = unit.next(`${header.companyCode}/${header.type}/${header.postingDate.slice(0, 4)}`, 1_600_000_000)
  const document = { companyCode: header.companyCode, fiscalYear: header.postingDate.slice(0, 4), number }
  unit.put('clearing', Object.values(document).join('/'), document, write)
  return document
}
