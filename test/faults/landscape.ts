import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { variableOf } from '@gantry/core/connector/settings'
import { rehearsalsOf, sandboxEnvironment } from '@gantry/scaffold/credentials'
import { Child } from './child.ts'
import { Cluster } from './cluster.ts'
import { faultConfig } from './config.ts'
import { connectionOf, type Erp, type ErpVendor, openCompany } from './erp.ts'
import type { HostOrders } from './host.ts'
import { Links } from './links.ts'
import { Observer } from './observer.ts'

export type Vendor = ErpVendor | 'stripe' | 'abacus'

export const TENANT = 'faults'

export type LandscapeOptions = {
  workers: number
  erp?: Erp
  /** What each request to a vendor takes, in milliseconds: it decides how many runs are in flight. */
  latencyMs: number
  /** Runs carried on at a time by each worker. */
  concurrency?: number
  leaseMs?: number
  /** Whether the vendor's webhooks and its delta feed are taken in, and start runs. */
  feeds?: boolean
  /** Whether a sale waits for a while on its way. */
  timers?: boolean
  /** Whether hosts reach the database and the vendors over links that can be harmed. */
  linked?: boolean
}

type Vendors = Partial<Record<Vendor, { url: string; child: Child }>>

export type Host = { name: string; url: string; child: Child; log: string }

const moduleOf = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const SANDBOXES: Record<Vendor, string> = {
  netsuite: moduleOf('@gantry/netsuite/sandbox'),
  'sap-s4hana': moduleOf('@gantry/sap-s4hana/sandbox'),
  'dynamics365-finance': moduleOf('@gantry/dynamics365-finance/sandbox'),
  stripe: moduleOf('@gantry/stripe/sandbox'),
  abacus: here('./abacus/sandbox.ts'),
}

/** The vendors, the database, one API and some workers, each a process of its own. */
export class FaultLandscape {
  readonly dir: string
  readonly cluster: Cluster
  readonly observer: Observer
  readonly workers: Host[] = []
  readonly links: Links
  readonly #options: LandscapeOptions
  readonly #vendors: Vendors
  /** What configures the connections. */
  readonly environment: Record<string, string>
  readonly #children: Child[]
  #api: Host | undefined
  #hosts = 0
  #closed = false

  private constructor(parts: {
    dir: string
    cluster: Cluster
    observer: Observer
    options: LandscapeOptions
    vendors: Vendors
    environment: Record<string, string>
    links: Links
  }) {
    this.dir = parts.dir
    this.cluster = parts.cluster
    this.observer = parts.observer
    this.links = parts.links
    this.#options = parts.options
    this.#vendors = parts.vendors
    this.environment = parts.environment
    this.#children = Object.values(parts.vendors).map(({ child }) => child)
  }

  static async start(options: LandscapeOptions): Promise<FaultLandscape> {
    const dir = mkdtempSync(join(tmpdir(), 'gantry-faults-'))
    const clusterStarting = Cluster.start(dir)
    const { erp = 'none' } = options
    const names: Vendor[] = [connectionOf(erp), 'stripe', 'abacus']
    const rehearsals = await rehearsalsOf(faultConfig({ release: 1, erp }), names)
    const vendors: Vendors = {}
    await Promise.all(
      names.map(async (name) => {
        mkdirSync(join(dir, name))
        const { child, ready: url } = await Child.start<string>({
          module: moduleOf('@gantry/core/sandbox/main'),
          args: [
            SANDBOXES[name],
            ...['--dir', join(dir, name), '--faults', JSON.stringify({ latencyMs: options.latencyMs })],
          ],
          env: { SANDBOX_SETTINGS: JSON.stringify({ searchLagMs: '0', ...rehearsals[name]!.settings }) },
          output: join(dir, `${name}.log`),
        })
        vendors[name] = { url, child }
      }),
    )
    const cluster = await clusterStarting
    if (erp !== 'none') await openCompany(erp, vendors[erp]!.url, rehearsals[erp]!)
    const links = new Links()
    const urlOf = async (name: Vendor) => {
      const { url } = vendors[name]!
      return [name, options.linked ? await links.open('vendors', name, url) : url] as const
    }
    const urls = Object.fromEntries(await Promise.all(names.map(urlOf)))
    const concurrencies = names.map((name) => [variableOf(name, 'concurrency'), '128'])
    const environment = {
      ...sandboxEnvironment(rehearsals, urls),
      ...Object.fromEntries(concurrencies),
    }
    const observer = new Observer(cluster.url)
    const landscape = new FaultLandscape({ dir, cluster, observer, options, vendors, environment, links })
    landscape.#api = await landscape.host({ serve: landscape.#served })
    await observer.install()
    await Promise.all(Array.from({ length: options.workers }, () => landscape.addWorker()))
    return landscape
  }

