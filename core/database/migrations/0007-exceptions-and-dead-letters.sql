-- Exceptions and dead letters as people work on them: what was being asked, who decided what, and in which bulk.

alter table gantry.exception
  -- What the step was asking of an API when it failed: `{"operation", "input"}`.
  add column call json,
  -- The bulk resolution it was resolved by.
  add column bulk text;
create index exception_run on gantry.exception (run);
create index exception_code on gantry.exception (tenant, code, opened_at desc) where state = 'open';

-- A person's leave to go on, which the step finds in its call however often it is tried.
alter table gantry.journal add column approval json;

alter table gantry.dead_letter
  add column sentence text not null default 'An event could not be handled.',
  add column team text not null default 'platform',
  add column due_at timestamptz not null default clock_timestamp() + interval '24 hours',
  add column opened_at timestamptz not null default clock_timestamp(),
  -- The payload as it came, where a person has changed it since.
  add column before json,
  add column resolution text,
  add column resolved_by text,
  add column resolved_at timestamptz,
  add column reason text,
  add column bulk text,
  drop constraint dead_letter_state_check,
  -- `due`: a person wants it replayed, and its reader takes it at the next look.
  add constraint dead_letter_state_check check (state in ('open', 'due', 'replayed', 'discarded'));
create index dead_letter_due on gantry.dead_letter (reader) where state = 'due';
create index dead_letter_list on gantry.dead_letter (tenant, state, opened_at desc, id desc);
