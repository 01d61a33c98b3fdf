import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { openAccess } from '@gantry/core/database/roles'
import { Wakes } from '@gantry/core/flow/wakes'
import { type Host, startHost } from '@gantry/core/runtime/host'
import type { HostOptions } from '@gantry/core/runtime/host-options'
import { writeRoutes } from '@gantry/core/runtime/routing'
import { type RunningSandbox, startSandbox } from '@gantry/core/sandbox/server'
import { BACKEND, freshDatabase, type Prepared } from '@gantry/core/testing/database'
import { rehearsalsOf, sandboxEnvironment } from '@gantry/scaffold/credentials'
import { migrateDatabase } from '@gantry/scaffold/database/migrations'
import { freePort } from '@gantry/scaffold/processes/ports'
import pino from 'pino'
import config from './config.ts'
import { keyring } from './keyring.ts'

export const SANDBOXES = ['salesforce', 'stripe', 'netsuite', 'avalara'] as const
export type SandboxName = (typeof SANDBOXES)[number] | Erp
/** A connection that can keep the books. */
export type Erp = 'netsuite' | 'sap-s4hana' | 'dynamics365-finance'

export type LandscapeOptions = Partial<Pick<HostOptions, 'concurrency' | 'work' | 'log' | 'keyring' | 'config'>> & {
  /** Settings of sandboxes beside their credentials. */
  settings?: Partial<Record<SandboxName, Record<string, string>>>
  /** Who keeps the books of every legal entity, or of each one; NetSuite unless told. */
  erp?: Erp | Record<string, Erp>
  /** Variables beside those that lead to the sandboxes, or in their place. */
  environment?: Record<string, string>
  /** The PostgreSQL server it makes its database on; that of the tests where absent. */
  server?: string
}

/** The whole stack in one process: real Postgres, the vendors' sandboxes over HTTP, every tier and one worker. */
export class Landscape {
  readonly databaseUrl: string
  readonly environment: Record<string, string>
  readonly sandboxes: Record<SandboxName, RunningSandbox>
  readonly identityKey = 'a key for tests that is long enough'
  readonly tenant = 'test'
  readonly erps: readonly Erp[]
  readonly #erp: Erp | Record<string, Erp>
  #host: Host
  readonly #proxyUrl: string | undefined
  readonly #cleanUp: (() => Promise<void>)[]

  private constructor(parts: {
    databaseUrl: string
    environment: Record<string, string>
    sandboxes: Record<SandboxName, RunningSandbox>
    erp: Erp | Record<string, Erp>
    host: Host
    proxyUrl?: string
    cleanUp: (() => Promise<void>)[]
  }) {
    this.databaseUrl = parts.databaseUrl
    this.environment = parts.environment
    this.sandboxes = parts.sandboxes
    this.#erp = parts.erp
    this.erps = erpsOf(parts.erp)
    this.#host = parts.host
    this.#proxyUrl = parts.proxyUrl
    this.#cleanUp = parts.cleanUp
  }

