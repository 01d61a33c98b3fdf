import { defineContract, event, get, post, z } from '@gantry/core/contract'

export const Sale = z.strictObject({
  reference: z.string().min(1).max(60),
  /** Major units of US dollars, two decimals. */
  amount: z.string().regex(/^\d{1,6}\.\d{2}$/),
  /** The bank will decline the payment: everything has to be undone. */
  declined: z.boolean().default(false),
})
export type Sale = z.output<typeof Sale>

export const SaleRun = z.object({ run: z.uuid(), reference: z.string(), state: z.string(), version: z.int() })
export type SaleRun = z.output<typeof SaleRun>

export const sales = defineContract({
  name: 'sales',
  version: '1.0.0',
  tier: 'process',
  title: 'Sales',
  description: 'What the fault programs ask for, again and again.',
  owner: 'platform',
  criticality: 'financial',
  lifecycle: 'active',
  operations: {
    submitSale: post('/sales', {
      summary: 'Submit a sale; submitting it again gives the same run.',
      body: Sale,
      returns: SaleRun,
      status: 202,
      idempotent: true,
    }),
    getSale: get('/sales/{reference}', { summary: 'Read where a sale stands.', returns: SaleRun }),
  },
  events: { sold: event(z.object({ reference: z.string() }), { key: ({ reference }) => reference }) },
})
