-- Quotes that a partner asks for are counted like orders, and an order has the name of its quote.
alter table gantry.partner_submission add column kind text not null default 'order' check (kind in ('order', 'quote'));
alter table gantry.partner_submission drop constraint partner_submission_pkey;
alter table gantry.partner_submission add primary key (tenant, partner, kind, reference);
drop index gantry.partner_submission_day;
create index partner_submission_day on gantry.partner_submission (tenant, partner, kind, day);
