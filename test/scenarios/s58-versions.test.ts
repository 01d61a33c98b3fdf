import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ContractInput, defineContract, get, z } from '@gantry/core/contract'
import { type Earlier, earlier } from '@gantry/core/contract/earlier'
import { defineProcess, type Process } from '@gantry/core/process'
import { defineGantry, type GantryConfig } from '@gantry/core/runtime/config'
import { type Host, startHost } from '@gantry/core/runtime/host'
import { Tokens } from '@gantry/core/security/tokens'
import { freshDatabase } from '@gantry/core/testing/database'
import { judgeAll, objectionsOf, publish } from '@gantry/scaffold/governance/publish'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import registryProcess from '../../process-apis/registry/process.ts'
import { eventually } from '../landscape.ts'

const today = new Date().toISOString().slice(0, 10)
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const changelog = { '1.0.0': 'First published.', '1.1.0': 'Deprecated.', '2.0.0': 'An amount has a currency.' }
const contractOf = <R extends z.ZodType>(returns: R, changes: Partial<ContractInput> = {}) =>
  defineContract({
    name: 'prices',
    version: '1.0.0',
    tier: 'process',
    title: 'Prices',
    description: 'What a thing costs.',
    owner: 'deal-desk',
    contact: 'deal-desk@example.com',
    criticality: 'standard',
    lifecycle: 'active',
    audience: 'internal',
    objectives: { availabilityPercent: 99.9, p95Ms: 500 },
    changelog,
    ...changes,
    operations: { getPrice: get('/prices/{sku}', { summary: 'Read what a thing costs.', returns }) },
  })

const Bare = z.object({ sku: z.string(), amount: z.string() }).openapi('Price', { description: 'Dollars.' })
const WithCurrency = z
  .object({ sku: z.string(), price: z.object({ amount: z.string(), currency: z.string() }) })
  .openapi('Price', { description: 'What a thing costs.' })

const first = contractOf(Bare)
const migration = 'https://example.com/docs/prices-2'
const second = contractOf(WithCurrency, { version: '2.0.0', migration })
const deprecated = (sunset: string) =>
  contractOf(Bare, {
    version: '1.1.0',
    lifecycle: 'deprecated',
    deprecation: { since: today, sunset, successor: '2.0.0', migration },
  })

const priceOf = { amount: '12.34', currency: 'USD' }
/** The old version, answered by the new one. */
const before = (sunset: string) =>
  earlier(deprecated(sunset), second, (current) => ({
    getPrice: async ({ sku }, call) => ({ sku, amount: (await current.getPrice({ sku }, call)).price.amount }),
  }))

const serving = (contract: { operations: object }, old?: Earlier): Process =>
  defineProcess({
    contract: contract as typeof second,
    uses: {},
    ...(old && { earlier: [old] }),
    serve: () => ({ getPrice: async ({ sku }) => ({ sku, price: priceOf }) }),
  })

let root: string
let database: { url: string; drop: () => Promise<void> }
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-s58-'))
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
  await rm(root, { recursive: true, force: true })
})

const landscape = (process: Process): GantryConfig =>
  defineGantry({
    registry: pathToFileURL(`${join(root, 'published')}/`),
    connections: {},
    capabilities: {},
    processes: { prices: async () => ({ default: process }), registry: async () => ({ default: registryProcess }) },
    views: {},
    access: { consumers: { 'web-shop': ['process.prices@1', 'process.prices@2', 'process.registry@1'] } },
  })

const by = 'release@example.com'
const judge = (process: Process) => judgeAll({ root, config: landscape(process) }, by, today)
const refusals = async (process: Process) => objectionsOf(await judge(process)).map(({ code }) => code)
async function release(process: Process) {
  const judgement = await judge(process)
  expect(objectionsOf(judgement)).toEqual([])
  const publications = await publish({ root, config: landscape(process) }, judgement, { by, on: today })
  return publications.filter(({ name }) => name === 'prices').map(({ version, level }) => ({ version, level }))
}

