-- The durable engine's tables. Every table carries the tenant.

create table gantry.run (
  id uuid primary key,
  tenant text not null,
  flow text not null,
  version integer not null,
  -- The business key: one run per tenant, flow and key.
  key text not null,
  -- Of the declared business fields: the same key with another digest is refused.
  digest text not null,
  ordered_by text,
  -- What people call the thing the run is about: the order, say.
  subject text,
  seq bigint generated always as identity,
  state text not null check (state in
    ('queued', 'running', 'waiting', 'blocked', 'held', 'completed', 'failed', 'compensated', 'cancelled', 'discarded')),
  -- Set once later runs of the same order may go.
  released boolean not null default false,
  -- Set by whoever wakes a run that is running: it must look again before it sleeps.
  woken boolean not null default false,
  compensating boolean not null default false,
  input json not null,
  output json,
  error json,
  correlation text not null,
  principal text not null,
  -- Counts edits and restarts: request keys change with it.
  revision integer not null default 0,
  epoch integer not null default 0,
  owner text,
  lease_until timestamptz,
  due_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  unique (tenant, flow, key)
) with (fillfactor = 70);
create index run_due on gantry.run (due_at) where state in ('queued', 'waiting') and due_at is not null;
create index run_lease on gantry.run (lease_until) where state = 'running';
create index run_order on gantry.run (tenant, flow, ordered_by, seq) where not released and ordered_by is not null;
create index run_correlation on gantry.run (tenant, correlation);
create index run_subject on gantry.run (tenant, subject) where subject is not null;
create index run_recent on gantry.run (tenant, updated_at desc);

create table gantry.journal (
  run uuid not null references gantry.run (id),
  step text not null,
  -- The business id of the item within a loop; empty outside of one.
  item text not null default '',
  tenant text not null,
  kind text not null check (kind in ('step', 'local', 'wait', 'sleep', 'emit')),
  state text not null check (state in ('done', 'failed', 'retrying', 'held', 'undone')),
  result json,
  error json,
  attempts integer not null default 1,
  epoch integer not null,
  seq bigint generated always as identity,
  due_at timestamptz,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz not null default clock_timestamp(),
  primary key (run, step, item)
) with (fillfactor = 80);

create table gantry.event (
  id bigint generated always as identity primary key,
  tenant text not null,
  name text not null,
  key text not null,
  data json not null,
  -- The id its source gave it: the same event told twice is kept once.
  source text not null,
  correlation text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  -- Readers go no further than the oldest open transaction: ids are given before rows are visible.
  xid xid8 not null default pg_current_xact_id(),
  unique (tenant, name, source)
);
create index event_key on gantry.event (tenant, name, key, id);
create index event_order on gantry.event (xid, id);

create table gantry.waiter (
  run uuid not null references gantry.run (id),
  step text not null,
  item text not null default '',
  tenant text not null,
  -- Null for a sleep.
  event text,
  key text,
  deadline timestamptz,
  primary key (run, step, item)
);
create index waiter_event on gantry.waiter (tenant, event, key);

create table gantry.exception (
  id uuid primary key,
  tenant text not null,
  run uuid not null references gantry.run (id),
  flow text not null,
  run_key text not null,
  subject text,
  step text not null,
  item text not null default '',
  -- What failed: the step, or the undo of it.
  phase text not null default 'do' check (phase in ('do', 'undo')),
  code text not null,
  kind text not null,
  sentence text not null,
  detail text,
  team text not null,
  correlation text not null,
  state text not null default 'open' check (state in ('open', 'resolved')),
  opened_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  resolution text,
  resolved_at timestamptz,
  resolved_by text,
  reason text,
  before json,
  after json
);
create unique index exception_open on gantry.exception (run, step, item, phase) where state = 'open';
create index exception_list on gantry.exception (tenant, state, opened_at desc);
create index exception_subject on gantry.exception (tenant, subject) where subject is not null;
create index exception_correlation on gantry.exception (tenant, correlation);

create table gantry.idempotency (
  tenant text not null,
  operation text not null,
  key text not null,
  digest text not null,
  state text not null check (state in ('in-flight', 'done')),
  answer json,
  -- A process that died in mid-request frees the key after this moment.
  free_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, operation, key)
);

create table gantry.webhook (
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

-- How far a reader of events, or of a vendor's delta feed, has come.
create table gantry.cursor (
  tenant text not null,
  name text not null,
  xid xid8,
  event_id bigint,
  position text,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (tenant, name)
);
