import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type Contestant, Countdown, type Preloaded, type Setting, STEPS } from './contestant.ts'

const TABLES = `
  create table run (
    id uuid primary key, tenant text not null, flow text not null, key text not null, state text not null,
    epoch integer not null, owner text, input json not null,
    created_at timestamptz not null default clock_timestamp(), finished_at timestamptz, unique (tenant, flow, key)
  ) with (fillfactor = 70);
  create index run_open on run (created_at) where state = 'running';
  create index run_queued on run (created_at) where state = 'queued';
  create table journal (
    run uuid not null references run (id), step text not null, item text not null, state text not null, result json,
    epoch integer not null, started_at timestamptz not null, finished_at timestamptz not null default clock_timestamp(),
    primary key (run, step, item)
  ) with (fillfactor = 80);`

const START = `
  insert into run (id, tenant, flow, key, state, epoch, owner, input)
  select id, 'bench', 'bench', key, 'running', 1, 'here', '{}'::json from unnest($1::uuid[], $2::text[]) as n(id, key)
  on conflict (id) do nothing`

const LOAD = `
  insert into run (id, tenant, flow, key, state, epoch, input)
  select id, 'bench', 'bench', id::text, 'queued', 0, '{}'::json from unnest($1::uuid[]) as n(id)`

const CLAIM = `
  update run set state = 'running', owner = 'here', epoch = 1
  where id in (select id from run where state = 'queued' order by created_at limit $1 for update skip locked)
  returning id`

/** The fence is under the row's lock; the last checkpoint of a run ends it in the same statement. */
const STEP = `
  with entry as (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) as e(run, item, result, started_at)
  ), owned as (
    select id from run where id in (select run from entry) and epoch = 1 and state = 'running'
    order by id for no key update
  ), written as (
    insert into journal (run, step, item, state, result, epoch, started_at)
    select e.run, 'work', e.item, 'done', e.result::json, 1, e.started_at from entry e join owned o on o.id = e.run
    on conflict (run, step, item) do update set result = excluded.result
    returning run, item
  )
  update run set state = 'completed', finished_at = clock_timestamp()
  where id in (select run from written where item = '${STEPS - 1}')`

/** Gathers what comes while statements are under way, as many as there are writers, and sends it as one. */
class Batches<T> {
  readonly #send: (items: readonly T[]) => Promise<unknown>
  readonly #writers: number
  #gathered: { item: T; resolve: () => void; reject: (error: unknown) => void }[] = []
  #sending = 0

  constructor(writers: number, send: (items: readonly T[]) => Promise<unknown>) {
    this.#writers = writers
    this.#send = send
  }

  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gathered.push({ item, resolve, reject })
      if (this.#sending === this.#writers) return
      this.#sending++
      setImmediate(() => void this.#flush())
    })
  }

  async #flush(): Promise<void> {
    while (this.#gathered.length > 0) {
      const batch = this.#gathered.splice(0, 500)
      await this.#send(batch.map(({ item }) => item)).then(
        () => {
          for (const { resolve } of batch) resolve()
        },
        (error) => {
          for (const { reject } of batch) reject(error)
        },
      )
    }
    this.#sending--
  }
}

/** Runs the steps of a run that is ours, each durable before the next. */
type Steps = (run: string) => Promise<void>

function stepsOn(pool: pg.Pool, writers: number, { work }: Setting): Steps {
  type Entry = { run: string; item: string; result: string; startedAt: string }
  const steps = new Batches<Entry>(writers, (entries) =>
    pool.query({
      name: 'step',
      text: STEP,
      values: [
        entries.map(({ run }) => run),
        entries.map(({ item }) => item),
        entries.map(({ result }) => result),
        entries.map(({ startedAt }) => startedAt),
      ],
    }),
  )
  return async (run) => {
    for (let item = 0; item < STEPS; item++) {
      const startedAt = new Date().toISOString()
      await steps.add({ run, item: String(item), result: JSON.stringify(await work()), startedAt })
    }
  }
}

/**
 * What this Postgres allows: tables, keys, indexes and fences like the engine's, group commit, prepared statements, and
 * nothing else. It cannot recover, wait or wake: a bound to compare with, not an engine.
 */
export const limit =
  (writers: number) =>
  async (url: string, setting: Setting): Promise<Contestant> => {
    const pool = new pg.Pool({ connectionString: url, max: writers + 1 })
    await pool.query(TABLES)
    const starts = new Batches<string>(1, (ids) => pool.query({ name: 'start', text: START, values: [ids, ids] }))
    const steps = stepsOn(pool, writers, setting)
    return {
      flow: async () => {
        const run = randomUUID()
        await starts.add(run)
        await steps(run)
      },
      close: () => pool.end(),
    }
  }

const CLAIMED_AT_MOST = 100

export const limitPreloaded =
  (writers: number) =>
  async (url: string, setting: Setting, flows: number): Promise<Preloaded> => {
    const pool = new pg.Pool({ connectionString: url, max: writers + 1 })
    await pool.query(TABLES)
    await pool.query(LOAD, [Array.from({ length: flows }, () => randomUUID())])
    await pool.query('analyze')
    const steps = stepsOn(pool, writers, setting)
    const countdown = new Countdown(flows)
    return {
      drain: async () => {
        let running = 0
        let freed = Promise.withResolvers<void>()
        const until = async (most: number) => {
          for (; running > most; freed = Promise.withResolvers()) await freed.promise
        }
        for (;;) {
          const free = Math.min(CLAIMED_AT_MOST, setting.inFlight - running)
          const { rows } = await pool.query<{ id: string }>({ name: 'claim', text: CLAIM, values: [free] })
          if (rows.length === 0) return countdown.perSecond
          running += rows.length
          for (const { id } of rows)
            void steps(id).then(() => {
              countdown.tell()
              running--
              freed.resolve()
            })
          // A claim is worth its while for some places only.
          await until(setting.inFlight - CLAIMED_AT_MOST / 2)
        }
      },
      close: () => pool.end(),
    }
  }
