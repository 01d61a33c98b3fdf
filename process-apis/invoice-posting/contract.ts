import { Instant, LegalEntity, Reference, SystemId } from '@gantry/canonical/fields'
import { Currency, Money } from '@gantry/canonical/money'
import { defineContract, event, get, z } from '@gantry/core/contract'

export const Posting = z
  .object({
    invoice: SystemId,
    order: Reference,
    state: z.enum(['in-progress', 'on-hold', 'posted', 'failed']),
    correlation: z.string(),
    updatedAt: Instant,
    ledgerInvoice: SystemId.optional(),
    reason: z.string().optional(),
  })
  .openapi('Posting')
export type Posting = z.output<typeof Posting>

export const InvoicePosted = z
  .object({
    invoice: SystemId.openapi({ description: 'The billing invoice.' }),
    invoiceNumber: z.string().optional(),
    order: Reference,
    customer: Reference,
    correlation: z.string(),
    legalEntity: LegalEntity,
    currency: Currency,
    net: Money,
    tax: Money,
    gross: Money,
    open: Money,
    taxDocument: SystemId,
    ledgerInvoice: SystemId,
    ledgerNumber: z.string(),
  })
  .openapi('InvoicePosted')

/** Carries finalized invoices into the ledger, with their tax filed. */
export const invoicePosting = defineContract({
  name: 'invoice-posting',
  version: '1.0.0',
  tier: 'process',
  title: 'Invoice posting',
  description: 'Files the tax of each finalized invoice and posts one receivable for it.',
  owner: 'accounts-receivable',
  contact: 'accounts-receivable@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
  operations: {
    getPosting: get('/postings/{invoice}', {
      summary: 'Read where the posting of a billing invoice stands.',
      returns: Posting,
    }),
  },
  events: {
    invoicePosted: event(InvoicePosted, { key: (data) => data.invoice, summary: 'A receivable stands in the ledger.' }),
  },
})
