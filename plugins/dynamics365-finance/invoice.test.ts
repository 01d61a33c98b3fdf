import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  EMEA,
  entriesOf,
  eur,
  failureOf,
  fresh,
  invoice,
  LINES,
  line,
  PRODUCT,
  payment,
  salesOrder,
  stockUp,
} from './test-drafts.ts'
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

const drafts = async (reference: string) =>
  (await environment.table('FreeTextInvoiceHeaders')).filter(
    (row) => row.ExternalInvoiceId === reference && row.IsPosted === 'No',
  )

describe('invoices', () => {
  const billed = async (order = fresh('Q'), reference = fresh('in')) => {
    await environment.erp.createSalesOrder(salesOrder(order), call())
    return { order, reference, posted: await environment.erp.postInvoice(invoice(reference, order), call()) }
  }

  test('is posted with the tax given, agrees to the cent, and a repeat gives the same', async () => {
    const { erp } = environment
    const { order, reference, posted } = await billed()
    expect(posted).toMatchObject({ reference, order, state: 'open', gross: eur('154.70'), open: eur('154.70') })
    expect(posted).toMatchObject({ net: eur('130.00'), tax: eur('24.70') })
    expect(posted.number).toMatch(/^FTI-\d{8}$/)
    expect(await erp.postInvoice(invoice(reference, order), call())).toEqual(posted)
    expect((await erp.getSalesOrder({ reference: order, query: EMEA }, call())).state).toBe('billed')
    expect(await entriesOf(environment, 'invoice', reference)).toMatchObject([
      { order, entity: 'DEMF', net: '130.00', tax: '24.70', gross: '154.70', open: '154.70', lines: { count: 2 } },
    ])
    expect((await failureOf(erp.cancelSalesOrder({ reference: order, query: EMEA }, call()))).code).toBe('order-billed')
    expect((await erp.listInvoices({ query: { ...EMEA, reference } }, call())).items).toEqual([posted])
    expect((await erp.listInvoices({ query: { ...EMEA, order } }, call())).items).toEqual([posted])
  })

  test.each([
    ['the header', /POST .*FreeTextInvoiceHeaders$/],
    ['the lines', /POST .*batch/],
    ['the posting', /POST .*gantryPost/],
    ['the look-up before it', /GET .*FreeTextInvoiceHeaders/],
    ['the amounts', /GET .*CustTransactions/],
  ])('after the answer to %s was lost the retry makes it one invoice, and leaves no draft', async (_what, path) => {
    const { erp } = environment
    const [order, reference] = [fresh('Q'), fresh('in')]
    await erp.createSalesOrder(salesOrder(order), call())
    const post = () => erp.postInvoice(invoice(reference, order), call())
    lost = path
    expect(await failureOf(post())).toMatchObject({ kind: 'transient' })
    lost = undefined
    const all = await Promise.all(Array.from({ length: 20 }, post))
    expect(new Set(all.map((each) => each.id)).size).toBe(1)
    expect(all[0]).toMatchObject({ gross: eur('154.70') })
    expect(await entriesOf(environment, 'invoice', reference)).toHaveLength(1)
    expect(await drafts(reference)).toEqual([])
  })

  test('an answer lost after posting says that the outcome is unknown', async () => {
    const { erp } = environment
    const [order, reference] = [fresh('Q'), fresh('in')]
    await erp.createSalesOrder(salesOrder(order), call())
    lost = /POST .*gantryPost/
    expect(await failureOf(erp.postInvoice(invoice(reference, order), call()))).toMatchObject({ outcomeUnknown: true })
    lost = /GET .*CustTransactions/
    expect(await failureOf(erp.postInvoice(invoice(reference, order), call()))).toMatchObject({ outcomeUnknown: true })
    lost = undefined
    expect(await entriesOf(environment, 'invoice', reference)).toHaveLength(1)
  })

  test('two references that differ in case alone are two invoices', async () => {
    const order = fresh('Q')
    await environment.erp.createSalesOrder(salesOrder(order), call())
    const post = (reference: string) => environment.erp.postInvoice(invoice(reference, order), call())
    const [one, other] = [await post('in_1QaB'), await post('in_1Qab')]
    expect(one.id).not.toBe(other.id)
    expect((await environment.erp.listInvoices({ query: { ...EMEA, reference: 'in_1QaB' } }, call())).items).toEqual([
      one,
    ])
  })

  test('a closed period is a policy error that leaves no draft; the corrected date is posted', async () => {
    const { erp } = environment
    const [order, reference] = [fresh('Q'), fresh('in')]
    await erp.createSalesOrder(salesOrder(order), call())
    await environment.act('period', { company: 'demf', month: '2026-03', closed: true })
    const closed = await failureOf(erp.postInvoice(invoice(reference, order), call()))
    expect(closed).toMatchObject({ code: 'period-closed', kind: 'policy', team: 'finance-systems' })
    expect(closed.detail).toContain('Fiscal period for 3/2/2026 is not open')
    expect(await drafts(reference)).toEqual([])
    expect(await entriesOf(environment, 'invoice', reference)).toEqual([])
    const { body } = invoice(reference, order)
    const posted = await erp.postInvoice({ body: { ...body, issuedOn: '2026-04-01' } }, call())
    expect(posted.gross).toEqual(eur('154.70'))
    const pay = payment(fresh('pi'), '10.00', [])
    expect((await failureOf(erp.applyPayment(pay, call()))).code).toBe('period-closed')
    await environment.act('period', { company: 'demf', month: '2026-03', closed: false })
    expect((await erp.applyPayment(pay, call())).unapplied).toEqual(eur('10.00'))
  })

  test('of another company or currency than its order: refused before anything is sent', async () => {
    const { erp } = environment
    const order = fresh('Q')
    await erp.createSalesOrder(salesOrder(order), call())
    const { body } = invoice(fresh('in'), order)
    const before = (await environment.table('FreeTextInvoiceHeaders')).length
    const failed = await failureOf(erp.postInvoice({ body: { ...body, currency: 'USD' } }, call()))
    expect(failed).toMatchObject({ code: 'order-differs', kind: 'data' })
    const elsewhere = erp.postInvoice({ body: { ...body, legalEntity: 'AMER' } }, call())
    expect((await failureOf(elsewhere)).code).toBe('not-found')
    expect((await failureOf(erp.postInvoice(invoice(fresh('in'), 'Q-none'), call()))).code).toBe('not-found')
    expect(await environment.table('FreeTextInvoiceHeaders')).toHaveLength(before)
  })

  test('a repeat with other amounts is told apart', async () => {
    const { order, reference } = await billed()
    const other = invoice(reference, order, [LINES[0]!], ['30.00', '5.70', '35.70'])
    expect((await failureOf(environment.erp.postInvoice(other, call()))).code).toBe('booked-amount-differs')
    expect(await entriesOf(environment, 'invoice', reference)).toHaveLength(1)
  })

  test('an order is billed in parts, and a subscription bills on', async () => {
    const { erp } = environment
    const order = fresh('Q')
    await erp.createSalesOrder(salesOrder(order), call())
    const part = (index: number, totals: string[]) =>
      erp.postInvoice(invoice(fresh('in'), order, [LINES[index]!], totals), call())
    await part(0, ['30.00', '5.70', '35.70'])
    expect((await erp.getSalesOrder({ reference: order, query: EMEA }, call())).state).toBe('open')
    await part(1, ['100.00', '19.00', '119.00'])
    expect((await erp.getSalesOrder({ reference: order, query: EMEA }, call())).state).toBe('billed')
    await part(1, ['100.00', '19.00', '119.00'])
    const { items } = await erp.listInvoices({ query: { ...EMEA, order } }, call())
    expect(items.map((each) => each.gross.amount)).toEqual(['35.70', '119.00', '119.00'])
  })

  test('amounts that no double holds keep every digit', async () => {
    const { erp } = environment
    const [order, reference] = [fresh('Q'), fresh('in')]
    const large = [line('1', 'CHAI', '3', '90071992547409.93', '0.07', '90071992547410.00')]
    expect((await erp.createSalesOrder(salesOrder(order, large), call())).net.amount).toBe('90071992547409.93')
    const totals = ['90071992547409.93', '0.07', '90071992547410.00']
    const posted = await erp.postInvoice(invoice(reference, order, large, totals), call())
    expect([posted.net.amount, posted.tax.amount, posted.open.amount]).toEqual(totals)
  })

  test('no decimals and three of them', async () => {
    const { erp } = environment
    for (const [currency, legalEntity, net, tax, gross] of [
      ['JPY', 'JP', '1000', '100', '1100'],
      ['KWD', 'EMEA', '10.005', '0.001', '10.006'],
    ] as const) {
      const [customer, order, reference] = [fresh('C'), fresh('Q'), fresh('in')]
      const money = (amount: string) => ({ currency, amount })
      const amounts = { net: money(net), tax: money(tax), gross: money(gross) }
      const lines = [{ ...LINES[0]!, ...amounts }]
      const party = { customer, legalEntity, currency, lines }
      await erp.upsertCustomer({ reference: customer, body: { name: 'Hooli', currency, legalEntity } }, call())
      await erp.upsertItem({ sku: 'CHAI', query: { legalEntity }, body: PRODUCT }, call())
      await erp.createSalesOrder({ body: { ...salesOrder(order).body, ...party } }, call())
      const draft = { ...invoice(reference, order).body, ...party, ...amounts }
      expect(await erp.postInvoice({ body: draft }, call())).toMatchObject({ ...amounts, open: money(gross) })
    }
  })

  test('two thousand lines go as a data package, and the parts sum', async () => {
    const { erp } = environment
    const [order, reference] = [fresh('Q'), fresh('in')]
    await erp.createSalesOrder(salesOrder(order), call())
    const lines = Array.from({ length: 2000 }, (_, index) => line(`${index}`, 'CHAI', '1', '0.01', '0.01', '0.02'))
    const draft = invoice(
      reference,
      order,
      [{ ...lines[0]!, description: 'a "quoted", one' }, ...lines.slice(1)],
      ['20.00', '20.00', '40.00'],
    )
    const posted = await erp.postInvoice(draft, call())
    expect(posted).toMatchObject({ net: eur('20.00'), tax: eur('20.00'), gross: eur('40.00') })
    expect(await entriesOf(environment, 'invoice', reference)).toMatchObject([{ lines: { count: 2000 } }])
    // A row that is refused: nothing is posted, and no draft stays.
    const port = await environment.port({ taxGroup: 'NONE' })
    const refused = invoice(fresh('in'), order, lines, ['20.00', '20.00', '40.00'])
    const failed = await failureOf(port.postInvoice(refused, call()))
    expect(failed).toMatchObject({ code: 'rows-refused', kind: 'data' })
    expect(failed.detail).toContain('2000 rows')
    expect(failed.detail).toContain('Sales tax group')
    expect(await drafts(refused.body.reference)).toEqual([])
  })

  test('pages of all invoices, each once', async () => {
    const { erp } = environment
    const order = fresh('Q')
    await erp.createSalesOrder(salesOrder(order), call())
    await Promise.all(
      Array.from({ length: 26 }, () =>
        erp.postInvoice(invoice(fresh('in'), order, [LINES[0]!], ['30.00', '5.70', '35.70']), call()),
      ),
    )
    const seen: string[] = []
    for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
      const page = await erp.listInvoices({ query: { ...EMEA, cursor } }, call())
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    const posted = (await environment.ledger()).filter(({ kind, entity }) => kind === 'invoice' && entity === 'DEMF')
    expect(seen.toSorted()).toEqual(posted.map(({ id }) => id).toSorted())
    expect(new Set(seen).size).toBe(seen.length)
  })
})
