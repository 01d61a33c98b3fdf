import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, exceptionAbout, expectAgreement, expectNoEffect, resolve, statusAt } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, customer, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
})
afterAll(() => landscape?.stop())

const win = (order: string) => landscape.act('salesforce', 'close-won', { quotes: [order] })
/** As sales reads it in the CRM. */
const inCrm = async (object: string, order: string) => {
  const rows = (await (
    await fetch(`${landscape.sandboxes.salesforce.url}/_sandbox/tables/${object}`)
  ).json()) as Record<string, string>[]
  return rows.find((row) => row.Gantry_Reference__c === order)
}

for (const [kind, lines] of [
  ['subscription', [line(), careLine()]],
  ['invoice', [line()]],
] as const)
  test(`S06 the ERP refuses for good: the ${kind} is undone, and the CRM has the reason`, async () => {
    const order = `Q-6-${kind}`
    await quoted(landscape, order, quote({ lines: [...lines] }))
    await landscape.act('netsuite', 'refuse', { order, code: 'USER_ERROR', message: 'The item BIKE is discontinued.' })
    await win(order)
    await atStage(landscape, order, 'refused')
    const books = await booksOf(landscape, order)
    expectNoEffect({ ...books, subscriptions: [] })
    expect(books.subscriptions).toMatchObject(kind === 'subscription' ? [{ state: 'canceled' }] : [])
    const billed = await landscape.call<{ items: object[] }>(`/system/billing/v1/invoices?order=${order}`)
    expect(billed.body.items).toMatchObject([{ state: 'void', open: { amount: '0.00' } }])
    expect(await inCrm('Order', order)).toMatchObject({
      Gantry_Stage__c: 'refused',
      Gantry_Message__c: expect.stringContaining('The item BIKE is discontinued.'),
    })
    const activation = await landscape.call(`/process/order-activation/v1/orders/${order}`)
    expect(activation.body).toMatchObject({ state: 'refused', reason: expect.stringContaining('discontinued') })
    expect(await statusAt(landscape, order, 'refused')).toMatchObject({
      message: expect.stringContaining('discontinued'),
    })
    const open = await landscape.call(`/process/operations/v1/exceptions?subject=${order}`)
    expect(open.body).toEqual({ items: [], total: 0 })
  })

test('S09 a quote that expired before signature: refused, and the CRM is told why', async () => {
  await quoted(landscape, 'Q-9', quote({ validUntil: '2026-03-31' }))
  await win('Q-9')
  await atStage(landscape, 'Q-9', 'refused')
  const books = await booksOf(landscape, 'Q-9')
  expectNoEffect(books)
  expect(books.orders).toEqual([])
  const { correlation } = await statusAt(landscape, 'Q-9', 'refused')
  expect(books.quotes).toMatchObject([{ state: 'Accepted: refused', correlation }])
  expect(await inCrm('SBQQ__Quote__c', 'Q-9')).toMatchObject({
    Gantry_Message__c: 'The quote was valid until 2026-03-31.',
  })
})

test('S09 a quote that was cancelled: no order, and the CRM says cancelled', async () => {
  await quoted(landscape, 'Q-9c', quote({ state: 'cancelled' }))
  await win('Q-9c')
  await atStage(landscape, 'Q-9c', 'cancelled')
  const books = await booksOf(landscape, 'Q-9c')
  expectNoEffect(books)
  expect(books).toMatchObject({ orders: [], quotes: [{ state: 'Cancelled: cancelled' }] })
  const activation = await landscape.call('/process/order-activation/v1/orders/Q-9c')
  expect(activation.body).toMatchObject({ state: 'cancelled', reason: 'The quote was cancelled.' })
})

test('S12 an unknown legal entity: an exception, never a default ERP; creating it is enough', async () => {
  await quoted(landscape, 'Q-12', quote({ legalEntity: 'ATLANTIS' }))
  await win('Q-12')
  const exception = await exceptionAbout(landscape, 'Q-12')
  expect(exception.sentence).toContain('ATLANTIS')
  expect(exception.kind).toMatch(/^(policy|data)$/)
  await atStage(landscape, 'Q-12', 'on-hold')
  const held = await booksOf(landscape, 'Q-12')
  expectNoEffect(held)
  expect(held).toMatchObject({ orders: [], quotes: [{ state: 'Accepted: on-hold' }] })
  await landscape.act('netsuite', 'company', { legalEntities: [{ name: 'ATLANTIS', currency: 'USD' }] })
  await landscape.act('avalara', 'company', { companies: ['ATLANTIS'] })
  await resolve(landscape, exception, { action: 'retry' })
  await atStage(landscape, 'Q-12', 'invoiced')
  const books = await booksOf(landscape, 'Q-12')
  expectAgreement(books, { net: '1000.00', gross: '1078.10' })
  for (const document of [...books.salesOrders, ...books.receivables, ...books.taxes])
    expect(document).toMatchObject({ entity: 'ATLANTIS' })
})

test('S13 credit hold: blocked with the reason; release resumes it', async () => {
  await landscape.call('/system/crm/v1/customers/C-13', { method: 'PUT', body: customer })
  await landscape.call('/system/erp/v1/customers/C-13', { method: 'PUT', body: { ...customer, legalEntity: 'US01' } })
  await landscape.act('netsuite', 'credit', { customer: 'C-13', onHold: true })
  await quoted(landscape, 'Q-13', quote({ customer: 'C-13' }))
  await win('Q-13')
  const exception = await exceptionAbout(landscape, 'Q-13')
  expect(exception).toMatchObject({ code: 'credit-hold', kind: 'policy', team: 'credit' })
  await atStage(landscape, 'Q-13', 'on-hold')
  expectNoEffect(await booksOf(landscape, 'Q-13'))
  expect(await statusAt(landscape, 'Q-13', 'on-hold')).toMatchObject({
    message: 'The customer is on credit hold. (credit)',
  })
  // Not released yet: trying again opens the next exception, and nothing else happens.
  await resolve(landscape, exception, { action: 'retry' })
  const again = await eventually('a second exception', async () => {
    const next = await exceptionAbout(landscape, 'Q-13')
    return next.id !== exception.id && next
  })
  expectNoEffect(await booksOf(landscape, 'Q-13'))
  await landscape.act('netsuite', 'credit', { customer: 'C-13', onHold: false })
  await resolve(landscape, again, { action: 'retry' })
  await atStage(landscape, 'Q-13', 'invoiced')
  expectAgreement(await booksOf(landscape, 'Q-13'), { net: '1000.00', gross: '1078.10' })
})
