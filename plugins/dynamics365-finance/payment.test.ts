import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EMEA, entriesOf, eur, failureOf, fresh, invoice, LINES, payment, salesOrder, stockUp } from './test-drafts.ts'
import { call, openTestEnvironment, type TestEnvironment } from './test-environment.ts'

let environment: TestEnvironment
/** Every answer on such a path is lost, after its work is done. */
let lost: RegExp | undefined
beforeAll(async () => {
  environment = await openTestEnvironment({
    tap: async (c, next) => {
      await next()
      if (lost?.test(`${c.req.method} ${c.req.path}`)) c.env.incoming.socket.destroy()
    },
  })
  await stockUp(environment)
})
beforeEach(() => environment.fault({}))
afterAll(() => environment.close())

describe('payments', () => {
  test('partial, repeated, then more than is due', async () => {
    const { erp } = environment
    const [order, reference] = [fresh('Q'), fresh('in')]
    await erp.createSalesOrder(salesOrder(order), call())
    const { id } = await erp.postInvoice(invoice(reference, order), call())
    const first = payment(fresh('pi'), '60.00', [{ invoice: id, amount: '54.70' }])
    const applied = await erp.applyPayment(first, call())
    expect(applied).toMatchObject({ amount: eur('60.00'), unapplied: eur('5.30') })
    expect(await erp.applyPayment(first, call())).toEqual(applied)
    const { items } = await erp.listInvoices({ query: { ...EMEA, reference } }, call())
    expect(items).toMatchObject([{ state: 'open', open: eur('100.00') }])
    const tooMuch = payment(fresh('pi'), '200.00', [{ invoice: id, amount: '100.01' }])
    expect(await failureOf(erp.applyPayment(tooMuch, call()))).toMatchObject({ kind: 'data', code: 'vendor-refused' })
    const rest = payment(fresh('pi'), '100.00', [{ invoice: id, amount: '100.00' }])
    expect((await erp.applyPayment(rest, call())).unapplied).toEqual(eur('0.00'))
    expect((await erp.listInvoices({ query: { ...EMEA, reference } }, call())).items).toMatchObject([
      { state: 'paid', open: eur('0.00') },
    ])
    expect(await entriesOf(environment, 'cash-application', first.body.reference)).toMatchObject([
      { gross: '60.00', open: '5.30' },
    ])
    expect((await environment.table('CustomerPaymentJournalHeaders')).filter((row) => row.IsPosted === 'No')).toEqual(
      [],
    )
  })

  test('one payment, three invoices: applications sum exactly', async () => {
    const { erp } = environment
    const order = fresh('Q')
    await erp.createSalesOrder(salesOrder(order), call())
    const post = () => erp.postInvoice(invoice(fresh('in'), order, [LINES[0]!], ['30.00', '5.70', '35.70']), call())
    const invoices = [await post(), await post(), await post()]
    const pay = payment(
      fresh('pi'),
      '107.10',
      invoices.map(({ id }) => ({ invoice: id, amount: '35.70' })),
    )
    expect((await erp.applyPayment(pay, call())).unapplied).toEqual(eur('0.00'))
    const { items } = await erp.listInvoices({ query: { ...EMEA, order } }, call())
    expect(items.map(({ state }) => state)).toEqual(['paid', 'paid', 'paid'])
  })

  test.each([
    ['the header', /POST .*CustomerPaymentJournalHeaders$/],
    ['the lines', /POST .*batch/],
    ['the posting', /POST .*gantryPost/],
  ])('twenty at once, after the answer to %s was lost, make one', async (_what, path) => {
    const pay = payment(fresh('pi'), '10.00', [])
    lost = path
    await failureOf(environment.erp.applyPayment(pay, call()))
    lost = undefined
    const all = await Promise.all(Array.from({ length: 20 }, () => environment.erp.applyPayment(pay, call())))
    expect(new Set(all.map((each) => each.id)).size).toBe(1)
    expect(await entriesOf(environment, 'cash-application', pay.body.reference)).toHaveLength(1)
  })

  test('an invoice that nobody knows is not found', async () => {
    for (const invoice of ['nothing', '5637999999'])
      expect(
        await failureOf(
          environment.erp.applyPayment(payment(fresh('pi'), '10.00', [{ invoice, amount: '10.00' }]), call()),
        ),
      ).toMatchObject({ code: 'not-found' })
  })
})
