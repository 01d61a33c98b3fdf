import type { Address } from '@gantry/canonical/customer'
import type { TaxDocument, TaxRequest } from '@gantry/canonical/tax'
import type { ConnectContext } from '@gantry/core/connector'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { type AvaTax, accepted, failureOf, type Recorded, type Refusal, VENDOR } from './client.ts'
import { codeOf } from './code.ts'
import { amountDifferences, differences, documentOf } from './document.ts'
import { transactionOf } from './transaction.ts'

export type Vendor = {
  avatax: AvaTax
  shipFrom: Record<string, Address>
  exclusively: ConnectContext<unknown>['exclusively']
}

/** AvaTax refuses to create over a document that is committed or cancelled: the guard that files each one once. */
const TAKEN = ['DocStatusError', 'TransactionAlreadyExists', 'DuplicateEntry', 'DocumentCodeConflict']
const isTaken = ({ status, codes }: Refusal) => status < 500 && TAKEN.some((code) => codes.includes(code))

/** Files a document once: what is filed under its reference already is compared, and returned. */
export async function commit(
  { avatax, shipFrom }: Vendor,
  request: TaxRequest,
  { correlation }: Call,
): Promise<TaxDocument> {
  const model = transactionOf(request, 'SalesInvoice', shipFrom[request.legalEntity], correlation)
  const answer = await avatax.create(model)
  if (answer.refused) {
    if (isTaken(answer.refused)) return onRecord(avatax, request)
    throw failureOf(answer.refused)
  }
  return asAgreed(avatax, request, answer)
}

/** What was filed, provided that it bears the tax agreed with the customer. */
export async function asAgreed(avatax: AvaTax, request: TaxRequest, filed: Recorded): Promise<TaxDocument> {
  const refused = amountDifferences(request, filed.transaction)
  if (refused.length === 0) return documentOf(filed, request.reference)
  // A tax that nobody agreed to must not stay in the return. Uncommitted, and not voided, the document can be replaced
  // once the agreed tax is put right: AvaTax never takes a voided code again.
  accepted(await avatax.uncommit(request.legalEntity, codeOf(request.reference)))
  throw agreedTaxRefused(refused)
}

/** The document filed before under this reference, provided that it is the one asked for. */
async function onRecord(avatax: AvaTax, request: TaxRequest): Promise<TaxDocument> {
  const filed = await avatax.get(request.legalEntity, codeOf(request.reference))
  const document = documentOf(filed, request.reference)
  if (document.state === 'voided') throw voided(request.reference)
  const different = differences(request, filed.transaction)
  if (different.length > 0)
    throw new IntegrationError('tax-document-differs', `The tax of ${request.reference} is filed with other content.`, {
      kind: 'data',
      team: 'tax',
      detail: different.slice(0, 10).join('; '),
    })
  return document
}

export const voided = (reference: string) =>
  new IntegrationError('tax-document-voided', `The tax of ${reference} was filed and voided.`, {
    kind: 'policy',
    team: 'tax',
    detail: `${VENDOR} never takes a voided code again: file under a new reference.`,
  })

export function agreedTaxRefused(refused: string[]): IntegrationError {
  return new IntegrationError('agreed-tax-refused', `${VENDOR} does not take over the tax agreed with the customer.`, {
    kind: 'data',
    team: 'tax',
    detail: refused.slice(0, 10).join('; '),
  })
}
