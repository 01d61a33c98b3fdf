-- Orders that partners submitted, by the day (UTC): how many a plan allows.
create table gantry.partner_submission (
  tenant text not null,
  partner text not null,
  reference text not null,
  day date not null,
  primary key (tenant, partner, reference)
);
create index partner_submission_day on gantry.partner_submission (tenant, partner, day);

-- Usage that partners told of their customers; billing has taken each.
create table gantry.partner_usage (
  tenant text not null,
  partner text not null,
  order_reference text not null,
  reference text not null,
  meter text not null,
  quantity numeric not null,
  at timestamptz not null,
  told_at timestamptz not null default clock_timestamp(),
  primary key (tenant, order_reference, reference)
);
create index partner_usage_recent on gantry.partner_usage (tenant, partner, told_at desc, order_reference, reference);
