import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { callWith, invoiceDraft, lineOf, newCustomer, persist, type Rig, startRig } from './rig.ts'

let rig: Rig
let customer: string
beforeEach(async () => {
  rig = await startRig()
  customer = (await newCustomer(rig)).id
})
afterEach(() => rig.close())

const term = { unit: 'month', count: 1 } as const
const lines = [lineOf('1', '10', '1.90')]
const create = (from: Pick<Rig, 'billing'>, key = 'run:invoice') =>
  from.billing.createInvoice({ body: invoiceDraft(customer, lines) }, callWith(key))
const subscribe = (from: Pick<Rig, 'billing'>, key = 'run:subscribe') =>
  from.billing.createSubscription(
    {
      body: {
        reference: 'Q-1',
        order: 'Q-1',
        customer,
        legalEntity: 'EMEA',
        currency: 'USD',
        startsOn: '2026-01-01',
        recurring: lines.map((line) => ({ ...line, term })),
        oneOff: [lineOf('2', '7')],
      },
    },
    callWith(key),
  )

const drafts = () => rig.sandbox.books.all<{ id: string }>('invoices').map(({ id }) => id)
const subscriptions = () => rig.sandbox.books.all<{ id: string }>('subscriptions').map(({ id }) => id)

describe('the same key', () => {
  test('twice gives the same documents and the same lines', async () => {
    const longKey = 'k'.repeat(255)
    const first = await create(rig, longKey)
    expect(await create(rig.connect(), longKey)).toEqual(first)
    expect(drafts()).toEqual([first.id])
    const subscription = await subscribe(rig)
    expect((await subscribe(rig.connect())).id).toBe(subscription.id)
    expect(subscriptions()).toEqual([subscription.id])
    const invoice = await rig.billing.getInvoice({ id: subscription.invoice }, callWith())
    expect(invoice.lines.map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('by twenty at once gives one', async () => {
    const [invoices, begun] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, () => persist(() => create(rig)))),
      Promise.all(Array.from({ length: 20 }, () => persist(() => subscribe(rig.connect())))),
    ])
    expect(new Set(invoices.map(({ id }) => id)).size).toBe(1)
    expect(invoices.every(({ lines: kept }) => kept.length === 1)).toBe(true)
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1)
    expect(subscriptions()).toHaveLength(1)
    const id = invoices[0]!.id
    const finalized = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        persist(() => rig.billing.finalizeInvoice({ id }, callWith(`f-${index % 2}`))),
      ),
    )
    expect(new Set(finalized.map(({ number }) => number)).size).toBe(1)
  })

  test('finds what was done when the answer got lost', async () => {
    await rig.faults({ commitThenDrop: 1, only: 'POST /v1/invoices' })
    await expect(create(rig)).rejects.toMatchObject({ code: 'vendor-unreachable', kind: 'transient' })
    await rig.faults({})
    const [made] = drafts()
    const invoice = await create(rig)
    expect(invoice.id).toBe(made)
    // Now any of the writes, and any number of times.
    await rig.faults({ commitThenDrop: 0.4 })
    const subscription = await persist(() => subscribe(rig))
    const finalized = await persist(() => rig.billing.finalizeInvoice({ id: invoice.id }, callWith('run:finalize')))
    await rig.faults({})
    expect(subscriptions()).toEqual([subscription.id])
    expect(drafts().sort()).toEqual([invoice.id, subscription.invoice].sort())
    expect(finalized.state).toBe('open')
    const first = await rig.billing.getInvoice({ id: subscription.invoice }, callWith())
    expect(first.gross.amount).toBe('18.90')
    expect((await rig.ledger()).filter(({ kind }) => kind === 'invoice')).toHaveLength(1)
  })

  test('holds after the books were closed and opened again', async () => {
    const first = await create(rig)
    await rig.close({ keep: true })
    rig = await startRig({ dir: rig.folder })
    expect((await create(rig)).id).toBe(first.id)
    expect(drafts()).toEqual([first.id])
  })

  test('with another body is refused', async () => {
    await create(rig)
    await expect(
      rig.billing.createInvoice({ body: invoiceDraft(customer, [lineOf('1', '11')]) }, callWith('run:invoice')),
    ).rejects.toMatchObject({ kind: 'data', code: 'reference-taken' })
  })
})

