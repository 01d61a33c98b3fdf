import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, expectAgreement } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  // 80 and a quarter of it are 100.
  await landscape.act('avalara', 'rates', { company: 'US01', rate: '0.25' })
})
afterEach(() => landscape.faults('netsuite', {}))
afterAll(() => landscape?.stop())

const hundred = [line({ unitPrice: '60' }), careLine({ unitPrice: '20' })]
const win = (...quotes: string[]) => landscape.act('salesforce', 'close-won', { quotes })

test('S28 a payment event before its invoice: parked, then applied', async () => {
  await quoted(landscape, 'Q-28', quote({ lines: hundred }))
  // NetSuite takes no invoice for now, while the customer has paid at once.
  await landscape.faults('netsuite', { error500: 1, only: '!transform/invoice' })
  await landscape.act('stripe', 'customers', { orders: { 'Q-28': 'pay' } })
  await win('Q-28')
  const payment = await eventually('the customer has paid', async () => (await booksOf(landscape, 'Q-28')).payments[0])
  const applicationOf = async () =>
    (await landscape.call(`/process/payment-application/v1/applications/${payment.id}`)).body
  await eventually('the payment is parked', async () => (await applicationOf()).state === 'waiting-for-invoice')
  expect(await booksOf(landscape, 'Q-28')).toMatchObject({ receivables: [], cash: [], invoices: [{ state: 'paid' }] })
  await landscape.faults('netsuite', {})
  const order = await atStage(landscape, 'Q-28', 'paid')
  const books = await booksOf(landscape, 'Q-28')
  expectAgreement(books, { net: '80.00', tax: '20.00', gross: '100.00' })
  expect(books.cash).toMatchObject([{ gross: '100.00', open: '0.00', correlation: order.correlation }])
  expect(books.receivables).toMatchObject([{ open: '0.00', state: 'Paid In Full' }])
  await eventually('the application is done', async () => (await applicationOf()).state === 'applied')
})

test('S29 partial payment 40 of 100: 60 open in billing, ERP and CRM', async () => {
  await quoted(landscape, 'Q-29', quote({ lines: hundred }))
  await win('Q-29')
  await atStage(landscape, 'Q-29', 'invoiced')
  await landscape.act('stripe', 'pay', { order: 'Q-29', amount: '40' })
  const order = await atStage(landscape, 'Q-29', 'partly-paid')
  const books = await booksOf(landscape, 'Q-29')
  expectAgreement(books, { net: '80.00', tax: '20.00', gross: '100.00' })
  expect(order.open).toBe('60.00')
  expect(books.invoices).toMatchObject([{ open: '60.00', state: 'open' }])
  expect(books.receivables).toMatchObject([{ open: '60.00', state: 'Open' }])
  expect(books.cash).toMatchObject([{ gross: '40.00', open: '0.00' }])
  await landscape.act('stripe', 'pay', { order: 'Q-29' })
  expect(await atStage(landscape, 'Q-29', 'paid')).toMatchObject({ open: '0.00' })
  const settled = await booksOf(landscape, 'Q-29')
  expect(settled.receivables).toMatchObject([{ open: '0.00', state: 'Paid In Full' }])
  expect(settled.cash.map(({ gross }) => gross).sort()).toEqual(['40.00', '60.00'])
})

test('S30 one payment, three invoices: applications sum exactly', async () => {
  const orders = ['Q-30a', 'Q-30b', 'Q-30c']
  for (const order of orders) await quoted(landscape, order, quote({ lines: hundred }))
  await win(...orders)
  const invoices = await Promise.all(
    orders.map(async (order) => {
      await atStage(landscape, order, 'invoiced')
      return (await booksOf(landscape, order)).invoices[0]!.id
    }),
  )
  // All of the first two, and half of the third.
  const paid = await landscape.act<{ payment_intent: string }>('stripe', 'pay', { invoices, amount: '250' })
  const stages = await Promise.all(
    ['paid', 'paid', 'partly-paid'].map((stage, index) => atStage(landscape, orders[index]!, stage)),
  )
  expect(stages.map(({ open }) => open)).toEqual(['0.00', '0.00', '50.00'])
  const ledger = await landscape.ledger('netsuite', 'invoice')
  const openOf = (invoice: string) => ledger.find(({ reference }) => reference === invoice)?.open
  expect(invoices.map(openOf)).toEqual(['0.00', '0.00', '50.00'])
  const cash = (await landscape.ledger('netsuite', 'cash-application')).filter(
    ({ reference }) => reference === paid.payment_intent,
  )
  expect(cash).toMatchObject([{ gross: '250.00', open: '0.00', state: 'Applied' }])
  const applied = await (await fetch(`${landscape.sandboxes.netsuite.url}/_sandbox/tables/customerPayment`)).json()
  const booked = (applied as { id: string; apply: { amount: string }[] }[]).find(({ id }) => id === cash[0]!.id)
  expect(booked!.apply.map(({ amount }) => amount).sort()).toEqual(['100.00', '100.00', '50.00'])
})
