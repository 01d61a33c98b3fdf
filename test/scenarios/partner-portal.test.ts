import { Tokens } from '@gantry/core/security/tokens'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, statusAt } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { admitPartner, type Partner } from '../partners.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
let north: Partner
let south: Partner
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  await landscape.act('stripe', 'customers', { default: 'pay' })
  north = await admitPartner(landscape, 'P-NORTH')
  south = await admitPartner(landscape, 'P-SOUTH')
  const lines = [line({ unitCost: '500', listPrice: '1000' }), careLine()]
  await quoted(landscape, 'Q-N1', quote({ partner: 'P-NORTH', state: 'presented', lines }))
  await quoted(landscape, 'Q-N2', quote({ partner: 'P-NORTH', state: 'draft' }))
  await quoted(landscape, 'Q-S1', quote({ partner: 'P-SOUTH', state: 'accepted' }))
  await quoted(landscape, 'Q-OWN', quote({ state: 'accepted' }))
}, 120_000)
afterAll(() => landscape?.stop())

type Items = { items: Record<string, unknown>[]; next?: string }

test('a partner sees what is sold, and what it costs; never what it costs us', async () => {
  const first = await north.ask<Items>('GET', '/catalogue?limit=1')
  expect(first.body).toMatchObject({ items: [{ sku: 'BIKE', currency: 'USD', listPrice: '1000' }], next: 'BIKE' })
  const second = await north.ask<Items>('GET', `/catalogue?limit=1&cursor=${first.body.next}`)
  expect(second.body).toMatchObject({ items: [{ sku: 'CARE', charge: 'recurring' }] })
  expect(second.body.next).toBeUndefined()
  const { body } = await north.ask('GET', '/quotes/Q-N1')
  expect(body).toMatchObject({ reference: 'Q-N1', partner: 'P-NORTH', total: { amount: '1030.00' } })
  expect(JSON.stringify([first.body, second.body, body])).not.toMatch(/unitCost|native|taxCode/)
})

