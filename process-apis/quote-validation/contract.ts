import { Customer } from '@gantry/canonical/customer'
import { Instant, Reference } from '@gantry/canonical/fields'
import { Quote } from '@gantry/canonical/quote'
import { TaxCalculation } from '@gantry/canonical/tax'
import { defineContract, post, z } from '@gantry/core/contract'

/** What a rule found. `refuse`: not as it stands. `hold`: not until somebody clears it. `note`: worth knowing. */
export const Finding = z
  .object({
    rule: z.enum(['state', 'validity', 'price', 'discount', 'margin', 'credit', 'tax', 'availability', 'data']),
    code: z.string(),
    severity: z.enum(['refuse', 'hold', 'note']),
    /** One business sentence. */
    message: z.string(),
    /** The quote line it is about. */
    line: z.string().optional(),
    /** Who can clear it. */
    team: z.string(),
  })
  .openapi('Finding')
export type Finding = z.output<typeof Finding>

export const Verdict = z.enum(['accepted', 'on-hold', 'refused']).openapi('Verdict')

export const Validation = z
  .object({
    reference: Reference,
    verdict: Verdict,
    findings: z.array(Finding),
    quote: Quote,
    customer: Customer,
    /** Absent where the tax could not be determined; a finding says why. */
    tax: TaxCalculation.optional(),
    checkedAt: Instant,
  })
  .openapi('Validation')
export type Validation = z.output<typeof Validation>

/** Whether a quote may become an order. */
export const quoteValidation = defineContract({
  name: 'quote-validation',
  version: '1.0.0',
  tier: 'process',
  title: 'Quote validation',
  description:
    'Checks a quote against price, discount and margin policy, credit, tax and availability, while you wait.',
  owner: 'sales-operations',
  criticality: 'financial',
  lifecycle: 'active',
  operations: {
    validateQuote: post('/quotes/{reference}/validation', {
      summary: 'Check a quote against every rule; changes nothing.',
      query: z.object({
        /** `quote`: before the customer signs. `order`: after, when the quote must be accepted. */
        purpose: z.enum(['quote', 'order']).default('quote'),
      }),
      returns: Validation,
    }),
  },
})
