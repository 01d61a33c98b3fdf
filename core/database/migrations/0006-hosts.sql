-- Which hosts live, and which flow versions they carry.
create table gantry.host (
  id text primary key,
  name text not null,
  -- `flow@version`
  carries text[] not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);

-- Cursors count transactions of one database server; on another one they would point anywhere.
create table gantry.cluster (
  one boolean primary key default true check (one),
  system_identifier bigint not null,
  noted_at timestamptz not null default clock_timestamp()
);
