import { money } from '@gantry/canonical/money'
import type { OrderStatus } from '@gantry/canonical/order'
import type { EventType } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { flowEvents } from '@gantry/core/flow/run-events'
import { type Answers, Canned } from '@gantry/core/testing/canned'
import { TestEngine } from '@gantry/core/testing/engine'
import { crm } from '@gantry/crm-api/contract'
import { invoicePosting } from '@gantry/invoice-posting/contract'
import { orderActivation } from '@gantry/order-activation/contract'
import { paymentApplication } from '@gantry/payment-application/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { orderStatus } from './contract.ts'
import { orderStatusFlow } from './flow.ts'

const usd = (amount: string) => money('USD', amount)
const RUN = '00000000-0000-4000-8000-000000000001'
const at = (n: number) => `2026-03-31T09:0${n}:00.000Z`

/** What the CRM shows of each order: as its contract says, an older status changes nothing. */
const shown = new Map<string, OrderStatus>()
const canned = new Canned()
const updateOrderStatus: NonNullable<Answers<typeof crm>['updateOrderStatus']> = async ({ reference, body }) => {
  const known = shown.get(reference)
  if (!known || known.at <= body.at) shown.set(reference, body)
  return { id: `crm-${reference}`, number: 'O-1', reference, state: 'activated' }
}
const answers: Answers<typeof crm> = {}
beforeEach(() => {
  canned.asked.length = 0
  answers.updateOrderStatus = updateOrderStatus
})

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([orderStatusFlow])
  const clients = { crm: canned.client(crm, answers) }
  await engine.work({ clientsOf: () => clients })
})
afterAll(() => engine?.close())

const about = (order: string) => ({ order, correlation: 'request-1', legalEntity: 'US01', currency: 'USD' })
const amounts = { net: usd('100'), tax: usd('8'), gross: usd('108') }
const publish = (event: EventType, n: number, data: object) =>
  engine.publish({ event, data, at: at(n), correlation: 'request-1' })
const activated = (order: string, n = 1) =>
  publish(orderActivation.events.orderActivated, n, {
    ...{ ...about(order), ...amounts, customer: 'C-1', crmOrder: { id: '1' }, billingCustomer: 'cus-1' },
    ...{ ledgerCustomer: 'debtor-1', invoice: { id: 'inv' }, salesOrder: { id: 'so' } },
  })
const refused = (order: string, cancelled: boolean, reason = 'It expired.') =>
  publish(orderActivation.events.orderRefused, 1, { ...about(order), cancelled, code: 'quote-expired', reason })
const posted = (order: string, n: number, given = {}) =>
  publish(invoicePosting.events.invoicePosted, n, {
    ...{ ...about(order), ...amounts, invoice: 'inv-1', customer: 'C-1', open: usd('108') },
    ...{ taxDocument: 't', ledgerInvoice: 'ar', ledgerNumber: 'AR', ...given },
  })
const paid = (order: string, n: number, open: string, payment = 'pay-1') =>
  publish(paymentApplication.events.paymentApplied, n, {
    ...{ ...about(order), payment, invoice: 'inv-1', customer: 'C-1', amount: usd('50'), open: usd(open) },
    ...{ method: 'card', cashApplication: 'cash', cashNumber: 'CASH' },
  })
const runRef = (flow: string, subject?: string) => ({
  ...{ run: RUN, flow, key: 'k', correlation: 'request-1' },
  ...(subject && { subject }),
})
const held = (flow: string, subject: string | undefined, sentence = 'The period is closed.') =>
  publish(flowEvents.runHeld, 3, {
    ...runRef(flow, subject),
    ...{ exception: RUN, step: 's', code: 'period-closed', sentence, team: 'credit' },
  })
const ended = (flow: string, subject: string, state: string) =>
  publish(flowEvents.runEnded, 4, { ...runRef(flow, subject), state, sentence: 'It came to an end.' })

const runsAbout = (order: string) =>
  engine.db.selectFrom('gantry.run').selectAll().where('subject', '=', order).orderBy('seq').execute()
/** Every status the CRM was told of the order, once all of its runs have ended. */
async function told(order: string, count: number): Promise<unknown[]> {
  await engine.until(`${count} updates of ${order}`, async () => {
    const runs = await runsAbout(order)
    return runs.length === count && runs.every(({ state }) => state === 'completed')
  })
  return canned.asked.filter(({ input }) => input.reference === order).map(({ input }) => input.body)
}
const base = { correlation: 'request-1' }

