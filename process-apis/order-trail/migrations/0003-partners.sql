-- Whose order it is; callers of a partner see its own alone.
alter table gantry.trail_order add column partner text;
create index trail_order_partner on gantry.trail_order (tenant, partner, updated_at desc, reference) where partner is not null;
create index trail_document_kind on gantry.trail_document (tenant, system, kind, at desc, id);
