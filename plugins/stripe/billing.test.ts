import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { callWith, invoiceDraft, lineOf, newCustomer, persist, type Rig, startRig } from './rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startRig()
})
afterEach(() => rig.close())

const term = { unit: 'month', count: 12 } as const
const subscriptionDraft = (customer: string) => ({
  reference: 'Q-7',
  order: 'Q-7',
  customer,
  legalEntity: 'EMEA',
  currency: 'EUR',
  startsOn: '2026-01-15',
  recurring: [
    { ...lineOf('1', '33.33', '6.33', 'EUR'), term },
    { ...lineOf('2', '100', '19', 'EUR'), sku: 'with / odd', term: { unit: 'year', count: 1 } as const },
  ],
  oneOff: [lineOf('3', '12.5', '2.38', 'EUR')],
})

const ofKind = async (kind: string) => (await rig.ledger()).filter((entry) => entry.kind === kind)

describe('customers', () => {
  const body = {
    name: 'Alfreds Futterkiste',
    email: 'maria@alfreds.example',
    phone: '030-0074321',
    currency: 'EUR',
    taxId: 'DE123',
    billTo: { street: 'Obere Str. 57', city: 'Berlin', postalCode: '12209', country: 'DE' },
    shipTo: { city: 'Mannheim', country: 'DE' },
  }

  test('are created, kept when nothing differs, and updated', async () => {
    const created = await rig.billing.upsertCustomer({ reference: "ACC-'1", body }, callWith())
    expect(created).toMatchObject({ reference: "ACC-'1", ...body })
    const { effects } = await rig.stats()
    const again = rig.connect()
    await again.billing.upsertCustomer({ reference: "ACC-'1", body }, callWith())
    expect((await rig.stats()).effects).toBe(effects)
    const moved = await again.billing.upsertCustomer(
      { reference: "ACC-'1", body: { ...body, email: 'new@alfreds.example', phone: '1'.repeat(30) } },
      callWith(),
    )
    expect(moved).toMatchObject({ id: created.id, email: 'new@alfreds.example', phone: '1'.repeat(30) })
    expect(await ofKind('customer')).toHaveLength(1)
  })

  test('are one, though twenty ask at once and the search knows nothing yet', async () => {
    await rig.close()
    rig = await startRig({ settings: { searchLagMs: '3600000' } })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const other = rig.connect()
        const email = `${index % 2}@alfreds.example`
        return persist(() => other.billing.upsertCustomer({ reference: 'ACC-1', body: { ...body, email } }, callWith()))
      }),
    )
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(await ofKind('customer')).toHaveLength(1)
  })

  test('are found by the search once the key has lapsed', async () => {
    const { id } = await newCustomer(rig)
    await rig.clock({ advanceMs: 25 * 3600 * 1000 })
    expect((await newCustomer(rig.connect())).id).toBe(id)
  })
})

