import { billing } from '@gantry/billing-api/contract'
import { money, sum } from '@gantry/canonical/money'
import type { CashApplicationDraft, Payment } from '@gantry/canonical/payment'
import type { Port } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { type Answers, Canned } from '@gantry/core/testing/canned'
import { callOf, TestEngine } from '@gantry/core/testing/engine'
import { erp } from '@gantry/erp-api/contract'
import { invoicePosting } from '@gantry/invoice-posting/contract'
import { payments } from '@gantry/payments-api/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { paymentApplication } from './contract.ts'
import { paymentApplicationFlow } from './flow.ts'
import paymentApplicationProcess from './process.ts'

const usd = (amount: string) => money('USD', amount)
const zero = { net: usd('0'), tax: usd('0'), gross: usd('0') }

/** What each payment settles, `invoice: amount`; invoices others posted to the ledger; invoices of which we know. */
const settles = new Map<string, Record<string, string>>()
const inLedger = new Set<string>()
const ours = new Set<string>()
const canned = new Canned()
const erpAnswers: Answers<typeof erp> = {
  listInvoices: async ({ query: { reference } }) => ({
    items: inLedger.has(reference!)
      ? [
          {
            ...{ id: `ar-${reference}`, number: 'AR', reference: reference!, state: 'open', currency: 'USD' },
            ...{ ...zero, open: usd('0') },
          },
        ]
      : [],
  }),
}
const applyPayment: NonNullable<Answers<typeof erp>['applyPayment']> = async ({ body }) => ({
  ...{ id: `cash-${body.reference}`, number: `CASH-${body.reference}`, reference: body.reference, currency: 'USD' },
  ...{ amount: body.amount, unapplied: usd('0'), applications: body.applications },
})
const paymentOf = (id: string): Payment => {
  const applications = Object.entries(settles.get(id)!).map(([invoice, amount]) => ({ invoice, amount: usd(amount) }))
  return {
    id,
    customer: 'cus-1',
    customerReference: 'C-1',
    legalEntity: 'US01',
    currency: 'USD',
    amount: sum(
      'USD',
      applications.map(({ amount }) => amount),
    ),
    method: 'card',
    receivedAt: '2026-03-31T23:59:00Z',
    applications,
    state: 'succeeded',
    native: { of: 'the vendor' },
    ...(id.startsWith('known') && { correlation: `request-${id}` }),
  }
}
const clients = {
  billing: canned.client(billing, {
    getInvoice: async ({ id }) => ({
      ...{ id, reference: `Q-${id}`, order: `Q-${id}`, customer: 'cus-1', customerReference: 'C-1', lines: [] },
      ...{ legalEntity: 'US01', currency: 'USD', issuedOn: '2026-03-31', state: 'open' as const },
      ...{ ...zero, open: usd('5'), correlation: `request-${id}` },
    }),
  }),
  erp: canned.client(erp, erpAnswers),
  payments: canned.client(payments, { getPayment: async ({ id }) => paymentOf(id) }),
  postings: canned.client(invoicePosting, {
    getPosting: async ({ invoice }) => {
      if (!ours.has(invoice)) throw new IntegrationError('no-such-posting', 'Unknown.', { kind: 'data', status: 404 })
      const at = { correlation: 'c', updatedAt: '2026-03-31T09:30:00Z' }
      return { invoice, order: `Q-${invoice}`, state: 'in-progress', ...at }
    },
  }),
}

let engine: TestEngine
const serve = () =>
  client(paymentApplication, {
    kind: 'direct',
    port: paymentApplicationProcess.serve({ engine: engine.engine } as never) as Port<never>,
  })
let api: ReturnType<typeof serve>
beforeAll(async () => {
  engine = await TestEngine.open([paymentApplicationFlow])
  api = serve()
  await engine.work({ clientsOf: () => clients })
})
afterAll(() => engine?.close())
beforeEach(() => {
  canned.asked.length = 0
  erpAnswers.applyPayment = applyPayment
})

/** Tells of a payment; the run that this starts. */
async function received(id: string, settled: Record<string, string>): Promise<string> {
  settles.set(id, settled)
  const data = { id, currency: 'USD', amount: usd('1') }
  await engine.publish({ event: payments.events.paymentReceived, data, correlation: `event-${id}` })
  const run = await engine.until('the run began', () =>
    engine.db.selectFrom('gantry.run').select('id').where('key', '=', id).executeTakeFirst(),
  )
  return run.id
}
const post = (invoice: string) =>
  engine.publish({
    event: invoicePosting.events.invoicePosted,
    data: {
      ...{ invoice, order: `Q-${invoice}`, customer: 'C-1', correlation: 'c', legalEntity: 'US01', currency: 'USD' },
      ...{ ...zero, open: usd('0'), taxDocument: 't', ledgerInvoice: `posted-${invoice}`, ledgerNumber: 'AR' },
    },
  })
const told = async (payment: string) => {
  const events = await engine.db
    .selectFrom('gantry.event')
    .select(['key', 'data', 'correlation'])
    .where('name', '=', paymentApplication.events.paymentApplied.name)
    .orderBy('id')
    .execute()
  return events.filter(({ data }) => (data as { payment: string }).payment === payment)
}
const application = (payment: string) => api.getApplication({ payment }, callOf())
const cashOf = () => canned.of('erp.applyPayment').map(({ input }) => input.body as CashApplicationDraft)