test('from a quote to cash: checked, accepted, ordered, invoiced and paid', async () => {
  expect((await north.ask<Items>('GET', '/quotes')).body.items).toMatchObject([
    { reference: 'Q-N1', state: 'presented', ordered: false },
    { reference: 'Q-N2', state: 'draft' },
  ])
  expect((await north.ask('POST', '/quotes/Q-N1/validation')).body).toMatchObject({
    verdict: 'accepted',
    gross: { amount: '1110.44', currency: 'USD' },
  })
  const key = { 'idempotency-key': 'accept-1' }
  expect(await north.ask('POST', '/quotes/Q-N2/acceptance', undefined, key)).toMatchObject({
    status: 409,
    body: { code: 'quote-not-offered' },
  })
  const accepted = await north.ask('POST', '/quotes/Q-N1/acceptance', undefined, { 'idempotency-key': 'accept-2' })
  expect(accepted).toMatchObject({ status: 200, body: { state: 'accepted' } })
  const order = { 'idempotency-key': 'order-1' }
  const submitted = await north.ask('POST', '/orders', { quote: 'Q-N1' }, order)
  expect(submitted).toMatchObject({ status: 202, body: { order: 'Q-N1' } })
  expect((await north.ask('POST', '/orders', { quote: 'Q-N1' }, order)).body).toEqual(submitted.body)
  // It is told of at once, before any event of it was read.
  expect((await north.ask('GET', '/orders/Q-N1')).status).toBe(200)
  await atStage(landscape, 'Q-N1', 'paid')
  await statusAt(landscape, 'Q-N1', 'paid')
  const { body } = await eventually('the portal has heard of it', async () => {
    const answer = await north.ask<{ stage: string; invoices: object[]; payments: object[] }>('GET', '/orders/Q-N1')
    return answer.body.stage === 'paid' && answer.body.invoices.length > 0 && answer.body.payments.length > 0 && answer
  })
  expect(body).toMatchObject({
    partner: 'P-NORTH',
    gross: { amount: '1110.44' },
    open: { amount: '0.00' },
    invoices: [{ order: 'Q-N1', gross: { amount: '1110.44' } }],
    payments: [{ order: 'Q-N1', amount: { amount: '1110.44' } }],
  })
  const [invoice] = (await north.ask<Items>('GET', '/invoices')).body.items
  const whole = await north.ask<Record<string, unknown>>('GET', `/invoices/${invoice!.id}`)
  expect(whole.body).toMatchObject({ number: invoice!.number, state: 'paid', open: { amount: '0.00' } })
  expect((await north.ask('GET', `/invoices/${invoice!.number}`)).body).toEqual(whole.body)
  expect(whole.body).not.toHaveProperty('native')
  const pdf = await north.ask<{ content: string; fileName: string }>('GET', `/invoices/${invoice!.id}/document`)
  expect(pdf.body.fileName).toBe(`${invoice!.number}.pdf`)
  expect(Buffer.from(pdf.body.content, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
  // The same bytes as they are, for whoever would rather have the file.
  const file = await fetch(`${landscape.url}/experience/partner-portal/v1/invoices/${invoice!.id}/document`, {
    headers: { authorization: `Bearer ${north.key}`, accept: 'application/pdf' },
  })
  expect(file.headers.get('content-type')).toBe('application/pdf')
  expect(file.headers.get('content-disposition')).toContain(`filename="${invoice!.number}.pdf"`)
  expect(
    Buffer.from(await file.arrayBuffer())
      .toString('latin1')
      .slice(0, 5),
  ).toBe('%PDF-')
  expect((await north.ask<Items>('GET', '/payments?order=Q-N1')).body.items).toHaveLength(1)
  expect((await north.ask<Items>('GET', '/quotes')).body.items[0]).toMatchObject({ reference: 'Q-N1', ordered: true })
})

test('S59 a partner sees its own; another partner’s, or ours, is not there: 404 and empty lists, whatever it is asked by', async () => {
  const [invoice] = (await north.ask<Items>('GET', '/invoices')).body.items
  const { correlation } = await statusAt(landscape, 'Q-N1', 'paid')
  for (const path of [
    '/quotes/Q-N1',
    '/orders/Q-N1',
    `/orders/${correlation}`,
    `/invoices/${invoice!.id}`,
    `/invoices/${invoice!.number}`,
    `/invoices/${invoice!.id}/document`,
    '/quotes/Q-OWN',
    '/orders/Q-OWN',
  ]) {
    const { status, body } = await south.ask<{ title: string }>('GET', path)
    expect([path, status]).toEqual([path, 404])
    // Word for word what is said of what does not exist.
    const named = path.split('/')[2]!
    const other = await south.ask<{ title: string }>('GET', path.replace(named, 'nobody-knows'))
    expect(body.title.replace(named, 'nobody-knows')).toBe(other.body.title)
  }
  for (const path of ['/orders', '/invoices', '/payments', '/orders?search=Q-N1', '/invoices?order=Q-N1'])
    expect([path, (await south.ask<Items>('GET', path)).body.items]).toEqual([path, []])
  const key = (at: string) => ({ 'idempotency-key': `s-${at}` })
  for (const other of ['Q-N1', 'Q-N2', 'Q-OWN']) {
    expect((await south.ask('POST', '/orders', { quote: other }, key(other))).status).toBe(404)
    expect((await south.ask('POST', `/quotes/${other}/acceptance`, undefined, key(`a${other}`))).status).toBe(404)
    expect((await south.ask('POST', `/quotes/${other}/validation`)).status).toBe(404)
  }
  // The very requests of the other, under its own keys: answers that were kept are not given to anybody else.
  expect((await south.ask('POST', '/orders', { quote: 'Q-N1' }, { 'idempotency-key': 'order-1' })).status).toBe(404)
  const accepting = { 'idempotency-key': 'accept-2' }
  expect((await south.ask('POST', '/quotes/Q-N1/acceptance', undefined, accepting)).status).toBe(404)
  expect((await south.ask<Items>('GET', '/quotes')).body.items.map((one) => one.reference)).toEqual(['Q-S1'])
})

test('usage of a customer is told once and billed, for the partner’s own orders alone', async () => {
  await landscape.act('stripe', 'meter', { event: 'calls' })
  const usage = { reference: 'U-1', order: 'Q-N1', meter: 'calls', quantity: '2.5', at: new Date().toISOString() }
  const tell = (partner: Partner, key: string, more: object = {}) =>
    partner.ask('POST', '/usage', { ...usage, ...more }, { 'idempotency-key': key })
  for (const key of ['u-1', 'u-1', 'u-2']) expect((await tell(north, key)).status).toBe(201)
  expect((await tell(south, 'u-3')).status).toBe(404)
  expect((await tell(north, 'u-4', { order: 'Q-OWN' })).status).toBe(404)
  expect((await north.ask<Items>('GET', '/usage')).body.items).toEqual([usage])
  expect((await south.ask<Items>('GET', '/usage')).body.items).toEqual([])
  const told = (await landscape.ledger('stripe')).filter(({ kind }) => (kind as string) === 'usage')
  expect(told).toHaveLength(1)
})

test('a partner asks for a quote; sales prices it, and it is ordered', async () => {
  const wanted = {
    customer: 'C-1',
    lines: [
      { sku: 'BIKE', quantity: '2' },
      { sku: 'CARE', quantity: '1' },
    ],
  }
  const ask = (body: object, key: string) =>
    north.ask<{ reference: string; code: string }>('POST', '/quotes', body, { 'idempotency-key': key })
  const asked = await ask(wanted, 'ask-1')
  expect(asked).toMatchObject({
    status: 201,
    body: {
      state: 'in-review',
      partner: 'P-NORTH',
      legalEntity: 'US01',
      total: { amount: '2030.00', currency: 'USD' },
    },
  })
  const { reference } = asked.body
  expect((await ask(wanted, 'ask-1')).body).toEqual(asked.body)
  const accepting = () =>
    north.ask('POST', `/quotes/${reference}/acceptance`, undefined, { 'idempotency-key': `${Math.random()}` })
  expect(await accepting()).toMatchObject({ status: 409, body: { code: 'quote-not-offered' } })

  await quoted(
    landscape,
    reference,
    quote({ partner: 'P-NORTH', lines: [line({ quantity: '2', unitPrice: '950' }), careLine()] }),
  )
  expect((await north.ask('GET', `/quotes/${reference}`)).body).toMatchObject({ total: { amount: '1930.00' } })
  expect(await accepting()).toMatchObject({ status: 200, body: { state: 'accepted' } })
  const ordered = await north.ask('POST', '/orders', { quote: reference }, { 'idempotency-key': 'order-asked' })
  expect(ordered).toMatchObject({ status: 202, body: { order: reference } })

  // Whom it has had no quote for is not there for it, be it a customer of somebody else.
  for (const customer of ['P-SOUTH', 'nobody-knows'])
    expect(await ask({ ...wanted, customer }, `for-${customer}`)).toMatchObject({
      status: 404,
      body: { code: 'no-such-customer', title: `There is no customer ${customer}.` },
    })
  const unsold = { ...wanted, lines: [{ sku: 'HORSE', quantity: '1' }] }
  expect(await ask(unsold, 'unsold')).toMatchObject({ status: 422, body: { code: 'no-such-product' } })
  for (const quantity of ['0', '-1', '1e3', 'many'])
    expect((await ask({ ...wanted, lines: [{ sku: 'BIKE', quantity }] }, `q${quantity}`)).status).toBe(400)
})

test('a partner sees its plan, what it used of it, and what it asked and ordered by day', async () => {
  expect((await north.ask('GET', '/plan')).body).toMatchObject({
    plan: 'standard',
    ordersPerDay: 200,
    ordersToday: 2,
    quotesToday: 1,
    next: { plan: 'plus', ordersPerDay: 5000 },
  })
  const today = new Date().toISOString().slice(0, 10)
  await eventually('its requests were counted', async () => {
    const [day] = (await north.ask<{ items: { requests: number }[] }>('GET', '/activity?days=1')).body.items
    return (day?.requests ?? 0) > 20 && day
  })
  const { items } = (await north.ask<Items>('GET', '/activity')).body
  expect(items).toHaveLength(30)
  expect(items.at(-1)).toMatchObject({ day: today, orders: 2 })
  expect((await south.ask<Items>('GET', '/activity?days=1')).body.items[0]).toMatchObject({ orders: 0 })
})

test('a partner has the calls of its plan, all its programs together', async () => {
  const host = await landscape.startHost({ serve: ['experience'], rate: { calls: 10_000, seconds: 60 } })
  const ask = () =>
    fetch(`${host.url}/experience/partner-portal/v1/partner`, { headers: { authorization: `Bearer ${south.key}` } })
  try {
    const first = await ask()
    expect(first.headers.get('ratelimit-policy')).toBe('"partner";q=600;w=60')
    expect(await first.json()).toMatchObject({ partner: 'P-SOUTH', plan: 'standard', ordersPerDay: 200 })
    const planned = await landscape.call('/process/access/v1/partners/P-SOUTH/plan', {
      method: 'PUT',
      body: { plan: 'plus' },
    })
    expect(planned.status).toBe(200)
    const after = await eventually('the plan counts', async () => {
      const answer = await ask()
      return answer.headers.get('ratelimit-policy') === '"partner";q=6000;w=60' && answer
    })
    expect(await after.json()).toMatchObject({ plan: 'plus', ordersPerDay: 5000 })
  } finally {
    await host.close()
  }
})

test('S59 a grant shows one partner the other’s, and its withdrawal hides it at once', async () => {
  const grant = '/process/access/v1/partners/P-SOUTH/grants/P-NORTH'
  expect((await landscape.call(grant, { method: 'PUT' })).status).toBe(200)
  await eventually('the grant counts', async () => (await south.ask('GET', '/orders/Q-N1')).status === 200)
  expect((await south.ask<Items>('GET', '/orders')).body.items.map((one) => one.reference)).toContain('Q-N1')
  expect((await south.ask<Items>('GET', '/quotes')).body.items).toHaveLength(4)
  expect((await landscape.call(grant, { method: 'DELETE' })).status).toBe(200)
  await eventually('it is gone', async () => (await south.ask('GET', '/orders/Q-N1')).status === 404)
})

test('tenant and partner come from the credential alone, and no other API is open to it', async () => {
  const told = await south.ask('GET', '/orders/Q-N1?partner=P-NORTH', undefined, {
    'x-partner': 'P-NORTH',
    'x-tenant': 'other',
  })
  expect(told.status).toBe(404)
  for (const path of ['/process/order-trail/v1/orders', '/process/partner-sales/v1/orders', '/system/cpq/v1/products'])
    expect((await landscape.call(path, { headers: { authorization: `Bearer ${south.key}` } })).status).toBe(403)
  const reader = await new Tokens(landscape.identityKey).mint({
    tenant: landscape.tenant,
    principal: 'reader',
    partner: 'P-NORTH',
    scopes: ['partner.orders.read'],
  })
  const as = { headers: { authorization: `Bearer ${reader}` } }
  expect((await landscape.call('/experience/partner-portal/v1/orders', as)).status).toBe(200)
  expect((await landscape.call('/experience/partner-portal/v1/invoices', as)).status).toBe(403)
})

test('S59 a revoked contract stops at once, and nobody else’s', async () => {
  expect((await south.ask('GET', '/orders')).status).toBe(200)
  const revoked = await landscape.call(
    '/process/access/v1/contracts/P-SOUTH-shop/experience.partner-portal/1/decision',
    { method: 'POST', body: { decision: 'revoked', reason: 'The partnership has ended.' } },
  )
  expect(revoked.status).toBe(200)
  const refused = await eventually('it counts', async () => {
    const answer = await south.ask('GET', '/orders')
    return answer.status !== 200 && answer
  })
  expect(refused).toMatchObject({ status: 403, body: { code: 'no-consumer-contract' } })
  expect((await north.ask('GET', '/orders')).status).toBe(200)
})
