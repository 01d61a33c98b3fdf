-- Events that a reader could not handle: the others go on, and these are kept until they are replayed.

create table gantry.dead_letter (
  id bigint generated always as identity primary key,
  tenant text not null,
  -- The subscription that could not handle it, or the connection (`webhook:<name>`, `changes:<name>`) that told it.
  reader text not null,
  -- Null where it never became an event, because it does not fit its contract.
  event bigint references gantry.event (id),
  name text not null,
  data json not null,
  -- The id its source gave it.
  source text not null,
  correlation text not null,
  occurred_at timestamptz not null,
  code text not null,
  detail text,
  attempts integer not null default 1,
  state text not null default 'open' check (state in ('open', 'replayed')),
  failed_at timestamptz not null default clock_timestamp(),
  unique (reader, tenant, name, source)
);
create index dead_letter_open on gantry.dead_letter (tenant, state, id);
