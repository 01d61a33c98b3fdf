import { afterAll, beforeAll, expect, test } from 'vitest'
import { BACKEND } from '../testing/database.ts'
import { TENANT, TestEngine } from '../testing/engine.ts'
import { endToEnd, observed, rowsRead } from '../testing/statements.ts'
import type { Class } from './classification.ts'
import { sweepByRules } from './retention-sweep.ts'

const RUNS = 20_000
const LARGE = ['run', 'journal', 'event', 'dead_letter', 'exception', 'run_archive_2024_01']
const names: ReadonlyMap<string, Class> = new Map([['email', 'personal']])
const payload = '{"email":"ada@canary.example","entity":"DE"}'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([])
  const { pool } = engine.database
  for (const table of ['run', 'journal', 'event', 'dead_letter', 'exception'])
    await pool.query(`alter table gantry.${table} disable trigger user`)
  await pool.query(`select gantry.make_archive_month('2024-01')`)
  // Half of them in the archive, all of them ended; the oldest is a day older than the rule of the test says.
  await pool.query(
    `insert into gantry.run (id, tenant, flow, version, key, digest, input, correlation, principal, state, updated_at,
        finished_at, archived_at)
      select gen_random_uuid(), $1, 'planned', 1, n::text, '', case when n % 2 = 0 then 'null' else $2 end::json, n::text, 'p',
        'completed', now() - interval '31 days' + n * interval '1 minute',
        timestamptz '2024-01-02 00:00Z' + n * interval '1 s', case when n % 2 = 0 then now() end
      from generate_series(0, ${RUNS - 1}) as n`,
    [TENANT, payload],
  )
  await pool.query(`insert into gantry.run_archive (id, tenant, finished_at, input, journal)
    select id, tenant, finished_at, '${payload}', '[]' from gantry.run where archived_at is not null`)
  await pool.query(`insert into gantry.journal (run, run_seq, step, tenant, kind, state, result, epoch)
    select id, seq, 'one', tenant, 'step', 'done', '${payload}', 1 from gantry.run where archived_at is null`)
  await pool.query(`insert into gantry.exception (id, tenant, run, flow, run_key, step, code, kind, sentence, team,
      correlation, due_at, state)
    select gen_random_uuid(), tenant, id, flow, key, 'one', 'x', 'data', 'x', 'platform', correlation, now(), 'resolved'
    from gantry.run`)
  for (const [table, at] of [
    ['event', 'received_at'],
    ['dead_letter', 'opened_at'],
  ])
    await pool.query(
      `insert into gantry.${table} (tenant, name, data, source, correlation, occurred_at, ${at},
        ${table === 'event' ? 'key' : 'reader, code, state'})
      select $1, 'told', '${payload}', k::text, k::text, now(), now() - interval '31 days' + k * interval '1 minute',
        ${table === 'event' ? 'k::text' : `'r', 'x', 'replayed'`} from generate_series(0, ${RUNS - 1}) as n(k) order by n.k`,
      [TENANT],
    )
  for (const table of [...LARGE, 'run_archive']) await pool.query(`analyze gantry.${table}`)
}, 120_000)
afterAll(() => engine?.close())

test.runIf(BACKEND === 'postgres')(
  `a sweep by rules reads what is due, and none of ${RUNS} rows beside it; the next one reads nothing again`,
  async () => {
    const { db, seen, close } = observed(engine.url, 1)
    const sweep = () =>
      sweepByRules(db, {
        ruling: { rules: [{ class: 'personal', keepDays: 30 }], field: 'entity', names },
        rowDays: { run: 3650, event: 400, dead_letter: 400 },
        batch: 200,
        until: performance.now() + 60_000,
      })
    const before = await rowsRead(engine)
    const { gone } = await sweep()
    const erased = (table: string) => gone.find((one) => one.table === table)?.rows ?? 0
    // A day of a minute each, half of them archived.
    expect(erased('event')).toBeGreaterThanOrEqual(1440)
    expect(erased('event')).toBeLessThan(1500)
    for (const table of ['run', 'journal', 'run_archive']) expect(erased(table)).toBeGreaterThanOrEqual(720)
    const first = await rowsRead(engine, db)
    for (const table of LARGE) {
      expect([table, first[table]!.sequentially - before[table]!.sequentially]).toEqual([table, 0])
      expect(first[table]!.byIndex - before[table]!.byIndex, table).toBeLessThan(RUNS)
    }
    seen.clear()
    expect((await sweep()).gone.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThan(20)
    const second = await rowsRead(engine, db)
    for (const table of LARGE) expect(second[table]!.byIndex - first[table]!.byIndex, table).toBeLessThan(1500)
    await close()

    expect(seen.size).toBeGreaterThan(5)
    expect(await endToEnd(engine.database.pool, seen, LARGE)).toEqual([])
  },
  120_000,
)
