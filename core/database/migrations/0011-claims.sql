-- Of one lane no more is read than there are places.

/*
 * Takes over runs whose lease ran out, then runs that are due: at most `most` together, and of each flow version at most
 * its `rooms`. A flow's weight is 1, 4 or 16: of 21 places 16 go to runs of weight 1, and each `aging` that the oldest
 * run of a weight has waited makes the weight a quarter, so that none starves. Within a weight tenants take turns, beginning with the one after
 * `after_tenant`; within a tenant its flows do. Ordered by turn.
 */
create or replace function gantry.claim(
  its_owner text, lease interval, most integer, flows text[], versions integer[], weights integer[], rooms integer[],
  late interval, after_tenant text, aging interval default interval '2 minutes'
) returns setof gantry.run language plpgsql set plan_cache_mode = force_generic_plan as $$
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
      where r.id = any(claimed) returning r as row
    )
    select (m.row).* from mine m order by array_position(claimed, (m.row).id);
end $$;
