import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningSandbox, startSandbox } from '@gantry/core/sandbox/server'
import Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import sandbox from './sandbox.ts'

const KEY = 'sk_test_gantry_sandbox'
let running: RunningSandbox
let dir: string
let stripe: Stripe
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gantry-stripe-'))
  running = await startSandbox(sandbox, { port: 0, dir, settings: { searchLagMs: '60000' } })
  stripe = sdk(KEY)
})
afterEach(async () => {
  await running.close()
  await rm(dir, { recursive: true })
})

const sdk = (key: string) => {
  const { hostname, port } = new URL(running.url)
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${running.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  })
const errorOf = async (response: Response) => ((await response.json()) as { error: Record<string, string> }).error

async function draft(net = 1000) {
  const customer = await stripe.customers.create({ name: 'A', email: 'a@b.co' })
  const { id } = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 7,
  })
  return stripe.invoices.addLines(id!, {
    lines: [{ amount: net, description: 'x', tax_amounts: [tax(190, net)] }],
  })
}
const tax = (amount: number, taxable_amount: number) => ({
  amount,
  taxable_amount,
  tax_rate_data: { display_name: 'VAT', inclusive: false, percentage: 19 },
})

describe('Stripe’s own SDK', () => {
  test('makes, finalizes and reads an invoice', async () => {
    const invoice = await draft()
    expect(invoice).toMatchObject({ status: 'draft', subtotal: 1000, total: 1190, total_excluding_tax: 1000 })
    expect(invoice.total_taxes).toMatchObject([{ amount: 190, taxable_amount: 1000, tax_behavior: 'exclusive' }])
    const open = await stripe.invoices.finalizeInvoice(invoice.id!)
    expect(open).toMatchObject({ status: 'open', amount_remaining: 1190 })
    await expect(stripe.invoices.finalizeInvoice(invoice.id!)).rejects.toMatchObject({ code: 'invoice_not_editable' })
    await expect(stripe.invoices.addLines(invoice.id!, { lines: [{ amount: 1 }] })).rejects.toMatchObject({
      statusCode: 400,
      code: 'invoice_not_editable',
    })
    expect(await stripe.invoices.voidInvoice(invoice.id!)).toMatchObject({ status: 'void' })
    const { data } = await stripe.events.list({ limit: 100 })
    expect(data.map(({ type }) => type)).toEqual([
      'invoice.voided',
      'invoice.finalized',
      'invoice.created',
      'customer.created',
    ])
    expect(data[1]!.data.object).toMatchObject({ status: 'open' })
  })

  test('pages forwards and backwards, and by itself', async () => {
    const made: string[] = []
    for (let index = 0; index < 7; index++) made.unshift((await stripe.customers.create({ name: `${index}` })).id)
    const first = await stripe.customers.list({ limit: 3 })
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([made.slice(0, 3), true])
    const back = await stripe.customers.list({ limit: 2, ending_before: made[4]! })
    expect([back.data.map(({ id }) => id), back.has_more]).toEqual([made.slice(2, 4), true])
    const all: string[] = []
    for await (const { id } of stripe.customers.list({ limit: 2 })) all.push(id)
    expect(all).toEqual(made)
    await expect(stripe.customers.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' })
    await expect(stripe.customers.list({ starting_after: 'cus_no' })).rejects.toMatchObject({
      code: 'resource_missing',
    })
  })

  test('expands what it asks for', async () => {
    const invoice = await draft()
    const { customer } = await stripe.invoices.retrieve(invoice.id!, { expand: ['customer'] })
    expect(customer).toMatchObject({ object: 'customer', name: 'A' })
    await expect(stripe.invoices.retrieve(invoice.id!, { expand: ['status'] })).rejects.toMatchObject({
      statusCode: 400,
    })
  })

  test('finds a new customer by list at once, and by search only later', async () => {
    const { id } = await stripe.customers.create({ email: 'late@b.co', metadata: { key: "it's" } })
    const query = "metadata['key']:'it\\'s'"
    expect((await stripe.customers.list({ email: 'late@b.co' })).data).toMatchObject([{ id }])
    expect((await stripe.customers.search({ query })).data).toEqual([])
    await fetch(`${running.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 61_000 }) })
    expect((await stripe.customers.search({ query })).data).toMatchObject([{ id }])
    await expect(stripe.customers.search({ query: 'name~"x"' })).rejects.toMatchObject({ statusCode: 400 })
  })

  test('finalizes a subscription’s first invoice an hour later, unless told not to', async () => {
    const customer = await stripe.customers.create({ name: 'A' })
    await stripe.products.create({ id: 'p', name: 'P' })
    await expect(stripe.products.create({ id: 'p', name: 'P' })).rejects.toMatchObject({
      code: 'resource_already_exists',
    })
    const item = (product: string) => ({
      price_data: { currency: 'eur', product, recurring: { interval: 'month' as const }, unit_amount: 500 },
    })
    const create = (product: string) =>
      stripe.subscriptions.create({
        customer: customer.id,
        items: [item(product)],
        collection_method: 'send_invoice',
        days_until_due: 30,
        metadata: { a: 'b' },
        expand: ['latest_invoice'],
      })
    await expect(create('unknown')).rejects.toMatchObject({ code: 'resource_missing' })
    const left = (await create('p')).latest_invoice as Stripe.Invoice
    const held = (await create('p')).latest_invoice as Stripe.Invoice
    expect(left).toMatchObject({ status: 'draft', total: 500, lines: { data: [{ metadata: { a: 'b' } }] } })
    await stripe.invoices.update(held.id!, { auto_advance: false })
    await fetch(`${running.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 3_601_000 }) })
    expect(await stripe.invoices.retrieve(left.id!)).toMatchObject({ status: 'open' })
    expect(await stripe.invoices.retrieve(held.id!)).toMatchObject({ status: 'draft' })
  })
})

