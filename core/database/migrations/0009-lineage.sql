-- What each step of a run asked of which connection, and what it was answered, as SHA-256 digests: with them a document in
-- a vendor's books can be shown to come from this run, and a log or an export to be what was sent.
create table gantry.lineage (
  run uuid not null,
  step text not null,
  item text not null,
  undo boolean not null,
  -- contract.operation
  operation text not null,
  request text not null,
  answer text not null,
  connection text not null,
  tenant text not null,
  answered_at timestamptz not null default clock_timestamp(),
  primary key (run, step, item, undo, operation, request)
);

-- It goes where the journal goes.
alter table gantry.run_archive add column lineage json;
