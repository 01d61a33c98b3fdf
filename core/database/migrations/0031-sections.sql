-- Who may be at a vendor for a reference right now. A session's lock ends with its session, and so with a killed worker or
-- a restart of the database; the request that was on its way then does not. Until it must have ended nobody else looks
-- whether it took effect.
create table gantry.section (
  name text primary key,
  token uuid not null,
  until timestamptz not null
);

-- 0 where the section is the caller's from now on; else how many milliseconds it is another's at most, null where nobody
-- knows.
create function gantry.enter_section(p_name text, p_token uuid, p_ms double precision) returns double precision
language plpgsql as $$
declare
  wait_ms double precision;
begin
  if not pg_try_advisory_lock(hashtextextended(p_name, 2)) then return null; end if;
  insert into gantry.section as s values (p_name, p_token, clock_timestamp() + p_ms * interval '1 millisecond')
  on conflict (name) do update set token = excluded.token, until = excluded.until where s.until <= clock_timestamp();
  if found then return 0; end if;
  perform pg_advisory_unlock(hashtextextended(p_name, 2));
  select extract(epoch from until - clock_timestamp()) * 1000 into wait_ms from gantry.section where name = p_name;
  return greatest(1, coalesce(wait_ms, 1));
end $$;

-- `p_done`: all its requests were answered. A section that is forgotten here only ends later.
create function gantry.leave_section(p_name text, p_token uuid, p_done boolean) returns void language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  if p_done then delete from gantry.section where name = p_name and token = p_token; end if;
  -- Warns where the lock went with an earlier connection.
  perform pg_advisory_unlock(hashtextextended(p_name, 2));
end $$;