describe('another key', () => {
  test('finds what is there, after the vendor has forgotten its own', async () => {
    const [invoice, subscription] = [await create(rig), await subscribe(rig)]
    await rig.billing.finalizeInvoice({ id: subscription.invoice }, callWith('f'))
    await rig.clock({ advanceMs: 25 * 3_600_000 })
    const other = rig.connect()
    expect((await create(other)).id).toBe(invoice.id)
    // Nor is a subscription touched that runs: the key's old answer would find its draft finalized, and cancel it.
    expect(await subscribe(other)).toMatchObject({ id: subscription.id, state: 'active' })
    expect((await create(other, 'another')).id).toBe(invoice.id)
    expect((await subscribe(other, 'another')).id).toBe(subscription.id)
  })

  test('goes on where the first one stopped', async () => {
    await rig.faults({ error500: 1, only: '/add_lines' })
    await expect(create(rig)).rejects.toMatchObject({ kind: 'transient' })
    await expect(subscribe(rig)).rejects.toMatchObject({ kind: 'transient' })
    await rig.faults({})
    const [invoice, subscription] = [await create(rig, 'another'), await subscribe(rig, 'another')]
    expect(drafts().sort()).toEqual([invoice.id, subscription.invoice].sort())
    const first = await rig.billing.getInvoice({ id: subscription.invoice }, callWith())
    expect([invoice.gross.amount, first.gross.amount]).toEqual(['11.90', '18.90'])
  })

  test('makes another invoice in the place of one that was voided', async () => {
    const { id } = await create(rig)
    await rig.billing.voidInvoice({ id }, callWith('v'))
    expect((await create(rig, 'another')).id).not.toBe(id)
  })
})

describe('a customer that people deleted', () => {
  test('is made anew, though Stripe still has the first answer, and can be billed', async () => {
    await rig.act('delete-customer', { reference: 'ACC-1' })
    await expect(create(rig)).rejects.toMatchObject({ kind: 'data' })
    const again = await newCustomer(rig)
    expect(again.id).not.toBe(customer)
    expect((await newCustomer(rig.connect())).id).toBe(again.id)
    await rig.act('delete-customer', { reference: 'ACC-1' })
    customer = (await newCustomer(rig.connect())).id
    expect((await create(rig, 'another')).state).toBe('draft')
  })
})

describe('failures', () => {
  test('of the vendor pass: 500, 429 with its wait, and bodies that are not Stripe’s', async () => {
    await rig.faults({ error500: 1 })
    await expect(create(rig)).rejects.toMatchObject({ code: 'vendor-failed', kind: 'transient' })
    await rig.faults({ error429: 1 })
    await expect(create(rig)).rejects.toMatchObject({ code: 'rate-limited', kind: 'transient', retryAfterMs: 1000 })
    await rig.faults({})
    expect((await create(rig)).state).toBe('draft')
  })

  test('of credentials name no secret', async () => {
    const apiKey = 'sk_test_notTheRightKey9876'
    const stranger = await startRig({ config: { apiKey } })
    const thrown = await newCustomer(stranger).catch((error: unknown) => error as Error)
    expect(thrown).toMatchObject({ code: 'vendor-denied', kind: 'policy' })
    const text = JSON.stringify(thrown, Object.getOwnPropertyNames(thrown)) + String((thrown as Error).stack)
    for (const part of ['notTheRightKey', '9876', 'sk_test']) expect(text).not.toContain(part)
    await stranger.close()
  })

  test('of the data carry the vendor’s code', async () => {
    await expect(
      rig.billing.createInvoice({ body: invoiceDraft('cus_unknown', lines) }, callWith('k')),
    ).rejects.toMatchObject({ code: 'not-found', kind: 'data', detail: expect.stringContaining('resource_missing') })
    for (const work of [
      () => rig.billing.getInvoice({ id: 'in_unknown' }, callWith()),
      () => rig.billing.getSubscription({ id: 'sub_unknown' }, callWith()),
      () => rig.payments.getPayment({ id: 'pi_unknown' }, callWith()),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'not-found', status: 404 })
    await expect(
      rig.billing.upsertCustomer(
        {
          reference: 'ACC-2',
          body: { name: 'x'.repeat(255), billTo: { country: 'DE', street: 'x' }, email: 'a@b.co' },
        },
        callWith(),
      ),
    ).resolves.toMatchObject({ reference: 'ACC-2' })
  })
  test('is not the fate of a customer whose reference no header can carry', async () => {
    for (const reference of ['Sons 🚀', 'Bäcker Groß', 'n'.repeat(120)])
      await expect(
        rig.billing.upsertCustomer({ reference, body: { name: reference, billTo: { country: 'DE' } } }, callWith()),
      ).resolves.toMatchObject({ reference })
  })
})
