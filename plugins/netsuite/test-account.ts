import { generateKeyPairSync } from 'node:crypto'
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

/** A NetSuite account of its own for one test file: a sandbox on loopback, and the connector opened on it. */
export type TestAccount = {
  url: string
  privateKey: string
  sandbox: () => RunningSandbox
  connection: Connection
  erp: Port<typeof erp>
  ledger: () => Promise<LedgerEntry[]>
  effects: () => Promise<number>
  act: (action: string, body: object) => Promise<unknown>
  fault: (faults: object) => Promise<void>
  open: (config?: Record<string, unknown>) => Connection
  /** Ends the sandbox and starts it again on the same books and, as vendors do, at the same address. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export const CREDENTIALS = { account: '1234567_SB1', clientId: 'client-of-test', certificateId: 'certificate-of-test' }

let calls = 0
export const call = (): Call => ({
  identity: { subject: 'test', tenant: 'test', scopes: ['*'], via: 'internal' } as unknown as Call['identity'],
  correlation: 'test',
  idempotencyKey: `test:${++calls}`,
})

/** `tap` sees every request and answer, and may spoil them. */
export async function openTestAccount(tap?: Tap): Promise<TestAccount> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const dir = await mkdtemp(join(tmpdir(), 'gantry-netsuite-'))
  const sandboxDefinition = tap ? tapped(tap) : definition
  const start = (port: number) =>
    startSandbox(sandboxDefinition, { port, dir, settings: { ...CREDENTIALS, publicKey } })
  let sandbox = await start(0)
  const { url } = sandbox
  const open = (config: Record<string, unknown> = {}) =>
    openConnection(connector as unknown as Connector, {
      name: 'erp',
      config: { ...CREDENTIALS, privateKey, baseUrl: url, ...config },
      limits: { requestsPerSecond: 5000 },
      log: pino({ level: 'silent' }),
      exclusively: locksInProcess(),
    })
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
      { name: 'EMEA', currency: 'EUR' },
      { name: 'AMER', currency: 'USD' },
    ],
  })
  const connection = open()
  return {
    url,
    privateKey,
    sandbox: () => sandbox,
    connection,
    erp: (await connection.port(erp as never)) as unknown as Port<typeof erp>,
    ledger: async () => (await control('GET', 'ledger')) as LedgerEntry[],
    effects: async () => ((await control('GET', 'stats')) as { effects: number }).effects,
    act,
    fault: async (faults) => void (await control('PUT', 'faults', faults)),
    open,
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
