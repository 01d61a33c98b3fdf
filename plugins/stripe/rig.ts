import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { billing } from '@gantry/billing-api/contract'
import type { DocumentLine } from '@gantry/canonical/document'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { add, money } from '@gantry/canonical/money'
import type { Connector } from '@gantry/core/connector'
import { openConnection } from '@gantry/core/connector/connection'
import type { Call } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { startSandbox } from '@gantry/core/sandbox/server'
import { developmentIdentity } from '@gantry/core/security/identity'
import { payments } from '@gantry/payments-api/contract'
import { pino } from 'pino'
import connector from './connector.ts'
import sandboxDefinition from './sandbox/sandbox.ts'

export const API_KEY = 'sk_test_gantry_sandbox'
export const WEBHOOK_SECRET = 'whsec_gantry_sandbox'

export const callWith = (idempotencyKey?: string): Call => ({
  identity: developmentIdentity('test'),
  correlation: 'test',
  ...(idempotencyKey && { idempotencyKey }),
})

type RigOptions = { settings?: Record<string, string>; dir?: string; config?: Record<string, unknown> }

/** A sandbox and a connection to it, as tests use them. */
export async function startRig({ settings = {}, dir, config = {} }: RigOptions = {}) {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), 'gantry-stripe-')))
  const sandbox = await startSandbox(sandboxDefinition, {
    port: 0,
    dir: folder,
    settings: { searchLagMs: '0', ...settings },
  })
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const connect = () => {
    const connection = openConnection(connector as unknown as Connector, {
      name: 'stripe',
      config: { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET, baseUrl: sandbox.url, ...config },
      limits: { requestsPerSecond: 2000 },
      log: pino({ level: 'silent' }),
      exclusively: (_key, work) => work(),
    })
    return {
      connection,
      billing: client(billing, { kind: 'direct', port: () => connection.port(billing as never) }),
      payments: client(payments, { kind: 'direct', port: () => connection.port(payments as never) }),
    }
  }
  return {
    ...connect(),
    /** Another process with the same account: nothing remembered. */
    connect,
    sandbox,
    folder,
    act: <T>(action: string, body: object) => control<T>('POST', `/actions/${action}`, body),
    faults: (faults: object) => control('PUT', '/faults', faults),
    clock: (move: object) => control('POST', '/clock', move),
    ledger: () => control<LedgerEntry[]>('GET', '/ledger'),
    stats: () => control<{ effects: number; pendingDeliveries: number }>('GET', '/stats'),
    close: async ({ keep = false } = {}) => {
      await sandbox.close()
      if (!keep) await rm(folder, { recursive: true })
    },
  }
}

export type Rig = Awaited<ReturnType<typeof startRig>>

export function lineOf(id: string, net: string, tax = '0', currency = 'USD'): DocumentLine {
  const [netMoney, taxMoney] = [money(currency, net), money(currency, tax)]
  return {
    id,
    sku: `SKU-${id}`,
    description: `Item ${id}`,
    quantity: '3',
    net: netMoney,
    tax: taxMoney,
    gross: add(netMoney, taxMoney),
  }
}

export async function newCustomer(rig: Pick<Rig, 'billing'>, reference = 'ACC-1') {
  return rig.billing.upsertCustomer(
    { reference, body: { name: 'Alfreds Futterkiste', email: 'maria@alfreds.example' } },
    callWith(),
  )
}

export function invoiceDraft(customer: string, lines: DocumentLine[], over: object = {}) {
  return {
    reference: 'Q-1',
    order: 'Q-1',
    customer,
    legalEntity: 'EMEA',
    currency: lines[0]!.net.currency,
    dueDays: 30,
    lines,
    ...over,
  }
}

/** Repeats what is said to pass, as the engine does. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!(thrown as { retryable?: boolean }).retryable) throw thrown
    }
  }
}
