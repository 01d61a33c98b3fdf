import { verifyWebhook } from '@gantry/core/security/webhook-signature'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, Landscape, SANDBOXES } from '../landscape.ts'
import { admitPartner, type Partner } from '../partners.ts'
import { quote, quoted, setUp } from '../sales.ts'
import { type Received, type Receiver, startReceiver } from '../webhook-receiver.ts'

let landscape: Landscape
let real: Partner
let trying: Partner
let other: Partner
let receiver: Receiver
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  real = await admitPartner(landscape, 'P-NORTH')
  trying = await admitPartner(landscape, 'P-NORTH', true)
  other = await admitPartner(landscape, 'P-SOUTH', true)
  await quoted(landscape, 'Q-N1', quote({ partner: 'P-NORTH', state: 'accepted' }))
  receiver = await startReceiver()
}, 120_000)
afterAll(async () => {
  await landscape?.stop()
  await receiver?.close()
})

type Items = { items: Record<string, unknown>[] }
const order = (partner: Partner, name: string) =>
  partner.ask('POST', '/orders', { quote: name }, { 'idempotency-key': `try-${name}` })
const stageOf = async (partner: Partner, name: string) =>
  (await partner.ask<{ stage: string }>('GET', `/orders/${name}`)).body.stage
const effects = async () =>
  (await Promise.all(SANDBOXES.map((name) => landscape.stats(name)))).reduce((sum, one) => sum + one.effects, 0)
const to = (path: string) => (all: readonly Received[]) => all.filter((one) => one.path === path)

test('a partner tries its program out: orders take their course, are told of, and reach no system', async () => {
  const before = await effects()
  const events = ['order.submitted', 'order.changed', 'invoice.issued', 'payment.applied']
  await trying.ask('PUT', '/webhooks/endpoints/inbox', { url: `${receiver.url}/trying`, events })
  await other.ask('PUT', '/webhooks/endpoints/inbox', { url: `${receiver.url}/other`, events })
  await real.ask('PUT', '/webhooks/endpoints/inbox', { url: `${receiver.url}/real`, events })
  const { signingKey } = (await trying.ask<{ signingKey: string }>('POST', '/webhooks/endpoints/inbox/signing-key'))
    .body
  expect((await trying.ask('GET', '/partner')).body).toMatchObject({ partner: 'P-NORTH~sandbox', sandbox: true })
  expect((await trying.ask<Items>('GET', '/quotes')).body.items).toHaveLength(4)
  const wanted = { customer: 'anybody', lines: [{ sku: 'BIKE', quantity: '1' }] }
  const asked = await trying.ask('POST', '/quotes', wanted, { 'idempotency-key': 'ask' })
  expect(asked).toMatchObject({ status: 201, body: { state: 'accepted', customer: 'TEST-CUSTOMER' } })
  expect(String(asked.body.reference)).toMatch(/^TEST-PAID-PQ-/)
  expect((await trying.ask('GET', '/plan')).body).toMatchObject({ plan: 'standard', ordersToday: 0 })
  expect((await trying.ask('POST', '/quotes/TEST-REFUSED/validation')).body).toMatchObject({ verdict: 'refused' })
  for (const name of ['TEST-PAID-7', 'TEST-ON-HOLD', 'TEST-REFUSED', 'TEST-PARTLY-PAID'])
    expect(await order(trying, name)).toMatchObject({ status: 202, body: { order: name } })
  await eventually('each came to its end', async () => {
    const stages = await Promise.all(
      ['TEST-PAID-7', 'TEST-ON-HOLD', 'TEST-REFUSED', 'TEST-PARTLY-PAID'].map((name) => stageOf(trying, name)),
    )
    return stages.join(' ') === 'paid on-hold refused partly-paid'
  })
  const { body } = await trying.ask<{ invoices: { id: string }[]; payments: object[] }>('GET', '/orders/TEST-PAID-7')
  expect(body).toMatchObject({ open: { amount: '0.00' }, payments: [{ amount: { amount: '119.00' } }] })
  const invoice = body.invoices[0]!.id
  expect((await trying.ask('GET', `/invoices/${invoice}`)).body).toMatchObject({ state: 'paid' })
  expect((await trying.ask('GET', `/invoices/${invoice}/document`)).status).toBe(200)
  const paid = await receiver.until((all) =>
    to('/trying')(all).find(({ body }) => body.includes('payment.applied') && body.includes('TEST-PAID-7')),
  )
  expect(verifyWebhook(paid, [signingKey])).toBe(paid.headers['webhook-id'])
  expect([...to('/other')(receiver.received), ...to('/real')(receiver.received)]).toEqual([])
  expect(await effects()).toBe(before)
})

test('nothing real is in a sandbox, and nothing of a sandbox anywhere else', async () => {
  for (const path of ['/quotes/Q-N1', '/orders/Q-N1', '/quotes/TEST-NOTHING']) {
    const { status } = await trying.ask('GET', path)
    expect([path, status]).toEqual([path, 404])
  }
  expect((await order(trying, 'Q-N1')).status).toBe(404)
  for (const [who, path] of [
    [real, '/orders/TEST-PAID-7'],
    [real, '/quotes/TEST-PAID'],
    [real, '/invoices/test_in_TEST-PAID-7'],
    [other, '/orders/TEST-PAID-7'],
    [other, '/invoices/test_in_TEST-PAID-7'],
  ] as const) {
    const { status } = await who.ask('GET', path)
    expect([path, status]).toEqual([path, 404])
  }
  for (const who of [real, other]) expect((await who.ask<Items>('GET', '/orders')).body.items).toEqual([])
  expect((await landscape.call('/process/order-trail/v1/trails/TEST-PAID-7')).status).toBe(404)
  // Two sandboxes may have orders of one name.
  expect((await order(other, 'TEST-PAID-7')).status).toBe(202)
  await eventually('both are told of it', async () => to('/other')(receiver.received).length > 0)
})
