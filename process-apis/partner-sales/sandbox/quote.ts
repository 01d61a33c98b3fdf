import type { OrderStage } from '@gantry/canonical/order'
import type { QuoteSummary } from '@gantry/canonical/quote'
import type { z } from '@gantry/core/contract'
import type { PartnerQuote, QuoteCheck } from '../contract.ts'

/** What becomes of an order of each test quote, stage by stage. */
const FATES: Record<string, readonly OrderStage[]> = {
  PAID: ['active', 'invoiced', 'paid'],
  'PARTLY-PAID': ['active', 'invoiced', 'partly-paid'],
  'ON-HOLD': ['on-hold'],
  REFUSED: ['refused'],
}
const NAME = /^TEST-(PAID|PARTLY-PAID|ON-HOLD|REFUSED)(-[\w-]{1,40})?$/

const eur = (amount: string) => ({ currency: 'EUR', amount })
export const CUSTOMER = 'TEST-CUSTOMER'
export const AMOUNTS = { net: eur('100.00'), tax: eur('19.00'), gross: eur('119.00') }
export const LINE = { id: '1', sku: 'TEST-ITEM', description: 'Test item', quantity: '2', ...AMOUNTS }
const QUOTED_ON = '2026-01-15'
export const PAID_IN_PART = eur('19.00')
export const OPEN_IN_PART = eur('100.00')

/** The stages an order of this quote comes to; undefined where there is no such test quote. */
export const fateOf = (reference: string): readonly OrderStage[] | undefined => FATES[NAME.exec(reference)?.[1] ?? '']

/** Every sandbox has these; an ending of your own, `TEST-PAID-7`, is one more of its kind. */
export const TEST_QUOTES = Object.keys(FATES).map((fate) => `TEST-${fate}`)

const header = (reference: string, partner: string) => ({
  reference,
  customer: CUSTOMER,
  partner,
  currency: 'EUR',
  priceBasis: 'net' as const,
  quotedOn: QUOTED_ON,
  state: 'accepted' as const,
  total: AMOUNTS.net,
})

export const summaryOf = (reference: string, partner: string): QuoteSummary => ({
  ...header(reference, partner),
  ordered: false,
})

export const quoteOf = (reference: string, partner: string): PartnerQuote => ({
  ...header(reference, partner),
  legalEntity: 'TEST',
  lines: [
    {
      id: LINE.id,
      sku: LINE.sku,
      description: LINE.description,
      charge: 'one-off',
      quantity: LINE.quantity,
      unitPrice: '50.00',
      discount: '0',
    },
  ],
})

/** What the check of a real quote would say of one that fares like this. */
export function checkOf(reference: string): z.output<typeof QuoteCheck> {
  const [first] = fateOf(reference)!
  if (first === 'refused') {
    const message = 'The quote was valid until 2026-01-31.'
    return { reference, verdict: 'refused', remarks: [{ rule: 'validity', severity: 'refuse', message }] }
  }
  if (first !== 'on-hold') return { reference, verdict: 'accepted', remarks: [], ...AMOUNTS }
  const message = 'We have to approve this first.'
  return { reference, verdict: 'on-hold', remarks: [{ rule: 'review', severity: 'hold', message }], ...AMOUNTS }
}
