-- Which versions are no news any more. It outlives the runs and messages that told of them.

create table gantry.contract_announcement (
  tenant text not null,
  tier text not null,
  name text not null,
  version text not null,
  -- False for what was published before anybody could hear of it.
  told boolean not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant, tier, name, version)
);