  static async start({ server, environment: given, ...options }: LandscapeOptions = {}): Promise<Landscape> {
    const { url: databaseUrl, drop } = await freshDatabase(server, server ? undefined : MIGRATED)
    const dir = await mkdtemp(join(tmpdir(), 'gantry-test-'))
    const erp = options.erp ?? 'netsuite'
    const names = new Set<SandboxName>([...SANDBOXES, ...erpsOf(erp)])
    const rehearsals = await rehearsalsOf(config, [...names])
    const port = await freePort()
    const proxy = await prismBefore(`http://127.0.0.1:${port}`)
    const base = proxy?.url ?? `http://127.0.0.1:${port}`
    const callbacks: Partial<Record<SandboxName, Record<string, string>>> = {
      salesforce: { calloutUrl: `${base}/experience/crm/v1/orders` },
      stripe: { webhookUrl: `${base}/webhooks/stripe`, searchLagMs: '0' },
      'sap-s4hana': { webhookUrl: `${base}/webhooks/sap-s4hana` },
    }
    const sandboxes = {} as Record<SandboxName, RunningSandbox>
    for (const name of names) {
      const { default: connector } = (await config.connections[name]!.connector()) as {
        default: { sandbox: () => Promise<{ default: Parameters<typeof startSandbox>[0] }> }
      }
      sandboxes[name] = await startSandbox((await connector.sandbox()).default, {
        port: 0,
        dir: join(dir, name),
        settings: { ...rehearsals[name]!.settings, ...callbacks[name], ...options.settings?.[name] },
      })
    }
    const urls = Object.fromEntries([...names].map((name) => [name, sandboxes[name].url]))
    const environment = {
      ...sandboxEnvironment(rehearsals, urls),
      ERP_ROUTES: routesOf(erp),
      GANTRY_OUTBOUND: 'loopback',
      ...given,
    }
    const landscape = new Landscape({
      databaseUrl,
      environment,
      sandboxes,
      erp,
      host: { close: async () => {} },
      ...(proxy && { proxyUrl: proxy.url }),
      cleanUp: [drop, () => rm(dir, { recursive: true, force: true }), async () => proxy?.close()],
    })
    landscape.#host = await landscape.startHost({
      port,
      // The tiers ask one another by HTTP where each exchange is to be seen.
      ...(proxy && { addresses: { system: proxy.url, process: proxy.url } }),
      serve: ['system', 'process', 'experience'],
      work: true,
      ...options,
    })
    return landscape
  }

  /** One more process's worth of Gantry on the same database. */
  startHost(options: Partial<HostOptions>): Promise<Host> {
    return startHost({
      config,
      environment: this.environment,
      databaseUrl: this.databaseUrl,
      serve: [],
      work: false,
      tenant: this.tenant,
      identityKey: this.identityKey,
      keyring,
      development: true,
      log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }, pino.destination(2)),
      ...options,
    })
  }

  /** Who keeps the books of a legal entity. */
  erpOf(legalEntity: string): Erp {
    const erp = typeof this.#erp === 'string' ? this.#erp : this.#erp[legalEntity]
    if (erp) return erp
    throw new Error(`No ERP of this landscape keeps the books of ${legalEntity}.`)
  }

  get url(): string {
    return this.#proxyUrl ?? this.#host.url!
  }

  /** Something people do at a vendor. */
  async act<T = Record<string, unknown>>(sandbox: SandboxName, action: string, body: object): Promise<T> {
    const response = await fetch(`${this.sandboxes[sandbox].url}/_sandbox/actions/${action}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${sandbox} ${action}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  async faults(sandbox: SandboxName, faults: object): Promise<void> {
    await fetch(`${this.sandboxes[sandbox].url}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) })
  }

  /** Writes a sandbox took, webhooks it has yet to deliver, and answers it dropped as told. */
  async stats(sandbox: SandboxName): Promise<{ effects: number; pendingDeliveries: number; lostAnswers: number }> {
    const response = await fetch(`${this.sandboxes[sandbox].url}/_sandbox/stats`)
    return (await response.json()) as { effects: number; pendingDeliveries: number; lostAnswers: number }
  }

  /** The vendor's own books. */
  async ledger(sandbox: SandboxName, kind?: LedgerEntry['kind']): Promise<LedgerEntry[]> {
    const response = await fetch(`${this.sandboxes[sandbox].url}/_sandbox/ledger`)
    const entries = (await response.json()) as LedgerEntry[]
    return kind ? entries.filter((entry) => entry.kind === kind) : entries
  }

  async call<T = Record<string, unknown>>(
    path: string,
    { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; body: T; headers: Headers }> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as T, headers: response.headers }
  }

  async stop(): Promise<void> {
    await this.#host.close()
    for (const sandbox of Object.values(this.sandboxes)) await sandbox.close()
    for (const clean of this.#cleanUp) await clean()
  }
}

/** As a host leaves the schema, which its start only looks at then; servers of a test's own are no concern of the run's. */
const MIGRATED: Prepared = {
  name: BACKEND === 'cockroachdb' ? 'landscape_cockroachdb' : 'landscape',
  prepare: async (url) => {
    await migrateDatabase({ root: import.meta.dirname, config }, url)
    const { engine, separated } = await openAccess(url, BACKEND)
    const log = pino({ level: 'silent' })
    const wakes = await Wakes.open(engine, { supervise: false, createSchema: !separated, backend: BACKEND, log })
    await wakes.close()
  },
}

/** Prism before a host, where `test/prism.ts` runs the scenarios; what it saw is written into the folder that names. */
async function prismBefore(upstream: string): Promise<{ url: string; close: () => Promise<void> } | undefined> {
  const folder = process.env.GANTRY_PRISM
  if (!folder) return undefined
  const { startValidatingProxy } = await import('./prism/proxy.ts')
  const { url, tally, close } = await startValidatingProxy(upstream)
  return {
    url,
    close: async () => {
      await close()
      await writeFile(join(folder, `${randomUUID()}.json`), JSON.stringify(tally))
    },
  }
}

const erpsOf = (erp: Erp | Record<string, Erp>): Erp[] =>
  typeof erp === 'string' ? [erp] : [...new Set(Object.values(erp))]

const routesOf = (erp: Erp | Record<string, Erp>): string =>
  typeof erp === 'string' ? erp : writeRoutes(Object.entries(erp).map(([value, connection]) => ({ value, connection })))

/** Looks again until it holds: the stack has no single event that tells all is done. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 20_000,
): Promise<T> {
  // CI's machine is shared; under Prism each exchange of a run is validated on its way: see test/prism.ts.
  const until = Date.now() + withinMs * (process.env.GANTRY_PRISM ? 5 : process.env.CI ? 2 : 1)
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > until) throw new Error(`Not in ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
