import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ConnectorEvent, Delivery } from '@gantry/core/connector'
import Stripe from 'stripe'
import { afterEach, describe, expect, test } from 'vitest'
import { callWith, invoiceDraft, lineOf, newCustomer, type Rig, startRig, WEBHOOK_SECRET } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())

async function issue(order: string, net: string, currency = 'USD', customer?: string) {
  const owner = customer ?? (await newCustomer(rig)).id
  const body = invoiceDraft(owner, [lineOf('1', net, '0', currency)], { reference: order, order })
  const { id } = await rig.billing.createInvoice({ body }, callWith(`${order}:invoice`))
  return rig.billing.finalizeInvoice({ id }, callWith(`${order}:finalize`))
}

const ledgerOf = async (id: string) => (await rig.ledger()).find((entry) => entry.id === id)

describe('payments', () => {
  test('partial: 40 of 100 leave 60 open', async () => {
    rig = await startRig()
    const invoice = await issue('Q-1', '100')
    const { payment_intent: id } = await rig.act<{ payment_intent: string }>('pay', { order: 'Q-1', amount: '40.00' })
    expect(await rig.payments.getPayment({ id }, callWith())).toMatchObject({
      id,
      customerReference: 'ACC-1',
      legalEntity: 'EMEA',
      amount: { currency: 'USD', amount: '40.00' },
      method: 'customer_balance',
      state: 'succeeded',
      applications: [{ invoice: invoice.id, amount: { currency: 'USD', amount: '40.00' } }],
    })
    expect(await rig.billing.getInvoice({ id: invoice.id }, callWith())).toMatchObject({
      state: 'open',
      open: { amount: '60.00' },
    })
    expect(await ledgerOf(invoice.id)).toMatchObject({ open: '60.00', state: 'open' })
    expect(await ledgerOf(id)).toMatchObject({ kind: 'payment', reference: id, order: 'Q-1', gross: '40.00' })
    await expect(rig.billing.voidInvoice({ id: invoice.id }, callWith('v'))).rejects.toMatchObject({
      code: 'invoice-paid',
      kind: 'policy',
    })
    await rig.act('pay', { invoice: invoice.id })
    const { items } = await rig.payments.listPayments({ query: { invoice: invoice.id } }, callWith())
    expect(items.map(({ amount }) => amount.amount)).toEqual(['60.00', '40.00'])
    expect(await ledgerOf(invoice.id)).toMatchObject({ open: '0.00', state: 'paid' })
  })

  test('one for three invoices: the applications sum exactly', async () => {
    rig = await startRig()
    const { id: customer } = await newCustomer(rig)
    const invoices = []
    for (const [index, net] of ['10.01', '20.02', '30.03'].entries())
      invoices.push((await issue(`Q-${index}`, net, 'USD', customer)).id)
    const { payment_intent: id } = await rig.act<{ payment_intent: string }>('pay', { invoices })
    const payment = await rig.payments.getPayment({ id }, callWith())
    expect(payment.amount.amount).toBe('60.06')
    expect(Object.fromEntries(payment.applications.map((one) => [one.invoice, one.amount.amount]))).toEqual({
      [invoices[0]!]: '10.01',
      [invoices[1]!]: '20.02',
      [invoices[2]!]: '30.03',
    })
  })

  test('of more than is open, or of nothing, are refused', async () => {
    rig = await startRig()
    const { id } = await issue('Q-1', '100')
    await expect(rig.act('pay', { invoice: id, amount: '100.01' })).rejects.toThrow(/400/)
    await expect(rig.act('pay', { order: 'Q-none' })).rejects.toThrow(/400/)
  })
})

