import { Customer } from '@gantry/canonical/customer'
import { Instant, Reference } from '@gantry/canonical/fields'
import { Quote } from '@gantry/canonical/quote'
import { TaxCalculation } from '@gantry/canonical/tax'
import { defineContract, post, z } from '@gantry/core/contract'

export const Finding = z
  .object({
    rule: z.enum(['state', 'validity', 'price', 'discount', 'margin', 'credit', 'tax', 'availability', 'data']),
    code: z.string(),
    severity: z.enum(['refuse', 'hold', 'note']),
    message: z.string().openapi({ description: 'One business sentence.' }),
    line: z.string().optional().openapi({ description: 'The quote line it is about.' }),
    team: z.string().openapi({ description: 'Who can clear it.' }),
  })
  .openapi('Finding', {
    description:
      'What a rule found. `refuse`: not as it stands. `hold`: not until somebody clears it. `note`: worth knowing.',
  })
export type Finding = z.output<typeof Finding>

export const Verdict = z.enum(['accepted', 'on-hold', 'refused']).openapi('Verdict')

export const Validation = z
  .object({
    reference: Reference,
    verdict: Verdict,
    findings: z.array(Finding),
    quote: Quote,
    customer: Customer,
    tax: TaxCalculation.optional().openapi({
      description: 'Absent where the tax could not be determined; a finding says why.',
    }),
    checkedAt: Instant,
  })
  .openapi('Validation')
export type Validation = z.output<typeof Validation>

/** Whether a quote may become an order. */
export const quoteValidation = defineContract({
  name: 'quote-validation',
  version: '1.1.0',
  tier: 'process',
  title: 'Quote validation',
  description:
    'Checks a quote against price, discount and margin policy, credit, tax and availability, while you wait.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.', '1.1.0': 'The partner of a quote.' },
  operations: {
    validateQuote: post('/quotes/{reference}/validation', {
      summary: 'Check a quote against every rule; changes nothing.',
      safe: true,
      query: z.object({
        purpose: z.enum(['quote', 'order']).default('quote').openapi({
          description: '`quote`: before the customer signs. `order`: after, when the quote must be accepted.',
        }),
      }),
      returns: Validation,
    }),
  },
})
