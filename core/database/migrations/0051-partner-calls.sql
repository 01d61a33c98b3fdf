-- How often each partner asked, by the day (UTC), all its programs and people together: what it is shown beside its plan.
create table gantry.partner_calls (
  tenant text not null,
  partner text not null,
  day date not null,
  calls bigint not null,
  primary key (tenant, partner, day)
);
