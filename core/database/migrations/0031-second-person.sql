-- What one person asked for that takes two; it is done once another asks for the very same.
create table gantry.second_person (
  tenant text not null,
  operation text not null,
  -- Of what was asked, so that the second person agrees to that and nothing else.
  digest text not null,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant, operation, digest)
);
