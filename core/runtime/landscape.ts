import type { Logger } from 'pino'
import type { Connection, ConnectionOptions } from '../connector/connection.ts'
import { client, type Transport } from '../contract/client.ts'
import { basePathOf, type Call, type Contract, majorOf, type Port } from '../contract/contract.ts'
import { delegated } from '../contract/delegation.ts'
import { type Earlier, earlierOf } from '../contract/earlier.ts'
import { type Residency, withinRegion } from '../data/residency.ts'
import type { Database } from '../database/database.ts'
import { asTenant } from '../database/tenant.ts'
import { AccessRegister } from '../security/access-register.ts'
import type { Guarded } from '../security/guarded-fetch.ts'
import type { Rate } from '../security/rate-limit.ts'
import type { Tokens } from '../security/tokens.ts'
import { connectionOf, connectionsInUse, type GantryConfig } from './config.ts'
import type { Engine } from './engine.ts'
import { connectionNamed } from './named-connection.ts'
import type { Process, Published } from './process.ts'
import { Residence } from './residence.ts'
import { routedPort } from './routing.ts'
import { connectedTo, ofTenants } from './tenant-port.ts'
import type { View } from './view.ts'

export type LandscapeOptions = {
  config: GantryConfig
  environment: Record<string, string | undefined>
  /** Base URLs by contract name or by tier; what has none is reached in process. */
  addresses: Record<string, string>
  db: Database
  /** What handlers are given: it shows them the tenant whose call they answer. */
  tenantDb: Database
  tokens: Tokens
  outbound: Guarded
  /** How many calls are let in within which time; absent where nobody counts. */
  rate?: Rate | undefined
  /** Whose connections these are. */
  tenant: string
  /** Whose data may be kept here; anybody's where absent. */
  residency?: Residency | undefined
  log: Logger
  /** What the workers of a connection share. */
  shared: (
    connection: string,
  ) => Pick<ConnectionOptions, 'exclusively' | 'grants' | 'allowance' | 'heard' | 'now' | 'answered' | 'performed'>
}

type Clients = Record<string, unknown>

const plansOf = ({ config, rate }: Pick<LandscapeOptions, 'config' | 'rate'>): Record<string, Rate> =>
  rate
    ? Object.fromEntries(
        Object.entries(config.access?.plans ?? {}).map(([plan, { perMinute }]) => [
          plan,
          { calls: perMinute, seconds: 60 },
        ]),
      )
    : {}

/** Knows how every contract is reached: over HTTP where an address says so, else directly. Opens each thing once. */
export class Landscape {
  readonly #options: LandscapeOptions
  readonly #connections = new Map<string, Promise<Connection>>()
  readonly #processes = new Map<string, Promise<Process>>()
  readonly #clients = new Map<string, unknown>()
  readonly #ports = new Map<string, Promise<unknown>>()
  readonly #residences = new Map<string, Promise<Residence | undefined>>()
  #engine: Engine | undefined

  constructor(options: LandscapeOptions) {
    this.#options = options
  }

  /** Given once the flows of all processes are known. */
  useEngine(engine: Engine): void {
    this.#engine = engine
  }

