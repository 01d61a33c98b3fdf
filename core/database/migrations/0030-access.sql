-- Programs that may call from outside. Those of an identity provider need no row; one that has a row can be revoked here.
create table gantry.client (
  tenant text not null,
  id text not null,
  title text not null,
  -- The team or company that answers for it.
  owner text not null,
  -- The partner it acts for; its API keys open this partner's data alone.
  partner text,
  roles text[] not null default '{}',
  scopes text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  revoked_by text,
  revoked_at timestamptz,
  primary key (tenant, id)
);

-- Keys of a client; two or more serve side by side while one is rotated.
create table gantry.api_key (
  prefix text primary key,
  tenant text not null,
  client text not null,
  -- SHA-256 of the secret part.
  digest bytea not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (tenant, client) references gantry.client (tenant, id)
);

-- Which client may call which API, one row for each major version.
create table gantry.consumer_contract (
  tenant text not null,
  client text not null,
  -- `tier.name`
  api text not null,
  major integer not null,
  state text not null check (state in ('requested', 'approved', 'rejected', 'revoked')),
  purpose text not null,
  requested_by text not null,
  requested_at timestamptz not null default clock_timestamp(),
  decided_by text,
  decided_at timestamptz,
  reason text,
  primary key (tenant, client, api, major)
);

-- A partner sees what is granted to it, one by one: being above another in a hierarchy grants nothing by itself.
create table gantry.partner_grant (
  tenant text not null,
  partner text not null,
  granted text not null,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant, partner, granted),
  check (partner <> granted)
);

-- Sessions of people at our pages; the cookie holds what the digest is of.
create table gantry.session (
  digest bytea primary key,
  tenant text not null,
  identity json not null,
  csrf text not null,
  created_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index session_expires_at on gantry.session (expires_at);

-- What clients used up of their rate in its present window; columns as rate-limiter-flexible has them.
create unlogged table gantry.rate_limit (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);

-- Every host has these in memory: what is revoked on one stops on all.
create function gantry.tell_access() returns trigger language plpgsql as $$
begin
  perform pg_notify('gantry_access', tg_table_name);
  return null;
end $$;
create trigger tell_access after insert or update or delete or truncate on gantry.client
  for each statement execute function gantry.tell_access();
create trigger tell_access after insert or update or delete or truncate on gantry.api_key
  for each statement execute function gantry.tell_access();
create trigger tell_access after insert or update or delete or truncate on gantry.consumer_contract
  for each statement execute function gantry.tell_access();
create trigger tell_access after insert or update or delete or truncate on gantry.partner_grant
  for each statement execute function gantry.tell_access();
create trigger tell_access after delete or truncate on gantry.session
  for each statement execute function gantry.tell_access();
