import { CustomerDraft } from '@gantry/canonical/customer'
import { Decimal, exponentOf } from '@gantry/canonical/money'
import { ProductDraft } from '@gantry/canonical/product'
import { QuoteDraft } from '@gantry/canonical/quote'
import { describe, expect, it } from 'vitest'
import { demoCompany } from './demo.ts'

const company = demoCompany()

describe('demoCompany', () => {
  it('gives the same company for the same seed and another for another', () => {
    expect(demoCompany({ seed: 7 })).toEqual(demoCompany({ seed: 7 }))
    expect(demoCompany({ seed: 7 })).not.toEqual(demoCompany({ seed: 8 }))
  })

  it('has 240 orders of three legal entities in four currencies, net and gross', () => {
    expect(company.quotes).toHaveLength(240)
    const drafts = company.quotes.map(({ draft }) => draft)
    expect(new Set(drafts.map(({ legalEntity }) => legalEntity)).size).toBe(3)
    expect([...new Set(drafts.map(({ currency }) => currency))].sort()).toEqual(['EUR', 'GBP', 'JPY', 'USD'])
    expect([...new Set(drafts.map(({ priceBasis }) => priceBasis))].sort()).toEqual(['gross', 'net'])
  })

  it('fits the canonical schemas, and every line its customer and product', () => {
    for (const { draft } of company.quotes) expect(QuoteDraft.parse(draft)).toEqual(draft)
    for (const { draft } of company.customers) expect(CustomerDraft.parse(draft)).toEqual(draft)
    for (const { draft } of company.products) expect(ProductDraft.parse(draft)).toEqual(draft)
    const customers = new Map(company.customers.map(({ reference, draft }) => [reference, draft]))
    const skus = new Map(company.products.map(({ sku, draft }) => [sku, draft]))
    expect(skus.size).toBe(company.products.length)
    for (const { draft } of company.quotes) {
      expect(customers.get(draft.customer)?.currency).toBe(draft.currency)
      for (const line of draft.lines) expect(skus.get(line.sku)?.currency).toBe(draft.currency)
      expect(new Set(draft.lines.map(({ id }) => id)).size).toBe(draft.lines.length)
    }
  })

  it('meets the fates in their shares, and keeps held customers apart', () => {
    const share = (kind: string) => company.quotes.filter(({ fate }) => fate.kind === kind).length / 240
    for (const [kind, wanted] of Object.entries({
      pay: 0.7,
      part: 0.1,
      wait: 0.08,
      cancelled: 0.04,
      hold: 0.04,
      refuse: 0.04,
    })) {
      expect(Math.abs(share(kind) - wanted), kind).toBeLessThan(0.011)
    }
    const held = new Set(company.quotes.filter(({ fate }) => fate.kind === 'hold').map(({ draft }) => draft.customer))
    expect(company.quotes.filter(({ draft, fate }) => held.has(draft.customer) && fate.kind !== 'hold')).toEqual([])
  })

  it('carries subscriptions in a third of the orders, discounts within policy, and more decimals than the currency', () => {
    const recurring = company.quotes.filter(({ draft }) => draft.lines.some(({ charge }) => charge === 'recurring'))
    expect(recurring.length).toBe(80)
    expect(recurring.some(({ draft }) => draft.lines.some(({ charge }) => charge === 'one-off'))).toBe(true)
    const lines = company.quotes.flatMap(({ draft }) =>
      draft.lines.map((line) => ({ ...line, currency: draft.currency })),
    )
    expect(lines.every(({ discount }) => new Decimal(discount).lte('0.25'))).toBe(true)
    expect(lines.some(({ unitPrice, currency }) => new Decimal(unitPrice).decimalPlaces() > exponentOf(currency))).toBe(
      true,
    )
    for (const { draft } of recurring) {
      // One billing cycle per order: terms of one order never differ.
      const terms = new Set(draft.lines.flatMap(({ term }) => (term ? [`${term.count} ${term.unit}`] : [])))
      expect(terms.size).toBe(1)
    }
  })
})
