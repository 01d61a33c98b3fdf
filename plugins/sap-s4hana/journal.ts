import { Decimal } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'
import { keyOf } from './key.ts'
import { literal } from './odata.ts'
import type { Sap } from './sap.ts'
import { JOURNAL } from './services.ts'
import { JournalItem } from './wire.ts'

const SET = 'A_OperationalAcctgDocItemCube'
const SELECT = Object.keys(JournalItem.shape).join(',')
/** The keys: without an order pages may overlap. */
const ORDER = 'CompanyCode,FiscalYear,AccountingDocument,AccountingDocumentItem'
const PAGE = 500

/** A journal entry's identity as callers keep it: `1010-2026-1800000000`. */
export type DocumentId = { companyCode: string; fiscalYear: string; document: string }

export const idOf = (item: JournalItem): string =>
  [item.CompanyCode, item.FiscalYear, item.AccountingDocument].join('-')

export function documentOf(id: string): DocumentId {
  const [companyCode, fiscalYear, document, ...rest] = id.split('-')
  if (companyCode && fiscalYear && document && rest.length === 0) return { companyCode, fiscalYear, document }
  throw new IntegrationError('not-found', `SAP S/4HANA knows no receivable ${id}.`, { kind: 'data', status: 404 })
}

/** How our references are written into a journal entry's header, which holds 20 characters of each. */
export const headerKey = (reference: string): string => keyOf(reference, 20)

async function read(sap: Sap, filter: string): Promise<JournalItem[]> {
  const items: JournalItem[] = []
  for (;;) {
    const page = await sap.odata.list(JOURNAL, SET, JournalItem, {
      $filter: filter,
      $select: SELECT,
      $orderby: ORDER,
      $top: PAGE,
      $skip: items.length,
    })
    items.push(...page)
    if (page.length < PAGE) return items
  }
}

/** One page of customer items that we posted as invoices, oldest first; `order` narrows them to an order. */
export const invoiceItems = (sap: Sap, filter: string, { top, skip }: { top: number; skip: number }) =>
  sap.odata.list(JOURNAL, SET, JournalItem, {
    $filter: `FinancialAccountType eq 'D' and AccountingDocumentType eq 'DR' and ${filter}`,
    $select: SELECT,
    $orderby: ORDER,
    $top: top,
    $skip: skip,
  })

export const inCompany = (companyCode: string): string => `CompanyCode eq ${literal(companyCode)}`
export const byReference = (reference: string): string =>
  `Reference1InDocumentHeader eq ${literal(headerKey(reference))}`
export const byOrder = (order: string): string => `Reference2InDocumentHeader eq ${literal(headerKey(order))}`

/** Receivables that stand for an order. */
export const itemsOfOrder = (sap: Sap, companyCode: string, order: string): Promise<JournalItem[]> =>
  read(sap, `${inCompany(companyCode)} and ${byOrder(order)} and FinancialAccountType eq 'D'`)

/** The customer's side of an entry, and its tax: positive for what a customer owes. Major units. */
export type Posted = { item: JournalItem; tax: Decimal }

/** The entry that carries this reference; undefined where nothing is posted. */
export async function postedAs(
  sap: Sap,
  companyCode: string,
  type: 'DR' | 'DZ',
  reference: string,
): Promise<Posted | undefined> {
  // T is a tax item.
  const items = await read(
    sap,
    `${inCompany(companyCode)} and ${byReference(reference)} and AccountingDocumentType eq '${type}' and (FinancialAccountType eq 'D' or AccountingDocumentItemType eq 'T')`,
  )
  const item = items.find((each) => each.FinancialAccountType === 'D')
  const taxes = items.filter((each) => each.AccountingDocumentItemType === 'T' && item && idOf(each) === idOf(item))
  const tax = taxes.reduce((total, each) => total.minus(each.AmountInTransactionCurrency), new Decimal(0))
  return item && { item, tax }
}

export async function customerItem(sap: Sap, id: string): Promise<JournalItem> {
  const [item] = await read(sap, `${within(documentOf(id))} and FinancialAccountType eq 'D'`)
  if (item) return item
  throw new IntegrationError('not-found', `SAP S/4HANA knows no receivable ${id}.`, { kind: 'data', status: 404 })
}

const within = ({ companyCode, fiscalYear, document }: DocumentId): string =>
  `${inCompany(companyCode)} and FiscalYear eq ${literal(fiscalYear)} and AccountingDocument eq ${literal(document)}`

/** All open items of a customer's account. */
export const openItems = (sap: Sap, companyCode: string, customer: string): Promise<JournalItem[]> =>
  read(
    sap,
    `${inCompany(companyCode)} and Customer eq ${literal(customer)} and FinancialAccountType eq 'D' and IsCleared eq false`,
  )

/** Tax of some entries by id, in major units; positive for what a customer owes. */
export async function taxesOf(sap: Sap, items: readonly JournalItem[]): Promise<Map<string, Decimal>> {
  const taxes = new Map<string, Decimal>()
  for (const part of chunks(items)) {
    const documents = part.map((item) => `AccountingDocument eq ${literal(item.AccountingDocument)}`).join(' or ')
    // T is a tax item.
    for (const item of await read(sap, `AccountingDocumentItemType eq 'T' and (${documents})`))
      taxes.set(idOf(item), (taxes.get(idOf(item)) ?? new Decimal(0)).minus(item.AmountInTransactionCurrency))
  }
  return taxes
}

/** What is still open of some items, by id and signed: partial payments name the item they belong to. */
export async function openAmounts(sap: Sap, items: readonly JournalItem[]): Promise<Map<string, Decimal>> {
  const open = new Map(
    items.map((item) => [idOf(item), new Decimal(item.IsCleared ? 0 : item.AmountInTransactionCurrency)]),
  )
  for (const part of chunks(items.filter((item) => !item.IsCleared))) {
    const references = part.map((item) => `InvoiceReference eq ${literal(item.AccountingDocument)}`).join(' or ')
    for (const partial of await read(sap, `IsCleared eq false and (${references})`)) {
      const item = part.find(
        (each) => each.AccountingDocument === partial.InvoiceReference && each.CompanyCode === partial.CompanyCode,
      )
      if (item) open.set(idOf(item), open.get(idOf(item))!.plus(partial.AmountInTransactionCurrency))
    }
  }
  return open
}

/** A filter is part of an address, which is not to grow without end. */
const chunks = <T>(all: readonly T[], size = 25): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
