-- What a dispute or an audit needs stays, whatever retention and erasure would have it be.

create table gantry.legal_hold (
  id uuid primary key,
  tenant text not null,
  -- What runs are about, as people call it; or a run's business key.
  subject text not null,
  reason text not null,
  placed_by text not null,
  placed_at timestamptz not null default clock_timestamp(),
  lifted_by text,
  lifted_at timestamptz
);
create unique index legal_hold_standing on gantry.legal_hold (tenant, subject) where lifted_at is null;

-- Whether a hold stands over a run: no archive, no erasure.
create function gantry.is_held(its_tenant text, its_subject text, its_key text) returns boolean language sql stable as $$
  select exists (select from gantry.legal_hold h where h.tenant = its_tenant and h.lifted_at is null
    and h.subject in (its_subject, its_key))
$$;