describe('invoices', () => {
  test('hold their lines to the minor unit, from draft to void', async () => {
    const { id: customer } = await newCustomer(rig)
    const lines = Array.from({ length: 23 }, (_, index) => lineOf(String(index), '33.33', '6.33'))
    const draft = await rig.billing.createInvoice({ body: invoiceDraft(customer, lines) }, callWith('run:invoice'))
    expect(draft).toMatchObject({ state: 'draft', customerReference: 'ACC-1', order: 'Q-1', legalEntity: 'EMEA' })
    expect(draft.lines).toEqual(lines)
    expect([draft.net.amount, draft.tax.amount, draft.gross.amount]).toEqual(['766.59', '145.59', '912.18'])
    expect(await ofKind('invoice')).toEqual([])
    const open = await rig.billing.finalizeInvoice({ id: draft.id }, callWith('run:finalize'))
    expect(open).toMatchObject({ state: 'open', number: expect.stringMatching(/^[0-9A-Z]{8}-0001$/) })
    expect(await rig.billing.finalizeInvoice({ id: draft.id }, callWith('other'))).toMatchObject({
      number: open.number,
    })
    expect(await rig.billing.getInvoice({ id: draft.id }, callWith())).toMatchObject({ open: { amount: '912.18' } })
    const listed = await rig.connect().billing.listInvoices({ query: { order: 'Q-1' } }, callWith())
    expect(listed.items.map(({ id }) => id)).toEqual([draft.id])
    const [entry] = await ofKind('invoice')
    expect(entry).toMatchObject({
      reference: 'Q-1',
      order: 'Q-1',
      entity: 'EMEA',
      net: '766.59',
      tax: '145.59',
      gross: '912.18',
      open: '912.18',
      lines: { count: 23, net: '766.59', tax: '145.59', gross: '912.18' },
      state: 'open',
    })
    for (const key of ['a', 'b'])
      expect(await rig.billing.voidInvoice({ id: draft.id }, callWith(key))).toMatchObject({
        state: 'void',
        open: { amount: '0.00' },
      })
  })

  test('are listed though the search is late', async () => {
    await rig.close()
    rig = await startRig({ settings: { searchLagMs: '3600000' } })
    const { id: customer } = await newCustomer(rig)
    const draft = await rig.billing.createInvoice({ body: invoiceDraft(customer, [lineOf('1', '5')]) }, callWith('k'))
    const { items } = await rig.billing.listInvoices({ query: { order: 'Q-1' } }, callWith())
    expect(items.map(({ id }) => id)).toEqual([draft.id])
  })

  test('of every kind of currency keep their amounts', async () => {
    const { id: customer } = await newCustomer(rig)
    const make = (currency: string, net: string, tax: string) =>
      rig.billing.createInvoice(
        {
          body: invoiceDraft(customer, [lineOf('1', net, tax, currency)], {
            currency,
            reference: `${currency} ${net}`,
          }),
        },
        callWith(`key-${currency}-${net}`),
      )
    for (const [currency, net, tax, gross] of [
      ['JPY', '1000', '100', '1100'],
      ['KWD', '1.235', '0.005', '1.240'],
      ['ISK', '500', '120', '620'],
      ['EUR', '0.01', '0', '0.01'],
      ['SEK', '-5', '-1.25', '-6.25'],
    ] as const) {
      const invoice = await make(currency, net, tax)
      expect(invoice.gross).toEqual({ currency, amount: gross })
      expect(invoice.lines[0]).toMatchObject({ net: { currency }, tax: { currency } })
    }
    await expect(make('KWD', '1.234', '0')).rejects.toMatchObject({ code: 'amount-not-payable', kind: 'data' })
    await expect(make('USD', '1000000', '0')).rejects.toMatchObject({ code: 'amount-not-payable' })
  })

  test('refuse more lines than Stripe takes, before anything is written', async () => {
    const { id: customer } = await newCustomer(rig)
    const { effects } = await rig.stats()
    const lines = Array.from({ length: 251 }, (_, index) => lineOf(String(index), '1'))
    await expect(
      rig.billing.createInvoice({ body: invoiceDraft(customer, lines) }, callWith('k')),
    ).rejects.toMatchObject({ code: 'too-many-lines', kind: 'data' })
    expect((await rig.stats()).effects).toBe(effects)
    const most = await rig.billing.createInvoice({ body: invoiceDraft(customer, lines.slice(1)) }, callWith('k'))
    expect(most.lines).toHaveLength(250)
  })

  test('voided as drafts can never be finalized', async () => {
    const { id: customer } = await newCustomer(rig)
    const { id } = await rig.billing.createInvoice({ body: invoiceDraft(customer, [lineOf('1', '5')]) }, callWith('k'))
    for (const key of ['a', 'b'])
      expect(await rig.billing.voidInvoice({ id }, callWith(key))).toMatchObject({ state: 'void' })
    await expect(rig.billing.finalizeInvoice({ id }, callWith('c'))).rejects.toMatchObject({ code: 'invoice-void' })
  })
})

