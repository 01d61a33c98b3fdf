import { verifyWebhook } from '@gantry/core/security/webhook-signature'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { atStage } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { admitPartner, type Partner } from '../partners.ts'
import { line, quote, quoted, setUp } from '../sales.ts'
import { type Received, type Receiver, startReceiver } from '../webhook-receiver.ts'

let landscape: Landscape
let north: Partner
let south: Partner
let receiver: Receiver
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  await landscape.act('stripe', 'customers', { default: 'pay' })
  north = await admitPartner(landscape, 'P-NORTH')
  south = await admitPartner(landscape, 'P-SOUTH')
  receiver = await startReceiver()
}, 120_000)
afterAll(async () => {
  await landscape?.stop()
  await receiver?.close()
})
beforeEach(() => receiver.answers((_, response) => response.writeHead(204).end()))

type Delivery = { id: string; endpoint: string; message: string; type: string; state: string; attempts: number }
type Deliveries = { items: (Delivery & { status?: number; reason?: string })[] }

const ALL = ['order.submitted', 'order.changed', 'invoice.issued', 'payment.applied', 'endpoint.tested']
const endpoint = (partner: Partner, id: string, path: string, more: object = {}) =>
  partner.ask('PUT', `/webhooks/endpoints/${id}`, { url: receiver.url + path, events: ALL, ...more })
const keyOf = async (partner: Partner, id: string) =>
  (await partner.ask<{ signingKey: string }>('POST', `/webhooks/endpoints/${id}/signing-key`)).body.signingKey
const once = () => ({ 'idempotency-key': crypto.randomUUID() })
const to = (path: string) => (received: readonly Received[]) => received.filter((one) => one.path === path)
const told = ({ body }: Received) => JSON.parse(body) as { type: string; timestamp: string; data: { stage?: string } }
const logOf = async (partner: Partner, query = '') =>
  (await partner.ask<Deliveries>('GET', `/webhooks/deliveries${query}`)).body.items

