import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  entriesOf,
  eur,
  failureOf,
  fresh,
  invoice,
  line,
  PRODUCT,
  payment,
  salesOrder,
  stockUp,
} from './test-drafts.ts'
import { call, openTestSystem, type TestSystem } from './test-system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await openTestSystem()
  await stockUp(system)
})
beforeEach(() => system.fault({}))
afterAll(() => system.close())

async function ordered(): Promise<string> {
  const order = fresh('Q')
  await system.erp.createSalesOrder(salesOrder(order), call())
  return order
}
const post = (reference: string, order: string) => system.erp.postInvoice(invoice(reference, order), call())
const pay = (reference: string, amount: string, applications: { invoice: string; amount: string }[]) =>
  system.erp.applyPayment(payment(reference, amount, applications), call())
const read = async (reference: string) =>
  (await system.erp.listInvoices({ query: { legalEntity: 'EMEA', reference } }, call())).items[0]!

describe('an invoice', () => {
  test('is posted with the amounts and taxes it has in billing, and found by reference and order', async () => {
    const order = await ordered()
    const reference = fresh('in')
    const posted = await post(reference, order)
    expect(posted).toMatchObject({
      reference,
      order,
      state: 'open',
      net: eur('130.00'),
      tax: eur('24.70'),
      gross: eur('154.70'),
      open: eur('154.70'),
    })
    expect((await system.erp.listInvoices({ query: { legalEntity: 'EMEA', reference } }, call())).items).toEqual([
      posted,
    ])
    expect((await system.erp.listInvoices({ query: { legalEntity: 'EMEA', order } }, call())).items).toEqual([posted])
    expect(await entriesOf(system, 'invoice', reference)).toMatchObject([
      { net: '130.00', tax: '24.70', gross: '154.70', lines: { count: 2 }, correlation: 'correlation-of-test' },
    ])
  })

  test('is posted once by twenty calls at the same time, and once although answers were lost', async () => {
    const order = await ordered()
    const [twenty, dropped] = [fresh('in'), fresh('in')]
    const made = await Promise.all(Array.from({ length: 20 }, () => post(twenty, order)))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    await system.fault({ commitThenDrop: 1, only: 'POST /sap/bc/srt' })
    expect(await failureOf(post(dropped, order))).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    await system.fault({})
    await post(dropped, order)
    for (const reference of [twenty, dropped]) expect(await entriesOf(system, 'invoice', reference)).toHaveLength(1)
  })

  test('a message that is still in SAP’s queue is not doubled by its repeat', async () => {
    const order = await ordered()
    const reference = fresh('in')
    await system.act('queue', { stopped: true })
    await system.fault({ commitThenDrop: 1, only: 'POST /sap/bc/srt' })
    await failureOf(post(reference, order))
    await system.fault({})
    const again = post(reference, order)
    await system.act('queue', { stopped: false })
    expect((await again).reference).toBe(reference)
    expect(await entriesOf(system, 'invoice', reference)).toHaveLength(1)
  })

  test('in a closed period is an exception in the words of its confirmation, and posted once it is open', async () => {
    const order = await ordered()
    const reference = fresh('in')
    await system.act('period', { month: '2026-03', closed: true })
    const refused = await failureOf(post(reference, order))
    expect(refused).toMatchObject({ code: 'period-closed', kind: 'policy', team: 'finance-systems' })
    expect(refused.detail).toContain('Posting period 003 2026 is not open')
    await system.act('period', { month: '2026-03', closed: false })
    expect((await post(reference, order)).state).toBe('open')
    expect(await entriesOf(system, 'invoice', reference)).toHaveLength(1)
  })

  test('of an order that SAP has billed itself would be owed twice', async () => {
    const order = await ordered()
    await system.act('bill', { order })
    expect(await failureOf(post(fresh('in'), order))).toMatchObject({ code: 'billed-in-erp', kind: 'policy' })
  })

  test('must agree with its order and fit into SAP’s fields', async () => {
    const order = await ordered()
    const elsewhere = { body: { ...invoice(fresh('in'), order).body, legalEntity: 'AMER' } }
    expect((await failureOf(system.erp.postInvoice(elsewhere, call()))).code).toBe('not-found')
    const usd = { body: { ...invoice(fresh('in'), order).body, currency: 'USD' } }
    expect((await failureOf(system.erp.postInvoice(usd, call()))).code).toBe('order-differs')
    expect((await failureOf(post('in_'.padEnd(51, 'x'), order))).code).toBe('reference-too-long')
    expect((await failureOf(post(fresh('in'), 'none'))).code).toBe('not-found')
    const posted = fresh('in')
    await post(posted, order)
    const differing = invoice(posted, order, undefined, ['130.00', '24.71', '154.71'])
    expect((await failureOf(system.erp.postInvoice(differing, call()))).code).toBe('booked-amount-differs')
  })

  test('with more lines than a journal entry takes is posted by tax code', async () => {
    const order = await ordered()
    const lines = Array.from({ length: 1200 }, (_, index) =>
      index % 2
        ? line(String(index), 'CHAI', '1', '1.00', '0.19', '1.19')
        : line(String(index), 'CHAI', '1', '1.00', '0.00', '1.00'),
    )
    const posted = await system.erp.postInvoice(
      invoice(fresh('in'), order, lines, ['1200.00', '114.00', '1314.00']),
      call(),
    )
    expect(posted).toMatchObject({ net: eur('1200.00'), tax: eur('114.00'), gross: eur('1314.00') })
  })

  test.each([
    ['JPY', 'APAC', '1000', '100', '1100'],
    ['KWD', 'APAC', '10.125', '1.013', '11.138'],
  ])('in %s keeps its decimals', async (currency, legalEntity, net, tax, gross) => {
    const order = fresh('Q')
    const of = (amount: string) => ({ currency, amount })
    const lines = [{ ...line('1', 'CHAI', '3', '0', '0', '0'), net: of(net), tax: of(tax), gross: of(gross) }]
    const customer = `C-${currency}`
    await system.erp.upsertItem({ sku: 'CHAI', query: { legalEntity }, body: PRODUCT }, call())
    await system.erp.upsertCustomer({ reference: customer, body: { name: customer, currency, legalEntity } }, call())
    const common = { customer, legalEntity, currency, lines }
    const booked = await system.erp.createSalesOrder({ body: { ...salesOrder(order).body, ...common } }, call())
    expect(booked).toMatchObject({ net: of(net), tax: of(tax), gross: of(gross) })
    const totals = { net: of(net), tax: of(tax), gross: of(gross) }
    const draft = { body: { ...invoice(fresh('in'), order).body, ...common, ...totals } }
    expect(await system.erp.postInvoice(draft, call())).toMatchObject(totals)
  })

  test('many are listed page by page, each once', async () => {
    const order = await ordered()
    const references = Array.from({ length: 55 }, () => fresh('in'))
    await Promise.all(references.map((reference) => post(reference, order)))
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await system.erp.listInvoices(
        { query: { legalEntity: 'EMEA', order, ...(cursor && { cursor }) } },
        call(),
      )
      seen.push(...page.items.map((each) => each.reference))
      cursor = page.next
      if (!cursor) break
    }
    expect(seen.toSorted()).toEqual(references.toSorted())
  })
})