describe('subscriptions', () => {
  test('start with one draft invoice of exactly their lines', async () => {
    const { id: customer } = await newCustomer(rig)
    const body = subscriptionDraft(customer)
    const created = await rig.billing.createSubscription({ body }, callWith('run:subscribe'))
    expect(created).toMatchObject({ state: 'active', reference: 'Q-7', order: 'Q-7', customer })
    const invoice = await rig.billing.getInvoice({ id: created.invoice }, callWith())
    expect(invoice).toMatchObject({ state: 'draft', subscription: created.id, reference: 'Q-7', order: 'Q-7' })
    expect(invoice.lines).toEqual([...body.recurring.map(({ term: _, ...line }) => line), ...body.oneOff])
    expect(invoice.gross).toEqual({ currency: 'EUR', amount: '173.54' })
    // Stripe finalizes such drafts after an hour unless told not to.
    await rig.clock({ advanceMs: 2 * 3600 * 1000 })
    expect(await rig.billing.getInvoice({ id: invoice.id }, callWith())).toMatchObject({ state: 'draft' })
    await rig.billing.finalizeInvoice({ id: invoice.id }, callWith('run:finalize'))
    expect(await rig.billing.getSubscription({ id: created.id }, callWith())).toMatchObject({ id: created.id })
    const [entry] = await ofKind('invoice')
    expect(entry).toMatchObject({ reference: 'Q-7', gross: '173.54', lines: { count: 3, gross: '173.54' } })
  })

  test('are cancelled with their unpaid invoices, however often', async () => {
    const { id: customer } = await newCustomer(rig)
    const { id, invoice } = await rig.billing.createSubscription({ body: subscriptionDraft(customer) }, callWith('k'))
    await rig.billing.finalizeInvoice({ id: invoice }, callWith('f'))
    await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        persist(() => rig.billing.cancelSubscription({ id }, callWith(key))).then((cancelled) =>
          expect(cancelled).toMatchObject({ id, state: 'cancelled' }),
        ),
      ),
    )
    expect(await rig.billing.getInvoice({ id: invoice }, callWith())).toMatchObject({ state: 'void' })
    expect(await ofKind('subscription')).toMatchObject([{ state: 'canceled' }])
  })

  test('that Stripe refuses leave nothing behind', async () => {
    const { id: customer } = await newCustomer(rig)
    const body = subscriptionDraft(customer)
    const four = { ...body.recurring[0]!, term: { unit: 'year', count: 4 } as const }
    await expect(
      rig.billing.createSubscription({ body: { ...body, recurring: [four] } }, callWith('k')),
    ).rejects.toMatchObject({ kind: 'data', detail: expect.stringContaining('three years') })
    expect(await ofKind('subscription')).toEqual([])
  })

  test('made by half, whose draft Stripe finalized before the repeat came, are ended and voided', async () => {
    const { id: customer } = await newCustomer(rig)
    const create = (reference: string) =>
      rig.billing.createSubscription(
        { body: { ...subscriptionDraft(customer), reference, order: reference } },
        callWith(`${reference}:subscribe`),
      )
    const whole = await create('Q-7')
    await rig.faults({ commitThenDrop: 1, only: 'POST /v1/subscriptions' })
    await expect(create('Q-8')).rejects.toMatchObject({ kind: 'transient' })
    await rig.faults({})
    await rig.clock({ advanceMs: 2 * 3600 * 1000 })
    await expect(create('Q-8')).rejects.toMatchObject({
      kind: 'data',
      detail: expect.stringContaining('invoice_not_editable'),
    })
    expect(await ofKind('subscription')).toMatchObject([
      { id: whole.id, state: 'active' },
      { reference: 'Q-8', state: 'canceled' },
    ])
    expect(await ofKind('invoice')).toMatchObject([{ reference: 'Q-8', state: 'void', open: '0.00' }])
  })
})
