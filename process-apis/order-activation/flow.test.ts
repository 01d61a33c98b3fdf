import { billing } from '@gantry/billing-api/contract'
import { money } from '@gantry/canonical/money'
import type { Quote } from '@gantry/canonical/quote'
import type { Port } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { type Answers, type Asked, Canned } from '@gantry/core/testing/canned'
import { callOf, gate, TestEngine } from '@gantry/core/testing/engine'
import { cpq } from '@gantry/cpq-api/contract'
import { erp } from '@gantry/erp-api/contract'
import { type Finding, quoteValidation } from '@gantry/quote-validation/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { orderActivation } from './contract.ts'
import { orderActivationFlow } from './flow.ts'
import orderActivationProcess from './process.ts'

const usd = (amount: string) => money('USD', amount)
const amounts = { net: usd('100'), tax: usd('8'), gross: usd('108') }
const address = { country: 'US' }

/** What the test makes go otherwise for an order: findings of the rules, and operations that fail. */
type Case = { findings?: Finding[]; recurring?: boolean; state?: Quote['state']; fail?: Record<string, unknown> }
const cases = new Map<string, Case>()
const canned = new Canned()

const quoteOf = (reference: string, { recurring, state = 'accepted' }: Case): Quote => ({
  id: `quote-${reference}`,
  reference,
  customer: 'C-1',
  legalEntity: 'US01',
  currency: 'USD',
  priceBasis: 'net',
  quotedOn: '2026-03-02',
  state,
  lines: [
    {
      id: '10',
      sku: 'BIKE',
      description: 'Bike',
      quantity: '1',
      unitPrice: '100',
      discount: '0',
      charge: recurring ? 'recurring' : 'one-off',
      ...(recurring && { term: { unit: 'month', count: 1 } }),
    },
  ],
  total: usd('100'),
})

