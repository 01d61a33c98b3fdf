import pino from 'pino'
import { defineConnector, provide } from '../connector/connector.ts'
import { defineContract, event, get, post, z } from '../contract/contract.ts'
import type { Residency } from '../data/residency.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { defineFlow } from '../flow/flow.ts'
import { AUDIENCE } from '../security/issuer.fixture.ts'
import { freshDatabase } from '../testing/database.ts'
import { defineGantry } from './config.ts'
import { type Host, startHost } from './host.ts'
import type { HostOptions } from './host-options.ts'
import { defineProcess } from './process.ts'
import { defineView } from './view.ts'

const Order = z.object({
  id: z.string(),
  entity: z.string().optional(),
  lines: z.array(z.object({ entity: z.string() })).default([]),
  note: z.string().default(''),
})
const Placed = z.object({ id: z.string(), state: z.string() })
const declared = {
  version: '1.0.0',
  title: 'Orders',
  description: 'Orders of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
} as const
const submitOrder = post('/orders', { summary: 'Submit.', body: Order, returns: Placed, status: 202, idempotent: true })
const orders = defineContract({
  ...declared,
  name: 'orders',
  tier: 'process',
  operations: {
    submitOrder,
    getOrder: get('/orders/{id}', { summary: 'Read.', returns: Placed }),
    listOrders: get('/orders', {
      summary: 'List.',
      query: z.object({ entity: z.string() }),
      returns: z.object({ ids: z.array(z.string()) }),
    }),
  },
  events: {},
})
const shop = defineContract({ ...declared, name: 'shop', tier: 'experience', operations: { submitOrder }, events: {} })

const flow = defineFlow({
  name: 'orders',
  version: 1,
  team: 'platform',
  input: Order,
  key: ({ id }) => id,
  uses: {},
  run: async (_, { step }) => {
    await step('work', async () => 1)
  },
})

const ledger = defineContract({
  ...declared,
  name: 'ledger',
  tier: 'system',
  operations: {},
  events: { booked: event(z.object({ id: z.string(), entity: z.string() }), { key: ({ id }) => id }) },
})

/** Delivers lists of `{ id, entity }`, signed as `good`. */
const vendor = defineConnector({
  name: 'vendor',
  title: 'Vendor',
  config: z.object({}),
  limits: { requestsPerSecond: 10, concurrency: 1 },
  connect: () => ({}),
  provides: [provide(ledger, () => ({}))],
  webhooks: {
    verify: ({ headers }) => {
      if (headers['vendor-signature'] !== 'good')
        throw new IntegrationError('webhook-forged', 'Forged.', { kind: 'policy', status: 401 })
    },
    events: ({ body }) =>
      (JSON.parse(body) as { id: string; entity: string }[]).map((data) => ({
        event: ledger.events.booked,
        data,
        source: data.id,
        at: '2026-01-02T03:04:05Z',
      })),
  },
  manifest: {},
  conformance: 'unverified',
  sandbox: async () => ({}) as never,
  rehearsal: () => Promise.reject(new Error('no rehearsal here')),
})

/** Orders that do not say whose they are, and whose they are all the same. */
export const records = new Map<string, string>()
/** What was read and looked up for it. */
export const lookedUp: string[] = []

const process = defineProcess({
  contract: orders,
  uses: {},
  flows: [flow],
  residence: () => ({
    submitOrder: async ({ body }) => ({ entity: records.get(body.id) }),
    getOrder: async ({ id }) => {
      lookedUp.push(id)
      return { entity: records.get(id) }
    },
  }),
  serve: ({ engine, db }) => ({
    submitOrder: async ({ body }, call) => ({ id: body.id, state: (await engine.start(flow, body, call)).state }),
    getOrder: async ({ id }, call) => {
      const run = await engine.find(flow, id, call)
      if (run) return { id, state: run.state }
      throw new IntegrationError('not-found', `There is no order ${id}.`, { kind: 'data', status: 404 })
    },
    listOrders: async () => {
      const rows = await db.selectFrom('gantry.run').select('key').orderBy('key').execute()
      return { ids: rows.map(({ key }) => key) }
    },
  }),
})

const view = defineView({
  contract: shop,
  uses: { orders },
  serve: ({ orders }) => ({ submitOrder: (input, call) => orders.submitOrder(input, call) }),
})

export type RegionalHost = Host & { url: string; log: () => string; databaseUrl: string; close: () => Promise<void> }

/** A host of a region on a database of its own, unless that of another one is given. */
export async function startRegion(
  residency: Residency,
  issuer: string,
  { databaseUrl, ...options }: Partial<HostOptions> = {},
): Promise<RegionalHost> {
  const own = databaseUrl === undefined ? await freshDatabase() : undefined
  let logged = ''
  const write = (line: string) => {
    logged += line
  }
  const url = databaseUrl ?? own!.url
  const host = await startHost({
    config: defineGantry({
      connections: { vendor: { connector: async () => ({ default: vendor }) } },
      capabilities: { ledger: { contract: ledger, connection: 'vendor' } },
      processes: { orders: async () => ({ default: process }) },
      views: { shop: async () => ({ default: view }) },
      residency: () => residency,
      access: { consumers: { crm: ['process.orders@1', 'experience.shop@1'] } },
    }),
    environment: { NODE_ENV: 'production' },
    databaseUrl: url,
    serve: ['system', 'process', 'experience'],
    work: false,
    tenant: 'acme',
    identityKey: `the key of the region ${residency.region}, its own`.padEnd(32),
    issuers: [{ issuer, audience: AUDIENCE }],
    rate: { calls: 1000, seconds: 60 },
    log: pino({ level: 'trace' }, { write }),
    ...options,
  }).catch(async (error) => {
    await own?.drop()
    throw error
  })
  return {
    ...host,
    url: host.url!,
    databaseUrl: url,
    log: () => logged,
    close: async () => {
      await host.close()
      await own?.drop()
    },
  }
}
