-- The read model of orders: one row an order, one row a document in any system, every identifier that finds it.

create table gantry.trail_order (
  tenant text not null,
  reference text not null,
  customer text,
  customer_name text,
  legal_entity text,
  currency text,
  stage text not null default 'submitted',
  message text,
  gross numeric,
  open numeric,
  correlation text,
  submitted_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant, reference)
);
create index trail_order_recent on gantry.trail_order (tenant, updated_at desc, reference);
create index trail_order_stage on gantry.trail_order (tenant, stage, updated_at desc, reference);

create table gantry.trail_document (
  tenant text not null,
  order_reference text not null,
  system text not null,
  kind text not null,
  id text not null,
  number text,
  currency text,
  net numeric,
  tax numeric,
  gross numeric,
  note text,
  at timestamptz not null,
  primary key (tenant, system, kind, id, order_reference)
);
create index trail_document_order on gantry.trail_document (tenant, order_reference, at);
create index trail_document_id on gantry.trail_document (tenant, id);
create index trail_document_number on gantry.trail_document (tenant, number) where number is not null;
