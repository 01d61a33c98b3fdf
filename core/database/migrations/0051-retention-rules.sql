-- Retention by class and entity. Runs that ended are looked at in the order of their age, archived or not.
create index run_archived on gantry.run (tenant, updated_at, id) where archived_at is not null;

-- Of an event that is to go: whether a dead letter points at it.
create index dead_letter_event on gantry.dead_letter (event) where event is not null;

-- What a rule wanted gone while something still kept it: a legal hold, an open exception, a reader that has not had it. Every
-- sweep looks at it again, since its place in the order of age is passed.
create table gantry.retention_left (
  tenant text not null,
  place text not null check (place in ('run', 'event', 'dead_letter')),
  id text not null,
  left_at timestamptz not null default clock_timestamp(),
  primary key (place, tenant, id)
);

-- Whether a hold stands over an event or a dead letter: by its key, or by a run of the same correlation.
create function gantry.is_held_with(its_tenant text, its_key text, its_correlation text) returns boolean language sql stable
as $$
  select exists (select from gantry.legal_hold h where h.tenant = its_tenant and h.lifted_at is null
    and (h.subject = its_key or exists (select from gantry.run r where r.tenant = its_tenant
      and r.correlation = its_correlation and h.subject in (r.subject, r.key))))
$$;
