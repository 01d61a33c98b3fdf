-- The engine's tables as the migrations of Postgres leave them (../../database/migrations, where they are explained); what
-- follows those goes into a file of its own here. Every statement can be run again: CockroachDB takes no schema change back.

-- Names that are locked until a transaction ends: see ../../database/named-locks.ts.
create table if not exists gantry.lock (
  name text primary key
);
insert into gantry.lock (name) values ('gantry.audit') on conflict do nothing;

-- The place in the order of events that was given last.
create table if not exists gantry.event_sequence (
  one boolean primary key default true check (one),
  last bigint not null default 0
);
insert into gantry.event_sequence default values on conflict do nothing;

create table if not exists gantry.run (
  id uuid primary key,
  tenant text not null,
  flow text not null,
  version integer not null,
  key text not null,
  digest text not null,
  ordered_by text,
  subject text,
  seq bigint not null generated always as identity,
  state text not null,
  released boolean not null default false,
  woken boolean not null default false,
  compensating boolean not null default false,
  input json not null,
  output json,
  error json,
  correlation text not null,
  principal text not null,
  revision integer not null default 0,
  epoch integer not null default 0,
  owner text,
  lease_until timestamptz,
  due_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  place uuid,
  awaited boolean not null default false,
  stopping boolean not null default false,
  archived_at timestamptz,
  check (state in ('queued', 'running', 'waiting', 'blocked', 'held', 'completed', 'failed', 'compensated', 'cancelled', 'discarded'))
);
create index if not exists run_parked on gantry.run (flow, version, state) where due_at is null and state in ('blocked', 'held', 'waiting');
create index if not exists run_archived on gantry.run (tenant, updated_at, id) where archived_at is not null;
create index if not exists run_lease on gantry.run (lease_until) where lease_until is not null;
create index if not exists run_correlation on gantry.run (tenant, correlation);
create index if not exists run_recent on gantry.run (tenant, updated_at desc) where archived_at is null;
create index if not exists run_order on gantry.run (tenant, flow, ordered_by, seq) where not released and ordered_by is not null;
create index if not exists run_subject on gantry.run (tenant, subject) where subject is not null;
create index if not exists run_due on gantry.run (flow, version, tenant, due_at) where due_at is not null;

create table if not exists gantry.journal (
  run uuid not null,
  step text not null,
  item text not null default '',
  tenant text not null,
  kind text not null,
  state text not null,
  result json,
  error json,
  attempts integer not null default 1,
  epoch integer not null,
  seq bigint not null generated always as identity,
  due_at timestamptz,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz not null default clock_timestamp(),
  approval json,
  run_seq bigint not null,
  primary key (run_seq, step, item),
  check (kind in ('step', 'local', 'wait', 'sleep', 'emit', 'child', 'approval')),
  check (state in ('done', 'failed', 'retrying', 'held', 'undone', 'waiting'))
);
create index if not exists journal_blob on gantry.journal (tenant, ((result ->> '$blob'))) where result::text like '{"$blob"%';

create table if not exists gantry.event (
  id bigint generated always as identity primary key,
  tenant text not null,
  name text not null,
  key text not null,
  data json not null,
  source text not null,
  correlation text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  -- Its place in the order of events, once it has one: see event-order.ts.
  xid bigint,
  unique (tenant, name, source)
);
create index if not exists event_key on gantry.event (tenant, name, key, id);
create index if not exists event_order on gantry.event (xid, id);

create table if not exists gantry.waiter (
  run uuid not null references gantry.run (id),
  step text not null,
  item text not null default '',
  tenant text not null,
  event text,
  key text,
  deadline timestamptz,
  primary key (run, step, item)
);
create index if not exists waiter_event on gantry.waiter (tenant, event, key);

