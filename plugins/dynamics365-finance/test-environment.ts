import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { Connector } from '@gantry/core/connector'
import { type Connection, openConnection } from '@gantry/core/connector/connection'
import { locksInProcess } from '@gantry/core/connector/locks-in-process'
import type { Call, Port } from '@gantry/core/contract'
import type { SandboxDefinition } from '@gantry/core/sandbox'
import { type RunningSandbox, startSandbox } from '@gantry/core/sandbox/server'
import { erp } from '@gantry/erp-api/contract'
import type { HttpBindings } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { pino } from 'pino'
import connector from './connector.ts'
import definition from './sandbox/sandbox.ts'

/** An environment of its own for one test file: a sandbox on loopback, and the connector opened on it. */
export type TestEnvironment = {
  url: string
  privateKey: string
  clientSecret: string
  certificateThumbprint: string
  sandbox: () => RunningSandbox
  /** An access token, asked for with plain HTTP. */
  token: () => Promise<string>
  erp: Port<typeof erp>
  ledger: () => Promise<LedgerEntry[]>
  effects: () => Promise<number>
  table: <T = Record<string, string>>(name: string) => Promise<T[]>
  act: (action: string, body: object) => Promise<unknown>
  fault: (faults: object) => Promise<void>
  open: (config?: Record<string, unknown>) => Connection
  port: (config?: Record<string, unknown>) => Promise<Port<typeof erp>>
  /** Ends the sandbox and starts it again on the same books and at the same address. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export const APPLICATION = { tenantId: 'tenant-of-test', clientId: 'client-of-test' }

let calls = 0
export const call = (): Call => ({
  identity: { subject: 'test', tenant: 'test', scopes: ['*'], via: 'internal' } as unknown as Call['identity'],
  correlation: 'test',
  idempotencyKey: `test:${++calls}`,
})

/** `tap` sees every request and answer, and may spoil them. */
export async function openTestEnvironment(
  options: { tap?: Tap; settings?: Record<string, string> } = {},
): Promise<TestEnvironment> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const clientSecret = randomBytes(16).toString('hex')
  const certificateThumbprint = randomBytes(32).toString('hex')
  const dir = await mkdtemp(join(tmpdir(), 'gantry-dynamics365-'))
  const settings = { ...APPLICATION, clientSecret, certificateThumbprint, publicKey, ...options.settings }
  const start = (port: number) => startSandbox(options.tap ? tapped(options.tap) : definition, { port, dir, settings })
  let sandbox = await start(0)
  const { url } = sandbox
  const open = (config: Record<string, unknown> = {}) =>
    openConnection(connector as unknown as Connector, {
      name: 'erp',
      config: {
        ...APPLICATION,
        clientSecret,
        baseUrl: url,
        authority: url,
        companies: 'EMEA=demf,AMER=usmf,JP=jpmf',
        ...config,
      },
      limits: { requestsPerSecond: 5000 },
      log: pino({ level: 'silent' }),
      exclusively: locksInProcess(),
    })
  const port = async (config?: Record<string, unknown>) =>
    (await open(config).port(erp as never)) as unknown as Port<typeof erp>
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/_sandbox/${path}`, {
      method,
      // No connection outlives a restart.
      headers: { connection: 'close' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const act = (action: string, body: object) => control('POST', `actions/${action}`, body)
  await act('company', {
    legalEntities: [
      { name: 'demf', currency: 'EUR' },
      { name: 'usmf', currency: 'USD' },
      { name: 'jpmf', currency: 'JPY' },
    ],
  })
  return {
    url,
    privateKey,
    clientSecret,
    certificateThumbprint,
    sandbox: () => sandbox,
    token: async () => {
      const response = await fetch(`${url}/${APPLICATION.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: APPLICATION.clientId,
          client_secret: clientSecret,
          scope: `${url}/.default`,
        }),
      })
      return ((await response.json()) as { access_token: string }).access_token
    },
    erp: await port(),
    ledger: async () => (await control('GET', 'ledger')) as LedgerEntry[],
    effects: async () => ((await control('GET', 'stats')) as { effects: number }).effects,
    table: async <T>(name: string) => (await control('GET', `tables/${name}`)) as T[],
    act,
    fault: async (faults) => void (await control('PUT', 'faults', faults)),
    open,
    port,
    restart: async () => {
      await sandbox.close()
      sandbox = await start(Number(new URL(url).port))
    },
    close: async () => {
      await sandbox.close()
      await rm(dir, { recursive: true })
    },
  }
}

export type Tap = MiddlewareHandler<{ Bindings: HttpBindings }>

const tapped = (tap: Tap): SandboxDefinition => ({
  ...definition,
  app: (context) => {
    const app = new Hono<{ Bindings: HttpBindings }>()
    app.use(tap)
    app.route('/', definition.app(context))
    return app as unknown as Hono
  },
})