test('a payment of an invoice that is posted is applied at once', async () => {
  await post('a')
  ours.add('a')
  await engine.reaches(await received('known-1', { a: '10' }), 'completed')
  expect(cashOf()).toMatchObject([
    {
      reference: 'known-1',
      customer: 'C-1',
      amount: usd('10'),
      receivedOn: '2026-03-31',
      applications: [{ invoice: 'posted-a', amount: usd('10') }],
    },
  ])
  // Under the correlation id of the request the payment belongs to, not of the event that told of it.
  expect(canned.of('erp.applyPayment')[0]!.call.correlation).toBe('request-known-1')
  expect(await told('known-1')).toMatchObject([
    {
      key: 'Q-a',
      correlation: 'request-a',
      data: { invoice: 'a', order: 'Q-a', amount: usd('10'), open: usd('5'), cashNumber: 'CASH-known-1' },
    },
  ])
  expect(await application('known-1')).toMatchObject({ state: 'applied', cashApplication: 'cash-known-1' })
})

test('a payment that comes before its invoice waits, and books nothing until it is posted', async () => {
  const run = await received('early', { early: '10' })
  await engine.reaches(run, 'waiting')
  expect(await application('early')).toMatchObject({ state: 'waiting-for-invoice' })
  await post('another')
  expect((await engine.run(run)).state).toBe('waiting')
  expect(cashOf()).toEqual([])
  await post('early')
  await engine.reaches(run, 'completed')
  expect(cashOf()).toMatchObject([{ applications: [{ invoice: 'posted-early' }] }])
  // Nobody knew whose it was: it goes under the event's.
  expect(canned.of('erp.applyPayment')[0]!.call.correlation).toBe('event-early')
})

test('a payment of three invoices is booked once, when the last is posted, and told of three times', async () => {
  await post('x')
  const run = await received('three', { x: '1', y: '2', z: '3.5' })
  await engine.reaches(run, 'waiting')
  await post('z')
  await engine.until('the second wait is over', async () => {
    const journal = await engine.journal(run)
    return journal.filter(({ kind, state }) => kind === 'wait' && state === 'done').length === 2
  })
  await engine.reaches(run, 'waiting')
  expect(cashOf()).toEqual([])
  await post('y')
  await engine.reaches(run, 'completed')
  expect(cashOf()).toMatchObject([
    {
      amount: usd('6.5'),
      applications: [
        { invoice: 'posted-x', amount: usd('1') },
        { invoice: 'posted-y', amount: usd('2') },
        { invoice: 'posted-z', amount: usd('3.5') },
      ],
    },
  ])
  expect((await told('three')).map(({ data }) => data)).toMatchObject([
    { invoice: 'x', amount: usd('1') },
    { invoice: 'y', amount: usd('2') },
    { invoice: 'z', amount: usd('3.5') },
  ])
})

test('an invoice that others posted to the ledger is settled without waiting to hear of it', async () => {
  inLedger.add('theirs')
  await engine.reaches(await received('foreign', { theirs: '10' }), 'completed')
  expect(cashOf()).toMatchObject([{ applications: [{ invoice: 'ar-theirs' }] }])
})

test('an invoice of ours that is in the ledger is waited for until its posting is told of', async () => {
  inLedger.add('own')
  ours.add('own')
  const run = await received('patient', { own: '10' })
  await engine.reaches(run, 'waiting')
  expect(cashOf()).toEqual([])
  await post('own')
  await engine.reaches(run, 'completed')
  expect(cashOf()).toMatchObject([{ applications: [{ invoice: 'posted-own' }] }])
})

test('a payment that settles nothing is booked, and nobody is told', async () => {
  await engine.reaches(await received('unapplied', {}), 'completed')
  expect(cashOf()).toMatchObject([{ reference: 'unapplied', applications: [] }])
  expect(await told('unapplied')).toEqual([])
})

test('a payment told of twice is one run, and is booked once', async () => {
  inLedger.add('b')
  const run = await received('twice', { b: '1' })
  await engine.reaches(run, 'completed')
  expect(await received('twice', { b: '1' })).toBe(run)
  await engine.reaches(await received('after-twice', { b: '1' }), 'completed')
  expect(cashOf().map(({ reference }) => reference)).toEqual(['twice', 'after-twice'])
})

test('an ERP that refuses holds the payment for accounts receivable; nothing is told before it is booked', async () => {
  inLedger.add('c')
  erpAnswers.applyPayment = async () => {
    throw new IntegrationError('period-closed', 'The period is closed.', { kind: 'policy' })
  }
  const run = await received('refused', { c: '1' })
  const { id, ...exception } = await engine.held(run)
  expect(exception).toMatchObject({ step: 'cash', code: 'period-closed', team: 'accounts-receivable' })
  expect(await application('refused')).toMatchObject({ state: 'on-hold' })
  expect(await told('refused')).toEqual([])
  erpAnswers.applyPayment = applyPayment
  await engine.resolve(id, { action: 'retry' })
  await engine.reaches(run, 'completed')
  expect(await told('refused')).toHaveLength(1)
})

test('a payment nobody told of is not found', async () => {
  await expect(application('nobody')).rejects.toMatchObject({ code: 'no-such-payment', status: 404 })
})
