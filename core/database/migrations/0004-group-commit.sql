-- What all runs in flight did meanwhile, in one round trip and one commit.

-- A partial index whose predicate names the state tempts the planner to find runs of a known id through it, and it is
-- full of rows that have left that state since. These hold the same rows, and serve only who asks for due or lapsed runs.
drop index gantry.run_due;
create index run_due on gantry.run (due_at) where due_at is not null;
drop index gantry.run_lease;
create index run_lease on gantry.run (lease_until) where lease_until is not null;

-- A run's id is the hash of tenant, flow and key: the primary key says the same.
alter table gantry.run drop constraint run_tenant_flow_key_key;

-- `gantry.record` writes a row only where it holds the lock of its run, and so does every other writer.
alter table gantry.journal drop constraint journal_run_fkey;

-- Records checkpoints and ends of runs: each by itself, under the lock of its run's row. An entry whose step is null is
-- an end alone, one without an output a checkpoint alone; `again` says that the journal may have a row of the step. Gives the places (from 1) of those that were accepted, where no
-- other worker owns the run, and of those that ended their run, where nobody gave it up meanwhile.
-- The plan is made once for each connection, so it must not depend on what the tables held then: all goes by key.
create function gantry.record(
  runs uuid[], epochs integer[], steps text[], items text[], kinds text[], states text[], results text[],
  errors text[], tries integer[], begun timestamptz[], due timestamptz[], repeats boolean[], outputs text[],
  out accepted integer[], out ended integer[]
) language plpgsql
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  with entry as materialized (
    -- Everybody locks runs in the order of their ids, or two workers wait for each other.
    select * from unnest(runs, epochs, steps, items, kinds, states, results, errors, tries, begun, due, repeats, outputs)
      with ordinality as e(
        run, epoch, step, item, kind, state, result, error, attempts, started_at, due_at, again, output, place)
    order by run, place
  ), owned as materialized (
    select e.*, o.tenant, o.compensating from entry e cross join lateral (
      select tenant, compensating from gantry.run r where r.id = e.run and r.epoch = e.epoch and r.state = 'running'
      for no key update) o
  ), written as (
    insert into gantry.journal
      (run, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
    select run, step, item, tenant, kind, state, result::json, error::json, attempts, epoch, started_at, due_at
    from owned where not again
  ), rewritten as (
    insert into gantry.journal
      (run, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
    select run, step, item, tenant, kind, state, result::json, error::json, attempts, epoch, started_at, due_at
    from owned where again
    on conflict (run, step, item) do update set
      state = excluded.state, result = coalesce(excluded.result, journal.result), error = excluded.error,
      attempts = excluded.attempts, epoch = excluded.epoch, due_at = excluded.due_at,
      -- Replay answers steps in the order in which they ended: an undo leaves that as it was.
      finished_at = case when journal.state = 'done' then journal.finished_at else clock_timestamp() end
  ), completed as (
    update gantry.run r set state = 'completed', output = o.output::json, released = true, due_at = null,
      owner = null, lease_until = null, updated_at = clock_timestamp(), finished_at = clock_timestamp()
    from owned o where r.id = o.run and o.output is not null and not o.compensating
    returning r.id, o.place
  ), unwaited as (
    delete from gantry.waiter where run in (select id from completed)
  )
  select (select array_agg(place) from owned), (select array_agg(place) from completed) into accepted, ended;
end $$;
