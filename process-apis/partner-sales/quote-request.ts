import type { Quote } from '@gantry/canonical/quote'
import type { Call, Client } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { idOf } from '@gantry/core/flow/identity'
import type { Identity } from '@gantry/core/security/identity'
import type { cpq } from '@gantry/cpq-api/contract'
import type { QuoteRequest } from './contract.ts'
import { nothing } from './nothing.ts'

/** The name of what is asked for under a key: asked for again it is the same quote. */
export const requestedReference = ({ tenant, partner }: Identity, key: string): string =>
  `PQ-${idOf(tenant, partner!, key).replaceAll('-', '').slice(0, 12).toUpperCase()}`

type Parts = { cpq: Client<typeof cpq>; count: (reference: string) => Promise<void> }

/**
 * Enters what a partner asks for as a quote in review, at list prices: sales prices and presents it. It is for a customer
 * the partner has had a quote for, and has legal entity, currency and price basis of the latest one: a partner can name no
 * customer of anybody else's. Throws `no-such-customer`, `no-such-product`, `price-missing`, and what `count` throws.
 */
export async function requestQuote(
  { customer, lines }: QuoteRequest,
  call: Call,
  { cpq, count }: Parts,
): Promise<Quote> {
  const partner = call.identity.partner!
  const reference = requestedReference(call.identity, call.idempotencyKey!)
  // Asked for again, it may long have been priced: what sales did to it stays.
  const standing = await orNothing(cpq.getQuote({ reference }, call))
  if (standing) return standing
  const before = await latestQuote(cpq, partner, customer, call)
  if (!before) throw nothing('customer', customer)
  const { legalEntity, currency, priceBasis } = before
  const products = await Promise.all(lines.map(({ sku }) => orNothing(cpq.getProduct({ sku }, call))))
  const asked = lines.map(({ sku, quantity }, at) => {
    const product = products[at]
    if (!product)
      throw new IntegrationError('no-such-product', `There is no product ${sku}.`, {
        kind: 'data',
        errors: [{ path: `body.lines.${at}.sku`, message: 'Expected a SKU of the catalogue.' }],
      })
    if (product.currency !== currency)
      throw new IntegrationError('price-missing', `The product ${sku} has no list price in ${currency}.`, {
        kind: 'data',
        team: 'sales-operations',
        errors: [{ path: `body.lines.${at}.sku`, message: `Its list price is in ${product.currency}.` }],
      })
    const { name, charge, term, listPrice, unitCost, taxCode } = product
    return {
      id: String((at + 1) * 10),
      sku,
      description: name,
      charge,
      ...(term && { term }),
      quantity,
      unitPrice: listPrice,
      discount: '0',
      listPrice,
      ...(unitCost !== undefined && { unitCost }),
      ...(taxCode !== undefined && { taxCode }),
    }
  })
  await count(reference)
  const quotedOn = new Date().toISOString().slice(0, 10)
  const state = 'in-review' as const
  const body = { customer, partner, legalEntity, currency, priceBasis, quotedOn, state, lines: asked }
  return cpq.upsertQuote({ reference, body }, call)
}

/** The partner's latest quote of a customer, by the day it was quoted on. */
async function latestQuote(api: Client<typeof cpq>, partner: string, customer: string, call: Call) {
  let latest: { reference: string; quotedOn: string } | undefined
  let cursor: string | undefined
  do {
    const page = await api.listQuotes({ query: { partners: partner, limit: 200, ...(cursor && { cursor }) } }, call)
    for (const quote of page.items)
      if (quote.customer === customer && (!latest || quote.quotedOn >= latest.quotedOn)) latest = quote
    cursor = page.next
  } while (cursor !== undefined)
  return latest && api.getQuote({ reference: latest.reference }, call)
}

const orNothing = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof IntegrationError && error.code === 'not-found') return undefined
    throw error
  })
