import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, exceptionAbout, expectAgreement, expectNoEffect, resolve } from '../books.ts'
import { Landscape } from '../landscape.ts'
import { careLine, customer, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape, { entities: ['US01', 'JP01', 'KW01'] })
  await landscape.act('stripe', 'customers', { default: 'pay' })
  for (const [company, rate] of [
    ['JP01', '0.1'],
    ['KW01', '0.05'],
  ])
    await landscape.act('avalara', 'rates', { company, rate })
})
afterAll(() => landscape?.stop())

const win = (order: string) => landscape.act('salesforce', 'close-won', { quotes: [order] })
const customerOf = async (reference: string, country: string, currency?: string) => {
  const { currency: _, ...rest } = customer
  const address = { street: '1 Main St', city: 'Main', postalCode: '10001', country }
  const body = { ...rest, billTo: address, shipTo: address, ...(currency && { currency }) }
  const answer = await landscape.call(`/system/crm/v1/customers/${reference}`, { method: 'PUT', body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

test('S17 invoice finalized in billing: one AR invoice, lines equal header, tax filed, status back in the CRM', async () => {
  const lines = [line({ quantity: '3', unitPrice: '19.99' }), careLine({ quantity: '2', discount: '0.15' })]
  await quoted(landscape, 'Q-17', quote({ lines }))
  await landscape.act('stripe', 'customers', { default: 'pay', orders: { 'Q-17': 'wait' } })
  await win('Q-17')
  const told = await atStage(landscape, 'Q-17', 'invoiced')
  const books = await booksOf(landscape, 'Q-17')
  // 59.97 and 51.00 net, taxed line by line.
  expectAgreement(books, { net: '110.97' })
  const [invoice] = books.invoices
  expect(books.receivables).toMatchObject([
    {
      reference: invoice!.id,
      entity: 'US01',
      currency: 'USD',
      open: invoice!.gross,
      lines: { count: 2 },
      state: 'Open',
    },
  ])
  expect(books.taxes).toMatchObject([{ reference: invoice!.id, entity: 'US01', state: 'committed' }])
  expect(told).toMatchObject({ state: 'Activated: invoiced', open: invoice!.gross })
  const order = await landscape.call<{ message: string }>('/system/crm/v1/orders/Q-17')
  expect(order.body.message).toContain(invoice!.number)
  const posting = await landscape.call(`/process/invoice-posting/v1/postings/${invoice!.id}`)
  expect(posting.body).toMatchObject({ state: 'posted', ledgerInvoice: books.receivables[0]!.id, order: 'Q-17' })
})

test('S24 thirds of a price: header equals lines everywhere', async () => {
  const thirds = ['10', '20', '30'].map((id) => line({ id, unitPrice: '33.333333333' }))
  await quoted(
    landscape,
    'Q-24',
    quote({ lines: [...thirds, careLine({ id: '40', quantity: '3', unitPrice: '33.333333333' })] }),
  )
  await win('Q-24')
  await atStage(landscape, 'Q-24', 'paid')
  const books = await booksOf(landscape, 'Q-24')
  // Three lines of 33.33 and one of 100.00: each line is rounded once, the header only sums.
  expectAgreement(books, { net: '199.99', tax: books.invoices[0]!.tax, gross: books.invoices[0]!.gross })
  for (const { open } of [...books.orders, ...books.invoices, ...books.receivables]) expect(open).toBe('0.00')
  expect(books.cash).toMatchObject([{ gross: books.invoices[0]!.gross, open: '0.00' }])
})

test('S24 JPY, without decimals: header equals lines everywhere', async () => {
  await customerOf('C-JP', 'JP', 'JPY')
  const lines = [line({ unitPrice: '333.333333333', quantity: '2' }), line({ id: '30', unitPrice: '999.5' })]
  await quoted(landscape, 'Q-24-JPY', quote({ customer: 'C-JP', currency: 'JPY', legalEntity: 'JP01', lines }))
  await win('Q-24-JPY')
  await atStage(landscape, 'Q-24-JPY', 'paid')
  const books = await booksOf(landscape, 'Q-24-JPY')
  expectAgreement(books, { net: '1667', tax: '167', gross: '1834' }, 'JPY')
  for (const { open } of [...books.orders, ...books.invoices, ...books.receivables]) expect(open).toBe('0')
})

test('S24 KWD, three decimals that can be collected: header equals lines everywhere', async () => {
  await customerOf('C-KW', 'KW', 'KWD')
  const lines = [line({ unitPrice: '33.334', quantity: '3' }), line({ id: '30', unitPrice: '0.198' })]
  await quoted(landscape, 'Q-24-KWD', quote({ customer: 'C-KW', currency: 'KWD', legalEntity: 'KW01', lines }))
  await win('Q-24-KWD')
  await atStage(landscape, 'Q-24-KWD', 'paid')
  const books = await booksOf(landscape, 'Q-24-KWD')
  expectAgreement(books, { net: '100.200', tax: '5.010', gross: '105.210' }, 'KWD')
  for (const { open } of [...books.orders, ...books.invoices, ...books.receivables]) expect(open).toBe('0.000')
})

test('S24 KWD that nobody can collect: refused before any effect, and the seller knows it while quoting', async () => {
  await customerOf('C-KW2', 'KW', 'KWD')
  // 33.334 and 5 per cent are 35.001: Stripe collects KWD in steps of 0.010.
  const draft = quote({
    customer: 'C-KW2',
    currency: 'KWD',
    legalEntity: 'KW01',
    lines: [line({ unitPrice: '33.334' })],
  })
  await quoted(landscape, 'Q-24-fils', draft)
  const validated = await landscape.call('/experience/crm/v1/quotes/Q-24-fils/validation', { method: 'POST' })
  expect(validated).toMatchObject({
    status: 200,
    body: { verdict: 'refused', findings: [{ code: 'amount-not-payable' }], gross: { amount: '35.001' } },
  })
  await win('Q-24-fils')
  await atStage(landscape, 'Q-24-fils', 'refused')
  const books = await booksOf(landscape, 'Q-24-fils')
  expectNoEffect(books)
  expect(books).toMatchObject({ orders: [], quotes: [{ state: 'Accepted: refused' }] })
  for (const system of ['stripe', 'netsuite'] as const)
    expect(JSON.stringify(await landscape.ledger(system))).not.toContain('C-KW2')
})

test('S25 no currency on the customer: billed in that of the quote', async () => {
  await customerOf('C-25', 'US')
  await quoted(landscape, 'Q-25', quote({ customer: 'C-25' }))
  await win('Q-25')
  await atStage(landscape, 'Q-25', 'paid')
  expectAgreement(await booksOf(landscape, 'Q-25'), { net: '1000.00' })
})

test('S25 a currency that the ERP does not keep: an exception that says so, not a crash', async () => {
  await customerOf('C-25v', 'US', 'VND')
  await quoted(
    landscape,
    'Q-25v',
    quote({ customer: 'C-25v', currency: 'VND', lines: [line({ unitPrice: '250000' })] }),
  )
  await win('Q-25v')
  const exception = await exceptionAbout(landscape, 'Q-25v')
  expect(exception).toMatchObject({ code: 'unknown-currency', sentence: expect.stringContaining('VND') })
  await atStage(landscape, 'Q-25v', 'on-hold')
  expectNoEffect(await booksOf(landscape, 'Q-25v'))
  await landscape.act('netsuite', 'company', { legalEntities: [], currencies: ['VND'] })
  await resolve(landscape, exception, { action: 'retry' })
  await atStage(landscape, 'Q-25v', 'paid')
  expectAgreement(await booksOf(landscape, 'Q-25v'), { net: '250000' }, 'VND')
})
