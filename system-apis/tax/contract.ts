import { TaxCalculation, TaxDocument, TaxRequest } from '@gantry/canonical/tax'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, get, post } from '@gantry/core/contract'

/** Sales tax, VAT and GST. */
export const tax = defineContract({
  name: 'tax',
  version: '1.0.0',
  tier: 'system',
  title: 'Tax',
  description: 'Sales tax, VAT and GST, as the tax engine determines and files them.',
  owner: 'tax',
  criticality: 'financial',
  lifecycle: 'active',
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    calculateTax: post('/calculations', {
      summary: 'Determine the tax of each line without filing anything.',
      body: TaxRequest,
      returns: TaxCalculation,
    }),
    commitTax: post('/documents', {
      summary: 'File the tax of an invoice; the same reference with the same lines files it once.',
      body: TaxRequest,
      returns: TaxDocument,
      status: 201,
      idempotent: true,
    }),
    getTaxDocument: get('/documents/{legalEntity}/{reference}', {
      summary: 'Read a tax document.',
      returns: TaxDocument,
    }),
    voidTax: post('/documents/{legalEntity}/{reference}/void', {
      summary: 'Withdraw a tax document; repeating it changes nothing.',
      returns: TaxDocument,
      idempotent: true,
    }),
  },
})
