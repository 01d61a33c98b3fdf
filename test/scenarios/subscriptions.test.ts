import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Identity } from '@gantry/core/security/identity'
import { Tokens } from '@gantry/core/security/tokens'
import { verifyWebhook } from '@gantry/core/security/webhook-signature'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import config from '../config.ts'
import { eventually, Landscape } from '../landscape.ts'
import { type Received, type Receiver, startReceiver } from '../webhook-receiver.ts'

let landscape: Landscape
let receiver: Receiver
let folder: string
const tokens = new Tokens('a key for tests that is long enough')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-published-'))
  landscape = await Landscape.start({ config: { ...config, registry: pathToFileURL(`${folder}/`) } })
  receiver = await startReceiver()
}, 120_000)
afterAll(async () => {
  await landscape?.stop()
  await receiver?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => receiver.answers((_, response) => response.writeHead(204).end()))

/** As whoever it is: subscriptions are their own. */
async function ask<T = Record<string, unknown>>(
  principal: string,
  method: string,
  path: string,
  body?: unknown,
  scopes = ['process.registry.*'],
) {
  const identity: Identity = { tenant: landscape.tenant, principal, scopes }
  const headers = {
    authorization: `Bearer ${await tokens.mint(identity)}`,
    ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
  }
  return landscape.call<T>(`/process/registry/v1${path}`, { method, headers, body })
}

const today = () => new Date().toISOString().slice(0, 10)

/** As a release lays it into the folder. */
async function publish(name: string, version: string, more: object = {}) {
  const at = join(folder, 'process', name, version)
  await mkdir(at, { recursive: true })
  const publication = {
    tier: 'process',
    name,
    version,
    publishedOn: today(),
    publishedBy: 'release@example.com',
    digest: 'a'.repeat(64),
    owner: 'platform',
    audience: 'internal',
    criticality: 'standard',
    lifecycle: 'active',
    classes: [],
    changelog: 'Something new.',
    level: 'info',
    changes: [],
    score: 100,
    waived: [],
    ...more,
  }
  await writeFile(join(at, 'publication.json'), JSON.stringify(publication))
}

type Announced = { items: { api: string; version: string }[] }
const announce = async () => (await ask<Announced>('release', 'POST', '/announcements', {})).body.items
const subscribe = (principal: string, id: string, more: object = {}) =>
  ask(principal, 'PUT', `/subscriptions/${id}`, { url: `${receiver.url}/${principal}-${id}`, ...more })
const told = (path: string) => (received: readonly Received[]) => {
  const own = received.filter((one) => one.path === path)
  return own.map(({ body }) => JSON.parse(body) as { type: string; data: { name: string; version: string } })
}

test('what is published is told once to whoever subscribed to it, signed, and not what came before', async () => {
  await publish('things', '1.0.0', { publishedOn: '2026-01-05', level: 'none' })
  expect(await subscribe('anna', 'all')).toMatchObject({ status: 200, body: { apis: ['*'], state: 'active' } })
  await subscribe('anna', 'grave', { levels: ['breaking'] })
  await subscribe('anna', 'others', { apis: ['process.others', 'system.*'] })
  await subscribe('anna', 'event', { apis: [], events: ['things.thingMade'] })
  const { signingKey } = (await ask<{ signingKey: string }>('anna', 'POST', '/subscriptions/all/signing-key')).body
  await publish('things', '1.1.0')
  const changes = [
    { id: 'x', level: 'breaking', location: 'webhook POST things.thingMade request application/json.id', text: '' },
  ]
  await publish('things', '2.0.0', { level: 'breaking', changes })
  expect((await announce()).map(({ version }) => version).sort()).toEqual(['1.1.0', '2.0.0'])
  expect(await announce()).toEqual([])
  await receiver.until((all) => (told('/anna-all')(all).length === 2 ? true : undefined))
  await receiver.until((all) => told('/anna-event')(all)[0])
  await receiver.until((all) => told('/anna-grave')(all)[0])
  const [first] = receiver.received.filter(({ path }) => path === '/anna-all')
  expect(verifyWebhook(first!, [signingKey])).toBe(first!.headers['webhook-id'])
  expect(told('/anna-all')(receiver.received)[0]).toMatchObject({
    type: 'contract.published',
    data: { name: 'things' },
  })
  for (const path of ['/anna-grave', '/anna-event'])
    expect(told(path)(receiver.received).map(({ data }) => data.version)).toEqual(['2.0.0'])
  expect(told('/anna-others')(receiver.received)).toEqual([])
  await eventually('the log says so', async () => {
    const { items } = (await ask<{ items: { state: string }[] }>('anna', 'GET', '/deliveries?subscription=all')).body
    return items.length === 2 && items.every(({ state }) => state === 'delivered')
  })
})

type Act = { action: string; object: string; by: string; correlation?: string; detail?: object }
const actsOf = async (by: string) =>
  (await landscape.call<{ items: Act[] }>(`/process/operations/v1/acts?by=${by}`)).body.items

test('who sets up, changes, renews, tries and removes a subscription, and whose, is in the audit log once', async () => {
  const page = async (method: string, path: string, body?: object) => {
    const token = await tokens.mint({ tenant: landscape.tenant, principal: 'dora', scopes: ['*'] })
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `dora ${method} ${path}` }
    const answer = await landscape.call(`/experience/catalogue/v1${path}`, { method, headers, body })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  }
  const url = `${receiver.url}/in?key=kestrel-7141`
  await page('PUT', '/subscriptions/own', { url, apis: ['process.*'] })
  await page('PUT', '/subscriptions/own', { url, state: 'paused' })
  await page('POST', '/subscriptions/own/signing-key')
  await page('POST', '/subscriptions/own/test')
  await page('POST', '/subscriptions/own/test')
  await page('DELETE', '/subscriptions/own')
  expect((await ask('dora', 'DELETE', '/subscriptions/own')).status).toBe(404)
  await subscribe('emil', 'watched')
  await ask('dora', 'DELETE', '/subscriptions/watched?subscriber=emil', undefined, ['*'])
  // With the tiers apart, as under Prism, the edge's own act of a change stands beside the detailed one.
  const acts = (await actsOf('dora')).filter(({ action }) => /^webhook\.|\.testSubscription$/.test(action))
  const own = 'subscription:dora/own'
  expect(acts.map(({ action, object }) => [action, object]).reverse()).toEqual([
    ['webhook.set', own],
    ['webhook.set', own],
    ['webhook.key-renewed', own],
    ['experience.catalogue.testSubscription', '/subscriptions/own/test'],
    ['webhook.removed', own],
    ['webhook.removed', 'subscription:emil/watched'],
  ])
  expect(acts.at(-1)!.detail).toMatchObject({ host: new URL(receiver.url).host, apis: ['process.*'], state: 'active' })
  expect(JSON.stringify(acts)).not.toContain('kestrel-7141')
})

