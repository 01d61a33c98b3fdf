import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine } from '../testing/engine.ts'
import { refusalOf } from '../testing/refusals.ts'

let engines: { postgres: TestEngine; cockroachdb: TestEngine }
beforeAll(async () => {
  const open = (backend: 'postgres' | 'cockroachdb') => TestEngine.open([], [], { backend })
  engines = { postgres: await open('postgres'), cockroachdb: await open('cockroachdb') }
})
afterAll(async () => {
  for (const engine of Object.values(engines)) await engine.close()
})

/** What the database says of the engine's tables, a line each. */
async function said(backend: keyof typeof engines, what: string): Promise<string[]> {
  const { rows } = await engines[backend].database.pool.query<{ line: string }>(what)
  return rows.map(({ line }) => line)
}

/** What only one of the two has, and why, is written here and nowhere else. */
const difference = async (what: string) => {
  const [ours, theirs] = [await said('postgres', what), await said('cockroachdb', what)]
  return {
    postgres: ours.filter((line) => !theirs.includes(line)),
    cockroachdb: theirs.filter((line) => !ours.includes(line)),
  }
}

test('the tables are those of Postgres, column by column', async () => {
  const columns = `select format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' end, ' ' || pg_get_expr(d.adbin, d.adrelid)) as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'gantry'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped order by 1`
  expect(await difference(columns)).toEqual({
    postgres: [
      // From which server a database came, since its transactions' numbers are that server's.
      ...[
        'noted_at timestamp with time zone not null clock_timestamp()',
        'one boolean not null true',
        'system_identifier bigint not null',
      ].map((column) => `cluster.${column}`),
      'cursor.xid xid8',
      'event.xid xid8 not null pg_current_xact_id()',
    ],
    cockroachdb: [
      'cursor.xid bigint',
      'event.xid bigint',
      'event_sequence.last bigint not null 0',
      'event_sequence.one boolean not null true',
      'lock.name text not null',
    ],
  })
})

test('so are their keys, references, rules and indexes', async () => {
  const constraints = `select replace(format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid)), 'gantry.', '') as line
    from pg_constraint where connamespace = 'gantry'::regnamespace and contype in ('p', 'u', 'f', 'c')
      and conrelid not in (select inhrelid from pg_inherits) order by 1`
  expect(await difference(constraints)).toEqual({
    postgres: ['cluster: CHECK (one)', 'cluster: PRIMARY KEY (one)'],
    cockroachdb: ['event_sequence: CHECK (one)', 'event_sequence: PRIMARY KEY (one)', 'lock: PRIMARY KEY (name)'],
  })
  const indexes = `select replace(indexdef, ' ONLY ', ' ') as line from pg_indexes where schemaname = 'gantry'
    and indexname not like '%\\_pkey' and indexname !~ '_\\d{4}_\\d\\d_' order by 1`
  const { postgres, cockroachdb } = await difference(indexes)
  expect(postgres).toEqual([expect.stringContaining('journal_blob')])
  // By a word that it surely knows; and its archive has no months to drop.
  expect(cockroachdb).toEqual([expect.stringContaining('journal_blob'), expect.stringContaining('run_archive_age')])
})

test('nothing in it would be refused, and all of it can be said again', async () => {
  const folder = new URL('schema/', import.meta.url)
  for (const file of await readdir(folder)) {
    const text = await readFile(new URL(file, folder), 'utf8')
    expect([file, refusalOf(text.replace(/\$\$[^$]*\$\$/g, ''))]).toEqual([file, undefined])
    for (const [body] of text.matchAll(/\$\$[^$]*\$\$/g)) expect([body, refusalOf(body)]).toEqual([body, undefined])
    await engines.cockroachdb.database.pool.query(text)
  }
})