create table if not exists gantry.exception (
  id uuid primary key,
  tenant text not null,
  run uuid not null references gantry.run (id),
  flow text not null,
  run_key text not null,
  subject text,
  step text not null,
  item text not null default '',
  phase text not null default 'do',
  code text not null,
  kind text not null,
  sentence text not null,
  detail text,
  team text not null,
  correlation text not null,
  state text not null default 'open',
  opened_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  resolution text,
  resolved_at timestamptz,
  resolved_by text,
  reason text,
  before json,
  after json,
  call json,
  bulk text,
  check (phase in ('do', 'undo')),
  check (state in ('open', 'resolved'))
);
create unique index if not exists exception_open on gantry.exception (run, step, item, phase) where state = 'open';
create index if not exists exception_subject on gantry.exception (tenant, subject) where subject is not null;
create index if not exists exception_run on gantry.exception (run);
create index if not exists exception_correlation on gantry.exception (tenant, correlation);
create index if not exists exception_code on gantry.exception (tenant, code, opened_at desc) where state = 'open';
create index if not exists exception_list on gantry.exception (tenant, state, opened_at desc);

create table if not exists gantry.idempotency (
  tenant text not null,
  operation text not null,
  key text not null,
  digest text not null,
  state text not null,
  answer json,
  free_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, operation, key),
  check (state in ('in-flight', 'done'))
);
create index if not exists idempotency_created on gantry.idempotency (created_at);

create table if not exists gantry.webhook (
  id bigint generated always as identity primary key,
  tenant text not null,
  connection text not null,
  digest text not null,
  headers json not null,
  body text not null,
  events integer not null,
  received_at timestamptz not null default clock_timestamp(),
  unique (tenant, connection, digest)
);

create table if not exists gantry.cursor (
  tenant text not null,
  name text not null,
  xid bigint,
  event_id bigint,
  position text,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (tenant, name)
);

create table if not exists gantry.dead_letter (
  id bigint generated always as identity primary key,
  tenant text not null,
  reader text not null,
  event bigint references gantry.event (id),
  name text not null,
  data json not null,
  source text not null,
  correlation text not null,
  occurred_at timestamptz not null,
  code text not null,
  detail text,
  attempts integer not null default 1,
  state text not null default 'open',
  failed_at timestamptz not null default clock_timestamp(),
  sentence text not null default 'An event could not be handled.',
  team text not null default 'platform',
  due_at timestamptz not null default (clock_timestamp() + interval '24 hours'),
  opened_at timestamptz not null default clock_timestamp(),
  before json,
  resolution text,
  resolved_by text,
  resolved_at timestamptz,
  reason text,
  bulk text,
  unique (reader, tenant, name, source),
  check (state in ('open', 'due', 'replayed', 'discarded'))
);
create index if not exists dead_letter_list on gantry.dead_letter (tenant, state, opened_at desc, id desc);
create index if not exists dead_letter_open on gantry.dead_letter (tenant, state, id);
create index if not exists dead_letter_event on gantry.dead_letter (event) where event is not null;
create index if not exists dead_letter_due on gantry.dead_letter (reader) where state = 'due';

create table if not exists gantry.approval (
  id uuid primary key,
  tenant text not null,
  run uuid not null references gantry.run (id),
  flow text not null,
  run_key text not null,
  subject text,
  step text not null,
  item text not null default '',
  team text not null,
  ask text not null,
  detail json,
  four_eyes boolean not null,
  starter text not null,
  correlation text not null,
  state text not null default 'pending',
  asked_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  reason text,
  check (state in ('pending', 'approved', 'rejected', 'timed-out', 'withdrawn'))
);
create index if not exists approval_list on gantry.approval (tenant, state, asked_at desc);
create index if not exists approval_run on gantry.approval (run);

create table if not exists gantry.intervention (
  id bigint generated always as identity primary key,
  tenant text not null,
  run uuid not null references gantry.run (id),
  action text not null,
  step text,
  item text,
  by text not null,
  reason text not null,
  at timestamptz not null default clock_timestamp(),
  check (action in ('cancel', 'restart'))
);
create index if not exists intervention_run on gantry.intervention (run, id);

create table if not exists gantry.superseded (
  intervention bigint not null references gantry.intervention (id),
  run uuid not null,
  step text not null,
  item text not null,
  tenant text not null,
  kind text not null,
  state text not null,
  result json,
  error json,
  attempts integer not null,
  epoch integer not null,
  seq bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  primary key (intervention, step, item)
);
create index if not exists superseded_run on gantry.superseded (run, seq);

