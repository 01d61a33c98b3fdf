import { billing } from '@gantry/billing-api/contract'
import type { Invoice, InvoiceNotice } from '@gantry/canonical/invoice'
import { money } from '@gantry/canonical/money'
import type { Port } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { type Answers, Canned } from '@gantry/core/testing/canned'
import { callOf, TENANT, TestEngine } from '@gantry/core/testing/engine'
import { crm } from '@gantry/crm-api/contract'
import { erp } from '@gantry/erp-api/contract'
import { tax } from '@gantry/tax-api/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { invoicePosting } from './contract.ts'
import { invoicePostingFlow } from './flow.ts'
import invoicePostingProcess from './process.ts'

const usd = (amount: string) => money('USD', amount)
const line = (id: string, net: string, tax: string, gross: string) => ({
  id,
  sku: `SKU-${id}`,
  description: 'Something',
  quantity: '1',
  net: usd(net),
  tax: usd(tax),
  gross: usd(gross),
})
const invoiceOf = (id: string): Invoice => ({
  id,
  number: `IN-${id}`,
  reference: `Q-${id}`,
  order: `Q-${id}`,
  customer: 'cus-1',
  customerReference: 'C-1',
  legalEntity: 'US01',
  currency: 'USD',
  issuedOn: '2026-03-31',
  state: 'open',
  lines: [line('1', '100', '8', '108'), line('2', '30.10', '2.41', '32.51')],
  net: usd('130.10'),
  tax: usd('10.41'),
  gross: usd('140.51'),
  open: usd('140.51'),
  native: { of: 'the vendor' },
})
const billTo = { city: 'Denver', country: 'US' }

const canned = new Canned()
const answers = { billing: {}, crm: {}, erp: {}, tax: {} } as {
  billing: Answers<typeof billing>
  crm: Answers<typeof crm>
  erp: Answers<typeof erp>
  tax: Answers<typeof tax>
}
const taxed = (reference: string, state: 'committed' | 'voided') => {
  const { net, tax, gross } = invoiceOf('x')
  return { id: `tax-${reference}`, reference, state, currency: 'USD', lines: [], net, tax, gross }
}
beforeEach(() => {
  canned.asked.length = 0
  Object.assign(answers.billing, { getInvoice: async ({ id }) => invoiceOf(id) } as Answers<typeof billing>)
  Object.assign(answers.crm, {
    getCustomer: async ({ reference }) => ({ id: 'acc-1', reference, name: 'Northern Bikes', billTo }),
  } as Answers<typeof crm>)
  Object.assign(answers.tax, {
    commitTax: async ({ body }) => taxed(body.reference, 'committed'),
    voidTax: async ({ reference }) => taxed(reference, 'voided'),
  } as Answers<typeof tax>)
  Object.assign(answers.erp, {
    postInvoice: async ({ body: { reference, net, tax, gross } }) => ({
      ...{ id: `ar-${reference}`, number: `AR-${reference}`, reference, state: 'open', currency: 'USD' },
      ...{ net, tax, gross, open: gross },
    }),
  } as Answers<typeof erp>)
})

let engine: TestEngine
const serve = () =>
  client(invoicePosting, {
    kind: 'direct',
    port: invoicePostingProcess.serve({ engine: engine.engine } as never) as Port<never>,
  })
let api: ReturnType<typeof serve>
beforeAll(async () => {
  engine = await TestEngine.open([invoicePostingFlow])
  api = serve()
  const clients = {
    billing: canned.client(billing, answers.billing),
    crm: canned.client(crm, answers.crm),
    erp: canned.client(erp, answers.erp),
    tax: canned.client(tax, answers.tax),
  }
  await engine.work({ clientsOf: () => clients })
})
afterAll(() => engine?.close())

const noticeOf = (id: string): InvoiceNotice => {
  const { reference, order, customerReference, legalEntity, currency, gross } = invoiceOf(id)
  return { id, reference, order, customerReference, legalEntity, currency, gross }
}
/** Tells that an invoice was finalized; the run that this starts. */
async function finalized(id: string): Promise<string> {
  const event = billing.events.invoiceFinalized
  await engine.publish({ event, data: noticeOf(id), correlation: `request-${id}` })
  const run = await engine.until('the run began', () =>
    engine.db
      .selectFrom('gantry.run')
      .select('id')
      .where('tenant', '=', TENANT)
      .where('key', '=', id)
      .executeTakeFirst(),
  )
  return run.id
}
const told = (id: string) =>
  engine.db
    .selectFrom('gantry.event')
    .select(['data', 'correlation'])
    .where('name', '=', invoicePosting.events.invoicePosted.name)
    .where('key', '=', id)
    .execute()
const posting = (invoice: string) => api.getPosting({ invoice }, callOf())
const refusal = (code: string, kind: 'policy' | 'data') => new IntegrationError(code, `It is ${code}.`, { kind })

