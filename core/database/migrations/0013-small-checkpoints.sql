-- As before (0004-group-commit.sql), in as many statements as there is work for: most batches are checkpoints of steps
-- done once, and a statement that updates and deletes nothing still costs as much to begin as all of these.
create or replace function gantry.record(
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
    select * from unnest(runs, epochs, steps, items, kinds, states, results, errors, tries, begun, due, repeats)
      with ordinality as e(
        run, epoch, step, item, kind, state, result, error, attempts, started_at, due_at, again, place)
    order by run, place
  ), owned as materialized (
    select e.*, o.tenant from entry e cross join lateral (
      select tenant from gantry.run r where r.id = e.run and r.epoch = e.epoch and r.state = 'running'
      for no key update) o
  ), written as (
    insert into gantry.journal
      (run, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
    select run, step, item, tenant, kind, state, result::json, error::json, attempts, epoch, started_at, due_at
    from owned where not again
  )
  select array_agg(place) from owned into accepted;

  -- The locks of the statement above hold: what was accepted stays so.
  if true = any(repeats) then
    insert into gantry.journal
      (run, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
    select e.run, e.step, e.item, r.tenant, e.kind, e.state, e.result::json, e.error::json, e.attempts, e.epoch,
      e.started_at, e.due_at
    from unnest(runs, epochs, steps, items, kinds, states, results, errors, tries, begun, due, repeats)
      with ordinality as e(
        run, epoch, step, item, kind, state, result, error, attempts, started_at, due_at, again, place)
    join gantry.run r on r.id = e.run
    where e.again and e.place = any(accepted)
    on conflict (run, step, item) do update set
      state = excluded.state, result = coalesce(excluded.result, journal.result), error = excluded.error,
      attempts = excluded.attempts, epoch = excluded.epoch, due_at = excluded.due_at,
      -- Replay answers steps in the order in which they ended: an undo leaves that as it was.
      finished_at = case when journal.state = 'done' then journal.finished_at else clock_timestamp() end;
  end if;

  if cardinality(array_remove(outputs, null)) > 0 then
    with completed as (
      update gantry.run r set state = 'completed', output = e.output::json, released = true, due_at = null,
        owner = null, lease_until = null, updated_at = clock_timestamp(), finished_at = clock_timestamp()
      from unnest(runs, outputs) with ordinality as e(run, output, place)
      where r.id = e.run and e.output is not null and e.place = any(accepted) and not r.compensating
      returning r.id, e.place
    ), unwaited as (
      delete from gantry.waiter where run in (select id from completed)
    )
    select array_agg(place) from completed into ended;
  end if;
end $$;
