import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { asFunction, asValue, createContainer, InjectionMode } from 'awilix'
import type { Logger } from 'pino'
import { sharedGrants } from '../connector/auth/shared-grants.ts'
import { Lineage } from '../connector/lineage.ts'
import { Locks } from '../connector/locks.ts'
import { SharedAllowances } from '../connector/shared-allowance.ts'
import type { Contract } from '../contract/contract.ts'
import { checkBackend } from '../database/backend.ts'
import { isSimulated } from '../database/clock.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { databaseTime } from '../database/database-time.ts'
import { postgresIdempotency } from '../database/idempotency.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { settleCursors } from '../events/cluster.ts'
import { latest } from '../events/events.ts'
import { registerSubscription, type Subscription } from '../events/subscription.ts'
import type { Flow } from '../flow/flow.ts'
import { triggerName } from '../flow/triggers.ts'
import { announceHost, refuseDroppedVersions } from '../flow/versions.ts'
import { Wakes } from '../flow/wakes.ts'
import { Worker } from '../flow/worker.ts'
import { type Metrics, openMetrics } from '../observe/metrics.ts'
import { Pressure } from '../observe/pressure.ts'
import { Tokens } from '../security/tokens.ts'
import type { GantryConfig } from './config.ts'
import { Engine } from './engine.ts'
import { Landscape } from './landscape.ts'
import { pressedOf } from './pressed.ts'
import type { Process, Projection } from './process.ts'
import { readChangesEachMinute, sweepEachHour } from './schedules.ts'
import { type Api, hostApp, type Listening, listenOn } from './server.ts'

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
  tenant: string
  /** Signs the tokens that carry identities between our own processes, and seals the vendors'; 32 characters at least. */
  identityKey: string
  /** Requests without a token are the developer's. Refused in production. */
  development?: boolean
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
  /** Opens `/metrics` to whoever sends this bearer token. */
  metricsToken?: string
  log: Logger
}

export type Host = { url?: string; worker?: Worker; close: () => Promise<void> }

