import { billing } from '@gantry/billing-api/contract'
import type { Customer } from '@gantry/canonical/customer'
import { lineAmount, type Quote } from '@gantry/canonical/quote'
import type { TaxCalculation } from '@gantry/canonical/tax'
import type { Call, Client } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { erp } from '@gantry/erp-api/contract'
import { tax } from '@gantry/tax-api/contract'
import { type Finding, quoteValidation, type Validation } from './contract.ts'
import { checkAvailability, checkCollection, checkCredit, checkPrices, checkState, checkTax } from './rules.ts'

const isRefusal = (error: unknown): error is IntegrationError => error instanceof IntegrationError && !error.retryable

/** An answer, or undefined where there is no such record. */
const found = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof IntegrationError && error.code === 'not-found') return undefined
    throw error
  })

export default defineProcess({
  contract: quoteValidation,
  uses: { billing, cpq, crm, erp, tax },

  serve: ({ billing, cpq, crm, erp, tax }) => ({
    async validateQuote({ reference, query }, call): Promise<Validation> {
      const quote = await cpq.getQuote({ reference }, call)
      const skus = [...new Set(quote.lines.map((line) => line.sku))].join(',')
      const { legalEntity, currency } = quote
      const checkedAt = new Date().toISOString()
      const refusals = checkState(quote, query.purpose, checkedAt.slice(0, 10))
      const customer = await crm.getCustomer({ reference: quote.customer }, call)
      // Nothing is asked of the ERP or the tax engine for a quote that is refused anyway.
      if (refusals.length > 0) return { reference, verdict: 'refused', findings: refusals, quote, customer, checkedAt }
      const [standing, availability, taxed] = await Promise.all([
        found(erp.getCreditStanding({ reference: quote.customer, query: { legalEntity, currency } }, call)),
        erp.listAvailability({ query: { legalEntity, skus } }, call),
        taxOf(tax, quote, customer, call),
      ])
      // What is billed is the total with tax.
      const total = 'calculation' in taxed ? taxed.calculation.gross : quote.total
      const collected = await billing.checkAmount({ query: total }, call)
      const findings = [
        ...checkPrices(quote),
        ...checkCredit(quote, standing),
        ...checkCollection(collected),
        ...checkAvailability(quote, availability.items),
        ...('finding' in taxed ? [taxed.finding] : checkTax(quote, taxed.calculation)),
      ]
      const has = (severity: Finding['severity']) => findings.some((finding) => finding.severity === severity)
      return {
        reference,
        verdict: has('refuse') ? 'refused' : has('hold') ? 'on-hold' : 'accepted',
        findings,
        quote,
        customer,
        ...('calculation' in taxed && { tax: taxed.calculation }),
        checkedAt,
      }
    },
  }),
})

async function taxOf(
  engine: Client<typeof tax>,
  quote: Quote,
  customer: Customer,
  call: Call,
): Promise<{ calculation: TaxCalculation } | { finding: Finding }> {
  const shipTo = customer.shipTo ?? customer.billTo
  const hold = (code: string, message: string) =>
    ({ finding: { rule: 'tax', code, severity: 'hold', message, team: 'tax' } }) as const
  if (!shipTo) return hold('tax-address-missing', `${customer.name} has no address to determine the tax by.`)
  try {
    const calculation = await engine.calculateTax(
      {
        body: {
          reference: quote.reference,
          legalEntity: quote.legalEntity,
          customer: quote.customer,
          currency: quote.currency,
          date: quote.quotedOn,
          shipTo,
          lines: quote.lines.map((line) => ({
            id: line.id,
            sku: line.sku,
            description: line.description,
            quantity: line.quantity,
            amount: lineAmount(quote.currency, line),
            taxIncluded: quote.priceBasis === 'gross',
            ...(line.taxCode && { taxCode: line.taxCode }),
            ...(line.agreedTax && { agreedTax: { currency: quote.currency, amount: line.agreedTax } }),
          })),
        },
      },
      call,
    )
    return { calculation }
  } catch (error) {
    // A tax engine that is down must stop the quote, never let it pass untaxed; one that refuses says why.
    if (isRefusal(error)) return hold(error.code, error.message)
    throw error
  }
}
