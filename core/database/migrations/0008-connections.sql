-- What the workers share of each connection to a vendor: its allowance, whether the vendor is up, and its tokens.

create table gantry.connection (
  tenant text not null,
  name text not null,
  -- The moment the next request may leave, in seconds since the epoch: the allowance is handed out as moments.
  next_slot double precision not null default 0,
  -- The latest moments handed out and not given back.
  recent double precision[] not null default '{}',
  -- The vendor's Retry-After.
  paused_until timestamptz not null default '-infinity',
  -- Requests per second, while the vendor asks for less than was configured.
  slower_rate double precision,
  slower_until timestamptz not null default '-infinity',
  quota_used bigint not null default 0,
  quota_limit bigint,
  quota_until timestamptz not null default '-infinity',
  -- Since the last answer.
  failures integer not null default 0,
  failing_since timestamptz,
  -- The breaker is open from here on; one request a second may probe.
  opened_at timestamptz,
  probe_at timestamptz,
  primary key (tenant, name)
  -- Every column but the key changes often: room on the page keeps the changes out of the index.
) with (fillfactor = 50);

create table gantry.connection_worker (
  tenant text not null,
  name text not null,
  worker uuid not null,
  -- Requests at once it may have.
  places integer not null,
  waiting integer not null,
  urgent integer not null,
  seen_at timestamptz not null,
  primary key (tenant, name, worker)
) with (fillfactor = 50);

-- Vendors' tokens, sealed with AES-256-GCM under a key that the database does not know.
create table gantry.grant (
  tenant text not null,
  connection text not null,
  name text not null,
  sealed bytea not null,
  expires_at timestamptz,
  renew_at timestamptz,
  generation integer not null,
  -- The token endpoint asked to be left alone until then.
  refused_until timestamptz,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (tenant, connection, name)
);

-- Hands a worker its next share of a connection's allowance; how it is shared is told in core/connector/allowance.ts.
-- One statement under the row's lock: a worker that is stopped in the middle cannot keep it from the others.
create function gantry.lease(
  p_tenant text, p_name text, p_worker uuid, p_rate double precision, p_concurrency integer, p_daily bigint,
  p_waiting integer, p_urgent integer, p_taken integer, p_returned double precision[],
  out places integer, out slots double precision[], out now_s double precision, out again_ms double precision,
  out yields boolean, out paused_ms double precision, out open_ms double precision, out probe_ms double precision,
  out exhausted_ms double precision, out failing boolean
) language plpgsql as $$
declare
  c gantry.connection;
  now timestamptz;
  -- Moments are handed out no further ahead: whoever is more urgent must not wait behind them.
  horizon constant double precision := 0.1;
  -- What leaves evenly arrives less so.
  margin constant double precision := 1.025;
  others integer;
  crowd integer;
  starving boolean;
  pressed boolean;
  held integer;
  granted integer;
  fair integer;
  allowance bigint;
  rate double precision;
  -- No more than so many moments within `span` seconds: any second of the vendor's holds what it allows, or less.
  most integer;
  span double precision;
  gap double precision;
  moment double precision;
  returned double precision;
  place integer;
