import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, openTestAccount, type TestAccount } from './test-account.ts'
import { entriesOf, eur, failureOf, fresh, invoice, LINES, line, payment, salesOrder, stockUp } from './test-drafts.ts'

let account: TestAccount
/** Every answer on such a path is lost, after its work is done; one alone would be made good by a second read. */
let lost: RegExp | undefined
beforeAll(async () => {
  account = await openTestAccount(async (c, next) => {
    await next()
    if (lost?.test(c.req.path)) c.env.incoming.socket.destroy()
  })
  await stockUp(account)
})
beforeEach(() => account.fault({}))
afterAll(() => account.close())

describe('invoices', () => {
  const billed = async (order = fresh('Q'), reference = fresh('in')) => {
    await account.erp.createSalesOrder(salesOrder(order), call())
    return { order, reference, posted: await account.erp.postInvoice(invoice(reference, order), call()) }
  }

  test('bills the order, agrees to the cent, and a repeat gives the same', async () => {
    const { order, reference, posted } = await billed()
    expect(posted).toMatchObject({ reference, order, state: 'open', gross: eur('154.70'), open: eur('154.70') })
    expect(posted).toMatchObject({ net: eur('130.00'), tax: eur('24.70') })
    expect(posted.number).toMatch(/^INV\d+$/)
    expect(await account.erp.postInvoice(invoice(reference, order), call())).toEqual(posted)
    expect((await account.erp.getSalesOrder({ reference: order, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'billed',
    )
    expect(await entriesOf(account, 'invoice', reference)).toMatchObject([
      { order, entity: 'EMEA', net: '130.00', tax: '24.70', gross: '154.70', open: '154.70', lines: { count: 2 } },
    ])
    expect(
      (await failureOf(account.erp.cancelSalesOrder({ reference: order, query: { legalEntity: 'EMEA' } }, call())))
        .code,
    ).toBe('order-billed')
  })

  test('after a lost answer the retry finds the invoice; twenty at once make one', async () => {
    const [order, reference] = [fresh('Q'), fresh('in')]
    await account.erp.createSalesOrder(salesOrder(order), call())
    const post = () => account.erp.postInvoice(invoice(reference, order), call())
    lost = /!transform/
    expect(await failureOf(post())).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    lost = undefined
    expect(await entriesOf(account, 'invoice', reference)).toHaveLength(1)
    const all = await Promise.all(Array.from({ length: 20 }, post))
    expect(new Set(all.map((each) => each.id)).size).toBe(1)
    expect(await entriesOf(account, 'invoice', reference)).toHaveLength(1)
  })

  test('a lost look-up after the posting leaves the outcome unknown', async () => {
    const [order, reference] = [fresh('Q'), fresh('in')]
    await account.erp.createSalesOrder(salesOrder(order), call())
    const post = () => account.erp.postInvoice(invoice(reference, order), call())
    lost = /\/invoice\/\d+$/
    expect(await failureOf(post())).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    lost = undefined
    expect((await post()).gross).toEqual(eur('154.70'))
    expect(await entriesOf(account, 'invoice', reference)).toHaveLength(1)
  })

  test('twenty first postings at once make one', async () => {
    const [order, reference] = [fresh('Q'), fresh('in')]
    await account.erp.createSalesOrder(salesOrder(order), call())
    const post = () => account.erp.postInvoice(invoice(reference, order), call())
    const all = await Promise.all(Array.from({ length: 20 }, post))
    expect(new Set(all.map((each) => each.id)).size).toBe(1)
    expect(await entriesOf(account, 'invoice', reference)).toHaveLength(1)
  })

  test('an order is billed in parts, and a subscription bills on', async () => {
    const order = fresh('Q')
    await account.erp.createSalesOrder(salesOrder(order), call())
    const part = (index: number, totals: string[]) =>
      account.erp.postInvoice(invoice(fresh('in'), order, [LINES[index]!], totals), call())
    await part(0, ['30.00', '5.70', '35.70'])
    expect((await account.erp.getSalesOrder({ reference: order, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'open',
    )
    await part(1, ['100.00', '19.00', '119.00'])
    expect((await account.erp.getSalesOrder({ reference: order, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'billed',
    )
    const renewal = await part(1, ['100.00', '19.00', '119.00'])
    expect(renewal.gross).toEqual(eur('119.00'))
    const { items } = await account.erp.listInvoices({ query: { legalEntity: 'EMEA', order } }, call())
    expect(items.map((each) => each.gross.amount)).toEqual(['35.70', '119.00', '119.00'])
    expect(items.at(-1)).toEqual(renewal)
    // The renewal, repeated, is refused as a duplicate and found.
    expect(
      await account.erp.postInvoice(
        invoice(renewal.reference, order, [LINES[1]!], ['100.00', '19.00', '119.00']),
        call(),
      ),
    ).toEqual(renewal)
  })

  test('lines beyond the order are billed with it', async () => {
    const order = fresh('Q')
    await account.erp.createSalesOrder(salesOrder(order), call())
    const extra = line('proration', 'CHAI', '1', '0.01', '0.00', '0.01')
    const posted = await account.erp.postInvoice(
      invoice(fresh('in'), order, [...LINES, extra], ['130.01', '24.70', '154.71']),
      call(),
    )
    expect(posted.gross).toEqual(eur('154.71'))
    expect((await account.erp.getSalesOrder({ reference: order, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'billed',
    )
  })

  test('found by billing reference; paid by what is applied', async () => {
    const { reference, posted } = await billed()
    const found = await account.erp.listInvoices({ query: { legalEntity: 'EMEA', reference } }, call())
    expect(found).toEqual({ items: [posted] })
    expect(await account.erp.listInvoices({ query: { legalEntity: 'EMEA', reference: "it's none" } }, call())).toEqual({
      items: [],
    })
  })

  test('a closed period is a policy error until finance opens it', async () => {
    const [order, reference] = [fresh('Q'), fresh('in')]
    await account.erp.createSalesOrder(salesOrder(order), call())
    await account.act('period', { month: '2026-03', closed: true })
    const refused = await failureOf(account.erp.postInvoice(invoice(reference, order), call()))
    expect(refused).toMatchObject({ code: 'period-closed', kind: 'policy', team: 'finance-systems' })
    await account.act('period', { month: '2026-03', closed: false })
    expect((await account.erp.postInvoice(invoice(reference, order), call())).state).toBe('open')
  })

  test('an unknown order is not found; another currency than the order is a data error', async () => {
    expect((await failureOf(account.erp.postInvoice(invoice(fresh('in'), 'none'), call()))).code).toBe('not-found')
    const order = fresh('Q')
    await account.erp.createSalesOrder(salesOrder(order), call())
    const body = { ...invoice(fresh('in'), order).body, currency: 'USD' }
    expect((await failureOf(account.erp.postInvoice({ body }, call()))).code).toBe('order-differs')
  })

  test('amounts keep all their digits', async () => {
    const order = fresh('Q')
    const large = line('1', 'CHAI', '1', '90071992547409.93', '0.07', '90071992547410.00')
    const booked = await account.erp.createSalesOrder(salesOrder(order, [large]), call())
    expect(booked.net.amount).toBe('90071992547409.93')
    expect(booked.gross.amount).toBe('90071992547410.00')
  })
})

describe('payments', () => {
  test('partial, repeated, then more than is due', async () => {
    const [order, reference] = [fresh('Q'), fresh('in')]
    await account.erp.createSalesOrder(salesOrder(order), call())
    const { id } = await account.erp.postInvoice(invoice(reference, order), call())
    const first = payment(fresh('pi'), '60.00', [{ invoice: id, amount: '54.70' }])
    const applied = await account.erp.applyPayment(first, call())
    expect(applied).toMatchObject({ amount: eur('60.00'), unapplied: eur('5.30') })
    expect(applied.number).toMatch(/^PYMT\d+$/)
    expect(await account.erp.applyPayment(first, call())).toEqual(applied)
    const { items } = await account.erp.listInvoices({ query: { legalEntity: 'EMEA', reference } }, call())
    expect(items).toMatchObject([{ state: 'open', open: eur('100.00') }])
    const tooMuch = payment(fresh('pi'), '200.00', [{ invoice: id, amount: '100.01' }])
    expect(await failureOf(account.erp.applyPayment(tooMuch, call()))).toMatchObject({ kind: 'data' })
    const rest = payment(fresh('pi'), '100.00', [{ invoice: id, amount: '100.00' }])
    expect((await account.erp.applyPayment(rest, call())).unapplied).toEqual(eur('0.00'))
    expect((await account.erp.listInvoices({ query: { legalEntity: 'EMEA', reference } }, call())).items).toMatchObject(
      [{ state: 'paid', open: eur('0.00') }],
    )
    expect(await entriesOf(account, 'cash-application', first.body.reference)).toMatchObject([
      { gross: '60.00', open: '5.30' },
    ])
  })

  test('twenty at once, after a lost answer, make one', async () => {
    const pay = payment(fresh('pi'), '10.00', [])
    await account.fault({ commitThenDrop: 1 })
    await failureOf(account.erp.applyPayment(pay, call()))
    await account.fault({})
    const all = await Promise.all(Array.from({ length: 20 }, () => account.erp.applyPayment(pay, call())))
    expect(new Set(all.map((each) => each.id)).size).toBe(1)
    expect(await entriesOf(account, 'cash-application', pay.body.reference)).toHaveLength(1)
  })
})