create table if not exists gantry.blob (
  tenant text not null,
  sha256 text not null,
  content json not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (tenant, sha256)
);
create index if not exists blob_age on gantry.blob (stored_at);

create table if not exists gantry.host (
  id text primary key,
  name text not null,
  carries text[] not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);

create table if not exists gantry.run_archive (
  id uuid not null,
  tenant text not null,
  finished_at timestamptz not null,
  input json not null,
  output json,
  error json,
  journal json not null,
  archived_at timestamptz not null default clock_timestamp(),
  lineage json,
  superseded json,
  primary key (id, finished_at)
);

create table if not exists gantry.connection (
  tenant text not null,
  name text not null,
  next_slot double precision not null default 0,
  recent double precision[] not null default '{}',
  paused_until timestamptz not null default '-infinity',
  slower_rate double precision,
  slower_until timestamptz not null default '-infinity',
  quota_used bigint not null default 0,
  quota_limit bigint,
  quota_until timestamptz not null default '-infinity',
  failures integer not null default 0,
  failing_since timestamptz,
  opened_at timestamptz,
  probe_at timestamptz,
  primary key (tenant, name)
);

create table if not exists gantry.connection_worker (
  tenant text not null,
  name text not null,
  worker uuid not null,
  places integer not null,
  waiting integer not null,
  urgent integer not null,
  seen_at timestamptz not null,
  primary key (tenant, name, worker)
);

create table if not exists gantry.grant (
  tenant text not null,
  connection text not null,
  name text not null,
  sealed bytea not null,
  expires_at timestamptz,
  renew_at timestamptz,
  generation integer not null,
  refused_until timestamptz,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (tenant, connection, name)
);

create table if not exists gantry.lineage (
  run uuid not null,
  step text not null,
  item text not null,
  undo boolean not null,
  operation text not null,
  request text not null,
  answer text not null,
  connection text not null,
  tenant text not null,
  answered_at timestamptz not null default clock_timestamp(),
  primary key (run, step, item, undo, operation, request)
);

create table if not exists gantry.audit_log (
  one boolean primary key default true,
  id uuid not null default gen_random_uuid(),
  begun_at timestamptz not null default clock_timestamp(),
  check (one)
);

create table if not exists gantry.audit_content (
  id uuid primary key,
  tenant text not null,
  at timestamptz(3) not null default clock_timestamp(),
  action text not null,
  object text,
  by text,
  on_behalf_of text,
  reason text,
  correlation text,
  detail json,
  digest bytea not null,
  salt bytea,
  erased_at timestamptz
);
create index if not exists audit_content_list on gantry.audit_content (tenant, at desc, id desc);
create index if not exists audit_content_object on gantry.audit_content (tenant, object, at desc) where object is not null;

create table if not exists gantry.audit_pending (
  place bigint generated always as identity primary key,
  tenant text not null,
  id uuid not null references gantry.audit_content (id)
);

create table if not exists gantry.audit_chain (
  seq bigint primary key,
  id uuid not null unique,
  tenant text not null,
  at timestamptz(3) not null,
  action text not null,
  digest bytea not null,
  hash bytea not null
);

create table if not exists gantry.legal_hold (
  id uuid primary key,
  tenant text not null,
  subject text not null,
  reason text not null,
  placed_by text not null,
  placed_at timestamptz not null default clock_timestamp(),
  lifted_by text,
  lifted_at timestamptz
);
create unique index if not exists legal_hold_standing on gantry.legal_hold (tenant, subject) where lifted_at is null;

create table if not exists gantry.client (
  tenant text not null,
  id text not null,
  title text not null,
  owner text not null,
  partner text,
  roles text[] not null default '{}',
  scopes text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  revoked_by text,
  revoked_at timestamptz,
  sandbox boolean not null default false,
  primary key (tenant, id)
);

create table if not exists gantry.api_key (
  prefix text primary key,
  tenant text not null,
  client text not null,
  digest bytea not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (tenant, client) references gantry.client (tenant, id)
);

