import { money } from '@gantry/canonical/money'
import type { EventType } from '@gantry/core/contract'
import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { readSubscription, type StoredEvent, type Subscription } from '@gantry/core/events/subscription'
import type { Identity } from '@gantry/core/security/identity'
import { log, TENANT, TestEngine } from '@gantry/core/testing/engine'
import { invoicePosting } from '@gantry/invoice-posting/contract'
import { orderActivation } from '@gantry/order-activation/contract'
import { orderStatus } from '@gantry/order-status/contract'
import { paymentApplication } from '@gantry/payment-application/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import orderTrailProcess from './process.ts'
import { trailProjection } from './projection.ts'
import { findTrail, listOrders, summarize } from './reader.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([], ['trail'])
  await migrate(engine.db, [CORE_MIGRATIONS, orderTrailProcess.migrations!])
})
afterAll(() => engine?.close())

const usd = (amount: string) => money('USD', amount)
const minute = (n: number) => `2026-03-31T09:${String(n).padStart(2, '0')}:00.000Z`

type Told = { event: EventType; data: unknown; at: string; source: string }
const told = (event: EventType, order: string, n: number, data: object): Told => ({
  event,
  data: { order, correlation: `request-${order}`, legalEntity: 'US01', currency: 'USD', customer: 'C-1', ...data },
  at: minute(n),
  source: `${event.name}:${order}:${n}`,
})

const submitted = (order: string, n = 0) =>
  told(orderActivation.events.orderSubmitted, order, n, {
    customerName: 'Northern Bikes 100%',
    quote: { id: `quote-${order}`, number: `QN-${order}` },
    opportunity: `deal-${order}`,
    priceBasis: 'gross',
    quoted: usd('100'),
  })
const activated = (order: string, n = 1) =>
  told(orderActivation.events.orderActivated, order, n, {
    net: usd('100'),
    tax: usd('8'),
    gross: usd('108'),
    crmOrder: { id: `crm-${order}`, number: `O-${order}` },
    billingCustomer: 'cus-1',
    ledgerCustomer: 'debtor-1',
    subscription: `sub-${order}`,
    invoice: { id: `inv-${order}` },
    salesOrder: { id: `so-${order}`, number: `SO-${order}` },
  })
const posted = (order: string, n = 2, invoice = `inv-${order}`) =>
  told(invoicePosting.events.invoicePosted, order, n, {
    invoice,
    invoiceNumber: `IN-${invoice}`,
    net: usd('100'),
    tax: usd('8'),
    gross: usd('108'),
    open: usd('108'),
    taxDocument: `tax-${invoice}`,
    ledgerInvoice: `ar-${invoice}`,
    ledgerNumber: `AR-${invoice}`,
  })
const applied = (order: string, n: number, invoice: string, amount: string, open = '0') =>
  told(paymentApplication.events.paymentApplied, order, n, {
    payment: `pay-${order}`,
    invoice,
    amount: usd(amount),
    open: usd(open),
    method: 'card',
    cashApplication: `cash-${order}`,
    cashNumber: `CASH-${order}`,
  })
const status = (order: string, n: number, stage: string, message: string) =>
  told(orderStatus.events.statusTold, order, n, { stage, message })

const asStored = ({ event, data, at, source }: Told, n: number): StoredEvent => ({
  id: String(n),
  tenant: TENANT,
  name: event.name,
  key: '',
  data: event.data.parse(data),
  source,
  correlation: '',
  occurred_at: new Date(at),
})

/** Hands batches to the projection as a subscription does. */
async function project(...batches: Told[][]) {
  for (const batch of batches)
    await engine.db.transaction().execute((tx) => trailProjection.project(tx, batch.map(asStored), () => {}))
}
const of = (tenant: string): Identity => ({ tenant, principal: 'tester', scopes: ['*'] })
const trail = async (identifier: string) => (await findTrail(engine.db, of(TENANT), identifier))!

const whole = (order: string) => [
  submitted(order),
  activated(order),
  status(order, 1, 'active', 'It is active.'),
  posted(order),
  status(order, 2, 'invoiced', 'It is in the ledger.'),
  applied(order, 3, `inv-${order}`, '108'),
  status(order, 3, 'paid', 'All is paid.'),
]