test.each([
  [
    'activated',
    activated,
    {
      ...base,
      stage: 'active',
      message: 'The order is active in billing and in the ERP.',
      at: at(1),
      open: usd('108'),
    },
  ],
  ['refused', (order) => refused(order, false), { ...base, stage: 'refused', message: 'It expired.', at: at(1) }],
  ['cancelled', (order) => refused(order, true), { ...base, stage: 'cancelled', message: 'It expired.', at: at(1) }],
  [
    'posted',
    (order) => posted(order, 2, { invoiceNumber: 'IN-7' }),
    {
      ...{ ...base, stage: 'invoiced', message: 'Invoice IN-7 is in the ledger.', at: at(2) },
      ...{ open: usd('108'), invoiceNumber: 'IN-7' },
    },
  ],
  [
    'posted-unnumbered',
    (order) => posted(order, 2),
    { ...base, stage: 'invoiced', message: 'Invoice inv-1 is in the ledger.', at: at(2), open: usd('108') },
  ],
  [
    'partly-paid',
    (order) => paid(order, 3, '0.01'),
    { ...base, stage: 'partly-paid', message: '50.00 USD received, 0.01 open.', at: at(3), open: usd('0.01') },
  ],
  [
    'paid',
    (order) => paid(order, 3, '0'),
    { ...base, stage: 'paid', message: '50.00 USD received, 0.00 open.', at: at(3), open: usd('0') },
  ],
  [
    'held',
    (order) => held('invoice-posting', order),
    { ...base, stage: 'on-hold', message: 'The period is closed. (credit)', at: at(3) },
  ],
  [
    'given-up',
    (order) => ended('order-activation', order, 'compensated'),
    { ...base, stage: 'refused', message: 'It came to an end.', at: at(4) },
  ],
  [
    'withdrawn',
    (order) => ended('order-activation', order, 'cancelled'),
    { ...base, stage: 'cancelled', message: 'It came to an end.', at: at(4) },
  ],
] as [string, (order: string) => Promise<unknown>, object][])('%s', async (order, happens, status) => {
  await happens(order)
  expect(await told(order, 1)).toEqual([status])
  const events = await engine.db
    .selectFrom('gantry.event')
    .select(['data', 'correlation'])
    .where('name', '=', orderStatus.events.statusTold.name)
    .where('key', '=', order)
    .execute()
  const { stage, message } = status as OrderStatus
  expect(events).toEqual([{ data: { order, stage, message, correlation: 'request-1' }, correlation: 'request-1' }])
})

test('the end of another flow, a held run about nothing, and a held update of its own tell the CRM nothing', async () => {
  await ended('invoice-posting', 'silent', 'compensated')
  await ended('payment-application', 'silent', 'failed')
  await held('order-status', 'silent')
  await held('payment-application', undefined)
  // Events are read in order: what is told last shows that the others were read.
  await activated('silent')
  expect(await told('silent', 1)).toMatchObject([{ stage: 'active' }])
})

test('a sentence too long for the CRM is cut', async () => {
  await refused('long', false, 'x'.repeat(250))
  await refused('longer', false, 'x'.repeat(251))
  expect(await told('long', 1)).toMatchObject([{ message: 'x'.repeat(250) }])
  expect(await told('longer', 1)).toMatchObject([{ message: `${'x'.repeat(249)}…` }])
  await held('invoice-posting', 'longest', 'y'.repeat(2000))
  const [{ message }] = (await told('longest', 1)) as [OrderStatus]
  expect(message).toHaveLength(250)
})

test('updates of one order go one after another, in the order they happened', async () => {
  let under = 0
  let most = 0
  answers.updateOrderStatus = async (input, call) => {
    most = Math.max(most, ++under)
    await new Promise((resolve) => setImmediate(resolve))
    under--
    return updateOrderStatus(input, call)
  }
  await activated('turns', 1)
  await posted('turns', 2)
  await paid('turns', 3, '58', 'pay-1')
  await paid('turns', 4, '0', 'pay-2')
  expect(await told('turns', 4)).toMatchObject(
    ['active', 'invoiced', 'partly-paid', 'paid'].map((stage) => ({ stage })),
  )
  expect(most).toBe(1)
  // The same again is the same update.
  await posted('turns', 2)
  await activated('after-turns')
  await told('after-turns', 1)
  expect(await told('turns', 4)).toHaveLength(4)
})

test('an update that was held lets later ones pass, and never overwrites them once it is told', async () => {
  answers.updateOrderStatus = async (input, call) => {
    if (input.body.stage === 'active') throw new IntegrationError('locked', 'It is locked.', { kind: 'data' })
    return updateOrderStatus(input, call)
  }
  await activated('passed', 1)
  const first = await engine.until('the first is there', async () => (await runsAbout('passed'))[0])
  const { id, team } = await engine.held(first.id)
  expect(team).toBe('sales-operations')
  await paid('passed', 3, '0')
  await engine.until('the CRM shows it', async () => shown.get('passed')?.stage === 'paid')
  answers.updateOrderStatus = updateOrderStatus
  await engine.resolve(id, { action: 'retry' })
  // Told late, it still says when it happened: the CRM keeps the newer one.
  expect((await told('passed', 2)).at(-1)).toMatchObject({ stage: 'active', at: at(1) })
  expect(shown.get('passed')).toMatchObject({ stage: 'paid', at: at(3) })
})