describe('a payment', () => {
  test('in part, then the rest: the receivable is open by what is missing', async () => {
    const order = await ordered()
    const reference = fresh('in')
    const { id } = await post(reference, order)
    const first = await pay(fresh('pi'), '60.00', [{ invoice: id, amount: '54.70' }])
    expect(first).toMatchObject({ amount: eur('60.00'), unapplied: eur('5.30') })
    expect(await read(reference)).toMatchObject({ state: 'open', open: eur('100.00') })
    const second = await pay(fresh('pi'), '100.00', [{ invoice: id, amount: '100.00' }])
    expect(second.unapplied).toEqual(eur('0.00'))
    expect(await read(reference)).toMatchObject({ state: 'paid', open: eur('0.00') })
    const standing = await system.erp.getCreditStanding(
      { reference: 'ALFKI', query: { legalEntity: 'EMEA', currency: 'EUR' } },
      call(),
    )
    const { ledger } = { ledger: await system.ledger() }
    const open = ledger
      .filter((entry) => entry.kind === 'invoice' && entry.currency === 'EUR')
      .map((entry) => Number(entry.open))
    const cash = ledger
      .filter((entry) => entry.kind === 'cash-application' && entry.currency === 'EUR')
      .map((entry) => Number(entry.open))
    const sum = (all: number[]) => all.reduce((total, one) => total + Math.round(one * 100), 0)
    expect(Math.round(Number(standing.balance.amount) * 100)).toBe(sum(open) - sum(cash))
  })

  test('of two invoices, and of none', async () => {
    const order = await ordered()
    const [a, b] = [await post(fresh('in'), order), await post(fresh('in'), order)]
    const both = await pay(fresh('pi'), '254.70', [
      { invoice: a.id, amount: '154.70' },
      { invoice: b.id, amount: '100.00' },
    ])
    expect(both.unapplied).toEqual(eur('0.00'))
    expect([await read(a.reference), await read(b.reference)].map((each) => each.open.amount)).toEqual([
      '0.00',
      '54.70',
    ])
    expect((await pay(fresh('pi'), '10.00', [])).unapplied).toEqual(eur('10.00'))
  })

  test('is booked once by twenty calls at the same time, and once although each answer was lost', async () => {
    const order = await ordered()
    const [a, b] = [await post(fresh('in'), order), await post(fresh('in'), order)]
    const [twenty, dropped] = [fresh('pi'), fresh('pi')]
    const made = await Promise.all(
      Array.from({ length: 20 }, () => pay(twenty, '154.70', [{ invoice: a.id, amount: '154.70' }])),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    await system.fault({ commitThenDrop: 1, only: 'POST /sap/bc/srt' })
    const lost = () => failureOf(pay(dropped, '154.70', [{ invoice: b.id, amount: '154.70' }]))
    // The payment's answer, then the clearing's.
    expect(await lost()).toMatchObject({ outcomeUnknown: true })
    expect(await lost()).toMatchObject({ outcomeUnknown: true })
    await system.fault({})
    expect((await pay(dropped, '154.70', [{ invoice: b.id, amount: '154.70' }])).unapplied).toEqual(eur('0.00'))
    for (const reference of [twenty, dropped])
      expect(await entriesOf(system, 'cash-application', reference)).toMatchObject([{ open: '0.00', gross: '154.70' }])
  })

  test('of more than is due is refused by SAP’s clearing, and the money stays on the account', async () => {
    const order = await ordered()
    const { id } = await post(fresh('in'), order)
    const reference = fresh('pi')
    const refused = await failureOf(pay(reference, '200.00', [{ invoice: id, amount: '200.00' }]))
    expect(refused).toMatchObject({ code: 'vendor-refused', kind: 'data' })
    expect(await entriesOf(system, 'cash-application', reference)).toMatchObject([{ open: '200.00' }])
  })
})