test('a trail is the same whether its events come in one batch or one by one, once or twice', async () => {
  await project(whole('one-batch'))
  await project(...whole('one-by-one').map((event) => [event]))
  await project(whole('repeated'), whole('repeated'))
  const read = async (order: string) => JSON.parse(JSON.stringify(await trail(order)).replaceAll(order, 'X'))
  const expected = await read('one-batch')
  expect(expected.order).toEqual({
    reference: 'X',
    customer: 'C-1',
    customerName: 'Northern Bikes 100%',
    legalEntity: 'US01',
    currency: 'USD',
    stage: 'paid',
    message: 'All is paid.',
    gross: usd('108'),
    open: usd('0'),
    correlation: 'request-X',
    submittedAt: minute(0),
    updatedAt: minute(3),
  })
  expect(expected.documents).toHaveLength(12)
  expect(expected.documents).toContainEqual({
    system: 'billing',
    kind: 'invoice',
    id: 'inv-X',
    number: 'IN-inv-X',
    net: usd('100'),
    tax: usd('8'),
    gross: usd('108'),
    at: minute(1),
  })
  expect(await read('one-by-one')).toEqual(expected)
  expect(await read('repeated')).toEqual(expected)
})

test('a payment of two invoices of one order carries both amounts, however often it is told', async () => {
  const payments = [applied('twice', 4, 'inv-a', '30.10'), applied('twice', 5, 'inv-b', '69.90')]
  const of = async (kind: string) => (await trail('twice')).documents.filter((document) => document.kind === kind)
  await project([submitted('twice')], payments)
  for (let times = 0; times < 2; times++) {
    expect(await of('payment')).toEqual([
      { system: 'payments', kind: 'payment', id: 'pay-twice', gross: usd('100'), note: 'card', at: minute(4) },
    ])
    expect(await of('cash application')).toMatchObject([{ id: 'cash-twice', number: 'CASH-twice', gross: usd('100') }])
    await project([payments[1]!], [payments[0]!])
  }
})

test('a payment of two orders is in the trail of each, with what each was paid', async () => {
  const payment = (order: string, amount: string) => {
    const event = applied(order, 4, `inv-${order}`, amount)
    return { ...event, data: { ...(event.data as object), payment: 'pay-both' } }
  }
  await project([submitted('left'), submitted('right'), payment('left', '10'), payment('right', '20')])
  const paid = async (order: string) => (await trail(order)).documents.find(({ id }) => id === 'pay-both')?.gross
  expect([await paid('left'), await paid('right')]).toEqual([usd('10'), usd('20')])
})

test('what comes out of turn keeps the first moment, the last one, and the stage that was told', async () => {
  await project([status('turned', 9, 'on-hold', 'It is held.')], [posted('turned', 2)], [submitted('turned', 1)])
  expect((await trail('turned')).order).toMatchObject({
    stage: 'on-hold',
    message: 'It is held.',
    correlation: 'request-turned',
    submittedAt: minute(1),
    updatedAt: minute(9),
  })
})

test('a tenant sees its own orders only', async () => {
  await project([submitted('secret')])
  expect(await findTrail(engine.db, of('other'), 'secret')).toBeUndefined()
  expect((await listOrders(engine.db, of('other'), { limit: 10 })).items).toEqual([])
  expect(await summarize(engine.db, of('other'))).toEqual([])
})

test('the projection reads published events in the order they came', async () => {
  const subscription: Subscription = {
    name: 'trail',
    events: trailProjection.events.map(({ name }) => name),
    handle: (tx, events) => trailProjection.project(tx, events, () => {}),
  }
  for (const { event, ...rest } of whole('published')) await engine.publish({ event, ...rest })
  await engine.until('all events are read', async () => {
    await readSubscription(engine.db, subscription, log)
    // A transaction open anywhere on the server may hold the reader back: looked at again, though nothing changed here.
    await engine.database.pool.query(`select pg_notify('test_change', '')`)
    return (await findTrail(engine.db, of(TENANT), 'published'))?.order.stage === 'paid'
  })
  expect((await trail('published')).documents).toHaveLength(12)
})

test('an erasure takes the customer’s name from the trail of its subject, and from no other', async () => {
  await project([submitted('forgotten'), submitted('remembered')])
  const erase = (classes: readonly ('personal' | 'financial')[]) =>
    engine.db
      .transaction()
      .execute((tx) => trailProjection.erase!(tx, { tenant: TENANT, subject: 'forgotten', classes }))
  const nameOf = async (order: string) => (await trail(order)).order.customerName
  expect(await erase(['financial'])).toBe(0)
  expect(await nameOf('forgotten')).toBe('Northern Bikes 100%')
  expect([await erase(['personal', 'financial']), await erase(['personal'])]).toEqual([1, 0])
  expect([await nameOf('forgotten'), await nameOf('remembered')]).toEqual([undefined, 'Northern Bikes 100%'])
})