describe('the wire', () => {
  test('asks for credentials', async () => {
    expect((await fetch(`${running.url}/v1/customers`)).status).toBe(401)
    await expect(sdk('sk_test_wrong_0000').customers.list()).rejects.toMatchObject({
      statusCode: 401,
      message: expect.stringContaining('Invalid API Key provided: sk_test_*'),
    })
    const basic = { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` }
    expect((await fetch(`${running.url}/v1/customers`, { headers: basic })).status).toBe(200)
  })

  test('refuses unknown and bad parameters, and unknown addresses', async () => {
    for (const [body, code, param] of [
      ['nmae=x', 'parameter_unknown', 'nmae'],
      ['address[planet]=x', 'parameter_unknown', 'address[planet]'],
      ['email=nobody', 'email_invalid', 'email'],
      [`metadata[${'k'.repeat(41)}]=v`, undefined, undefined],
    ] as const) {
      const response = await post('/v1/customers', body)
      const error = await errorOf(response)
      expect(response.status).toBe(400)
      expect(error).toMatchObject({ type: 'invalid_request_error', ...(code && { code, param }) })
    }
    const { id } = await draft()
    expect(await errorOf(await post('/v1/invoices', 'collection_method=send_invoice'))).toMatchObject({
      code: 'parameter_missing',
      param: 'customer',
    })
    expect(await errorOf(await post(`/v1/invoices/${id}/add_lines`, 'lines[0][amount]=1.5'))).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'lines[0][amount]',
    })
    expect((await post('/v1/nothing', '')).status).toBe(404)
    expect((await post('/v1/customers', '', { 'stripe-version': 'new' })).status).toBe(400)
  })

  test('keeps answers for a day by idempotency key', async () => {
    const headers = { 'idempotency-key': 'k1' }
    const first = await post('/v1/customers', 'name=A', headers)
    const again = await post('/v1/customers', 'name=A', headers)
    expect(await again.json()).toEqual(await first.json())
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'))
    const other = await post('/v1/customers', 'name=B', headers)
    expect([other.status, (await errorOf(other)).type]).toEqual([400, 'idempotency_error'])
    const both = await Promise.all([1, 2].map(() => post('/v1/customers', 'name=C', { 'idempotency-key': 'k2' })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(running.books.size('customers')).toBe(2)
    expect(running.books.effects).toBe(2)
    await running.close()
    running = await startSandbox(sandbox, { port: 0, dir })
    expect((await post('/v1/customers', 'name=A', headers)).headers.get('idempotent-replayed')).toBe('true')
    await fetch(`${running.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 86_401_000 }) })
    expect((await post('/v1/customers', 'name=A', headers)).headers.get('idempotent-replayed')).toBeNull()
    expect(running.books.size('customers')).toBe(3)
  })
})
