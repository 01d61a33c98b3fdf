-- Row-level security: who sees whose rows is decided by the database, whatever a statement forgets to say. Three roles
-- (core/database/roles.ts makes them): gantry_migration owns the tables, gantry_engine works for all tenants at once,
-- gantry_runtime is what handlers, projections and local steps run under, and sees the tenant of its transaction only.

-- Puts the policies on every table of this schema that has a tenant and lacks them, and grants each role what it needs.
-- Returns the tables it changed: none at most starts, since a policy takes a lock that live work would wait for.
create function gantry.protect() returns text[] language plpgsql as $$
declare
  -- What the engine keeps true: handlers and local steps read these, and change them through the engine alone.
  engines constant text[] := '{run,journal,event,waiter,exception,approval,intervention,superseded,blob,idempotency,
    webhook,dead_letter,cursor,connection,connection_worker,grant,lineage,run_archive}';
  -- What is written once: not even the engine changes or removes it.
  appended constant text[] := '{audit_log,audit_content,audit_chain}';
  changed text[] := '{}';
  t record;
begin
  perform pg_advisory_xact_lock(hashtextextended('gantry.protect', 3));
  grant usage on schema gantry to gantry_engine, gantry_runtime;
  for t in
    select c.oid::regclass as name, c.relname as table, c.oid, exists (select from pg_attribute a
      where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped) as has_tenant
    from pg_class c where c.relnamespace = 'gantry'::regnamespace and c.relkind in ('r', 'p')
  loop
    if not has_table_privilege('gantry_engine', t.oid, 'insert') then
      execute format(case when t.table = any(appended) then 'grant select, insert on %s to gantry_engine'
        else 'grant select, insert, update, delete, truncate on %s to gantry_engine' end, t.name);
    end if;
    continue when not t.has_tenant or 3 = (select count(*) from pg_policy p join pg_class c on c.oid = p.polrelid
      where c.oid = t.oid and c.relrowsecurity and c.relforcerowsecurity
        and p.polname in ('every_tenant', 'own_tenant', 'owner'));
    execute format('alter table %s enable row level security, force row level security', t.name);
    execute format('drop policy if exists every_tenant on %s', t.name);
    execute format('create policy every_tenant on %s to gantry_engine using (true) with check (true)', t.name);
    -- Without it a migration would change no row, and foreign keys would find none: both act as the owner.
    execute format('drop policy if exists owner on %s', t.name);
    execute format('create policy owner on %s to gantry_migration using (true) with check (true)', t.name);
    execute format('drop policy if exists own_tenant on %s', t.name);
    -- A setting that a transaction made is left behind as an empty text: it is nobody's tenant.
    execute format('create policy own_tenant on %s to gantry_runtime using (tenant = nullif(current_setting(''gantry.tenant'', true), ''''))', t.name);
    if t.table = any(engines || appended) or t.table = 'audit_pending' or starts_with(t.table, 'run_archive') then
      execute format('grant select on %s to gantry_runtime', t.name);
    else
      execute format('grant select, insert, update, delete on %s to gantry_runtime', t.name);
    end if;
    changed := changed || t.table::text;
  end loop;
  -- No row of anybody's, and business time needs it.
  if to_regclass('gantry.clock') is not null and not has_table_privilege('gantry_runtime', 'gantry.clock', 'select') then
    grant select on gantry.clock to gantry_runtime;
  end if;
  return changed;
end $$;

-- From here to the end of the transaction, or to `leave_tenant`, it is one tenant's. Where the roles could not be made
-- it only notes the tenant.
create function gantry.enter_tenant(its_tenant text) returns void language plpgsql as $$
begin
  perform set_config('gantry.tenant', its_tenant, true);
  if current_user = 'gantry_engine' then perform set_config('role', 'gantry_runtime', true); end if;
end $$;

create function gantry.leave_tenant() returns void language plpgsql as $$
begin
  perform set_config('gantry.tenant', '', true);
  if current_user = 'gantry_runtime' then perform set_config('role', 'gantry_engine', true); end if;
end $$;

-- Months of the archive come and go while the engine runs, and tables are the owner's to make and drop.
create function gantry.make_archive_month(month text) returns void language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if month !~ '^\d{4}-\d\d$' then raise 'not a month: %', month; end if;
  execute format('create table if not exists gantry.%I partition of gantry.run_archive for values from (%L) to (%L)',
    'run_archive_' || replace(month, '-', '_'), month || '-01 00:00+00',
    to_char(to_date(month, 'YYYY-MM') + interval '1 month', 'YYYY-MM-DD') || ' 00:00+00');
  -- Reached by its own name it is a table of its own.
  if exists (select from pg_policy where polrelid = 'gantry.run_archive'::regclass) then perform gantry.protect(); end if;
end $$;

create function gantry.drop_archive_month(name text) returns void language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if name !~ '^run_archive_\d{4}_\d\d$' then raise 'not a month of the archive: %', name; end if;
  execute format('drop table gantry.%I', name);
end $$;

revoke execute on function gantry.make_archive_month, gantry.drop_archive_month from public;