begin
  select * into c from gantry.connection where tenant = p_tenant and name = p_name for update;
  if not found then
    insert into gantry.connection (tenant, name) values (p_tenant, p_name) on conflict do nothing;
    select * into c from gantry.connection where tenant = p_tenant and name = p_name for update;
  end if;
  now := clock_timestamp();
  now_s := extract(epoch from now);

  -- A worker that was not heard of for so long is gone, and the vendor's answers with it.
  select coalesce(sum(w.places) filter (where w.worker <> p_worker), 0),
    count(*) filter (where w.worker <> p_worker and w.waiting > 0),
    coalesce(bool_or(w.worker <> p_worker and w.waiting > 0 and w.places = 0), false),
    coalesce(bool_or(w.worker <> p_worker and w.urgent > 0), false),
    coalesce(max(w.places) filter (where w.worker = p_worker), 0)
  into others, crowd, starving, pressed, held
  from gantry.connection_worker w
  where w.tenant = p_tenant and w.name = p_name and w.seen_at > now - interval '10 seconds';
  places := least(p_taken + p_waiting, p_concurrency - others);
  yields := starving or pressed;
  if pressed and p_urgent = 0 then
    places := 0;
  elsif starving then
    -- Whoever had a place gives it back before it asks for another one, where there are fewer than workers.
    places := least(places, greatest(p_concurrency / (crowd + 1), case when held = 0 then 1 else 0 end));
  end if;
  places := greatest(places, p_taken);

  failing := c.failures > 0;
  granted := least(p_waiting, places - p_taken);
  if c.opened_at is not null then
    open_ms := extract(epoch from now - c.opened_at) * 1000;
    if p_waiting > 0 and now >= c.probe_at then
      granted := 1;
      places := greatest(places, p_taken + 1);
      c.probe_at := now + interval '1 second';
    else
      granted := 0;
    end if;
    probe_ms := greatest(extract(epoch from c.probe_at - now) * 1000, 0);
  end if;
  if now < c.paused_until then
    paused_ms := extract(epoch from c.paused_until - now) * 1000;
    granted := 0;
  end if;
  allowance := coalesce(c.quota_limit, p_daily);
  if allowance is not null then
    if now >= c.quota_until then
      c.quota_used := 0;
      c.quota_until := now + interval '1 day';
    end if;
    if c.quota_used >= allowance then
      exhausted_ms := extract(epoch from c.quota_until - now) * 1000;
    end if;
    granted := greatest(least(granted, allowance - c.quota_used), 0);
  end if;

  rate := case when now < c.slower_until then least(c.slower_rate, p_rate) else p_rate end;
  most := least(greatest(round(rate), 1), 100);
  span := most / rate * margin;
  gap := span / most;
  -- A moment that passed unused can be used by another request, which keeps the rate up when workers stall.
  foreach returned in array p_returned loop
    -- One only: a burst holds several of the same moment.
    place := array_position(c.recent, returned);
    continue when place is null;
    c.recent := c.recent[:place - 1] || c.recent[place + 1:];
    c.next_slot := c.next_slot - gap;
  end loop;
  -- Unused time is made up for, a quarter of the span at most in one burst.
  c.next_slot := greatest(c.next_slot, now_s - span / 4);
  fair := greatest(ceil(horizon / gap / (crowd + 1)), p_urgent, 1);
  slots := '{}';
  loop
    moment := greatest(c.next_slot, now_s);
    if cardinality(c.recent) >= most then
      moment := greatest(moment, c.recent[cardinality(c.recent) - most + 1] + span);
    end if;
    exit when cardinality(slots) >= least(granted, fair) or moment > now_s + horizon and cardinality(slots) >= p_urgent;
    slots := slots || moment;
    c.recent := c.recent || moment;
    c.next_slot := c.next_slot + gap;
  end loop;
  -- In order, though one that was given back made room for an earlier one; and some more than are looked at, for when one
  -- is given back, the one before it counts again.
  c.recent := array(select r from unnest(c.recent) as r order by r);
  c.recent := c.recent[greatest(cardinality(c.recent) - most - 20, 1):];
  again_ms := greatest(moment - horizon - now_s, 0) * 1000;

  update gantry.connection set
    next_slot = c.next_slot, recent = c.recent, quota_used = c.quota_used + cardinality(slots),
    quota_until = c.quota_until, probe_at = c.probe_at
  where tenant = p_tenant and name = p_name;
  granted := cardinality(slots);
  insert into gantry.connection_worker as w (tenant, name, worker, places, waiting, urgent, seen_at)
  values (p_tenant, p_name, p_worker, lease.places, p_waiting - granted, greatest(p_urgent - granted, 0), now)
  on conflict (tenant, name, worker) do update set
    places = excluded.places, waiting = excluded.waiting, urgent = excluded.urgent, seen_at = excluded.seen_at;
  if p_waiting > 0 and others > 0 and places = p_taken and (places = 0 or p_urgent > 0) then
    perform pg_notify('gantry_connection', json_build_array(p_tenant, p_name)::text);
  end if;
end
$$;
