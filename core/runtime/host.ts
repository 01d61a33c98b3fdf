import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { asFunction, asValue, createContainer, InjectionMode } from 'awilix'
import type { Logger } from 'pino'
import { sharedGrants } from '../connector/auth/shared-grants.ts'
import type { Connector } from '../connector/connector.ts'
import { Lineage } from '../connector/lineage.ts'
import { Locks } from '../connector/locks.ts'
import { SharedAllowances } from '../connector/shared-allowance.ts'
import { VendorActs } from '../connector/vendor-acts.ts'
import type { Contract } from '../contract/contract.ts'
import type { Earlier } from '../contract/earlier.ts'
import { maskingLogged } from '../data/masking.ts'
import type { Residency } from '../data/residency.ts'
import { idleRules } from '../data/retention-rules.ts'
import { checkBackend } from '../database/backend.ts'
import { isSimulated } from '../database/clock.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { databaseTime } from '../database/database-time.ts'
import { postgresIdempotency } from '../database/idempotency.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { type Access, openAccess, protectTables } from '../database/roles.ts'
import { tenantDatabase, withinTenant } from '../database/tenant.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { settleCursors } from '../events/cluster.ts'
import { latest, type Publication, publish } from '../events/events.ts'
import { registerSubscription, type Subscription } from '../events/subscription.ts'
import type { Flow } from '../flow/flow.ts'
import { triggerName } from '../flow/triggers.ts'
import { announceHost, refuseDroppedVersions } from '../flow/versions.ts'
import { Wakes } from '../flow/wakes.ts'
import { Worker } from '../flow/worker.ts'
import { maskingLog } from '../observe/log.ts'
import { type Metrics, openMetrics } from '../observe/metrics.ts'
import { Pressure } from '../observe/pressure.ts'
import { Usage } from '../observe/usage.ts'
import { Acts } from '../security/audit/acts.ts'
import { Sequencer, type SequencerOptions } from '../security/audit/sequencer.ts'
import type { Keyring } from '../security/encryption/keyring.ts'
import { guardedFetch } from '../security/guarded-fetch.ts'
import type { IssuerConfig } from '../security/issuer.ts'
import type { LoginConfig } from '../security/login.ts'
import type { Rate } from '../security/rate-limit.ts'
import { Tokens } from '../security/tokens.ts'
import { openBeginnings } from './beginnings.ts'
import type { GantryConfig } from './config.ts'
import { Engine } from './engine.ts'
import { Landscape } from './landscape.ts'
import { type OpenEdge, openEdge } from './open-edge.ts'
import { OtherRegions } from './other-regions.ts'
import { pressedOf } from './pressed.ts'
import type { Process, Projection } from './process.ts'
import { rulingOf } from './ruling.ts'
import { readChangesEachMinute, sweepEachHour } from './schedules.ts'
import { type Api, hostApp, type Listening, listenOn, type TlsOptions } from './server.ts'

export type HostOptions = {
  config: GantryConfig
  environment: Record<string, string | undefined>
  databaseUrl: string
  /** Tiers or names of the contracts served over HTTP here; none for a mere worker. */
  serve: readonly string[]
  /** Whether runs are carried on here; or the names of the flows that are. */
  work: boolean | readonly string[]
  /** Base URLs by contract name or by tier; what has none is reached in process. */
  addresses?: Record<string, string>
  port?: number
  /** Where it listens; loopback unless told otherwise. */
  hostname?: string
  /** Listens by TLS; certificates of clients are asked for where `ca` says who vouches for them. All PEM. */
  tls?: TlsOptions
  tenant: string
  /** Signs the tokens that carry identities between our own processes, and seals the vendors'; 32 characters at least. */
  identityKey: string
  /** Requests without a token are the developer's. Refused in production. */
  development?: boolean
  /** Identity providers whose access tokens are taken. */
  issuers?: readonly IssuerConfig[]
  /** Where people sign in to our pages; with an access token alone where it is absent. */
  login?: LoginConfig
  /** Our pages are reached over TLS: at this host, or at the proxy before it. */
  secure?: boolean
  /** How much each client may ask; without bound where it is absent. */
  rate?: Rate
  /** Runs carried on at a time. */
  concurrency?: number
  /** How long a silent worker keeps its runs, in milliseconds. */
  leaseMs?: number
  /** Whether the projections of all process APIs are fed here; where runs are carried on, unless told otherwise. */
  project?: boolean
  /** How others are told of this host. */
  name?: string
  /** Starts although flow versions with live runs are gone from the release: nobody carries those on any more. */
  dropVersions?: boolean
  /** Seals personal and secret payloads in the database; they lie readable where there is none. */
  keyring?: Keyring
  /** Where the audit log's signed heads go, and the Ed25519 key that signs them; the log has no proof outside of the database without. */
  auditHeads?: NonNullable<SequencerOptions['heads']>
  /** Opens `/metrics` to whoever sends this bearer token. */
  metricsToken?: string
  log: Logger
}

