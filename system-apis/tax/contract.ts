import { TaxAdjustment, TaxCalculation, TaxDocument, TaxRequest } from '@gantry/canonical/tax'
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
  contact: 'tax@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.5, p95Ms: 5000 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    calculateTax: post('/calculations', {
      summary: 'Determine the tax of each line without filing anything.',
      safe: true,
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
    adjustTax: post('/documents/{legalEntity}/{reference}/adjust', {
      summary: 'Replace what is filed under a reference; the same content again changes nothing.',
      body: TaxAdjustment,
      returns: TaxDocument,
      idempotent: true,
    }),
    voidTax: post('/documents/{legalEntity}/{reference}/void', {
      summary: 'Withdraw a tax document; repeating it changes nothing.',
      returns: TaxDocument,
      idempotent: true,
    }),
  },
})