create table if not exists gantry.consumer_contract (
  tenant text not null,
  client text not null,
  api text not null,
  major integer not null,
  state text not null,
  purpose text not null,
  requested_by text not null,
  requested_at timestamptz not null default clock_timestamp(),
  decided_by text,
  decided_at timestamptz,
  reason text,
  scopes text[] not null default '{*}',
  plan text,
  expires_at timestamptz,
  asked_scopes text[],
  asked_plan text,
  asked_days integer,
  primary key (tenant, client, api, major),
  check (state in ('requested', 'approved', 'rejected', 'revoked'))
);

create table if not exists gantry.partner_grant (
  tenant text not null,
  partner text not null,
  granted text not null,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant, partner, granted),
  check (partner <> granted)
);

create table if not exists gantry.session (
  digest bytea primary key,
  tenant text not null,
  identity json not null,
  csrf text not null,
  created_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  api_key text references gantry.api_key (prefix) on delete cascade
);
create index if not exists session_expires_at on gantry.session (expires_at);
create index if not exists session_api_key on gantry.session (api_key);

create table if not exists gantry.rate_limit (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);

create table if not exists gantry.second_person (
  tenant text not null,
  operation text not null,
  digest text not null,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant, operation, digest)
);

create table if not exists gantry.section (
  name text primary key,
  token uuid not null,
  until timestamptz not null
);

create table if not exists gantry.partner_plan (
  tenant text not null,
  partner text not null,
  plan text not null,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant, partner)
);

create table if not exists gantry.api_usage (
  tenant text not null,
  api text not null,
  version text not null,
  consumer text not null,
  day date not null,
  calls bigint not null,
  last_at timestamptz not null,
  primary key (tenant, api, version, consumer, day)
);

create table if not exists gantry.partner_calls (
  tenant text not null,
  partner text not null,
  day date not null,
  calls bigint not null,
  primary key (tenant, partner, day)
);

create table if not exists gantry.retention_left (
  tenant text not null,
  place text not null,
  id text not null,
  left_at timestamptz not null default clock_timestamp(),
  primary key (place, tenant, id),
  check (place in ('run', 'event', 'dead_letter'))
);
insert into gantry.audit_log default values on conflict do nothing;
create index if not exists run_archive_age on gantry.run_archive (finished_at);

-- Business time.
create or replace function gantry.now() returns timestamptz language sql stable as $$ select statement_timestamp() $$;

-- Readers of events go no further.
create or replace function gantry.frontier() returns bigint language sql stable as $$
  select last + 1 from gantry.event_sequence
$$;

-- Notes whose transaction it is: the rows of the others are kept apart by what each statement asks for, not by the database.
create or replace function gantry.enter_tenant(its_tenant text) returns void language sql volatile as $$
  select set_config('gantry.tenant', its_tenant, true)
$$;
create or replace function gantry.leave_tenant() returns void language sql volatile as $$
  select set_config('gantry.tenant', '', true)
$$;

-- Whether a hold stands over a run: no archive, no erasure.
create or replace function gantry.is_held(its_tenant text, its_subject text, its_key text) returns boolean
language sql stable as $$
  select exists (select 1 from gantry.legal_hold h where h.tenant = its_tenant and h.lifted_at is null
    and h.subject in (its_subject, its_key))
$$;
create or replace function gantry.is_held_with(its_tenant text, its_key text, its_correlation text) returns boolean
language sql stable as $$
  select exists (select 1 from gantry.legal_hold h where h.tenant = its_tenant and h.lifted_at is null
    and (h.subject = its_key or exists (select 1 from gantry.run r where r.tenant = its_tenant
      and r.correlation = its_correlation and h.subject in (r.subject, r.key))))
$$;

-- Takes back what was done and by whom, not that something was.
create or replace function gantry.erase_audit_content(its_tenant text, ids uuid[]) returns bigint language sql volatile as $$
  with erased as (
    update gantry.audit_content set object = null, by = null, on_behalf_of = null, reason = null, correlation = null,
      detail = null, salt = null, erased_at = clock_timestamp()
    where tenant = its_tenant and id = any(ids) and erased_at is null returning 1)
  select count(*) from erased
$$;
