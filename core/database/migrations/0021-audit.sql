-- Who did what, append-only. What was done lies apart from the chain that proves it: it can be erased, and its salted
-- digest stays.

create table gantry.audit_log (
  one boolean primary key default true check (one),
  -- Another database is another log, however it came to be.
  id uuid not null default gen_random_uuid(),
  begun_at timestamptz not null default clock_timestamp()
);
insert into gantry.audit_log default values;

create table gantry.audit_content (
  id uuid primary key,
  tenant text not null,
  at timestamptz(3) not null default clock_timestamp(),
  action text not null,
  -- What it was done to, e.g. `run:<id>`.
  object text,
  by text,
  on_behalf_of text,
  reason text,
  correlation text,
  detail json,
  -- Of the columns from `object` on, with the salt: without it nobody can try what an erased content may have been.
  digest bytea not null,
  salt bytea,
  erased_at timestamptz
);
create index audit_content_list on gantry.audit_content (tenant, at desc, id desc);
create index audit_content_object on gantry.audit_content (tenant, object, at desc) where object is not null;

-- What is not in the chain yet: put there by whoever acts, in the transaction of the act.
create table gantry.audit_pending (
  place bigint generated always as identity primary key,
  tenant text not null,
  id uuid not null references gantry.audit_content (id)
);

create table gantry.audit_chain (
  seq bigint primary key,
  id uuid not null unique,
  tenant text not null,
  at timestamptz(3) not null,
  action text not null,
  digest bytea not null,
  -- SHA-256 over the hash before and this row.
  hash bytea not null
);

-- Takes back what was done and by whom, not that something was. Whoever calls it records that too.
create function gantry.erase_audit_content(its_tenant text, ids uuid[]) returns bigint language sql
  security definer set search_path = pg_catalog, pg_temp as $$
  with erased as (
    update gantry.audit_content set object = null, by = null, on_behalf_of = null, reason = null, correlation = null,
      detail = null, salt = null, erased_at = clock_timestamp()
    where tenant = its_tenant and id = any(ids) and erased_at is null returning 1)
  select count(*) from erased
$$;
revoke execute on function gantry.erase_audit_content from public;
