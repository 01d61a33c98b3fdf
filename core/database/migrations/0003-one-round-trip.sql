-- What the engine does most, in one round trip each. Every statement in these functions sees what was committed before it
-- began (READ COMMITTED), so a lock taken by one of them covers those that follow.

-- Lets the next run of the order go; the caller holds the run's row. Returns the next run, now due, if there is one.
create function gantry.release_order(releasing uuid) returns uuid language plpgsql as $$
declare
  r gantry.run;
  following uuid;
begin
  select * into strict r from gantry.run where id = releasing;
  -- The same lock as whoever starts a run of this order takes before it looks whether the run must wait.
  perform pg_advisory_xact_lock(hashtextextended(r.tenant || E'\n' || r.flow || E'\n' || r.ordered_by, 1));
  update gantry.run set released = true where id = releasing;
  update gantry.run set state = 'queued', due_at = clock_timestamp() where state = 'blocked' and id = (
    select id from gantry.run where tenant = r.tenant and flow = r.flow and ordered_by = r.ordered_by and not released
    order by seq limit 1)
  returning id into following;
  return following;
end $$;

-- Ends a run of an order. No row where another worker owns it or it is being compensated.
create function gantry.complete_ordered(ending uuid, its_epoch integer, its_output json)
returns table (following uuid) language plpgsql as $$
declare
  was_released boolean;
begin
  select released into was_released from gantry.run
    where id = ending and epoch = its_epoch and state = 'running' and not compensating for no key update;
  if not found then return; end if;
  following := case when was_released then null else gantry.release_order(ending) end;
  delete from gantry.waiter where run = ending;
  update gantry.run set state = 'completed', output = its_output, released = true, due_at = null, owner = null,
    lease_until = null, updated_at = clock_timestamp(), finished_at = clock_timestamp() where id = ending;
  return next;
end $$;

-- Publishes an event of a run and records its step. `fenced` where another worker owns the run; `awaited`, with nothing
-- done, where somebody waits for the event: waking them takes a job of the queue, and so a transaction of the caller.
create function gantry.emit(
  emitting uuid, its_epoch integer, its_step text, its_item text, its_attempts integer, begun_at timestamptz,
  its_name text, its_key text, its_data json, its_source text, its_correlation text
) returns text language plpgsql as $$
declare
  its_tenant text;
begin
  select tenant into strict its_tenant from gantry.run where id = emitting;
  -- Before the run's row, as every other writer of events: nobody begins to wait for this one until we are done.
  perform pg_advisory_xact_lock(hashtextextended(its_tenant || E'\n' || its_name || E'\n' || its_key, 0));
  perform from gantry.run where id = emitting and epoch = its_epoch and state = 'running' for no key update;
  if not found then return 'fenced'; end if;
  if exists (select from gantry.waiter where tenant = its_tenant and event = its_name and key = its_key) then
    return 'awaited';
  end if;
  insert into gantry.event (tenant, name, key, data, source, correlation, occurred_at)
    values (its_tenant, its_name, its_key, its_data, its_source, its_correlation, clock_timestamp())
    on conflict (tenant, name, source) do nothing;
  if found then perform pg_notify('gantry_event', ''); end if;
  insert into gantry.journal (run, step, item, tenant, kind, state, result, attempts, epoch, started_at)
    values (emitting, its_step, its_item, its_tenant, 'emit', 'done', 'null', its_attempts, its_epoch, begun_at)
    on conflict (run, step, item) do update set state = excluded.state, result = excluded.result, error = null,
      attempts = excluded.attempts, epoch = excluded.epoch, due_at = null, finished_at = clock_timestamp();
  return 'done';
end $$;
