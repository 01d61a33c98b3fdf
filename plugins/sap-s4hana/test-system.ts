import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { Connector } from '@gantry/core/connector'
import { type Connection, openConnection } from '@gantry/core/connector/connection'
import { locksInProcess } from '@gantry/core/connector/locks-in-process'
import type { Call, Port } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import type { SandboxDefinition } from '@gantry/core/sandbox'
import { type RunningSandbox, startSandbox } from '@gantry/core/sandbox/server'
import { erp } from '@gantry/erp-api/contract'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { pino } from 'pino'
import connector from './connector.ts'
import definition from './sandbox/sandbox.ts'

/** An S/4HANA of its own for one test file: a sandbox on loopback, the connector opened on it, and its webhook door. */
export type TestSystem = {
  url: string
  erp: Port<typeof erp>
  connection: Connection
  ledger: () => Promise<LedgerEntry[]>
  effects: () => Promise<number>
  table: <T = Record<string, unknown>>(name: string) => Promise<T[]>
  act: (action: string, body?: object) => Promise<unknown>
  fault: (faults: object) => Promise<void>
  open: (config?: Record<string, unknown>) => Connection
  /** Confirmations that came in and were accepted. */
  heard: Map<string, unknown>
  /** Ends the sandbox and starts it again on the same books and at the same address. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export const USER = { user: 'COMM_USER', password: 'password-of-test' }
export const CONFIRMATION = { confirmationUser: 'SAP', confirmationPassword: 'confirmation-of-test' }

let calls = 0
export const call = (): Call => ({
  identity: { subject: 'test', tenant: 'test', scopes: ['*'], via: 'internal' } as unknown as Call['identity'],
  correlation: 'correlation-of-test',
  idempotencyKey: `test:${++calls}`,
})

/** `tap` sees every request and answer, and may spoil them. */
export async function openTestSystem(tap?: MiddlewareHandler<{ Bindings: HttpBindings }>): Promise<TestSystem> {
  const dir = await mkdtemp(join(tmpdir(), 'gantry-sap-'))
  const heard = new Map<string, unknown>()
  const door = await openDoor(heard)
  const start = (port: number) =>
    startSandbox(tap ? tapped(tap) : definition, {
      port,
      dir,
      settings: { ...USER, ...CONFIRMATION, webhookUrl: door.url },
    })
  let sandbox: RunningSandbox = await start(0)
  const { url } = sandbox
  const exclusively = locksInProcess()
  const open = (config: Record<string, unknown> = {}) =>
    openConnection(connector as unknown as Connector, {
      name: 'erp',
      config: { ...USER, ...CONFIRMATION, baseUrl: url, ...config },
      limits: { requestsPerSecond: 5000, concurrency: 64 },
      log: pino({ level: 'silent' }),
      exclusively,
      heard: async ({ name }, key) => heard.get(`${name}/${key}`),
    })
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers: { connection: 'close' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const connection = open()
  door.use(connection)
  const act = (action: string, body: object = {}) => control('POST', `actions/${action}`, body)
  await act('company', {
    legalEntities: [
      { name: 'EMEA', currency: 'EUR', country: 'DE' },
      { name: 'AMER', currency: 'USD', country: 'US' },
      { name: 'APAC', currency: 'JPY', country: 'JP' },
    ],
  })
  return {
    url,
    connection,
    erp: (await connection.port(erp as never)) as unknown as Port<typeof erp>,
    ledger: async () => (await control('GET', 'ledger')) as LedgerEntry[],
    effects: async () => ((await control('GET', 'stats')) as { effects: number }).effects,
    table: async <T>(name: string) => (await control('GET', `tables/${name}`)) as T[],
    act,
    fault: async (faults) => void (await control('PUT', 'faults', faults)),
    open,
    heard,
    restart: async () => {
      await sandbox.close()
      sandbox = await start(Number(new URL(url).port))
    },
    close: async () => {
      await sandbox.close()
      await door.close()
      await rm(dir, { recursive: true })
    },
  }
}

/** Takes confirmations in as Gantry's webhook door does: verified, mapped, stored by event and key. */
async function openDoor(heard: Map<string, unknown>) {
  let connection: Connection | undefined
  const app = new Hono().post('/', async (c) => {
    try {
      const delivery = { headers: c.req.header(), body: await c.req.text() }
      for (const { event, data } of await connection!.receive(delivery))
        heard.set(`${event.name}/${event.key(data)}`, data)
      return c.json({ received: true })
    } catch (error) {
      return c.json({}, error instanceof IntegrationError ? (error.status as 401) : 500)
    }
  })
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`,
    use: (given: Connection) => {
      connection = given
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

const tapped = (tap: MiddlewareHandler<{ Bindings: HttpBindings }>): SandboxDefinition => ({
  ...definition,
  app: (context) => {
    const app = new Hono<{ Bindings: HttpBindings }>()
    app.use(tap)
    app.route('/', definition.app(context))
    return app as unknown as Hono
  },
})
