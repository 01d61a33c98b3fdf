import { agrees, totalsOf } from '@gantry/canonical/document'
import { InvoiceDraft } from '@gantry/canonical/invoice'
import { add, Decimal, fromMinor, money } from '@gantry/canonical/money'
import { SalesOrderDraft } from '@gantry/canonical/order'
import { lineAmount, type Quote, type QuoteLine } from '@gantry/canonical/quote'
import { SubscriptionDraft } from '@gantry/canonical/subscription'
import type { TaxCalculation } from '@gantry/canonical/tax'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { invoiceDraftOf, linesOf, salesOrderDraftOf, subscriptionDraftOf } from './documents.ts'

const decimal = (max: number, places: number) =>
  fc.integer({ min: 0, max: max * 10 ** places }).map((minor) => new Decimal(minor).div(10 ** places).toFixed())

const line = fc.record({
  quantity: decimal(500, 3),
  unitPrice: decimal(10_000, 4),
  discount: decimal(1, 4),
  months: fc.option(fc.integer({ min: 1, max: 36 })),
  taxMinor: fc.integer({ min: 0, max: 100_000 }),
})

/** A quote and its tax: of each line the net is its amount, the tax anything. */
const quoted = fc
  .record({ currency: fc.constantFrom('USD', 'JPY', 'KWD'), lines: fc.array(line, { minLength: 1, maxLength: 12 }) })
  .map(({ currency, lines: given }) => {
    const lines = given.map(
      ({ quantity, unitPrice, discount, months }, index): QuoteLine => ({
        id: String(index + 1),
        sku: `SKU-${index % 3}`,
        description: 'Something',
        charge: months === null ? 'one-off' : 'recurring',
        ...(months !== null && { term: { unit: 'month', count: months } }),
        quantity,
        unitPrice,
        discount,
      }),
    )
    const taxed = lines.map((quoteLine, index) => {
      const net = lineAmount(currency, quoteLine)
      const tax = fromMinor(currency, given[index]!.taxMinor)
      return { id: quoteLine.id, net, tax, gross: add(net, tax) }
    })
    const quote: Quote = {
      id: 'quote-1',
      reference: 'Q-1',
      customer: 'C-1',
      legalEntity: 'US01',
      currency,
      priceBasis: 'net',
      quotedOn: '2026-03-02',
      state: 'accepted',
      lines,
      total: totalsOf(currency, taxed).net,
    }
    // The tax engine answers in an order of its own.
    const tax: TaxCalculation = { currency, lines: taxed.toReversed(), ...totalsOf(currency, taxed) }
    return { quote, tax }
  })

test('every document carries every line once, and its lines sum to the header, to the minor unit', () => {
  fc.assert(
    fc.property(quoted, ({ quote, tax }) => {
      const lines = linesOf(quote, tax)
      const invoice = InvoiceDraft.parse(invoiceDraftOf(quote, 'cus-1', lines))
      const salesOrder = SalesOrderDraft.parse(salesOrderDraftOf(quote, 'C-1', lines))
      for (const document of [invoice, salesOrder]) {
        expect(document.lines.map(({ id }) => id)).toEqual(quote.lines.map(({ id }) => id))
        expect(agrees(quote.currency, tax, document.lines)).toBe(true)
        for (const { net, tax, gross } of document.lines) expect(add(net, tax)).toEqual(gross)
      }
    }),
  )
})

test('a subscription splits the lines into recurring and one-off: none is lost, none is charged twice', () => {
  fc.assert(
    fc.property(quoted, ({ quote, tax }) => {
      const lines = linesOf(quote, tax)
      const draft = subscriptionDraftOf(quote, 'cus-1', lines)
      const of = (charge: string) => quote.lines.filter((each) => each.charge === charge)
      expect(draft.recurring.map(({ id, term }) => ({ id, term }))).toEqual(
        of('recurring').map(({ id, term }) => ({ id, term })),
      )
      expect(draft.oneOff?.map(({ id }) => id)).toEqual(of('one-off').map(({ id }) => id))
      expect(agrees(quote.currency, tax, [...draft.recurring, ...(draft.oneOff ?? [])])).toBe(true)
      // The contract forbids what it does not name: a term on a one-off line, say.
      if (draft.recurring.length > 0) expect(SubscriptionDraft.safeParse(draft).success).toBe(true)
    }),
  )
})

const one = (given: Partial<QuoteLine>) => {
  const net = money('USD', '10')
  const quote = {
    reference: 'Q-1',
    currency: 'USD',
    lines: [
      { id: '1', sku: 'CARE', description: 'Care', charge: 'recurring', quantity: '1', unitPrice: '10', discount: '0' },
    ].map((each) => ({ ...each, ...given })),
  } as Quote
  const lines = [{ id: '1', net, tax: money('USD', '0'), gross: net }]
  return linesOf(quote, { currency: 'USD', lines, net, tax: money('USD', '0'), gross: net })
}

test('a recurring line without a term is refused: nobody could say when to bill it', () => {
  expect(() => one({})).toThrowError(expect.objectContaining({ code: 'term-missing', kind: 'data' }))
  expect(() => one({})).toThrowError('The recurring line 1 (CARE) has no term.')
})

test('the term of a one-off line is left out: it is charged once', () => {
  expect(one({ charge: 'one-off', term: { unit: 'month', count: 1 } })[0]).not.toHaveProperty('term')
})
