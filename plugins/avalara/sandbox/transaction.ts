import type { Books } from '@gantry/core/sandbox'
import { type Address, destinationOf, type Model } from './model.ts'
import { type Jurisdiction, jurisdictionOf } from './rates.ts'
import { companyNotFound, docStatusError, documentNotFound, getTaxError, Refusal } from './refusal.ts'
import { isExempt, type Rule, sum, type TaxedLine, taxLines } from './tax.ts'

export type Company = { code: string; id: number }

export type Status = 'Temporary' | 'Saved' | 'Committed' | 'Cancelled'

/** A document as the books keep it; `wire.ts` gives it AvaTax's form. Amounts are decimal strings in major units. */
export type Transaction = {
  id: number
  code: string
  company: Company
  type: Model['type']
  status: Status
  version: number
  model: Omit<Model, 'lines'>
  destination: Address
  jurisdiction: Jurisdiction
  lines: TaxedLine[]
  net: string
  tax: string
  calculated: string
  adjustmentReason: string
  adjustmentDescription?: string
  /** ISO 8601 UTC. */
  created: string
  modified: string
}

const TABLE = 'transactions'
const FIRST_ID = 2_000_000_001

/** A document's code is unique per company and type. Only recorded types are ever in the books. */
const keyOf = (company: string, code: string, type: string) => JSON.stringify([company, type, code])

export const transactions = (books: Books): Transaction[] => books.all<Transaction>(TABLE)

export function companyOf(books: Books, code: string | undefined): Company {
  const companies = books.all<Company>('companies')
  const company = code ? books.get<Company>('companies', code) : companies[0]
  if (company) return company
  if (code) throw companyNotFound(code)
  throw new Refusal('NoDefaultCompany', {
    status: 400,
    number: 27,
    message: 'Your account does not currently have a default company.',
  })
}

export function register(books: Books, codes: string[]): Company[] {
  return codes.map((code) => {
    const known = books.get<Company>('companies', code)
    const company = known ?? { code, id: 7_800_001 + books.size('companies') }
    if (!known) books.put('companies', code, company)
    return company
  })
}

/** Taxes a document without recording it. */
export function estimate(books: Books, model: Model, now: string): Transaction {
  const company = companyOf(books, model.companyCode)
  if (model.lines.length === 0)
    throw new Refusal('MissingLine', {
      status: 400,
      number: 311,
      message: 'A transaction must have at least one line.',
    })
  const destination = destinationOf(model)
  const jurisdiction = jurisdictionOf(destination)
  if (jurisdiction === 'region')
    throw getTaxError('RegionCodeError', 'Invalid or missing state/province code.', 'Addresses[0].Region')
  const { lines: given, ...header } = model
  const rules = books.all<Rule>('rates').filter((rule) => rule.company === company.code)
  const lines = taxLines(given, model.currencyCode, jurisdiction, rules, isExempt(model))
  return {
    id: 0,
    code: model.code || crypto.randomUUID(),
    company,
    type: model.type,
    status: 'Temporary',
    version: 1,
    model: header,
    destination,
    jurisdiction,
    lines,
    net: sum(lines.map((line) => line.net)),
    tax: sum(lines.map((line) => line.tax)),
    calculated: sum(lines.map((line) => line.calculated)),
    adjustmentReason: 'NotAdjusted',
    created: now,
    modified: now,
  }
}

/** Records an invoice. A saved one is replaced; over a committed or cancelled one nothing can be created. */
export function record(books: Books, estimated: Transaction, write: string): Transaction {
  const held = books.get<Transaction>(TABLE, keyOf(estimated.company.code, estimated.code, estimated.type))
  if (held && held.status !== 'Saved') throw docStatusError('Saved|Posted')
  return keep(books, { ...estimated, id: held?.id ?? FIRST_ID + books.size(TABLE) }, write)
}

/** Records an invoice, or a new version of it in place of the one there is, whatever its status. */
export function adjust(
  books: Books,
  estimated: Transaction,
  reason: { adjustmentReason?: string | undefined; adjustmentDescription?: string | undefined },
  write: string,
): Transaction {
  const held = books.get<Transaction>(TABLE, keyOf(estimated.company.code, estimated.code, estimated.type))
  if (!held) return record(books, estimated, write)
  const { adjustmentReason = 'Other', adjustmentDescription } = reason
  const version = { id: held.id, version: held.version + 1, created: held.created, adjustmentReason }
  return keep(books, { ...estimated, ...version, ...(adjustmentDescription && { adjustmentDescription }) }, write)
}

function keep(books: Books, transaction: Transaction, write: string): Transaction {
  const status: Status = transaction.model.commit ? 'Committed' : 'Saved'
  const kept = { ...transaction, status }
  books.put(TABLE, keyOf(kept.company.code, kept.code, kept.type), kept, write)
  return kept
}

export function find(books: Books, company: string, code: string, type: string): Transaction {
  const found = books.get<Transaction>(TABLE, keyOf(companyOf(books, company).code, code, type))
  if (!found) throw documentNotFound(code)
  return found
}

export function move(books: Books, transaction: Transaction, status: Status, now: string, write: string): Transaction {
  const moved = { ...transaction, status, modified: now }
  books.put(TABLE, keyOf(moved.company.code, moved.code, moved.type), moved, write)
  return moved
}
