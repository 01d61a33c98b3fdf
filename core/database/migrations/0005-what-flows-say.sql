-- Approvals, child flows, signals, cancelling, restarting, and results too large for the journal.

alter table gantry.journal drop constraint journal_kind_check;
alter table gantry.journal add constraint journal_kind_check
  check (kind in ('step', 'local', 'wait', 'sleep', 'emit', 'child', 'approval'));
alter table gantry.journal drop constraint journal_state_check;
-- `waiting`: a child was started, or an approval asked for; its result names which.
alter table gantry.journal add constraint journal_state_check
  check (state in ('done', 'failed', 'retrying', 'held', 'undone', 'waiting'));

-- Of a child: the run whose place in an order it holds. It stands in no line of its own then.
alter table gantry.run add column place uuid;
-- Somebody must hear of its end: a parent, or an approval that nobody need give any more.
alter table gantry.run add column awaited boolean not null default false;
-- Given up while a worker had it: a call under way may have taken effect, and must be known before anything is undone.
alter table gantry.run add column stopping boolean not null default false;

create table gantry.approval (
  id uuid primary key,
  tenant text not null,
  run uuid not null references gantry.run (id),
  flow text not null,
  run_key text not null,
  subject text,
  step text not null,
  item text not null default '',
  -- The team that decides.
  team text not null,
  -- What is asked: a sentence, and what one must know to decide.
  ask text not null,
  detail json,
  -- Whoever started the run may not decide.
  four_eyes boolean not null,
  starter text not null,
  correlation text not null,
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'timed-out', 'withdrawn')),
  asked_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  reason text
);
create index approval_list on gantry.approval (tenant, state, asked_at desc);
create index approval_run on gantry.approval (run);

-- What people did to a run: who, when and why.
create table gantry.intervention (
  id bigint generated always as identity primary key,
  tenant text not null,
  run uuid not null references gantry.run (id),
  action text not null check (action in ('cancel', 'restart')),
  step text,
  item text,
  by text not null,
  reason text not null,
  at timestamptz not null default clock_timestamp()
);
create index intervention_run on gantry.intervention (run, id);

-- Journal entries that a restart set aside.
create table gantry.superseded (
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
create index superseded_run on gantry.superseded (run, seq);

-- Results too large for the journal, by the SHA-256 of their text.
create table gantry.blob (
  tenant text not null,
  sha256 text not null,
  content json not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (tenant, sha256)
);

-- A child lets the order of its parent go: at its first wait, or held where its flow lets others pass.
create function gantry.release_place(releasing uuid) returns uuid language plpgsql as $$
declare
  root gantry.run;
begin
  select p.* into root from gantry.run r join gantry.run p on p.id = r.place where r.id = releasing;
  update gantry.run set released = true where id = releasing;
  if root.id is null or root.released or root.ordered_by is null then return null; end if;
  return gantry.release_order(root.id);
end $$;

-- In the transaction that ends a run, whichever way it ends, so that no parent misses it. Rows are locked child before
-- parent: `awaitChild` does the same.
create function gantry.tell_end() returns trigger language plpgsql as $$
begin
  update gantry.approval set state = 'withdrawn', decided_at = clock_timestamp() where run = new.id and state = 'pending';
  perform from gantry.run where id in (
    select run from gantry.waiter where tenant = new.tenant and event = 'run-ended' and key = new.id::text)
    order by id for no key update;
  update gantry.run set
    woken = (state = 'running'),
    due_at = case when state = 'running' then due_at else clock_timestamp() end,
    state = case when state = 'running' then state else 'queued' end
  where state in ('running', 'waiting', 'held') and id in (
    select run from gantry.waiter where tenant = new.tenant and event = 'run-ended' and key = new.id::text);
  if found then perform pg_notify('gantry_due', ''); end if;
  return null;
end $$;

create trigger tell_end after update of finished_at on gantry.run for each row
  when (new.awaited and old.finished_at is null and new.finished_at is not null)
  execute function gantry.tell_end();