export type Host = { url?: string; worker?: Worker; close: () => Promise<void> }

/** The composition root: one process of Gantry, with the roles its options give it. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { config, tenant } = options
  const residency = config.residency?.(options.environment)
  const regions = residency && new OtherRegions(residency)
  const serving = (contract: Contract) => options.serve.includes(contract.tier) || options.serve.includes(contract.name)
  checkBackend(config.database ?? {})
  const container = createContainer<Parts>({ injectionMode: InjectionMode.PROXY, strict: true })
  const access = await openAccess(options.databaseUrl)
  if (!options.keyring)
    options.log.warn('personal and secret payloads lie readable in the database: no encryption key is given')
  if (access.lacks) options.log.warn({ mend: access.lacks.mend }, access.lacks.sentence)
  const ownSessions = config.database?.listen ?? true
  const database = openDatabase(access.engine, { max: 10, keyring: options.keyring, ownSessions })
  const locks = new Locks(access.engine)
  const allowances = new SharedAllowances(access.engine, tenant)
  const acts = new Acts(database.db)
  const vendorActs = new VendorActs(acts)
  const outbound = guardedFetch(config.outbound?.(options.environment))
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  await migrateAll(access, processes)
  const flows = processes.flatMap((process) => process.flows)
  const { retention, ruling } = rulingOf(config, processes)
  const connectorOf = async (connection: string) =>
    (await config.connections[connection]?.connector())?.default as Connector | undefined
  const log = maskingLog(options.log, maskingLogged(ruling.names))
  const idle = idleRules(ruling, ruling.names)
  if (idle.length > 0) log.warn({ rules: idle }, 'no field of any contract has the class of these rules of retention')
  const lineage = new Lineage(database.db, tenant, log)
  await checkDatabase(database.db, flows, options).catch(async (error) => {
    await database.close()
    throw error
  })
  const wakes = await Wakes.open(access.engine, {
    ...config.database,
    supervise: options.work !== false,
    createSchema: !access.separated,
    log,
  })
  container.register({
    options: asValue(options),
    log: asValue(log),
    db: asValue(database.db),
    access: asValue(access),
    wakes: asValue(wakes),
    tokens: asFunction(() => new Tokens(options.identityKey)).singleton(),
    engine: asFunction(
      ({ db, wakes }: Parts) => new Engine(db, wakes, flows, { ruling, residency, connectorOf }),
    ).singleton(),
    idempotency: asFunction(({ db }: Parts) => postgresIdempotency(db)).singleton(),
    landscape: asFunction(({ options, db, tokens, log, engine }: Parts) => {
      const landscape = new Landscape({
        config,
        environment: options.environment,
        addresses: options.addresses ?? {},
        db,
        tenantDb: tenantDatabase(database.pool),
        tokens,
        outbound,
        rate: options.rate,
        tenant,
        residency,
        log,
        shared: (connection) => ({
          exclusively: (key, work, longestRequestMs) => locks.exclusively(`${tenant}\n${key}`, work, longestRequestMs),
          now: () => databaseTime(db),
          grants: sharedGrants(db, options.identityKey, tenant, connection),
          allowance: (limits) => allowances.of(connection, limits),
          heard: (event, key) => latest(db, tenant, event, key),
          answered: (answered) => lineage.record(answered),
          performed: (performed) => vendorActs.record(performed),
        }),
      })
      landscape.useEngine(engine)
      return landscape
    }).singleton(),
  })
  const { landscape, engine } = container.cradle
  // Cursors stand before the first event: what comes before a subscription's first reader is not lost.
  for (const flow of flows) if (flow.startsOn.length > 0) await registerSubscription(database.db, triggerName(flow))
  for (const { projections } of processes)
    for (const projection of projections) await registerSubscription(database.db, projectionName(projection))
  const apis = await apisOf(options, processes, landscape, serving)
  const metrics = options.metricsToken === undefined ? undefined : openMetrics(database.db)
  const listens = apis.length > 0 || metrics !== undefined
  const usage = new Usage(database.db, log)
  const door = listens ? await openEdge(options, database, container.cradle.tokens, { acts, regions }) : undefined
  const listening =
    door && (await listen(container.cradle, apis, serving, { metrics, door, usage, residency, regions }))
  const pressure = new Pressure(database.db)
  const carried = carriedOf(options, flows)
  const announced = await announceHost(database.db, {
    id: randomUUID(),
    name: options.name ?? `${hostname()}:${process.pid}`,
    flows: carried,
  })
  const subscriptions = (options.project ?? options.work !== false) ? projectionsOf(processes, wakes) : []
  const worker =
    carried.length > 0 || subscriptions.length > 0
      ? await work(container.cradle, carried, subscriptions, pressedOf(options, processes, pressure))
      : undefined
  if (worker) {
    engine.carriedBy(worker)
    pressure.open()
  }
  const begun = processes.filter(({ flows }) => flows.some((flow) => carried.includes(flow)))
  const beginnings = openBeginnings(begun, { landscape, tenant, log })
  if (options.serve.includes('system'))
    await readChangesEachMinute({ db: database.db, wakes, landscape, log, tenant, residency })
  const sequencer = new Sequencer({ db: database.db, log, heads: options.auditHeads })
  if (options.work !== false) sequencer.open()
  if (options.work !== false) await sweepEachHour({ db: database.db, wakes, log, retention, ruling })
  return {
    ...(listening && { url: listening.url }),
    ...(worker && { worker }),
    close: async () => {
      await listening?.close()
      await beginnings.close()
      await usage.close()
      await door?.close()
      await worker?.stop()
      if (options.work !== false) await sequencer.close()
      pressure.close()
      metrics?.close()
      await announced.close()
      await wakes.close()
      await locks.close()
      await allowances.close()
      await lineage.close()
      await outbound.close()
      await regions?.close()
      await database.close()
    },
  }
}

/** Every contract this configuration knows, but for views: they show what others declare. */
/** By a connection of its own: an index may take long, and so may the migrations of another host that is waited for. */
async function migrateAll(access: Access, processes: readonly Process[]): Promise<void> {
  const { db, close } = openDatabase(access.migration, { max: 2, name: 'gantry-migrate', answerWithinMs: 0 })
  try {
    await migrate(db, [CORE_MIGRATIONS, ...processes.flatMap(({ migrations }) => migrations ?? [])])
  } finally {
    await close()
  }
  await protectTables(access)
}

