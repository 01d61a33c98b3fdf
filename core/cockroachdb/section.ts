/*
 * An exclusive section is its row alone here, for advisory locks lock nothing: it is another's until the row is gone, or its
 * time is up. That is read by the clock of the node one is connected to, which may be ahead of the one that wrote it by
 * the cluster's `--max-offset` (500 ms unless set), and no more.
 *
 * So a worker that was killed is waited out by asking again, and one that is stopped keeps nobody out beyond that time. It
 * asks the row before it sends more; only if it is stopped for so long right between that and the socket, its request leaves
 * late. On Postgres its lock would still be there, as long as the database holds its connection for alive.
 */

/** `wait_ms` is 0 where the section is the caller's from now on. No row where another has it. */
export const ENTER = {
  name: 'gantry-enter',
  text: `insert into gantry.section as s (name, token, until)
    values ($1::text, $2::uuid, clock_timestamp() + $3::float8 * interval '1 millisecond')
    on conflict (name) do update set token = excluded.token, until = excluded.until
      where s.until <= clock_timestamp() - interval '500 milliseconds'
    returning 0::int4 as wait_ms`,
}

/** `$3`: all its requests were answered. Else its time stands. */
export const LEAVE = {
  name: 'gantry-leave',
  text: 'delete from gantry.section where name = $1::text and token = $2::uuid and $3::boolean',
}
