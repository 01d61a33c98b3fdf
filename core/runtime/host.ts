import { asFunction, asValue, createContainer, InjectionMode } from 'awilix'
import type { Logger } from 'pino'
import { readChanges } from '../connector/inbound.ts'
import { Locks } from '../connector/locks.ts'
import type { Contract } from '../contract/contract.ts'
import { openDatabase } from '../database/database.ts'
import { postgresIdempotency } from '../database/idempotency.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { registerSubscription, type Subscription } from '../events/subscription.ts'
import type { Flow } from '../flow/flow.ts'
import { triggerName } from '../flow/triggers.ts'
import { Wakes } from '../flow/wakes.ts'
import { Worker } from '../flow/worker.ts'
import { Tokens } from '../security/tokens.ts'
import type { GantryConfig } from './config.ts'
import { Engine } from './engine.ts'
import { Landscape } from './landscape.ts'
import type { Process, Projection } from './process.ts'
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
  /** Signs the tokens that carry identities between our own processes; 32 characters at least. */
  identityKey: string
  /** Requests without a token are the developer's. Refused in production. */
  development?: boolean
  /** Runs carried on at a time. */
  concurrency?: number
  /** How long a silent worker keeps its runs, in milliseconds. */
  leaseMs?: number
  log: Logger
}

export type Host = { url?: string; worker?: Worker; close: () => Promise<void> }

/** Every how often vendors' delta feeds are read for what webhooks lost (cron). */
const CHANGES_CRON = '* * * * *'
const CHANGES_QUEUE = 'gantry-changes'

/** The composition root: one process of Gantry, with the roles its options give it. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { config, log, tenant } = options
  const serving = (contract: Contract) => options.serve.includes(contract.tier) || options.serve.includes(contract.name)
  const container = createContainer<Parts>({ injectionMode: InjectionMode.PROXY, strict: true })
  const database = openDatabase(options.databaseUrl, { max: 10 })
  const locks = new Locks(options.databaseUrl)
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  await migrate(database.db, [CORE_MIGRATIONS, ...processes.flatMap(({ migrations }) => migrations ?? [])])
  const wakes = await Wakes.open(options.databaseUrl, { supervise: options.work !== false, log })
  const flows = processes.flatMap((process) => process.flows)
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
        exclusively: (key, work) => locks.exclusively(`${tenant}\n${key}`, work),
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
  const listening = apis.length > 0 ? await listen(container.cradle, apis, serving) : undefined
  const worker = options.work === false ? undefined : await work(container.cradle, processes, flows)
  if (worker) engine.carriedBy(worker)
  if (options.serve.includes('system')) await readChangesEachMinute(container.cradle)
  return {
    ...(listening && { url: listening.url }),
    ...(worker && { worker }),
    close: async () => {
      await listening?.close()
      await worker?.stop()
      await wakes.close()
      await locks.close()
      await database.close()
    },
  }
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

function listen(parts: Parts, apis: readonly Api[], serving: (contract: Contract) => boolean): Promise<Listening> {
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
    log,
  })
  return listenOn(app, options.port ?? 0)
}

const projectionName = (projection: Projection) => `projection:${projection.name}`

async function work(parts: Parts, processes: readonly Process[], flows: readonly Flow[]): Promise<Worker> {
  const { options, db, wakes, landscape, log } = parts
  const carried = options.work === true ? flows : flows.filter((flow) => (options.work as string[]).includes(flow.name))
  const subscriptions: Subscription[] = processes.flatMap(({ projections }) =>
    projections.map((projection) => ({
      name: projectionName(projection),
      events: projection.events.map((event) => event.name),
      handle: projection.project,
    })),
  )
  const worker = new Worker({
    db,
    url: options.databaseUrl,
    wakes,
    flows: carried,
    subscriptions,
    clientsOf: (flow) => landscape.clients(flow.uses),
    log,
    ...(options.concurrency && { concurrency: options.concurrency }),
    ...(options.leaseMs && { leaseMs: options.leaseMs }),
  })
  await worker.start()
  return worker
}

/** pg-boss fires it once a minute on one host, however many there are. */
async function readChangesEachMinute({ options, db, wakes, landscape, log }: Parts): Promise<void> {
  const { boss } = wakes
  await boss.createQueue(CHANGES_QUEUE, { retryLimit: 0, expireInSeconds: 60, deleteAfterSeconds: 300 })
  await boss.schedule(CHANGES_QUEUE, CHANGES_CRON)
  await boss.work(CHANGES_QUEUE, { pollingIntervalSeconds: 5 }, async () => {
    for (const name of landscape.connectionNames)
      try {
        const found = await readChanges({ db, wakes, tenant: options.tenant }, await landscape.connection(name))
        if (found > 0) log.warn({ connection: name, found }, 'the delta feed brought events that no webhook had')
      } catch (error) {
        log.warn({ connection: name, err: error }, 'the delta feed could not be read')
      }
  })
}
