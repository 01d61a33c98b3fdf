import type pg from 'pg'
import type { Ask, Limits } from '../connector/allowance.ts'
import type { LeaseRow, Whose } from '../connector/allowance-rows.ts'
import type { OwnConnection } from '../database/own-connection.ts'

/** Moments are handed out no further ahead: whoever is more urgent must not wait behind them. */
const HORIZON_S = 0.1
/** What leaves evenly arrives less so. */
const MARGIN = 0.03
/** Moments kept beyond those that are looked at: when one is given back, the one before it counts again. */
const SPARE = 21
const MOST = 250

const LOCK = {
  name: 'gantry-lease-lock',
  text: `select next_slot, recent, extract(epoch from paused_until)::float8 as paused_s, slower_rate,
      extract(epoch from slower_until)::float8 as slower_s, quota_used::float8, quota_limit::float8,
      extract(epoch from quota_until)::float8 as quota_s, failures > 0 as failing,
      extract(epoch from opened_at)::float8 as opened_s, extract(epoch from probe_at)::float8 as probe_s
    from gantry.connection where tenant = $1 and name = $2 for update`,
}

const BEGIN = {
  name: 'gantry-lease-begin',
  text: 'insert into gantry.connection (tenant, name) values ($1, $2) on conflict do nothing',
}

/**
 * A statement after the lock's, which shows what was committed while the lock was waited for; its time is the lease's. A
 * worker that was not heard of for so long is gone, and the vendor's answers with it.
 */
const OTHERS = {
  name: 'gantry-lease-others',
  text: `select extract(epoch from clock_timestamp())::float8 as now_s,
      coalesce(sum(places) filter (where worker <> $3::uuid), 0)::int4 as places,
      (count(*) filter (where worker <> $3::uuid and waiting > 0))::int4 as waiting,
      coalesce(bool_or(worker <> $3::uuid and waiting > 0 and places = 0), false) as starving,
      coalesce(bool_or(worker <> $3::uuid and urgent > 0), false) as pressed,
      coalesce(max(places) filter (where worker = $3::uuid), 0)::int4 as held
    from gantry.connection_worker
    where tenant = $1 and name = $2 and seen_at > clock_timestamp() - interval '10 seconds'`,
}

const KEEP = {
  name: 'gantry-lease-keep',
  text: `update gantry.connection set next_slot = $3::float8, recent = $4::float8[], quota_used = $5::int8,
      quota_until = case when $6::boolean then clock_timestamp() + interval '1 day' else quota_until end,
      probe_at = case when $7::boolean then clock_timestamp() + interval '1 second' else probe_at end
    where tenant = $1 and name = $2`,
}

const SHARE = {
  name: 'gantry-lease-share',
  text: `insert into gantry.connection_worker (tenant, name, worker, places, waiting, urgent, seen_at)
    values ($1, $2, $3::uuid, $4::int4, $5::int4, $6::int4, clock_timestamp())
    on conflict (tenant, name, worker) do update set
      places = excluded.places, waiting = excluded.waiting, urgent = excluded.urgent, seen_at = excluded.seen_at`,
}

/** A connection's row. Times are seconds since the epoch, by the database's clock. */
type Shared = {
  next_slot: number
  recent: number[]
  paused_s: number
  slower_rate: number | null
  slower_s: number
  quota_used: number
  quota_limit: number | null
  quota_s: number
  failing: boolean
  opened_s: number | null
  probe_s: number | null
}

/** What the other workers have and want, and what this one `held`. */
type Others = { now_s: number; places: number; waiting: number; starving: boolean; pressed: boolean; held: number }

/**
 * What `gantry.lease` does on Postgres, statement by statement in one transaction under the lock of the connection's row;
 * how it is shared is told in core/connector/allowance.ts. Moments are as exact as the clocks of the cluster's nodes agree.
 */
export function lease(connection: OwnConnection, whose: Whose, limits: Limits, ask: Ask): Promise<LeaseRow> {
  return connection.transaction(async (client) => {
    const { tenant, name, worker } = whose
    const shared = await locked(client, tenant, name)
    const { rows } = await client.query<Others>({ ...OTHERS, values: [tenant, name, worker] })
    const others = rows[0]!
    const { places, granted, used, newDay, probes, ...told } = grantOf(shared, others, limits, ask)
    const { slots, recent, next, again_ms } = momentsOf(shared, others, limits, ask, granted)
    const waits = [places, ask.waiting - slots.length, Math.max(ask.urgent - slots.length, 0)]
    const kept = [next, recent, used + slots.length, newDay, probes]
    await client.query({ ...KEEP, values: [tenant, name, ...kept] })
    await client.query({ ...SHARE, values: [tenant, name, worker, ...waits] })
    return { ...told, places, slots, again_ms, now_s: others.now_s, failing: shared.failing }
  })
}

