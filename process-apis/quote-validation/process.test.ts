import { billing } from '@gantry/billing-api/contract'
import type { Customer } from '@gantry/canonical/customer'
import { money } from '@gantry/canonical/money'
import type { Port } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { type Answers, Canned } from '@gantry/core/testing/canned'
import { callOf } from '@gantry/core/testing/engine'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { erp } from '@gantry/erp-api/contract'
import { tax } from '@gantry/tax-api/contract'
import { expect, test } from 'vitest'
import { quoteValidation } from './contract.ts'
import quoteValidationProcess from './process.ts'
import { lineOf, quoteOf, taxedAt } from './quote.fixture.ts'

const usd = (amount: string) => money('USD', amount)
const address = { city: 'Denver', region: 'CO', postalCode: '80202', country: 'US' }
const customer: Customer = { id: 'acc-1', reference: 'C-1', name: 'Northern Bikes', billTo: address }
const refusal = (code: string, kind: 'transient' | 'data' | 'policy') =>
  new IntegrationError(code, `It is ${code}.`, { kind, ...(code === 'not-found' && { status: 404 }) })

/** Everything goes well, but for what the test says. */
function landscape() {
  const canned = new Canned()
  const quote = quoteOf()
  const answers = {
    cpq: { getQuote: async () => quote } as Answers<typeof cpq>,
    crm: { getCustomer: async () => customer } as Answers<typeof crm>,
    erp: {
      getCreditStanding: async () => ({ customer: 'C-1', limit: usd('1000'), balance: usd('0'), onHold: false }),
      listAvailability: async () => ({ items: [{ sku: 'BIKE', available: '9' }] }),
    } as Answers<typeof erp>,
    tax: { calculateTax: async () => taxedAt('0.08', quote) } as Answers<typeof tax>,
    billing: { checkAmount: async () => ({ payable: true }) } as Answers<typeof billing>,
  }
  const port = quoteValidationProcess.serve({
    cpq: canned.client(cpq, answers.cpq),
    crm: canned.client(crm, answers.crm),
    erp: canned.client(erp, answers.erp),
    tax: canned.client(tax, answers.tax),
    billing: canned.client(billing, answers.billing),
  } as never)
  const api = client(quoteValidation, { kind: 'direct', port: port as Port<never> })
  const validate = (purpose: 'quote' | 'order' = 'order') =>
    api.validateQuote({ reference: 'Q-1', query: { purpose } }, callOf({ correlation: 'request-1' }))
  return { canned, answers, validate }
}
type Validated = Awaited<ReturnType<ReturnType<typeof landscape>['validate']>>
const codes = ({ findings }: Validated) => findings.map(({ code }) => code)

test('a quote that is in order is accepted, with its tax', async () => {
  const { canned, validate } = landscape()
  expect(await validate()).toMatchObject({
    reference: 'Q-1',
    verdict: 'accepted',
    findings: [],
    customer: { reference: 'C-1' },
    tax: { net: usd('100'), tax: usd('8'), gross: usd('108') },
  })
  expect(canned.of('erp.getCreditStanding')[0]!.input).toEqual({
    reference: 'C-1',
    query: { legalEntity: 'US01', currency: 'USD' },
  })
  // What is billed is what must be payable: the total with tax.
  expect(canned.of('billing.checkAmount')[0]!.input.query).toEqual(usd('108'))
  for (const { call } of canned.asked) expect(call.correlation).toBe('request-1')
})

test('of a quote that is refused anyway nothing is asked of ERP, tax engine or billing', async () => {
  const { canned, answers, validate } = landscape()
  answers.cpq.getQuote = async () => quoteOf({ state: 'cancelled' })
  const refused = await validate('quote')
  expect(refused).toMatchObject({ verdict: 'refused', customer: { reference: 'C-1' } })
  expect(codes(refused)).toEqual(['quote-cancelled'])
  expect(refused.tax).toBeUndefined()
  expect(canned.operations()).toEqual(['cpq.getQuote', 'crm.getCustomer'])
})

test('each item is asked for once, however many lines it is on', async () => {
  const { canned, answers, validate } = landscape()
  const quote = quoteOf({ lines: ['BIKE', 'CARE', 'BIKE'].map((sku, n) => lineOf({ id: String(n), sku })) })
  answers.cpq.getQuote = async () => quote
  answers.tax.calculateTax = async () => taxedAt('0', quote)
  await validate()
  expect(canned.of('erp.listAvailability')[0]!.input.query).toEqual({ legalEntity: 'US01', skus: 'BIKE,CARE' })
})

