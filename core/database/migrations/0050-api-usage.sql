-- Who called which version of which API on which day (UTC): whom to ask before a version ends.

create table gantry.api_usage (
  tenant text not null,
  -- `tier.name`
  api text not null,
  version text not null,
  -- The client a token names, else its principal.
  consumer text not null,
  day date not null,
  calls bigint not null,
  last_at timestamptz not null,
  primary key (tenant, api, version, consumer, day)
);
