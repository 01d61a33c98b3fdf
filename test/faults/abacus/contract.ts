import { defineContract, post, z } from '@gantry/core/contract'

export const LedgerDraft = z.strictObject({
  reference: z.string().min(1),
  /** Major units, two decimals. */
  amount: z.string(),
  declined: z.boolean().default(false),
})
export type LedgerDraft = z.output<typeof LedgerDraft>

export const LedgerDocument = z.object({ id: z.string(), reference: z.string(), state: z.string() })

const byReference = (summary: string) => ({ summary, returns: LedgerDocument, idempotent: true }) as const
const fromDraft = (summary: string) => ({ ...byReference(summary), body: LedgerDraft, status: 201 }) as const

/** The ledger of the fault landscape: one document for each reference and kind. */
export const ledger = defineContract({
  name: 'ledger',
  version: '1.0.0',
  tier: 'system',
  title: 'Ledger',
  description: 'Orders, receivables and cash in a ledger that knows no idempotency.',
  owner: 'platform',
  criticality: 'financial',
  lifecycle: 'active',
  operations: {
    bookOrder: post('/orders', fromDraft('Book an order.')),
    cancelOrder: post('/orders/{reference}/cancel', byReference('Cancel an order; repeating it changes nothing.')),
    postInvoice: post('/invoices', fromDraft('Post a receivable.')),
    reverseInvoice: post('/invoices/reverse', fromDraft('Reverse a receivable by an entry of its own.')),
    applyPayment: post('/payments', fromDraft('Book cash against the receivable.')),
    fileReceipt: post('/receipts', fromDraft('File a receipt; it books nothing.')),
  },
})