test('S58 a breaking change is published as a major version with a way to move, and the old one is kept until its sunset', async () => {
  expect(await release(serving(first))).toEqual([{ version: '1.0.0', level: 'none' }])
  const broken = (changes: Partial<ContractInput>) => serving(contractOf(WithCurrency, changes))
  expect(await refusals(broken({}))).toContain('breaking-without-major')
  expect(await refusals(broken({ version: '1.1.0' }))).toEqual(['breaking-without-major'])
  expect(await refusals(broken({ version: '2.0.0' }))).toEqual(['removed-before-sunset', 'no-migration-link'])
  expect(await refusals(serving(second))).toEqual(['removed-before-sunset'])
  expect(await release(serving(second, before(inDays(90))))).toEqual([
    { version: '2.0.0', level: 'breaking' },
    { version: '1.1.0', level: 'info' },
  ])
  const kept = JSON.parse(await readFile(join(root, 'published/process/prices/1.0.0/openapi.json'), 'utf8'))
  expect(kept).toMatchObject({ info: { version: '1.0.0' }, 'x-gantry': { lifecycle: 'active' } })
}, 120_000)

const tokens = new Tokens('a key for tests that is long enough')
async function ask(host: Host, path: string, method = 'GET') {
  const identity = { tenant: 'test', principal: 'web-shop', client: 'web-shop', scopes: ['process.*'] }
  const authorization = `Bearer ${await tokens.mint(identity)}`
  const response = await fetch(`${host.url}${path}`, { method, headers: { authorization } })
  const body = (await response.json()) as Record<string, unknown> & { items: Record<string, unknown>[] }
  return { status: response.status, headers: response.headers, body }
}

async function withHost(process: Process, work: (host: Host) => Promise<void>) {
  const host = await startHost({
    config: landscape(process),
    environment: {},
    databaseUrl: database.url,
    serve: ['process'],
    work: false,
    tenant: 'test',
    identityKey: 'a key for tests that is long enough',
    development: true,
    log: pino({ level: 'silent' }),
  })
  await work(host).finally(() => host.close())
}

test('S58 both versions answer, the old one with Deprecation and Sunset, and its consumers are told', async () => {
  const sunset = inDays(90)
  await withHost(serving(second, before(sunset)), async (host) => {
    const now = await ask(host, '/process/prices/v2/prices/A')
    expect(now).toMatchObject({ status: 200, body: { sku: 'A', price: priceOf } })
    expect(now.headers.has('deprecation')).toBe(false)
    const old = await ask(host, '/process/prices/v1/prices/A')
    expect(old).toMatchObject({ status: 200, body: { sku: 'A', amount: '12.34' } })
    // A failure tells of it as well.
    for (const { headers } of [old, await ask(host, '/process/prices/v1/prices/A', 'POST')]) {
      expect(headers.get('deprecation')).toBe(`@${Date.parse(today) / 1000}`)
      expect(headers.get('sunset')).toBe(new Date(sunset).toUTCString())
      expect(headers.get('link')).toBe(
        `<${migration}>; rel="deprecation"; type="text/html", </process/prices/v2>; rel="successor-version"`,
      )
    }
    const notice = await eventually('the calls are counted', async () => {
      const { body } = await ask(host, '/process/registry/v1/notices?consumer=web-shop')
      return Number(body.items[0]?.calls) >= 2 && body.items[0]
    })
    expect(notice).toMatchObject({ api: 'process.prices', version: '1.1.0', consumer: 'web-shop', sunset, migration })
    const { body } = await ask(host, '/process/registry/v1/apis/process/prices/versions')
    expect(body.items.map(({ version, lifecycle }) => `${version} ${lifecycle}`)).toEqual([
      '1.0.0 active',
      '1.1.0 deprecated',
      '2.0.0 active',
    ])
    const consumers = await ask(host, '/process/registry/v1/apis/process/prices/consumers')
    expect(consumers.body.items).toMatchObject([
      { consumer: 'web-shop', version: '1.1.0' },
      { consumer: 'web-shop', version: '2.0.0' },
    ])
  })
}, 60_000)

test('S58 past its sunset it answers 410 and names what follows', async () => {
  await withHost(serving(second, before(inDays(0))), async (host) => {
    const gone = await ask(host, '/process/prices/v1/prices/A')
    expect(gone).toMatchObject({ status: 410, body: { code: 'version-retired' } })
    expect(gone.body.title).toBe(`Version 1.1.0 of the prices API ended on ${today}; version 2.0.0 follows it.`)
    expect((await ask(host, '/process/prices/v2/prices/A')).status).toBe(200)
  })
}, 60_000)