async function locked(client: pg.Client, tenant: string, name: string): Promise<Shared> {
  const values = [tenant, name]
  const lock = async () => (await client.query<Shared>({ ...LOCK, values })).rows[0]
  const shared = await lock()
  if (shared) return shared
  await client.query({ ...BEGIN, values })
  return (await lock())!
}

function placesOf(others: Others, { concurrency }: Limits, { waiting, urgent, taken }: Ask): number {
  if (others.pressed && urgent === 0) return taken
  const free = Math.min(taken + waiting, concurrency - others.places)
  if (!others.starving) return Math.max(free, taken)
  // Whoever had a place gives it back before it asks for another one, where there are fewer than workers.
  const fair = Math.max(Math.trunc(concurrency / (others.waiting + 1)), others.held === 0 ? 1 : 0)
  return Math.max(Math.min(free, fair), taken)
}

/** How many requests may leave, and what keeps the others. */
function grantOf(shared: Shared, others: Others, limits: Limits, ask: Ask) {
  const { now_s, starving, pressed } = others
  const { opened_s, probe_s, paused_s } = shared
  const open = opened_s !== null
  const probes = open && ask.waiting > 0 && probe_s !== null && now_s >= probe_s
  const usual = placesOf(others, limits, ask)
  const places = probes ? Math.max(usual, ask.taken + 1) : usual
  const paused = now_s < paused_s
  const allowance = shared.quota_limit ?? limits.requestsPerDay ?? Number.POSITIVE_INFINITY
  const newDay = Number.isFinite(allowance) && now_s >= shared.quota_s
  const used = newDay ? 0 : shared.quota_used
  const wanted = open ? Number(probes) : Math.min(ask.waiting, places - ask.taken)
  const nextProbe = probes ? 1 : probe_s === null ? 0 : probe_s - now_s
  const exhausted = newDay ? 86_400 : shared.quota_s - now_s
  return {
    places,
    granted: paused ? 0 : Math.max(Math.min(wanted, allowance - used), 0),
    used,
    newDay,
    probes,
    yields: starving || pressed,
    paused_ms: paused ? (paused_s - now_s) * 1000 : null,
    open_ms: open ? (now_s - opened_s) * 1000 : null,
    probe_ms: open ? Math.max(nextProbe, 0) * 1000 : null,
    exhausted_ms: used >= allowance ? exhausted * 1000 : null,
  }
}

/** When they may leave: no more than `most` within `span` seconds, so any second of the vendor's holds what it allows, or less. */
function momentsOf(shared: Shared, others: Others, limits: Limits, { urgent, ended }: Ask, granted: number) {
  const { now_s } = others
  const { slower_s, slower_rate, recent: known, next_slot } = shared
  const allowed = limits.requestsPerSecond
  const rate = now_s < slower_s ? Math.min(slower_rate ?? allowed, allowed) : allowed
  const most = Math.min(Math.max(halfToEven(rate), 1), MOST)
  const span = (most / rate) * (1 + MARGIN)
  const gap = 1 / rate
  const recent = [...known]
  let next = next_slot
  for (const { moment, left } of ended) {
    // One only: a burst holds several of the same moment.
    const place = recent.indexOf(moment)
    if (place < 0) continue
    if (left === undefined) {
      // Unused: another request can have it, which keeps the rate up when workers stall.
      recent.splice(place, 1)
      next -= gap
    } else {
      // The vendor counts from when a request came, not from when it was allowed to leave.
      recent[place] = left
    }
  }
  recent.sort((one, other) => one - other)
  // Unused time is made up for, a quarter of the span at most in one burst.
  next = Math.max(next, now_s - span / 4)
  const fair = Math.max(Math.ceil(HORIZON_S / gap / (others.waiting + 1)), urgent, 1)
  const slots: number[] = []
  let moment: number
  for (;;) {
    moment = Math.max(next, now_s)
    if (recent.length >= most) moment = Math.max(moment, recent.at(-most)! + span)
    if (slots.length >= Math.min(granted, fair)) break
    if (moment > now_s + HORIZON_S && slots.length >= urgent) break
    slots.push(moment)
    recent.push(moment)
    next += gap
  }
  recent.sort((one, other) => one - other)
  return { slots, next, recent: recent.slice(-most - SPARE), again_ms: Math.max(moment - HORIZON_S - now_s, 0) * 1000 }
}

/** As Postgres rounds. */
const halfToEven = (rate: number): number => (rate % 1 === 0.5 ? 2 * Math.round(rate / 2) : Math.round(rate))
