-- A payment may settle several invoices of one order: each is a part of its own, or the last amount would hide the others.
alter table gantry.trail_document
  add column part text not null default '',
  drop constraint trail_document_pkey,
  add primary key (tenant, system, kind, id, order_reference, part);
