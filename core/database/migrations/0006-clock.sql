-- Business time. In production it is the database's own: the planner puts the body in the place of the call, so that it
-- costs nothing. A simulation replaces the body (database/clock.ts). Leases and tolerances never ask it.
create function gantry.now() returns timestamptz language sql stable as 'select statement_timestamp()';
