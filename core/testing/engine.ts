import { randomUUID } from 'node:crypto'
import pg from 'pg'
import pino from 'pino'
import type { Call } from '../contract/contract.ts'
import type { Backend, DatabaseSettings } from '../database/backend.ts'
import { advance, isSettled, simulateTime } from '../database/clock.ts'
import { openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { inRole, openAccess, protectTables, ROLES } from '../database/roles.ts'
import { type Publication, publish } from '../events/events.ts'
import { registerSubscription } from '../events/subscription.ts'
import { listApprovals } from '../flow/approval-reader.ts'
import type { PendingApproval } from '../flow/approvals.ts'
import type { Flow } from '../flow/flow.ts'
import type { Resolution } from '../flow/resolution.ts'
import type { Run } from '../flow/runs.ts'
import { triggerName } from '../flow/triggers.ts'
import { Wakes } from '../flow/wakes.ts'
import { Worker, type WorkerOptions } from '../flow/worker.ts'
import { Engine } from '../runtime/engine.ts'
import { BACKEND, freshDatabase, type Prepared, serverUrl } from './database.ts'
import { refuseAsCockroach } from './refusals.ts'

export const TENANT = 'test'

export const callOf = (given: Partial<Call> = {}): Call => ({
  identity: { tenant: TENANT, principal: 'tester', scopes: ['*'] },
  correlation: randomUUID(),
  ...given,
})

export const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' }, pino.destination(2))

/** The engine's tables tell of each change to them, so that tests wait for what happens and never sleep. */
const TELL = `
  create function gantry.test_tell() returns trigger language plpgsql as
    $$ begin perform pg_notify('test_change', ''); return null; end $$;
  ${['run', 'journal', 'exception', 'event', 'waiter', 'cursor', 'dead_letter', 'approval']
    .map(
      (table) => `create trigger test_tell after insert or update or delete on gantry.${table}
        for each statement execute function gantry.test_tell();`,
    )
    .join('\n')}`

const engineOn = (backend: Backend): Prepared => ({
  name: backend === 'cockroachdb' ? 'engine_cockroachdb' : 'engine',
  prepare: async (url) => {
    const access = await openAccess(url, backend)
    const owner = openDatabase(access.migration, { max: 2, backend })
    await migrate(owner.db, [CORE_MIGRATIONS])
    await owner.close()
    await protectTables(access)
    const createSchema = !access.separated
    const wakes = await Wakes.open(access.engine, { supervise: false, createSchema, log, backend })
    await wakes.close()
  },
})

export type EngineOptions = Partial<
  Pick<WorkerOptions, 'concurrency' | 'leaseMs' | 'subscriptions' | 'clientsOf' | 'pressed'>
>

/** The address by which the engine reaches a database of the tests: CockroachDB is not given its roles. */
export const engineUrl = (url: string, backend: Backend = BACKEND): string =>
  backend === 'cockroachdb' ? url : inRole(url, ROLES.engine)

/** The durable engine alone, on a database of its own: no APIs, no vendors. */
export class TestEngine {
  readonly url: string
  /** For what tests look at and tamper with: it sees all. The engine itself works under its own role. */
  readonly database: ReturnType<typeof openDatabase>
  readonly wakes: Wakes
  readonly engine: Engine
  readonly backend: Backend
  readonly #flows: readonly Flow[]
  readonly #listener: pg.Client
  readonly #drop: () => Promise<void>
  readonly #closers: (() => Promise<void>)[] = []
  readonly #listeners = new Set<() => void>()

  private constructor(parts: {
    url: string
    backend: Backend
    drop: () => Promise<void>
    database: ReturnType<typeof openDatabase>
    own: ReturnType<typeof openDatabase>
    wakes: Wakes
    flows: readonly Flow[]
    listener: pg.Client
  }) {
    this.url = parts.url
    this.backend = parts.backend
    this.database = parts.database
    this.wakes = parts.wakes
    this.engine = new Engine(parts.own.db, parts.wakes, parts.flows)
    this.#flows = parts.flows
    this.#listener = parts.listener
    this.#drop = parts.drop
    this.#closers.push(parts.own.close)
    parts.listener.on('notification', () => {
      for (const hear of this.#listeners) hear()
    })
  }

  /** Without a worker; `work` adds one. */
  static async open(
    flows: readonly Flow[],
    subscriptions: readonly string[] = [],
    settings: DatabaseSettings = {},
  ): Promise<TestEngine> {
    const { backend = BACKEND } = settings
    if (backend === 'cockroachdb') refuseAsCockroach()
    const { url, drop } = await freshDatabase(serverUrl, engineOn(backend))
    const access = await openAccess(url, backend)
    const database = openDatabase(url, { max: 8, name: 'test', backend })
    await database.pool.query(TELL)
    for (const flow of flows) if (flow.startsOn.length > 0) await registerSubscription(database.db, triggerName(flow))
    for (const name of subscriptions) await registerSubscription(database.db, name)
    const own = openDatabase(access.engine, { max: 8, backend })
    const wakes = await Wakes.open(access.engine, { ...settings, backend, supervise: false, createSchema: false, log })
    const listener = new pg.Client({ connectionString: url, application_name: 'test-listener' })
    listener.on('error', () => {})
    await listener.connect()
    await listener.query('listen test_change')
    return new TestEngine({ url, drop, backend, database, own, wakes, flows, listener })
  }

  get db() {
    return this.database.db
  }

  /** One more worker, with a pool of its own, as in a process of its own. */
  async work(
    options: EngineOptions & DatabaseSettings & { flows?: readonly Flow[]; url?: string } = {},
  ): Promise<Worker> {
    const { flows = this.#flows, url: given = this.url, backend = this.backend, listen = true, ...rest } = options
    const url = engineUrl(given, backend)
    const database = openDatabase(url, { max: 6, name: 'gantry-worker', backend })
    const wakes = await Wakes.open(url, { supervise: false, createSchema: false, log, backend, listen })
    const worker = new Worker({ db: database.db, url, wakes, flows, clientsOf: () => ({}), log, ...rest })
    await worker.start()
    this.#closers.push(async () => {
      await worker.stop()
      await wakes.close()
      await database.close()
    })
    return worker
  }

  /** As the engine's own connections are, with what else is given. */
  openDatabase(options: Parameters<typeof openDatabase>[1]): ReturnType<typeof openDatabase> {
    return openDatabase(engineUrl(this.url, this.backend), { ...options, backend: this.backend })
  }

  async start(flow: Flow, input: unknown, call = callOf()): Promise<string> {
    return (await this.engine.start(flow, input, call)).id
  }

  publish(...publications: (Pick<Publication, 'event' | 'data'> & Partial<Publication>)[]): Promise<number> {
    return this.db.transaction().execute((tx) =>
      publish(
        tx,
        this.wakes,
        publications.map((given) => ({ tenant: TENANT, correlation: randomUUID(), source: randomUUID(), ...given })),
      ),
    )
  }

  async resolve(exception: string, resolution: Resolution, reason = 'tested'): Promise<void> {
    await this.engine.resolve(exception, resolution, reason, callOf())
  }

  run(id: string): Promise<Run> {
    return this.db.selectFrom('gantry.run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  }

  journal(id: string) {
    return this.db.selectFrom('gantry.journal').selectAll().where('run', '=', id).orderBy('seq').execute()
  }

  exceptions(id: string, state: 'open' | 'resolved' = 'open') {
    const { db } = this
    return db.selectFrom('gantry.exception').selectAll().where('run', '=', id).where('state', '=', state).execute()
  }

  /** The run, once it is in one of these states. */
  reaches(id: string, ...states: Run['state'][]): Promise<Run> {
    return this.until(`the run is ${states.join(' or ')}`, async () => {
      const run = await this.run(id)
      return states.includes(run.state) && run
    })
  }

  /** The open exception of a run that is held. */
  async held(id: string) {
    await this.reaches(id, 'held')
    return (await this.exceptions(id))[0]!
  }

  /** The approval that a run waits for. */
  approval(id: string): Promise<PendingApproval> {
    return this.until('an approval is asked for', async () => {
      const [asked] = (await listApprovals(this.db, TENANT, { run: id, state: 'pending', limit: 1 })).items
      return asked && (await this.run(id)).state === 'waiting' ? asked : undefined
    })
  }

  /** Looks, and looks again after each change to the engine's tables. */
  async until<T>(what: string, look: () => Promise<T | false | undefined>, withinMs = 15_000): Promise<T> {
    const until = Date.now() + withinMs * (process.env.CI ? 2 : 1)
    for (;;) {
      const changed = this.#change(until)
      const found = await look().catch((error: Error) => {
        // The test may have ended our own connection.
        if (/terminat|ECONN/.test(error.message)) return undefined
        throw error
      })
      if (found) return found
      if (!(await changed)) throw new Error(`Not in ${withinMs} ms: ${what}`)
    }
  }

  /** Moves business time on, and waits until everything due by then has run. */
  async advance(ms: number): Promise<void> {
    await simulateTime(this.db)
    await advance(this.db, ms)
    await this.settled()
  }

  /** Once no run is under way or due. */
  settled(): Promise<unknown> {
    return this.until('everything due has run', () => isSettled(this.db))
  }

  #change(until: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (changed: boolean) => {
        clearTimeout(timer)
        this.#listeners.delete(hear)
        resolve(changed)
      }
      const hear = () => settle(true)
      const timer = setTimeout(() => settle(false), Math.max(0, until - Date.now()))
      this.#listeners.add(hear)
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#closers.splice(0).map((close) => close()))
    await this.wakes.close()
    await this.database.close()
    await this.#listener.end()
    await this.#drop()
  }
}

/** A promise and the means to settle it: a gate that tests open when they have seen enough. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
