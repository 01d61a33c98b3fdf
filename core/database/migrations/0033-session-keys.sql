-- The API key a session was opened with: it ends when that one does.
alter table gantry.session add column api_key text references gantry.api_key (prefix) on delete cascade;
create index session_api_key on gantry.session (api_key);