test('a finalized invoice is read, its tax is filed as billed, it is posted, and told of', async () => {
  await engine.reaches(await finalized('one'), 'completed')
  expect(canned.operations()).toEqual(['billing.getInvoice', 'crm.getCustomer', 'tax.commitTax', 'erp.postInvoice'])
  expect(canned.of('tax.commitTax')[0]!.input.body).toMatchObject({
    reference: 'one',
    date: '2026-03-31',
    shipTo: billTo,
    lines: [
      { id: '1', amount: usd('100'), taxIncluded: false, agreedTax: usd('8') },
      { id: '2', amount: usd('30.10'), agreedTax: usd('2.41') },
    ],
  })
  const { lines, net, tax, gross } = invoiceOf('one')
  expect(canned.of('erp.postInvoice')[0]!.input.body).toMatchObject({ reference: 'one', lines, net, tax, gross })
  expect(await told('one')).toMatchObject([
    {
      correlation: 'request-one',
      data: { invoice: 'one', order: 'Q-one', gross, open: gross, taxDocument: 'tax-one', ledgerNumber: 'AR-one' },
    },
  ])
  expect(await posting('one')).toMatchObject({ state: 'posted', order: 'Q-one', ledgerInvoice: 'ar-one' })
})

test('an invoice told of twice is posted once', async () => {
  const run = await finalized('again')
  await engine.reaches(run, 'completed')
  const next = await finalized('again')
  expect(next).toBe(run)
  // Both notices were read once a later one is.
  await engine.reaches(await finalized('after-again'), 'completed')
  expect(canned.of('erp.postInvoice').filter(({ input }) => JSON.stringify(input).includes('Q-again'))).toHaveLength(1)
  expect(await told('again')).toHaveLength(1)
})

test.each([
  ['net', { net: usd('130.09') }],
  ['tax', { tax: usd('10.42') }],
  ['gross', { gross: usd('140.50') }],
  ['a line', { lines: [line('1', '100', '8', '108')] }],
])('an invoice out of balance by its %s is held: nothing is filed or posted', async (what, wrong) => {
  const id = `balance-${what.replace(' ', '-')}`
  answers.billing.getInvoice = async () => ({ ...invoiceOf(id), ...wrong })
  const run = await finalized(id)
  expect(await engine.held(run)).toMatchObject({
    step: 'invoice',
    code: 'invoice-out-of-balance',
    kind: 'data',
    team: 'billing-operations',
    subject: `Q-${id}`,
  })
  expect(canned.operations()).toEqual(['billing.getInvoice'])
  expect(await posting(id)).toMatchObject({ state: 'on-hold' })
  answers.billing.getInvoice = async () => invoiceOf(id)
  await engine.resolve((await engine.held(run)).id, { action: 'retry' })
  await engine.reaches(run, 'completed')
})

test('a customer without an address is held for the tax team', async () => {
  answers.crm.getCustomer = async ({ reference }) => ({ id: 'acc-1', reference, name: 'Nowhere Ltd' })
  const held = await engine.held(await finalized('nowhere'))
  expect(held).toMatchObject({ code: 'tax-address-missing', team: 'tax', step: 'address' })
  expect(canned.of('tax.commitTax')).toEqual([])
})

test('a tax engine that is down for a while files once it is back; nothing is posted untaxed', async () => {
  let asked = 0
  answers.tax.commitTax = async ({ body }) => {
    if (++asked < 3) throw new IntegrationError('tax-down', 'It is down.', { kind: 'transient', retryAfterMs: 1 })
    return taxed(body.reference, 'committed')
  }
  await engine.reaches(await finalized('patient'), 'completed')
  expect(canned.operations().slice(2)).toEqual([...Array(3).fill('tax.commitTax'), 'erp.postInvoice'])
  // The same key each time, so that a filing whose answer was lost is not made twice.
  expect(new Set(canned.of('tax.commitTax').map(({ call }) => call.idempotencyKey)).size).toBe(1)
})

test('an ERP that refuses holds the run; given up, the tax is withdrawn, and no posting is told of', async () => {
  answers.erp.postInvoice = async () => Promise.reject(refusal('period-closed', 'policy'))
  const run = await finalized('closed')
  const { id, ...exception } = await engine.held(run)
  expect(exception).toMatchObject({ step: 'receivable', code: 'period-closed', team: 'accounts-receivable' })
  expect(canned.of('tax.voidTax')).toEqual([])
  await engine.resolve(id, { action: 'compensate' })
  await engine.reaches(run, 'compensated')
  expect(canned.of('tax.voidTax')[0]!.input).toEqual({ legalEntity: 'US01', reference: 'closed' })
  expect(await told('closed')).toEqual([])
  expect(await posting('closed')).toMatchObject({ state: 'failed' })
})

test('an ERP that takes it after all: the tax stays filed, once', async () => {
  const answer = answers.erp.postInvoice!
  answers.erp.postInvoice = async () => Promise.reject(refusal('period-closed', 'policy'))
  const run = await finalized('opened')
  const { id } = await engine.held(run)
  answers.erp.postInvoice = answer
  await engine.resolve(id, { action: 'retry' })
  await engine.reaches(run, 'completed')
  expect(canned.of('tax.commitTax')).toHaveLength(1)
  expect(canned.of('tax.voidTax')).toEqual([])
})

test('an invoice nobody told of is not found', async () => {
  await expect(posting('nobody')).rejects.toMatchObject({ code: 'no-such-posting', status: 404 })
})