/** What must hold of the database before anything is started on it. */
async function checkDatabase(db: Database, flows: readonly Flow[], { environment, dropVersions, log }: HostOptions) {
  if (environment.NODE_ENV === 'production' && (await isSimulated(db)))
    throw new IntegrationError('simulated-time', 'A production host does not work on a simulation’s database.', {
      kind: 'policy',
      team: 'platform',
    })
  await settleCursors(db, log)
  if (!dropVersions) await refuseDroppedVersions(db, flows)
}

type Parts = {
  options: HostOptions
  log: Logger
  db: ReturnType<typeof openDatabase>['db']
  access: Access
  wakes: Wakes
  tokens: Tokens
  engine: Engine
  idempotency: ReturnType<typeof postgresIdempotency>
  landscape: Landscape
}

async function apisOf(
  { config, serve }: HostOptions,
  processes: readonly Process[],
  landscape: Landscape,
  serving: (contract: Contract) => boolean,
): Promise<Api[]> {
  const versionsOf = ({ contract, earlier = [] }: { contract: unknown; earlier?: readonly Earlier[] }) =>
    [contract as Contract, ...earlier.map((one) => one.contract)].map(async (version) => ({
      contract: version,
      port: await landscape.port(version),
      residence: await landscape.residence(version),
    }))
  const system = Object.values(config.capabilities)
    .filter(({ contract }) => serving(contract as Contract) && landscape.connects(contract as Contract))
    .flatMap(versionsOf)
  const process = processes.filter(({ contract }) => serving(contract)).flatMap(versionsOf)
  const views = Object.entries(config.views)
    .filter(([name]) => serve.includes('experience') || serve.includes(name))
    .map(async ([, load]) => {
      const { default: view } = await load()
      const current = { contract: view.contract, port: landscape.viewPort(view), view }
      const before = (view.earlier ?? []).map((old) => ({
        contract: old.contract,
        port: landscape.earlierPort(old, view.contract, current.port),
      }))
      return [current, ...before]
    })
  return [...(await Promise.all(system)), ...(await Promise.all(process)), ...(await Promise.all(views)).flat()]
}

