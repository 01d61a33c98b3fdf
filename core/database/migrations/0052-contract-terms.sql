-- What a consumer contract grants, and until when. Those that were there grant what they did, without an end.
alter table gantry.consumer_contract
  -- A call may do what both its credential and its contract permit.
  add column scopes text[] not null default '{*}',
  -- The name of a plan of the configuration; without one its partner's plan or the host's rate bounds it alone.
  add column plan text,
  add column expires_at timestamptz,
  -- What is asked for and not decided yet: all null where nothing is. One in force stays so meanwhile.
  add column asked_scopes text[],
  add column asked_plan text,
  add column asked_days integer;

update gantry.consumer_contract set asked_scopes = '{*}', asked_days = 365 where state = 'requested';