/** Ids are made of the order's reference, so that each call tells which order it is for. */
const orderIn = ({ input }: Pick<Asked, 'input'>): string | undefined =>
  /Q-[\w-]+?(?=["\s]|$)/.exec(JSON.stringify(input))?.[0]

async function failing(operation: string, input: object) {
  const order = orderIn({ input: input as Asked['input'] })
  const failure = order && cases.get(order)?.fail?.[operation]
  if (typeof failure === 'function') await failure()
  else if (failure) throw failure
}

const answers = {
  quoteValidation: {
    validateQuote: async ({ reference }) => {
      const given = cases.get(reference)!
      const findings = given.findings ?? []
      const has = (severity: string) => findings.some((finding) => finding.severity === severity)
      const quote = quoteOf(reference, given)
      return {
        reference,
        findings,
        quote,
        verdict: has('refuse') ? 'refused' : has('hold') ? 'on-hold' : 'accepted',
        customer: { id: 'acc-1', reference: 'C-1', name: 'Northern Bikes', billTo: address },
        ...(!has('refuse') && { tax: { currency: 'USD', lines: [{ id: '10', ...amounts }], ...amounts } }),
        checkedAt: '2026-03-31T09:30:00Z',
      }
    },
  } as Answers<typeof quoteValidation>,
  cpq: {
    orderQuote: async (input) => {
      await failing('orderQuote', input)
      return { id: `crm-${input.reference}`, number: 'O-1', reference: input.reference, state: 'draft' }
    },
  } as Answers<typeof cpq>,
  billing: {
    upsertCustomer: async ({ reference, body }) => ({ id: 'cus-1', reference, ...body }),
    createSubscription: async (input) => {
      await failing('createSubscription', input)
      const { reference, order, customer } = input.body
      return { id: `sub ${order}`, reference, order, customer, state: 'active', invoice: `inv ${order}` }
    },
    cancelSubscription: async (input) => {
      await failing('cancelSubscription', input)
      return { id: input.id, reference: '-', order: '-', customer: 'cus-1', state: 'cancelled', invoice: 'inv' }
    },
    createInvoice: async (input) => {
      await failing('createInvoice', input)
      return invoice(`inv ${input.body.order}`)
    },
    voidInvoice: async ({ id }) => invoice(id),
    finalizeInvoice: async (input) => {
      await failing('finalizeInvoice', input)
      return { ...invoice(input.id), number: 'IN-1' }
    },
  } as Answers<typeof billing>,
  erp: {
    upsertCustomer: async ({ reference, body }) => ({ id: 'debtor-1', reference, name: body.name }),
    createSalesOrder: async (input) => {
      await failing('createSalesOrder', input)
      return { id: 'so-1', number: 'SO-1', reference: input.body.reference, state: 'open', currency: 'USD', ...amounts }
    },
    cancelSalesOrder: async ({ reference }) => ({
      id: 'so-1',
      number: 'SO-1',
      reference,
      state: 'cancelled',
      currency: 'USD',
      ...amounts,
    }),
  } as Answers<typeof erp>,
}
const invoice = (id: string) => ({
  id,
  reference: '-',
  order: '-',
  customer: 'cus-1',
  customerReference: 'C-1',
  legalEntity: 'US01',
  currency: 'USD',
  issuedOn: '2026-03-31',
  state: 'draft' as const,
  lines: [],
  ...amounts,
  open: amounts.gross,
})

const clients = {
  quoteValidation: canned.client(quoteValidation, answers.quoteValidation),
  cpq: canned.client(cpq, answers.cpq),
  billing: canned.client(billing, answers.billing),
  erp: canned.client(erp, answers.erp),
}

let engine: TestEngine
const serve = () =>
  client(orderActivation, {
    kind: 'direct',
    port: orderActivationProcess.serve({ engine: engine.engine } as never) as Port<never>,
  })
let api: ReturnType<typeof serve>
const work = () => engine.work({ clientsOf: () => clients })
let worker: Awaited<ReturnType<typeof work>>
beforeAll(async () => {
  engine = await TestEngine.open([orderActivationFlow])
  worker = await work()
  api = serve()
})
afterAll(() => engine?.close())
beforeEach(() => {
  canned.asked.length = 0
})

async function submit(quote: string, given: Case = {}, account?: string) {
  cases.set(quote, given)
  const body = { quote, ...(account && { account }) }
  const { run } = await api.submitOrder({ body }, callOf({ correlation: `request-${quote}`, idempotencyKey: quote }))
  return run
}
const stateOf = async (reference: string) => api.getOrder({ reference }, callOf())
/** The events a run told, oldest first. */
async function told(order: string) {
  const events = await engine.db
    .selectFrom('gantry.event')
    .select(['name', 'data', 'correlation'])
    .where('key', '=', order)
    .orderBy('id')
    .execute()
  return events.map(({ name, data, correlation }) => ({ name: name.split('.')[1], data, correlation }))
}
const refused = new IntegrationError('period-closed', 'The period is closed.', { kind: 'policy' })
const hold: Finding = { rule: 'credit', code: 'credit-hold', severity: 'hold', message: 'On hold.', team: 'credit' }
const parallel = ['cpq.orderQuote', 'billing.upsertCustomer', 'erp.upsertCustomer']

test('an order is told of, made in CRM, billing and ERP, and finalized last', async () => {
  await engine.reaches(await submit('Q-one'), 'completed')
  const operations = canned.operations()
  expect(operations[0]).toBe('quote-validation.validateQuote')
  expect(operations.slice(1, 4).sort()).toEqual(parallel.toSorted())
  expect(operations.slice(4)).toEqual(['billing.createInvoice', 'erp.createSalesOrder', 'billing.finalizeInvoice'])
  expect(await told('Q-one')).toMatchObject([
    { name: 'orderSubmitted', correlation: 'request-Q-one', data: { customerName: 'Northern Bikes' } },
    { name: 'orderActivated', data: { ...amounts, invoice: { id: 'inv Q-one' }, salesOrder: { number: 'SO-1' } } },
  ])
  expect(await stateOf('Q-one')).toMatchObject({ state: 'active', correlation: 'request-Q-one' })
  // Every call that changes something has a key of its own.
  const keys = canned.asked.map(({ call }) => call.idempotencyKey)
  expect(new Set(keys).size).toBe(keys.length)
})

test('a recurring line makes a subscription, and its first invoice is the one finalized', async () => {
  await engine.reaches(await submit('Q-recurring', { recurring: true }), 'completed')
  expect(canned.of('billing.createInvoice')).toEqual([])
  expect(canned.of('billing.finalizeInvoice')[0]!.input).toEqual({ id: 'inv Q-recurring' })
  expect((await told('Q-recurring'))[1]!.data).toMatchObject({ subscription: 'sub Q-recurring' })
})

test('a quote submitted again is the same order', async () => {
  const first = await submit('Q-again')
  await engine.reaches(first, 'completed')
  expect(await submit('Q-again', {}, 'C-9')).toBe(first)
  expect(canned.of('billing.createInvoice')).toHaveLength(1)
})

test.each([
  [false, 'billing.voidInvoice', { id: 'inv Q-undo-false' }],
  [true, 'billing.cancelSubscription', { id: 'sub Q-undo-true' }],
] as const)('an ERP that refuses for good: billing is undone (recurring: %s)', async (recurring, operation, input) => {
  const order = `Q-undo-${recurring}`
  await engine.reaches(await submit(order, { recurring, fail: { createSalesOrder: refused } }), 'compensated')
  const operations = canned.operations()
  expect(operations.indexOf(operation)).toBe(operations.length - 1)
  expect(operations.indexOf('erp.createSalesOrder')).toBe(operations.length - 2)
  expect(canned.of(operation)[0]!.input).toEqual(input)
  expect(canned.of('erp.cancelSalesOrder')).toEqual([])
  expect((await told(order)).map(({ name }) => name)).toEqual(['orderSubmitted'])
  expect(await stateOf(order)).toMatchObject({ state: 'refused', reason: 'The period is closed.' })
})

test('given up after the ERP took it, an order is undone in the ERP first, then in billing', async () => {
  const run = await submit('Q-given-up', { fail: { finalizeInvoice: refused } })
  const { id, step } = await engine.held(run)
  expect(step).toBe('finalize')
  await engine.resolve(id, { action: 'compensate' })
  await engine.reaches(run, 'compensated')
  expect(canned.operations().slice(-2)).toEqual(['erp.cancelSalesOrder', 'billing.voidInvoice'])
})

test('billing that refuses holds the order, and nothing goes on to the ERP', async () => {
  const given: Case = { fail: { createInvoice: refused } }
  const run = await submit('Q-billing', given)
  const { id } = await engine.held(run)
  expect(canned.of('erp.createSalesOrder')).toEqual([])
  expect(await stateOf('Q-billing')).toMatchObject({ state: 'on-hold' })
  given.fail = {}
  await engine.resolve(id, { action: 'retry' })
  await engine.reaches(run, 'completed')
  expect(canned.of('cpq.orderQuote')).toHaveLength(1)
})

test('an order on hold is told of, makes nothing, and goes on once it is cleared', async () => {
  const given: Case = { findings: [hold, { ...hold, rule: 'discount', code: 'late', message: 'Too low.' }] }
  const run = await submit('Q-held', given)
  const { id, ...exception } = await engine.held(run)
  expect(exception).toMatchObject({ step: 'clearance', code: 'credit-hold', team: 'credit', sentence: 'On hold.' })
  expect(exception.detail).toBe('credit: On hold. discount: Too low.')
  expect(new Set(canned.operations())).toEqual(new Set(['quote-validation.validateQuote']))
  expect((await told('Q-held')).map(({ name }) => name)).toEqual(['orderSubmitted'])
  // Asked again before it is cleared, it is held again.
  await engine.resolve(id, { action: 'retry' })
  const again = await engine.until('it is held again', async () => (await engine.exceptions(run))[0])
  given.findings = []
  await engine.reaches(run, 'held')
  await engine.resolve(again.id, { action: 'retry' })
  await engine.reaches(run, 'completed')
  expect((await told('Q-held')).map(({ name }) => name)).toEqual(['orderSubmitted', 'orderActivated'])
})

test('an order that is refused once it is looked at again ends, though it was only on hold', async () => {
  const given: Case = { findings: [hold] }
  const run = await submit('Q-turned', given)
  const { id } = await engine.held(run)
  given.findings = [{ ...hold, code: 'quote-expired', severity: 'refuse', message: 'It expired.' }]
  await engine.resolve(id, { action: 'retry' })
  await engine.reaches(run, 'completed')
  expect(await stateOf('Q-turned')).toMatchObject({ state: 'refused', reason: 'It expired.' })
  expect(canned.of('cpq.orderQuote')).toEqual([])
})

test.each([
  ['cancelled', 'cancelled', true],
  ['rejected', 'refused', false],
] as const)('a quote that is %s ends as %s, and nothing was made', async (state, outcome, cancelled) => {
  const order = `Q-${state}`
  const findings: Finding[] = [{ ...hold, rule: 'state', code: `quote-${state}`, severity: 'refuse', message: 'No.' }]
  await engine.reaches(await submit(order, { state, findings }), 'completed')
  expect(canned.operations()).toEqual(['quote-validation.validateQuote'])
  expect((await told(order))[1]).toMatchObject({
    name: 'orderRefused',
    data: { order, cancelled, code: `quote-${state}`, reason: 'No.' },
  })
  expect(await stateOf(order)).toMatchObject({ state: outcome, reason: 'No.' })
})

test('a held order does not keep the other orders of its customer waiting', async () => {
  const held = await submit('Q-first', { findings: [hold] }, 'C-7')
  const next = await submit('Q-second', {}, 'C-7')
  await engine.reaches(next, 'completed')
  expect((await engine.run(held)).state).toBe('held')
})

test('a worker that stops midway and another that goes on make each call once', async () => {
  const called = gate()
  const go = gate()
  const given: Case = {
    fail: {
      createSalesOrder: async () => {
        called.open()
        await go.opened
      },
    },
  }
  const run = await submit('Q-restart', given)
  await called.opened
  const stopped = worker.stop()
  go.open()
  await stopped
  expect((await engine.run(run)).state).not.toBe('completed')
  expect(canned.of('billing.finalizeInvoice')).toEqual([])
  worker = await work()
  await engine.reaches(run, 'completed')
  const operations = canned.operations()
  expect(operations).toHaveLength(new Set(operations).size)
  expect(operations).toHaveLength(7)
})

test('an order nobody submitted is not found', async () => {
  await expect(stateOf('Q-nobody')).rejects.toMatchObject({ code: 'no-such-order', status: 404 })
})