test('a tax engine that is down is no verdict: the call fails for now', async () => {
  const { answers, validate } = landscape()
  answers.tax.calculateTax = async () => Promise.reject(refusal('tax-down', 'transient'))
  await expect(validate()).rejects.toMatchObject({ code: 'tax-down', kind: 'transient' })
})

test('a tax engine that refuses puts the quote on hold, and says why', async () => {
  const { answers, validate } = landscape()
  answers.tax.calculateTax = async () => Promise.reject(refusal('address-unknown', 'data'))
  const held = await validate()
  expect(held).toMatchObject({
    verdict: 'on-hold',
    findings: [{ rule: 'tax', code: 'address-unknown', severity: 'hold', message: 'It is address-unknown.' }],
  })
  expect(held.tax).toBeUndefined()
})

test('the tax is determined by where it is shipped, else by where it is billed, else not at all', async () => {
  const { canned, answers, validate } = landscape()
  const shipTo = { city: 'Berlin', country: 'DE' }
  answers.crm.getCustomer = async () => ({ ...customer, shipTo })
  await validate()
  answers.crm.getCustomer = async () => customer
  await validate()
  const asked = canned.of('tax.calculateTax').map(({ input }) => (input.body as { shipTo: unknown }).shipTo)
  expect(asked).toEqual([shipTo, address])
  const { billTo: _, ...nowhere } = customer
  answers.crm.getCustomer = async () => nowhere
  const held = await validate()
  expect(held.verdict).toBe('on-hold')
  expect(codes(held)).toEqual(['tax-address-missing'])
  expect(canned.of('tax.calculateTax')).toHaveLength(2)
})

test('a price basis and agreed taxes reach the tax engine as they are', async () => {
  const { canned, answers, validate } = landscape()
  const lines = [lineOf({ quantity: '3', unitPrice: '0.335', taxCode: 'P1', agreedTax: '0.07' })]
  answers.cpq.getQuote = async () => quoteOf({ priceBasis: 'gross', lines })
  await validate()
  expect(canned.of('tax.calculateTax')[0]!.input.body).toMatchObject({
    reference: 'Q-1',
    date: '2026-03-02',
    lines: [{ id: '10', amount: usd('1.01'), taxIncluded: true, taxCode: 'P1', agreedTax: usd('0.07') }],
  })
})

test('a customer the ledger does not know yet has no balance and no hold', async () => {
  const { answers, validate } = landscape()
  answers.erp.getCreditStanding = async () => Promise.reject(refusal('not-found', 'data'))
  expect((await validate()).verdict).toBe('accepted')
  answers.erp.getCreditStanding = async () => Promise.reject(refusal('forbidden', 'policy'))
  await expect(validate()).rejects.toMatchObject({ code: 'forbidden' })
})

test('on hold where a rule says so; a refusal weighs more than a hold, and a note nothing', async () => {
  const { answers, validate } = landscape()
  answers.erp.listAvailability = async () => ({ items: [{ sku: 'BIKE', available: '0' }] })
  expect(await validate()).toMatchObject({ verdict: 'accepted', findings: [{ severity: 'note' }] })
  const onHold = { customer: 'C-1', balance: usd('0'), onHold: true }
  answers.erp.getCreditStanding = async () => onHold
  const held = await validate()
  expect(held.verdict).toBe('on-hold')
  expect(codes(held)).toEqual(['credit-hold', 'not-in-stock'])
  answers.billing.checkAmount = async () => ({ payable: false, reason: 'Too much.' })
  const refused = await validate()
  expect(refused.verdict).toBe('refused')
  expect(codes(refused)).toEqual(['credit-hold', 'amount-not-payable', 'not-in-stock'])
})

test('an unknown quote or customer is not found', async () => {
  const { answers, validate } = landscape()
  answers.crm.getCustomer = async () => Promise.reject(refusal('not-found', 'data'))
  await expect(validate()).rejects.toMatchObject({ code: 'not-found', status: 404 })
  answers.cpq.getQuote = async () => Promise.reject(refusal('not-found', 'data'))
  await expect(validate()).rejects.toMatchObject({ code: 'not-found', status: 404 })
})
