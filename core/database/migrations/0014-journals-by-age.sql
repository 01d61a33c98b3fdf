-- Journals lie in the order in which their runs began. Ids of runs are digests: kept by those, each run was the first
-- to touch some page of an index over all that ever ended, and each such page is written ahead whole.

alter table gantry.journal add column run_seq bigint;
update gantry.journal j set run_seq = r.seq from gantry.run r where r.id = j.run;
alter table gantry.journal alter column run_seq set not null;
alter table gantry.journal drop constraint journal_pkey;
alter table gantry.journal add primary key (run_seq, step, item);

-- As before (0013-small-checkpoints.sql); but that the runs come in the order of their ids, in which everybody locks
-- them, or two workers wait for each other.
create or replace function gantry.record(
  runs uuid[], epochs integer[], steps text[], items text[], kinds text[], states text[], results text[],
  errors text[], tries integer[], begun timestamptz[], due timestamptz[], repeats boolean[], outputs text[],
  out accepted integer[], out ended integer[]
) language plpgsql
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  with owned as materialized (
    select e.*, o.tenant, o.seq
    from unnest(runs, epochs, steps, items, kinds, states, results, errors, tries, begun, due, repeats)
      with ordinality as e(
        run, epoch, step, item, kind, state, result, error, attempts, started_at, due_at, again, place)
    cross join lateral (
      select tenant, seq from gantry.run r where r.id = e.run and r.epoch = e.epoch and r.state = 'running'
      for no key update) o
  ), written as (
    insert into gantry.journal
      (run, run_seq, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
    select run, seq, step, item, tenant, kind, state, result::json, error::json, attempts, epoch, started_at, due_at
    from owned where not again
  )
  select array_agg(place) from owned into accepted;

  -- The locks of the statement above hold: what was accepted stays so.
  if true = any(repeats) then
    insert into gantry.journal
      (run, run_seq, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
    select e.run, r.seq, e.step, e.item, r.tenant, e.kind, e.state, e.result::json, e.error::json, e.attempts, e.epoch,
      e.started_at, e.due_at
    from unnest(runs, epochs, steps, items, kinds, states, results, errors, tries, begun, due, repeats)
      with ordinality as e(
        run, epoch, step, item, kind, state, result, error, attempts, started_at, due_at, again, place)
    join gantry.run r on r.id = e.run
    where e.again and e.place = any(accepted)
    on conflict (run_seq, step, item) do update set
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

-- As before (0003-one-round-trip.sql).
-- Publishes an event of a run and records its step. `fenced` where another worker owns the run; `awaited`, with nothing
-- done, where somebody waits for the event: waking them takes a job of the queue, and so a transaction of the caller.
create or replace function gantry.emit(
  emitting uuid, its_epoch integer, its_step text, its_item text, its_attempts integer, begun_at timestamptz,
  its_name text, its_key text, its_data json, its_source text, its_correlation text
) returns text language plpgsql as $$
declare
  its_tenant text;
  its_seq bigint;
begin
  select tenant, seq into strict its_tenant, its_seq from gantry.run where id = emitting;
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
  insert into gantry.journal (run, run_seq, step, item, tenant, kind, state, result, attempts, epoch, started_at)
    values (emitting, its_seq, its_step, its_item, its_tenant, 'emit', 'done', 'null', its_attempts, its_epoch, begun_at)
    on conflict (run_seq, step, item) do update set state = excluded.state, result = excluded.result, error = null,
      attempts = excluded.attempts, epoch = excluded.epoch, due_at = null, finished_at = clock_timestamp();
  return 'done';
end $$;

-- As before (0011-claims.sql), without taking each row apart field by field; and a plan made while the table was empty is
-- no other than one made when it is full.
/*
 * Takes over runs whose lease ran out, then runs that are due: at most `most` together, and of each flow version at most
 * its `rooms`. A flow's weight is 1, 4 or 16: of 21 places 16 go to runs of weight 1, and each `aging` that the oldest
 * run of a weight has waited makes the weight a quarter, so that none starves. Within a weight tenants take turns, beginning with the one after
 * `after_tenant`; within a tenant its flows do. Ordered by turn.
 */
create or replace function gantry.claim(
  its_owner text, lease interval, most integer, flows text[], versions integer[], weights integer[], rooms integer[],
  late interval, after_tenant text, aging interval default interval '2 minutes'
) returns setof gantry.run language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  due timestamptz := gantry.now() - late;
  carried text[] := array(select f || '@' || v from unnest(flows, versions) as c(f, v));
  lane_tenants text[] := '{}';
  lane_carried integer[] := '{}';
  lane_heads timestamptz[] := '{}';
  tenant_before text;
  head record;
  lanes integer;
  wrapped boolean;
  places integer;
  depth integer;
  deeper boolean;
  lapsed uuid[];
  claimed uuid[] := '{}';
begin
  -- Into arrays, here and below: joined with what it updates the planner would guess at thousands and read the whole table.
  lapsed := array(
    select id from gantry.run
    where state = 'running' and lease_until < clock_timestamp() and flow || '@' || version = any(carried)
    order by lease_until limit most for update skip locked);
  places := most - cardinality(lapsed);

  for at in 1 .. cardinality(flows) loop
    continue when rooms[at] <= 0;
    tenant_before := after_tenant;
    wrapped := after_tenant = '';
    lanes := 0;
    while lanes < places loop
      -- The head of the next lane. Compared as a row, for which only this index will do, whatever the planner expects.
      select r.flow, r.version, r.tenant, r.due_at into head from gantry.run r
        where r.state in ('queued', 'waiting') and r.due_at is not null
          and (r.flow, r.version, r.tenant) > (flows[at], versions[at], tenant_before)
        order by r.flow, r.version, r.tenant, r.due_at limit 1;
      if head.flow is distinct from flows[at] or head.version is distinct from versions[at] then
        exit when wrapped;
        wrapped := true;
        tenant_before := '';
        continue;
      end if;
      exit when wrapped and after_tenant <> '' and head.tenant > after_tenant;
      tenant_before := head.tenant;
      if head.due_at <= due then
        lane_tenants := lane_tenants || head.tenant;
        lane_carried := lane_carried || at;
        lane_heads := lane_heads || head.due_at;
        lanes := lanes + 1;
      end if;
    end loop;
  end loop;
  -- Seldom does a lane get more than four times its even share: more is read of each only where places are left over.
  depth := least(places, greatest(16, 4 * ceil(places::numeric / greatest(1, cardinality(lane_carried)))));
  deeper := cardinality(lane_carried) > 0;
  while deeper loop
    with lane as materialized (
      select l.id, l.tenant, l.at, dense_rank() over (order by l.tenant <= after_tenant, l.tenant) as place,
        -- By the oldest of its weight, not by its own age: a tenant with much to do is not to go before one with little.
        greatest(1, weights[l.at] / 4 ^ least(2, floor(extract(epoch from
          max(due - l.head) over (partition by weights[l.at]))::float8 / extract(epoch from aging)::float8))) as aged
      from unnest(lane_tenants, lane_carried, lane_heads) with ordinality as l(tenant, at, head, id)
    ), queued as (
      select l.id, l.at, l.place, l.aged, q.nth
      from lane l cross join lateral (
        select row_number() over (order by h.due_at) as nth from (
          select r.due_at from gantry.run r
          where r.flow = flows[l.at] and r.version = versions[l.at] and r.tenant = l.tenant
            and r.state in ('queued', 'waiting') and r.due_at <= due
          order by r.due_at limit depth) h) q
    ), ranked as (
      select q.*, q.aged * row_number() over (partition by q.place, q.aged order by q.nth, random()) as rank from queued q
    ), turned as (
      select k.id, row_number() over (order by k.rank, k.place, k.nth) as turn,
        row_number() over (partition by k.at order by k.rank, k.place, k.nth) <= rooms[k.at] as fits
      from ranked k
    ), chosen as (
      select c.id, count(*) as runs, min(c.turn) as turn
      from (select t.id, t.turn from turned t where t.fits order by t.turn limit places) c
      group by c.id
    )
    -- Of a lane whose head another worker is just claiming, the runs behind it are taken.
    select coalesce(array_agg(f.id order by c.turn), '{}'), max(c.runs) >= depth and depth < places into claimed, deeper
    from chosen c join lane l on l.id = c.id cross join lateral (
      select r.id from gantry.run r
      where r.flow = flows[l.at] and r.version = versions[l.at] and r.tenant = l.tenant
        and r.state in ('queued', 'waiting') and r.due_at <= due
      order by r.due_at limit c.runs for update skip locked) f;
    deeper := deeper and cardinality(claimed) < places;
    depth := places;
  end loop;

  claimed := lapsed || claimed;
  if cardinality(claimed) = 0 then return; end if;
  return query
    with mine as (
      update gantry.run r set state = 'running', owner = its_owner, epoch = r.epoch + 1, woken = false, due_at = null,
        lease_until = clock_timestamp() + lease, updated_at = clock_timestamp()
      where r.id = any(claimed) returning r.*
    )
    select m.* from mine m order by array_position(claimed, m.id);
end $$;
