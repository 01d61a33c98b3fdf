import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type Contestant, RESULT, STEPS } from './contestant.ts'

const TABLES = `
  create table run (
    id uuid primary key, tenant text not null, flow text not null, key text not null, state text not null,
    epoch integer not null, owner text not null, input json not null,
    created_at timestamptz not null default clock_timestamp(), finished_at timestamptz, unique (tenant, flow, key)
  ) with (fillfactor = 70);
  create index run_open on run (created_at) where state = 'running';
  create table journal (
    run uuid not null references run (id), step text not null, item text not null, state text not null, result json,
    epoch integer not null, started_at timestamptz not null, finished_at timestamptz not null default clock_timestamp(),
    primary key (run, step, item)
  ) with (fillfactor = 80);`

const START = `
  insert into run (id, tenant, flow, key, state, epoch, owner, input)
  select id, 'bench', 'bench', key, 'running', 1, 'here', '{}'::json from unnest($1::uuid[], $2::text[]) as n(id, key)
  on conflict (id) do nothing`

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

/** Gathers what comes while a statement is under way, and sends it as one. */
class Batches<T> {
  readonly #send: (items: readonly T[]) => Promise<unknown>
  #gathered: { item: T; resolve: () => void; reject: (error: unknown) => void }[] = []
  #sending = false

  constructor(send: (items: readonly T[]) => Promise<unknown>) {
    this.#send = send
  }

  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gathered.push({ item, resolve, reject })
      if (this.#sending) return
      this.#sending = true
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
    this.#sending = false
  }
}

/**
 * What this Postgres allows: tables, keys, indexes and fences like the engine's, group commit, prepared statements, and
 * nothing else. It cannot claim, recover, wait or wake: a bound to compare with, not an engine.
 */
export async function limit(url: string): Promise<Contestant> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  await pool.query(TABLES)
  const starts = new Batches<string>((ids) => pool.query({ name: 'start', text: START, values: [ids, ids] }))
  const steps = new Batches<{ run: string; item: string; startedAt: string }>((entries) =>
    pool.query({
      name: 'step',
      text: STEP,
      values: [
        entries.map(({ run }) => run),
        entries.map(({ item }) => item),
        entries.map(() => JSON.stringify(RESULT)),
        entries.map(({ startedAt }) => startedAt),
      ],
    }),
  )
  return {
    flow: async () => {
      const run = randomUUID()
      await starts.add(run)
      for (let item = 0; item < STEPS; item++)
        await steps.add({ run, item: String(item), startedAt: new Date().toISOString() })
    },
    close: () => pool.end(),
  }
}
