-- Events of transactions still open may yet appear behind later ones: readers go no further than this, and none is read
-- before all below it are there. A snapshot counts transactions of the whole server, so those that write to another
-- database are left out: a long one there would hold back every event here. Postgres shows their numbers to every role; one
-- it does not show counts as ours.
create function gantry.frontier() returns xid8 language plpgsql stable as $$
declare
  frontier bigint;
begin
  select coalesce(min(open::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint) into frontier
  from pg_snapshot_xip(pg_current_snapshot()) as open
  where not exists (
    select from pg_stat_activity as elsewhere
    where elsewhere.backend_xid = open::xid
      and elsewhere.datid <> (select oid from pg_database where datname = current_database()));
  return frontier::text::xid8;
end $$;
