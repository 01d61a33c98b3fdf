-- How much a partner may ask: the name of a plan of the configuration. One without a row has the plan `standard`.
create table gantry.partner_plan (
  tenant text not null,
  partner text not null,
  plan text not null,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant, partner)
);
create trigger tell_access after insert or update or delete or truncate on gantry.partner_plan
  for each statement execute function gantry.tell_access();

-- Its keys open the partner's sandbox, and nothing that is real.
alter table gantry.client add column sandbox boolean not null default false;