  get #served(): string[] {
    return this.#options.feeds ? ['process', 'system'] : ['process']
  }

  get erp(): Erp {
    return this.#options.erp ?? 'none'
  }

  /** The vendor whose books the sales end in. */
  get ledger(): Vendor {
    return this.erp === 'none' ? 'abacus' : this.erp
  }

  get vendors(): Vendor[] {
    return Object.keys(this.#vendors) as Vendor[]
  }

  get feeds(): boolean {
    return this.#options.feeds ?? false
  }

  /** Where sales are submitted; it stays the same however often the API is started again. */
  get api(): Host {
    return this.#api!
  }

  async addWorker(orders: Partial<HostOrders> = {}, skewMs = 0): Promise<Host> {
    const worker = await this.host({ work: true, ...orders }, skewMs)
    this.workers.push(worker)
    return worker
  }

  /** Forgets a worker that is gone, and starts another in its place. */
  async replace(worker: Host, orders: Partial<HostOrders> = {}): Promise<Host> {
    this.workers.splice(this.workers.indexOf(worker), 1)
    return this.addWorker(orders)
  }

  async restartApi(orders: Partial<HostOrders> = {}): Promise<void> {
    const port = Number(new URL(this.api.url).port)
    this.#api = await this.host({ serve: this.#served, port, ...orders })
  }

  /** `skewMs`: so much later it believes it is. */
  async host(orders: Partial<HostOrders>, skewMs = 0): Promise<Host> {
    const name = `host-${++this.#hosts}`
    const log = join(this.dir, `${name}.jsonl`)
    const { concurrency = 100, leaseMs, feeds = false, timers = false, linked } = this.#options
    const { url } = this.cluster
    const { child, ready } = await Child.start<{ url?: string }>({
      module: here('./host.ts'),
      ...(skewMs !== 0 && { preload: here('./clock-skew.ts'), env: { CLOCK_SKEW_MS: String(skewMs) } }),
      output: join(this.dir, `${name}.log`),
      message: {
        orders: {
          databaseUrl: linked ? await this.links.open('databases', name, url) : url,
          environment: this.environment,
          identityKey: 'a key of fault programs that is long enough',
          tenant: TENANT,
          log,
          release: 1,
          erp: this.erp,
          feeds,
          timers,
          serve: [],
          work: false,
          port: 0,
          concurrency,
          ...(leaseMs && { leaseMs }),
          ...orders,
        } satisfies HostOrders,
      },
    })
    this.#children.push(child)
    // Started for a row that failed meanwhile.
    if (this.#closed) child.kill()
    return { name, url: ready.url ?? '', child, log }
  }

  /** Switches a sandbox's faults; what is not named is off. */
  async faults(vendor: Vendor, faults: object): Promise<void> {
    const { latencyMs } = this.#options
    await this.control(vendor, 'PUT', 'faults', { latencyMs, ...faults })
  }

  /** Asks a sandbox itself, not the vendor it plays. */
  async control<T = unknown>(vendor: Vendor, method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<T> {
    const init = { method, ...(body && { body: JSON.stringify(body) }) }
    const response = await fetch(`${this.#vendors[vendor]!.url}/_sandbox/${path}`, init)
    const text = await response.text()
    if (!response.ok) throw new Error(`${vendor}, ${path}: ${text}`)
    return JSON.parse(text) as T
  }

  /** The file in which a vendor keeps its books, line by line, each synced to the disk before its answer. */
  booksOf(vendor: Vendor): string {
    return join(this.dir, vendor, 'books.jsonl')
  }

  /** Lines of a host's log whose message begins so. */
  said(host: Host, message: string): number {
    return readFileSync(host.log, 'utf8').split(`"msg":"${message}`).length - 1
  }

  /** `keep` leaves the folder with logs and books. */
  async close({ keep = false } = {}): Promise<void> {
    this.#closed = true
    await this.observer.close()
    this.links.close()
    for (const child of this.#children) child.kill()
    await Promise.all(this.#children.map((child) => child.exited))
    await this.cluster.stop()
    if (!keep) rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