test('an order of a partner is told to its endpoints, signed, and to nobody else’s', async () => {
  expect(await endpoint(north, 'inbox', '/north')).toMatchObject({
    status: 200,
    body: { id: 'inbox', state: 'active' },
  })
  await endpoint(north, 'cash', '/north-cash', { events: ['payment.applied'] })
  await endpoint(south, 'inbox', '/south')
  const key = await keyOf(north, 'inbox')
  expect(key).toMatch(/^whsec_/)
  await quoted(landscape, 'Q-W1', quote({ partner: 'P-NORTH', state: 'accepted', lines: [line()] }))
  await quoted(landscape, 'Q-W2', quote({ state: 'accepted', lines: [line()] }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-W1', 'Q-W2'] })
  await receiver.until((all) => to('/north')(all).find((one) => told(one).data.stage === 'paid'))
  // In no promised order: what tells of the cash may come after the stage that it led to.
  await receiver.until((all) => to('/north')(all).find((one) => told(one).type === 'payment.applied'))
  await receiver.until((all) => to('/north-cash')(all)[0])
  await atStage(landscape, 'Q-W2', 'paid')
  const north1 = to('/north')(receiver.received)
  expect(new Set(north1.map((one) => told(one).type))).toEqual(
    new Set(['order.submitted', 'order.changed', 'invoice.issued', 'payment.applied']),
  )
  for (const one of north1) {
    expect(verifyWebhook(one, [key])).toBe(one.headers['webhook-id'])
    expect(one.body).toContain('Q-W1')
    // References and amounts; a sentence might say what is ours to know.
    expect(Object.keys(told(one).data)).not.toContain('message')
  }
  expect(to('/north-cash')(receiver.received).map((one) => told(one).type)).toEqual(['payment.applied'])
  expect(to('/south')(receiver.received)).toEqual([])
  expect(receiver.received.every(({ body }) => !body.includes('Q-W2'))).toBe(true)
  await eventually('the log says so', async () => {
    const log = await logOf(north, '?endpoint=inbox')
    return log.length === to('/north')(receiver.received).length && log.every(({ state }) => state === 'delivered')
  })
  expect(await logOf(south)).toEqual([])
})

test('what is not taken is attempted again; the log has each attempt, and a replay sends the same message', async () => {
  let refusals = 1
  receiver.answers((_, response) => response.writeHead(refusals-- > 0 ? 503 : 200, { 'retry-after': '1' }).end())
  const sent = await north.ask<Delivery>('POST', '/webhooks/endpoints/inbox/test', undefined, once())
  expect(sent).toMatchObject({ status: 202, body: { type: 'endpoint.tested', endpoint: 'inbox' } })
  const whole = await eventually('the second attempt is taken', async () => {
    const { body } = await north.ask<Delivery & { history: object[]; body: string }>(
      'GET',
      `/webhooks/deliveries/${sent.body.id}`,
    )
    return body.state === 'delivered' && body
  })
  expect(whole.history).toMatchObject([{ status: 503, reason: 'It answered 503.' }, { status: 200 }])
  const before = receiver.received.length
  const replayed = await north.ask<Delivery>('POST', `/webhooks/deliveries/${sent.body.id}/replay`, undefined, once())
  expect(replayed.body.message).toBe(sent.body.message)
  const again = await receiver.until((all) => all[before])
  expect(again).toMatchObject({ body: whole.body, headers: { 'webhook-id': sent.body.message } })
})

test('an endpoint that was set up late is told what happened before', async () => {
  await endpoint(north, 'late', '/late')
  const replay = { since: new Date(Date.now() - 3600_000).toISOString() }
  const { body, status } = await north.ask<{ deliveries: number }>(
    'POST',
    '/webhooks/endpoints/late/replay',
    replay,
    once(),
  )
  expect(status).toBe(202)
  expect(body.deliveries).toBeGreaterThan(4)
  await receiver.until((all) => (to('/late')(all).length === body.deliveries ? true : undefined))
  await eventually('all are delivered', async () =>
    (await logOf(north, '?endpoint=late')).every(({ state }) => state === 'delivered'),
  )
  const second = await north.ask('POST', '/webhooks/endpoints/late/replay', replay, once())
  expect(second.body).toEqual({ deliveries: 0 })
  // A delivery that a crash left without its run is begun by the next replay.
  const client = new pg.Client({ connectionString: landscape.databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ id: string }>(
    `insert into gantry.partner_delivery (tenant, id, partner, endpoint, message)
      select tenant, gen_random_uuid(), partner, endpoint, message from gantry.partner_delivery
      where endpoint = 'late' limit 1 returning id::text`,
  )
  await client.end()
  await north.ask('POST', '/webhooks/endpoints/late/replay', replay, once())
  await eventually('it is delivered', async () =>
    (await logOf(north, '?endpoint=late')).some(({ id, state }) => id === rows[0]!.id && state === 'delivered'),
  )
})

test('a new key signs beside the one before; a receiver that is gone is paused', async () => {
  const [old, next] = [await keyOf(north, 'late'), await keyOf(north, 'late')]
  await north.ask('POST', '/webhooks/endpoints/late/test', undefined, once())
  const one = await receiver.until((all) => to('/late')(all).find((each) => told(each).type === 'endpoint.tested'))
  for (const key of [old, next]) expect(verifyWebhook(one, [key])).toBe(one.headers['webhook-id'])
  receiver.answers((_, response) => response.writeHead(410).end())
  const sent = await north.ask<Delivery>('POST', '/webhooks/endpoints/late/test', undefined, once())
  await eventually('it is paused', async () => {
    const { body } = await north.ask<{ items: { id: string; state: string }[] }>('GET', '/webhooks/endpoints')
    return body.items.some(({ id, state }) => id === 'late' && state === 'paused')
  })
  expect(await logOf(north, '?state=failed')).toMatchObject([{ id: sent.body.id, status: 410 }])
})

test('an address that leads into our network is refused, and signing keys do not lie readable', async () => {
  for (const url of ['https://169.254.169.254/latest', 'https://10.0.0.1/', 'https://[::1]/in', 'ftp://example.com/'])
    expect((await endpoint(north, 'inner', '/', { url })).status, url).toBeGreaterThanOrEqual(400)
  const key = await keyOf(north, 'inbox')
  const client = new pg.Client({ connectionString: landscape.databaseUrl })
  await client.connect()
  const { rows } = await client.query('select sealed::text from gantry.partner_endpoint')
  await client.end()
  expect(rows.length).toBeGreaterThan(2)
  expect(JSON.stringify(rows)).not.toMatch(/whsec_/)
  expect(key).toMatch(/^whsec_/)
})

test('endpoints and deliveries of another partner are not there', async () => {
  const [first] = await logOf(north)
  for (const [method, path] of [
    ['GET', `/webhooks/deliveries/${first!.id}`],
    ['POST', `/webhooks/deliveries/${first!.id}/replay`],
    ['DELETE', '/webhooks/endpoints/cash'],
    ['POST', '/webhooks/endpoints/cash/signing-key'],
    ['POST', '/webhooks/endpoints/cash/test'],
  ] as const)
    expect([path, (await south.ask(method, path, undefined, once())).status]).toEqual([path, 404])
  expect((await south.ask<{ items: object[] }>('GET', '/webhooks/endpoints')).body.items).toHaveLength(1)
  expect(await north.ask('DELETE', '/webhooks/endpoints/cash')).toMatchObject({ status: 200, body: { id: 'cash' } })
})
