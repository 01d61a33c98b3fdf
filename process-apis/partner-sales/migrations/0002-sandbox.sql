-- Orders of partners' sandboxes: nothing of them is in any system.
create table gantry.partner_sandbox_order (
  tenant text not null,
  partner text not null,
  reference text not null,
  stage text not null default 'submitted',
  submitted_at timestamptz not null default gantry.now(),
  updated_at timestamptz not null default gantry.now(),
  primary key (tenant, partner, reference)
);