  get connectionNames(): string[] {
    return connectionsInUse(this.#options.config, this.#options.environment)
  }

  /** Whether some connection serves the capability. */
  connects(contract: Contract): boolean {
    return connectionOf(this.#options.config, contract.name, this.#options.environment) !== undefined
  }

  connection(name: string): Promise<Connection> {
    return once(this.#connections, name, () => connectionNamed(name, this.#options))
  }

  process(name: string): Promise<Process> {
    return once(this.#processes, name, async () => {
      const load = this.#options.config.processes[name]
      if (!load) throw new Error(`gantry.config.ts names no process API "${name}".`)
      return (await load()).default
    })
  }

  /** The port behind a system or process contract, in this process. */
  port(contract: Contract): Promise<Port<Contract>> {
    return once(this.#ports, basePathOf(contract), async () => {
      const { current, earlier } = await this.#versions(contract)
      const old = majorOf(contract) === majorOf(current) ? undefined : earlierOf(contract, earlier)
      if (old) return this.earlierPort(old, current, await this.port(current))
      const { tenant, residency } = this.#options
      if (contract.tier === 'system') {
        const port = await this.#systemPort(contract)
        return connectedTo(tenant, residency ? withinRegion(residency, port) : port)
      }
      const process = await this.process(contract.name)
      const port = ofTenants(process.serve(this.#contextOf(process)))
      return (await this.residence(contract))?.guard(port) ?? port
    }) as Promise<Port<Contract>>
  }

  /** Whose data requests of a process API are about; undefined where that makes no difference. */
  residence(contract: Contract): Promise<Residence | undefined> {
    return once(this.#residences, basePathOf(contract), async () => {
      const { residency } = this.#options
      if (!residency || contract.tier !== 'process') return undefined
      const { contract: current, residence, uses } = await this.process(contract.name)
      // What an earlier version asks is told by the current one, which answers it.
      const lookups =
        majorOf(contract) === majorOf(current) ? residence?.(this.#delegatedClients(uses) as never) : undefined
      return new Residence(residency, contract.operations, lookups)
    })
  }

  /** Has a process API do what it does as a worker starts, within the tenant of the call. */
  begin(process: Process, call: Call): Promise<void> {
    return asTenant(call.identity.tenant, async () => process.begin?.(this.#contextOf(process), call))
  }

  /** What a process API is given to answer with. */
  #contextOf(process: Process): never {
    if (!this.#engine) throw new Error('The engine is not open yet.')
    const { db, tenantDb, config, outbound } = this.#options
    return {
      ...this.#delegatedClients(process.uses),
      engine: this.#engine,
      db: tenantDb,
      access: new AccessRegister(db, config.access?.plans),
      plans: plansOf(this.#options),
      outbound,
      published: () => this.published(),
      registry: config.registry,
    } as never
  }

  /** The versions of an API that are served here. */
  async #versions({ tier, name }: Contract): Promise<{ current: Contract; earlier?: readonly Earlier[] | undefined }> {
    if (tier === 'system') {
      const capability = this.#options.config.capabilities[name]
      if (!capability) throw new Error(`gantry.config.ts names no capability "${name}".`)
      return { current: capability.contract as Contract, earlier: capability.earlier }
    }
    const { contract, earlier } = await this.process(name)
    return { current: contract, earlier }
  }

  /** The port of an earlier version, over that of the current one: whoever may call the old may have it done by the new. */
  earlierPort(old: Earlier, current: Contract, port: unknown): Port<Contract> {
    const over = client(current, { kind: 'direct', port: port as Port<Contract> })
    return old.serve(delegated(current, over as never) as never) as Port<Contract>
  }

  async #systemPort(contract: Contract): Promise<Port<Contract>> {
    const { config, environment } = this.#options
    const capability = connectionOf(config, contract.name, environment)
    if (!capability) throw new Error(`No connection serves "${contract.name}".`)
    const portOf = async (connection: string) => (await this.connection(connection)).port(contract)
    const { connection, routedBy } = capability
    if (typeof connection === 'string') return portOf(connection)
    if (!routedBy) throw new Error(`gantry.config.ts has routes for "${contract.name}" and does not say by what.`)
    return routedPort(contract, routedBy, connection, portOf)
  }

  /** Every contract there is, whether it is served here or not; earlier versions after all current ones. */
  async published(): Promise<Published[]> {
    const { capabilities, processes, views } = this.#options.config
    const system = Object.values(capabilities).map(({ contract }) => ({ contract: contract as Contract, uses: [] }))
    const loaded = await Promise.all([
      ...Object.keys(processes).map((name) => this.process(name)),
      ...Object.values(views).map(async (load) => (await load()).default),
    ])
    const usesOf = (api: Process | View) => {
      const flows = 'flows' in api ? api.flows.flatMap((flow) => Object.values(flow.uses)) : []
      return [...new Set([...Object.values(api.uses), ...flows])] as Contract[]
    }
    const earlier = [...Object.values(capabilities), ...loaded].flatMap((api) => api.earlier ?? [])
    return [
      ...system,
      ...loaded.map((api) => ({ contract: api.contract, uses: usesOf(api) })),
      ...earlier.map(({ contract }) => ({ contract, uses: [] })),
    ]
  }

  viewPort(view: View): unknown {
    return view.serve(this.#delegatedClients(view.uses) as never)
  }

  /** Clients of the contracts, under the names their user gave them. */
  clients(uses: Record<string, { name: string; operations: Contract['operations'] }>): Clients {
    return Object.fromEntries(
      Object.entries(uses).map(([name, contract]) => [name, this.#client(contract as Contract)]),
    )
  }

  /** The same for an API, which answers callers that may call it and none of these. */
  #delegatedClients(uses: Parameters<Landscape['clients']>[0]): Clients {
    const clients = this.clients(uses)
    return Object.fromEntries(
      Object.entries(uses).map(([name, contract]) => [name, delegated(contract as Contract, clients[name] as never)]),
    )
  }

  #client(contract: Contract): unknown {
    const key = basePathOf(contract)
    let known = this.#clients.get(key)
    if (!known) {
      known = client(contract, this.#transport(contract))
      this.#clients.set(key, known)
    }
    return known
  }

  #transport(contract: Contract): Transport {
    const { addresses, tokens } = this.#options
    const baseUrl = addresses[contract.name] ?? addresses[contract.tier]
    if (!baseUrl) return { kind: 'direct', port: () => this.port(contract) }
    return { kind: 'http', baseUrl, fetch: (request) => fetch(request), token: (identity) => tokens.carry(identity) }
  }
}

function once<V>(map: Map<string, Promise<V>>, key: string, make: () => Promise<V>): Promise<V> {
  let made = map.get(key)
  if (!made) {
    made = make()
    map.set(key, made)
    // A failure is not kept: the next caller tries again.
    made.catch(() => map.delete(key))
  }
  return made
}
