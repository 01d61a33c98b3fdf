import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Publication } from '@gantry/core/contract/publications'
import { guardedFetch } from '@gantry/core/security/guarded-fetch'
import { newWebhookSecret, verifyWebhook } from '@gantry/core/security/webhook-signature'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { announce } from './announce.ts'
import { Subscription } from './subscription.ts'

const publication = (more: Partial<Publication> = {}) =>
  ({
    tier: 'process',
    name: 'order-trail',
    version: '1.1.0',
    publishedOn: '2026-03-31',
    lifecycle: 'active',
    level: 'info',
    changelog: 'One more field.',
    changes: [],
    digest: 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
    ...more,
  }) as Publication

const secret = newWebhookSecret()
const heard: { headers: Record<string, string>; body: string }[] = []
let answers: number[] = []
const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    heard.push({ headers: request.headers as Record<string, string>, body })
    response.writeHead(answers.shift() ?? 204).end()
  })
})
let url: string
const guarded = guardedFetch({ networks: ['127.0.0.0/8'], http: true, ports: 'any' })
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`
})
beforeEach(() => {
  heard.length = 0
  answers = []
})
afterAll(async () => {
  await guarded.close()
  receiver.close()
})

const tell = (publications: Publication[], more: object = {}, fetch = guarded.fetch) =>
  announce({
    subscriptions: [{ subscriber: 'web-shop', url, secret: 'WEB_SHOP', ...more }],
    publications,
    secretOf: (name) => (name === 'WEB_SHOP' ? secret : undefined),
    fetch,
    now: () => new Date(),
    pauseMs: 1,
  })

test('a subscriber hears what was published, signed, and once more under the same id', async () => {
  expect(await tell([publication()])).toMatchObject([{ subscriber: 'web-shop', contract: 'process.order-trail' }])
  await tell([publication()])
  const ids = heard.map((delivery) => verifyWebhook(delivery, [secret]))
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
  expect(JSON.parse(heard[0]!.body)).toMatchObject({
    type: 'contract.published',
    data: { tier: 'process', name: 'order-trail', version: '1.1.0', level: 'info' },
  })
})

test('it hears of the APIs and of the levels it asked for', async () => {
  const all = [publication(), publication({ tier: 'system', name: 'billing', level: 'breaking' })]
  const told = async (more: object) => (await tell(all, more)).map(({ contract }) => contract)
  expect(await told({})).toEqual(['process.order-trail', 'system.billing'])
  expect(await told({ apis: ['system.*'] })).toEqual(['system.billing'])
  expect(await told({ apis: ['process.order-trail'] })).toEqual(['process.order-trail'])
  expect(await told({ levels: ['breaking'] })).toEqual(['system.billing'])
})

test('one who is down for a moment is asked again, one who refuses is not', async () => {
  answers = [503, 429]
  expect((await tell([publication()]))[0]?.failed).toBeUndefined()
  expect(heard).toHaveLength(3)
  heard.length = 0
  answers = [410]
  expect((await tell([publication()]))[0]?.failed).toBe('It answered 410.')
  expect(heard).toHaveLength(1)
})

test('neither an address within our own network nor a missing secret is used, and it is said', async () => {
  const strict = guardedFetch({ http: true, ports: 'any' })
  expect((await tell([publication()], {}, strict.fetch))[0]?.failed).toBeDefined()
  await strict.close()
  expect((await tell([publication()], { secret: 'NOBODY' }))[0]?.failed).toContain('NOBODY')
  expect(heard).toEqual([])
})

test('a subscription names https and a variable, not a secret', () => {
  const written = { subscriber: 'web-shop', url: 'https://hooks.example.com/gantry', secret: 'WEB_SHOP' }
  expect(Subscription.safeParse(written).success).toBe(true)
  expect(Subscription.safeParse({ ...written, url: 'http://hooks.example.com/gantry' }).success).toBe(false)
  expect(Subscription.safeParse({ ...written, secret: 'whsec_abc' }).success).toBe(false)
})
