-- What has ended goes to the archive; its row in gantry.run stays, stripped of what weighs: a start repeated years later is
-- still the same run, decided by the same unique key and without a second look-up.

alter table gantry.run add column archived_at timestamptz;
drop index gantry.run_recent;
create index run_recent on gantry.run (tenant, updated_at desc) where archived_at is null;

-- By month of the run's end: a month too old is dropped as a whole.
create table gantry.run_archive (
  id uuid not null,
  tenant text not null,
  finished_at timestamptz not null,
  input json not null,
  output json,
  error json,
  -- The journal's rows in the order in which they were written.
  journal json not null,
  archived_at timestamptz not null default clock_timestamp(),
  primary key (id, finished_at)
) partition by range (finished_at);

create index idempotency_created on gantry.idempotency (created_at);