test('a test is attempted until it is taken, and the log has each attempt', async () => {
  let refusals = 1
  receiver.answers((_, response) => response.writeHead(refusals-- > 0 ? 503 : 200, { 'retry-after': '1' }).end())
  const sent = await ask<{ id: string }>('anna', 'POST', '/subscriptions/all/test')
  expect(sent).toMatchObject({ status: 202, body: { subscription: 'all', type: 'subscription.tested' } })
  await eventually('it was taken', async () => {
    const { body } = await ask<{ state: string; history: unknown[] }>('anna', 'GET', `/deliveries/${sent.body.id}`)
    return body.state === 'delivered' && body.history.length === 2
  })
})

test('a subscription is its subscriber’s own; whoever may see to all may see to it', async () => {
  expect((await ask('bert', 'GET', '/subscriptions')).body).toEqual({ items: [] })
  const narrow = ['process.registry.listSubscriptions', 'process.registry.removeSubscription']
  expect(await ask('bert', 'GET', '/subscriptions?subscriber=anna', undefined, narrow)).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  })
  expect(await ask('bert', 'DELETE', '/subscriptions/all', undefined, narrow)).toMatchObject({ status: 404 })
  const wide = [...narrow, 'govern.subscriptions']
  expect(await ask('bert', 'DELETE', '/subscriptions/all?subscriber=anna', undefined, wide)).toMatchObject({
    status: 200,
  })
})

test('hosts that start with a newer registry tell of it by themselves, and once for all of them', async () => {
  for (const id of ['news', 'too']) await subscribe('fred', id)
  await publish('things', '3.0.0', { level: 'breaking' })
  await publish('others', '1.0.0', { level: 'none' })
  const start = () => landscape.startHost({ work: true, config: { ...config, registry: pathToFileURL(`${folder}/`) } })
  const hosts = await Promise.all([start(), start()])
  const versions = (id: string) =>
    told(`/fred-${id}`)(receiver.received).map(({ data }) => `${data.name} ${data.version}`)
  await receiver.until(() => (['news', 'too'].every((id) => versions(id).length >= 2) ? true : undefined))
  // Closing waits for what it has begun to announce.
  await Promise.all(hosts.map((host) => host.close()))
  await (await start()).close()
  expect(await announce()).toEqual([])
  for (const id of ['news', 'too']) {
    const { items } = (await ask<{ items: object[] }>('fred', 'GET', `/deliveries?subscription=${id}`)).body
    expect(items).toHaveLength(2)
    expect(versions(id).sort()).toEqual(['others 1.0.0', 'things 3.0.0'])
  }
})

test('an address within our own network, or a subscription to nothing, is refused', async () => {
  expect(await ask('anna', 'PUT', '/subscriptions/in', { url: 'https://169.254.169.254/latest' })).toMatchObject({
    body: { code: 'address-refused' },
  })
  expect(
    await ask('anna', 'PUT', '/subscriptions/in', { url: `${receiver.url}/in`, apis: [], events: [] }),
  ).toMatchObject({ status: 400 })
})

test('the commands announce, and ask for, decide and list a consumer contract', async () => {
  const gantry = async <T>(principal: string, ...given: string[]) => {
    const token = await tokens.mint({ tenant: landscape.tenant, principal, scopes: ['*'] })
    const line = ['scaffold/bin/gantry.ts', ...given, '--url', landscape.url, '--token', token, '--json']
    return JSON.parse((await promisify(execFile)(process.execPath, line)).stdout) as T
  }
  await publish('things', '2.1.0')
  const announced = await gantry<Announced>('release', 'contracts', 'announce')
  expect(announced.items).toMatchObject([{ api: 'process.things', version: '2.1.0' }])
  const named = ['web-shop', 'process.registry@1']
  const scope = ['--scope', 'process.registry.listApis']
  await gantry('anna', 'access', 'request', ...named, ...scope, '--plan', 'standard', '--purpose', 'To look.')
  const terms = ['--plan', 'trial', '--days', '20', '--reason', 'Agreed.']
  expect(await gantry('bert', 'access', 'decide', ...named, 'approved', ...terms)).toMatchObject({ state: 'approved' })
  expect(await gantry('anna', 'access', 'list', '--expiry', 'expiring')).toMatchObject({
    items: [{ client: 'web-shop', scopes: ['process.registry.listApis'], plan: 'trial' }],
  })
})