/** The composition root: one process of Gantry, with the roles its options give it. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { config, log, tenant } = options
  const serving = (contract: Contract) => options.serve.includes(contract.tier) || options.serve.includes(contract.name)
  checkBackend(config.database ?? {})
  const container = createContainer<Parts>({ injectionMode: InjectionMode.PROXY, strict: true })
  const database = openDatabase(options.databaseUrl, { max: 10 })
  const locks = new Locks(options.databaseUrl)
  const allowances = new SharedAllowances(options.databaseUrl, tenant)
  const lineage = new Lineage(database.db, tenant, log)
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  await migrateAll(options.databaseUrl, processes)
  const flows = processes.flatMap((process) => process.flows)
  await checkDatabase(database.db, flows, options).catch(async (error) => {
    await database.close()
    throw error
  })
  const wakes = await Wakes.open(options.databaseUrl, { ...config.database, supervise: options.work !== false, log })
  container.register({
    options: asValue(options),
    log: asValue(log),
    db: asValue(database.db),
    wakes: asValue(wakes),
    tokens: asFunction(() => new Tokens(options.identityKey)).singleton(),
    engine: asFunction(({ db, wakes }: Parts) => new Engine(db, wakes, flows)).singleton(),
    idempotency: asFunction(({ db }: Parts) => postgresIdempotency(db)).singleton(),
    landscape: asFunction(({ options, db, tokens, log, engine }: Parts) => {
      const landscape = new Landscape({
        config,
        environment: options.environment,
        addresses: options.addresses ?? {},
        db,
        tokens,
        log,
        shared: (connection) => ({
          exclusively: (key, work, longestRequestMs) => locks.exclusively(`${tenant}\n${key}`, work, longestRequestMs),
          now: () => databaseTime(db),
          grants: sharedGrants(db, options.identityKey, tenant, connection),
          allowance: (limits) => allowances.of(connection, limits),
          heard: (event, key) => latest(db, tenant, event, key),
          answered: (answered) => lineage.record(answered),
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
  const listening = apis.length > 0 || metrics ? await listen(container.cradle, apis, serving, metrics) : undefined
  const pressure = new Pressure(database.db)
  const carried = carriedOf(options, flows)
  const announced = await announceHost(database.db, {
    id: randomUUID(),
    name: options.name ?? `${hostname()}:${process.pid}`,
    flows: carried,
  })
  const subscriptions = (options.project ?? options.work !== false) ? projectionsOf(processes) : []
  const worker =
    carried.length > 0 || subscriptions.length > 0
      ? await work(container.cradle, carried, subscriptions, pressedOf(options, processes, pressure))
      : undefined
  if (worker) {
    engine.carriedBy(worker)
    pressure.open()
  }
  if (options.serve.includes('system')) await readChangesEachMinute({ db: database.db, wakes, landscape, log, tenant })
  if (options.work !== false) await sweepEachHour({ db: database.db, wakes, log, retention: config.retention })
  return {
    ...(listening && { url: listening.url }),
    ...(worker && { worker }),
    close: async () => {
      await listening?.close()
      await worker?.stop()
      pressure.close()
      metrics?.close()
      await announced.close()
      await wakes.close()
      await locks.close()
      await allowances.close()
      await lineage.close()
      await database.close()
    },
  }
}

/** By a connection of its own: an index may take long, and so may the migrations of another host that is waited for. */
async function migrateAll(url: string, processes: readonly Process[]): Promise<void> {
  const { db, close } = openDatabase(url, { max: 2, name: 'gantry-migrate', answerWithinMs: 0 })
  try {
    await migrate(db, [CORE_MIGRATIONS, ...processes.flatMap(({ migrations }) => migrations ?? [])])
  } finally {
    await close()
  }
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
  const system = Object.values(config.capabilities)
    .map(({ contract }) => contract as Contract)
    .filter((contract) => serving(contract) && landscape.connects(contract))
    .map(async (contract) => ({ contract, port: await landscape.port(contract) }))
  const process = processes
    .filter(({ contract }) => serving(contract))
    .map(async ({ contract }) => ({ contract, port: await landscape.port(contract) }))
  const views = Object.entries(config.views)
    .filter(([name]) => serve.includes('experience') || serve.includes(name))
    .map(async ([, load]) => {
      const { default: view } = await load()
      return { contract: view.contract, port: landscape.viewPort(view), view }
    })
  return [...(await Promise.all(system)), ...(await Promise.all(process)), ...(await Promise.all(views))]
}

function listen(
  parts: Parts,
  apis: readonly Api[],
  serving: (contract: Contract) => boolean,
  metrics: Metrics | undefined,
): Promise<Listening> {
  const { options, landscape, db, wakes, tokens, idempotency, log } = parts
  const { tenant } = options
  const app = hostApp({
    apis,
    landscape,
    inbound: { db, wakes, tenant },
    webhooks: Object.values(options.config.capabilities).some(({ contract }) => serving(contract as Contract)),
    tokens,
    idempotency,
    ...(options.development && { development: { tenant } }),
    ...(metrics && { metrics: { token: options.metricsToken!, metrics } }),
    log,
  })
  return listenOn(app, options.port ?? 0)
}

const projectionName = (projection: Projection) => `projection:${projection.name}`

const carriedOf = ({ work }: HostOptions, flows: readonly Flow[]): readonly Flow[] =>
  typeof work === 'boolean' ? (work ? flows : []) : flows.filter((flow) => work.includes(flow.name))

const projectionsOf = (processes: readonly Process[]): Subscription[] =>
  processes.flatMap(({ projections }) =>
    projections.map((projection) => ({
      name: projectionName(projection),
      events: projection.events.map((event) => event.name),
      handle: projection.project,
    })),
  )

async function work(
  { options, db, wakes, landscape, log }: Parts,
  flows: readonly Flow[],
  subscriptions: readonly Subscription[],
  pressed: (flow: Flow) => boolean,
): Promise<Worker> {
  const worker = new Worker({
    db,
    url: options.databaseUrl,
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
