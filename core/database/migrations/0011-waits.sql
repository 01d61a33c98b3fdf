-- Begins a wait (of a sleep where `its_event` is null) in one round trip, and gives its deadline: the one set when it
-- began. `fenced` where another worker owns the run; `other`, with nothing done, where there is more to it: an event that
-- is there already, a deadline that has passed, a run that was given up, or one that lets the next of its order go.
create function gantry.begin_wait(
  waiting uuid, its_epoch integer, its_step text, its_item text, its_event text, its_key text, of_any_age boolean,
  until timestamptz, at timestamptz, out outcome text, out due timestamptz
) language plpgsql as $$
declare
  r gantry.run;
begin
  if its_event is not null then
    -- Before the run's row, as every other writer of events: none of this one is written until we are done.
    perform pg_advisory_xact_lock(hashtextextended(
      (select tenant from gantry.run where id = waiting) || E'\n' || its_event || E'\n' || its_key, 0));
  end if;
  select * into r from gantry.run where id = waiting and epoch = its_epoch and state = 'running' for no key update;
  outcome := 'fenced';
  if not found then return; end if;
  outcome := 'other';
  if r.compensating or not r.released and (r.ordered_by is not null or r.place is not null) then return; end if;
  if exists (select from gantry.event e where e.tenant = r.tenant and e.name = its_event and e.key = its_key
    and (of_any_age or e.received_at >= r.created_at)) then return; end if;
  select w.deadline into due from gantry.waiter w where w.run = waiting and w.step = its_step and w.item = its_item;
  if not found and until > at then
    insert into gantry.waiter (run, step, item, tenant, event, key, deadline)
      values (waiting, its_step, its_item, r.tenant, its_event, its_key, until);
    due := until;
  end if;
  if due > at then outcome := 'waits'; end if;
end $$;
