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
