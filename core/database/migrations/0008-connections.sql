-- What the workers share of each connection to a vendor: its allowance, whether the vendor is up, and its tokens.

create table gantry.connection (
  tenant text not null,
  name text not null,
  -- The moment the next request may leave: the allowance is handed out as moments, evenly spaced.
  next_slot timestamptz not null default '-infinity',
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
  updated_at timestamptz not null default clock_timestamp(),
  primary key (tenant, connection, name)
);

-- Hands a worker its next share of a connection's allowance; how it is shared is told in core/connector/allowance.ts.
-- One statement under the row's lock: a worker that is stopped in the middle cannot keep it from the others.
create function gantry.lease(
  p_tenant text, p_name text, p_worker uuid, p_rate double precision, p_concurrency integer, p_daily bigint,
  p_waiting integer, p_urgent integer, p_taken integer,
  out places integer, out slots integer, out first_ms double precision, out every_ms double precision,
  out again_ms double precision, out yields boolean, out paused_ms double precision, out open_ms double precision,
  out probe_ms double precision, out exhausted_ms double precision, out failing boolean
) language plpgsql as $$
declare
  c gantry.connection;
  now timestamptz;
  horizon constant interval := '100 milliseconds';
  others integer;
  crowd integer;
  starving boolean;
  pressed boolean;
  held integer;
  gap interval;
  start timestamptz;
  ahead integer;
  allowance bigint;
begin
  select * into c from gantry.connection where tenant = p_tenant and name = p_name for update;
  if not found then
    insert into gantry.connection (tenant, name) values (p_tenant, p_name) on conflict do nothing;
    select * into c from gantry.connection where tenant = p_tenant and name = p_name for update;
  end if;
  now := clock_timestamp();

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
  slots := least(p_waiting, places - p_taken);
  if c.opened_at is not null then
    open_ms := extract(epoch from now - c.opened_at) * 1000;
    if p_waiting > 0 and now >= c.probe_at then
      slots := 1;
      places := greatest(places, p_taken + 1);
      c.probe_at := now + interval '1 second';
    else
      slots := 0;
    end if;
    probe_ms := greatest(extract(epoch from c.probe_at - now) * 1000, 0);
  end if;
  if now < c.paused_until then
    paused_ms := extract(epoch from c.paused_until - now) * 1000;
    slots := 0;
  end if;

  gap := make_interval(secs => 1 / case when now < c.slower_until then least(c.slower_rate, p_rate) else p_rate end);
  start := greatest(c.next_slot, now);
  -- No further ahead than this, so that whoever comes next, or is more urgent, does not wait behind it.
  ahead := floor(extract(epoch from now + horizon - start) / extract(epoch from gap)) + 1;
  slots := least(slots, greatest(ceil(ahead::numeric / (crowd + 1)), p_urgent));

  allowance := coalesce(c.quota_limit, p_daily);
  if allowance is not null then
    if now >= c.quota_until then
      c.quota_used := 0;
      c.quota_until := now + interval '1 day';
    end if;
    if c.quota_used >= allowance then
      exhausted_ms := extract(epoch from c.quota_until - now) * 1000;
    end if;
    slots := least(slots, allowance - c.quota_used);
  end if;
  slots := greatest(slots, 0);

  first_ms := extract(epoch from start - now) * 1000;
  every_ms := extract(epoch from gap) * 1000;
  again_ms := greatest(extract(epoch from start + gap * slots - horizon - now) * 1000, 0);
  update gantry.connection set
    next_slot = case when slots > 0 then start + gap * slots else c.next_slot end,
    quota_used = c.quota_used + slots, quota_until = c.quota_until, probe_at = c.probe_at
  where tenant = p_tenant and name = p_name;
  insert into gantry.connection_worker as w (tenant, name, worker, places, waiting, urgent, seen_at)
  values (p_tenant, p_name, p_worker, lease.places, p_waiting - lease.slots, greatest(p_urgent - lease.slots, 0), now)
  on conflict (tenant, name, worker) do update set
    places = excluded.places, waiting = excluded.waiting, urgent = excluded.urgent, seen_at = excluded.seen_at;
  if p_waiting > 0 and others > 0 and places = p_taken and (places = 0 or p_urgent > 0) then
    perform pg_notify('gantry_connection', json_build_array(p_tenant, p_name)::text);
  end if;
end
$$;
