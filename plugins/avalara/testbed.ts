import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { TaxRequest } from '@gantry/canonical/tax'
import { openConnection } from '@gantry/core/connector/connection'
import type { Call, Port } from '@gantry/core/contract'
import { type RunningSandbox, startSandbox } from '@gantry/core/sandbox/server'
import { tax } from '@gantry/tax-api/contract'
import { pino } from 'pino'
import connector from './connector.ts'

export const ACCOUNT = { accountId: '2000134479', licenseKey: 'test-license-key' }

/** The sandbox as a server with books of its own, for tests. */
export class Testbed {
  readonly dir: string
  sandbox: RunningSandbox

  private constructor(dir: string, sandbox: RunningSandbox) {
    this.dir = dir
    this.sandbox = sandbox
  }

  static async open(): Promise<Testbed> {
    const dir = await mkdtemp(join(tmpdir(), 'avalara-'))
    const testbed = new Testbed(dir, await start(dir))
    await testbed.action('company', { companies: ['EMEA', 'AMER'] })
    return testbed
  }

  /** Ends the sandbox and begins it again over the same books. */
  async restart(): Promise<void> {
    await this.sandbox.close()
    this.sandbox = await start(this.dir)
  }

  async close(): Promise<void> {
    await this.sandbox.close()
    await rm(this.dir, { recursive: true })
  }

  port(config: Record<string, unknown> = {}): Promise<Port<typeof tax>> {
    const connection = openConnection(connector as never, {
      name: 'tax',
      config: { ...ACCOUNT, baseUrl: this.sandbox.url, ...config },
      limits: { requestsPerSecond: 1000 },
      log: pino({ level: 'silent' }),
      exclusively: (_key, work) => work(),
    })
    return connection.port(tax as never) as unknown as Promise<Port<typeof tax>>
  }

  async action(name: string, body: object): Promise<void> {
    await this.control('POST', `actions/${name}`, body)
  }

  async faults(faults: object): Promise<void> {
    await this.control('PUT', 'faults', faults)
  }

  async ledger(): Promise<LedgerEntry[]> {
    return (await fetch(`${this.sandbox.url}/_sandbox/ledger`)).json() as Promise<LedgerEntry[]>
  }

  private async control(method: string, path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${this.sandbox.url}/_sandbox/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }
}

const start = async (dir: string) =>
  startSandbox((await connector.sandbox()).default, { port: 0, dir, settings: ACCOUNT })

export const call = (idempotencyKey?: string): Call => ({
  identity: { tenant: 'test', principal: 'test', scopes: ['*'] },
  correlation: 'test',
  ...(idempotencyKey && { idempotencyKey }),
})

export const euro = (amount: string) => ({ currency: 'EUR', amount })

/** A sale to Munich: 19 %. */
export const sale = (reference: string, change: Partial<TaxRequest> = {}): TaxRequest => ({
  reference,
  legalEntity: 'EMEA',
  customer: 'C-1',
  currency: 'EUR',
  date: '2026-03-31',
  shipTo: { street: 'Hauptstr. 1', city: 'München', postalCode: '80331', country: 'DE' },
  lines: [
    { id: 'a', sku: 'MB-1034', quantity: '2', amount: euro('100.00'), taxIncluded: false },
    { id: 'b', sku: 'HT-1000', quantity: '1', amount: euro('0.10'), taxIncluded: false },
  ],
  ...change,
})

/** The sale with other fields on its only line. */
export const saleOf = (
  reference: string,
  line: Partial<TaxRequest['lines'][number]>,
  change: Partial<TaxRequest> = {},
) => sale(reference, { lines: [{ ...sale(reference).lines[0]!, ...line }], ...change })