type DoorParts = {
  metrics: Metrics | undefined
  door: OpenEdge
  usage: Usage
  residency: Residency | undefined
  regions: OtherRegions | undefined
}

function listen(
  parts: Parts,
  apis: readonly Api[],
  serving: (contract: Contract) => boolean,
  { metrics, door, usage, residency, regions }: DoorParts,
): Promise<Listening> {
  const { options, landscape, db, wakes, idempotency, log } = parts
  const { tenant } = options
  const app = hostApp({
    apis,
    landscape,
    inbound: { db, wakes, tenant, residency },
    regions,
    webhooks: Object.values(options.config.capabilities).some(({ contract }) => serving(contract as Contract)),
    edge: door.edge,
    sessions: door,
    idempotency,
    usage,
    ...(metrics && { metrics: { token: options.metricsToken!, metrics } }),
    log,
  })
  return listenOn(app, options.port ?? 0, options)
}

const projectionName = (projection: Projection) => `projection:${projection.name}`

const carriedOf = ({ work }: HostOptions, flows: readonly Flow[]): readonly Flow[] =>
  typeof work === 'boolean' ? (work ? flows : []) : flows.filter((flow) => work.includes(flow.name))

const projectionsOf = (processes: readonly Process[], wakes: Wakes): Subscription[] =>
  processes.flatMap(({ projections }) =>
    projections.map((projection) => ({
      name: projectionName(projection),
      events: projection.events.map((event) => event.name),
      handle: byTenant(projection, wakes),
    })),
  )

/** A batch spans tenants; each one's events are projected where no row of another is seen. */
const byTenant =
  ({ project }: Projection, wakes: Wakes): Subscription['handle'] =>
  async (tx, events) => {
    for (const [tenant, own] of Map.groupBy(events, (event) => event.tenant)) {
      const told: Publication[] = []
      await withinTenant(tx, tenant, () => project(tx, own, (event) => told.push({ ...event, tenant })))
      await publish(tx, wakes, told)
    }
  }

async function work(
  { options, db, access, wakes, landscape, log }: Parts,
  flows: readonly Flow[],
  subscriptions: readonly Subscription[],
  pressed: (flow: Flow) => boolean,
): Promise<Worker> {
  const worker = new Worker({
    db,
    url: access.engine,
    wakes,
    flows,
    subscriptions,
    clientsOf: (flow) => landscape.clients(flow.uses),
    pressed,
    log,
    ...(options.concurrency && { concurrency: options.concurrency }),
    ...(options.leaseMs && { leaseMs: options.leaseMs }),
  })
  await worker.start()
  return worker
}