/** Where the sandbox sends its webhooks; `until` resolves once so many canonical events have come. */
async function receiver() {
  const deliveries: Delivery[] = []
  const events: ConnectorEvent[] = []
  let wake = () => {}
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const delivery = { headers: request.headers as Record<string, string>, body }
    deliveries.push(delivery)
    events.push(...(await rig.connection.receive(delivery)))
    response.writeHead(200).end()
    wake()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    deliveries,
    events,
    until: async (count: number) => {
      while (events.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return events
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

describe('events', () => {
  test('come signed, say what happened, and are found again by the sweep', async () => {
    let hooks = { url: '' } as Awaited<ReturnType<typeof receiver>>
    hooks = await receiver()
    rig = await startRig({ settings: { webhookUrl: hooks.url } })
    await rig.act('customers', { default: 'wait', orders: { 'Q-1': '0.4', 'Q-2': 'pay' } })
    const partly = await issue('Q-1', '100.01')
    const full = await issue('Q-2', '1.235', 'KWD').catch((error: unknown) => error)
    expect(full).toMatchObject({ code: 'amount-not-payable' })
    const { id: customer } = await newCustomer(rig, 'ACC-3')
    const yen = await issue('Q-2', '1000', 'JPY', customer)
    const unpaid = await issue('Q-3', '5')
    await rig.billing.voidInvoice({ id: unpaid.id }, callWith('v'))
    const events = await hooks.until(6)
    const said = events.map(({ event, data }) => [event.name, data] as const)
    const byName = (name: string) => said.filter(([event]) => event === name).map(([, data]) => data)
    expect(byName('billing.invoiceFinalized')).toHaveLength(3)
    expect(byName('billing.invoiceFinalized')).toContainEqual({
      id: partly.id,
      number: partly.number,
      reference: 'Q-1',
      order: 'Q-1',
      customerReference: 'ACC-1',
      legalEntity: 'EMEA',
      currency: 'USD',
      gross: { currency: 'USD', amount: '100.01' },
    })
    expect(byName('billing.invoiceVoided')).toMatchObject([{ id: unpaid.id }])
    const received = byName('payments.paymentReceived')
    expect(received).toContainEqual(
      expect.objectContaining({ invoice: partly.id, amount: { currency: 'USD', amount: '40.00' } }),
    )
    expect(received).toContainEqual(
      expect.objectContaining({ invoice: yen.id, amount: { currency: 'JPY', amount: '1000' } }),
    )
    for (const { event, data, source } of events) {
      expect(event.data.safeParse(data).success).toBe(true)
      expect(source).toMatch(/^evt_/)
    }
    for (const { event, correlation, follows } of events)
      if (event.name === 'payments.paymentReceived')
        expect(follows).toMatchObject({
          event: { name: 'billing.invoiceFinalized' },
          key: expect.stringMatching(/^in_/),
        })
      else expect(correlation).toBe('test')
    const swept = (await rig.connection.changes(undefined))!
    expect(swept.events.map(({ source }) => source).sort()).toEqual(events.map(({ source }) => source).sort())
    expect(swept.events.map(({ at }) => at)).toEqual(swept.events.map(({ at }) => at).sort())
    await rig.clock({ advanceMs: 120_000 })
    await rig.act('pay', { invoice: partly.id })
    const later = (await rig.connection.changes(swept.cursor))!
    expect(later.events.at(-1)).toMatchObject({ data: { invoice: partly.id, amount: { amount: '60.01' } } })
    const last = (await rig.connection.changes(later.cursor))!
    expect(last.events.map(({ source }) => source)).toEqual([later.events.at(-1)!.source])
    await hooks.close()
  })

  test('that are forged, stale or from the future are refused', async () => {
    rig = await startRig()
    const body = JSON.stringify({ id: 'evt_1', type: 'customer.created', created: 1, data: { object: {} } })
    const signed = (secret: string, ageS: number) => ({
      body,
      headers: {
        'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({
          payload: body,
          secret,
          timestamp: Math.floor(Date.now() / 1000) - ageS,
        }),
      },
    })
    await expect(rig.connection.receive(signed(WEBHOOK_SECRET, 0))).resolves.toEqual([])
    await expect(rig.connection.receive(signed(WEBHOOK_SECRET, 298))).resolves.toEqual([])
    for (const delivery of [
      signed('whsec_other', 0),
      signed(WEBHOOK_SECRET, 302),
      signed(WEBHOOK_SECRET, -302),
      { body, headers: {} },
      { ...signed(WEBHOOK_SECRET, 0), body: `${body} ` },
    ])
      await expect(rig.connection.receive(delivery)).rejects.toMatchObject({ code: 'webhook-forged', kind: 'policy' })
  })

  test('a payment owed when the process ended is made at the next start', async () => {
    rig = await startRig()
    await rig.act('customers', { default: 'wait' })
    const invoice = await issue('Q-1', '100')
    // As after a kill between the finalization and the payment.
    rig.sandbox.books.put('owed', invoice.id, { id: invoice.id, created: 0, share: '0.25' })
    for (const amount of ['75.00', '75.00']) {
      await rig.close({ keep: true })
      rig = await startRig({ dir: rig.folder })
      expect(await rig.billing.getInvoice({ id: invoice.id }, callWith())).toMatchObject({ open: { amount } })
    }
  })
})
