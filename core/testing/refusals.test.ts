import { expect, test } from 'vitest'
import { refusalOf } from './refusals.ts'

test.each([
  `select pg_advisory_xact_lock(hashtextextended('a', 0))`,
  `select pg_notify('a', '')`,
  'listen gantry_wake',
  'select pg_snapshot_xmin(pg_current_snapshot())',
  'delete from a where ctid = any(array(select ctid from a limit 1))',
  'lock table a in exclusive mode',
  'insert into a select * from unnest($1::json[])',
  'with gone as (delete from a returning *) insert into b select * from gone',
  'with w as (update a set b = 1 returning c) delete from d where e in (select c from w)',
  'with new as (insert into a values (1) returning b)\n update  c set d = 1 from new',
  'create function f() returns void language plpgsql as $$ begin end $$',
  "select clock_timestamp() - $1 * interval '1 day'",
  'select 1 from a where $1 = any(b)',
  "select 1 from a where starts_with(b, 'c')",
  `select 1 where 'a' ~ '(?!b)'`.replaceAll("'", '$x$'),
])('refuses: %s', (statement) => {
  expect(refusalOf(statement)).toBeDefined()
})

test.each([
  'insert into a values (1) on conflict (b) do update set c = excluded.c',
  'with l as (select id from a order by id for update skip locked) update a set b = 1 where id in (select id from l)',
  'select id from a order by id for no key update of a',
  `insert into a (b) values ('insert into a; update b set c')`,
  '-- with one update b we would delete from c\nupdate a set b = 1',
  'update a set b = 1; update a set b = 2',
])('takes: %s', (statement) => {
  expect(refusalOf(statement)).toBeUndefined()
})
