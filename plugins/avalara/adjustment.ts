import { createHash } from 'node:crypto'
import type { TaxAdjustment, TaxDocument, TaxRequest } from '@gantry/canonical/tax'
import type { Call } from '@gantry/core/contract'
import { accepted } from './client.ts'
import { codeOf } from './code.ts'
import { documentOf } from './document.ts'
import { asAgreed, type Vendor, voided } from './filing.ts'
import { transactionOf } from './transaction.ts'
import type { AdjustTransaction } from './wire.ts'

const REASONS: Record<TaxAdjustment['reason'], AdjustTransaction['adjustmentReason']> = {
  price: 'PriceAdjusted',
  returned: 'ProductReturned',
  exchanged: 'ProductExchanged',
  'bad-debt': 'BadDebt',
  exemption: 'ExemptCertApplied',
  sourcing: 'SourcingIssue',
  ledger: 'ReconciledWithGeneralLedger',
  other: 'Other',
}

type Filed = Pick<TaxRequest, 'legalEntity' | 'reference'>

/**
 * Replaces what is filed. AvaTax makes a new revision each time it is asked, so the description of the last one says
 * what it was made of: the same again is the one on record.
 */
export function adjust(vendor: Vendor, filed: Filed, adjustment: TaxAdjustment, call: Call): Promise<TaxDocument> {
  const { avatax, shipFrom, exclusively } = vendor
  const { legalEntity, reference } = filed
  const { reason, explanation, ...content } = adjustment
  const request = { ...content, legalEntity, reference }
  const code = codeOf(reference)
  // The correlation is of the call, and not of what is asked.
  const newTransaction = transactionOf(request, 'SalesInvoice', shipFrom[legalEntity], call.correlation)
  const digest = digestOf({ ...newTransaction, description: '', reason })
  return exclusively(`tax:${legalEntity}:${reference}`, async () => {
    const current = await avatax.get(legalEntity, code)
    const { state } = documentOf(current, reference)
    if (state === 'voided') throw voided(reference)
    if (state === 'committed' && current.transaction.adjustmentDescription?.endsWith(digest))
      return documentOf(current, reference)
    const answer = await avatax.adjust(legalEntity, code, {
      adjustmentReason: REASONS[reason],
      adjustmentDescription: `${explanation ?? 'Adjusted by Gantry'} ${digest}`,
      newTransaction,
    })
    return asAgreed(avatax, request, accepted(answer))
  })
}

const digestOf = (content: object): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)
