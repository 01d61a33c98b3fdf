import { sql } from 'kysely'
import { DATABASE_NOW } from '../database/clock.ts'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Claim, Claimed } from '../flow/claims.ts'
import { type Lane, takeTurns } from './lanes.ts'

/** Others may be taking the same heads just now. */
const TRIES = 3

/** Of each flow, in their order, what its priority weighs. */
type Weighed = Claim & { weights: readonly number[] }

const DUE = sql`r.state in ('queued', 'waiting') and r.due_at`

/**
 * What `gantry.claim` does, without a function: lapsed runs first, then what is due, in turns by tenant, flow and priority.
 * Runs are chosen without locks and locked once chosen: of those that another worker has taken meanwhile there is none, and
 * others are chosen in their place.
 */
export function claimInTurns(db: Database, claim: Weighed): Promise<Claimed[]> {
  const { limit } = claim
  return inTransaction(db, async (tx) => {
    const lapsed = await lapsedRuns(tx, claim)
    const taken = [...lapsed]
    const rooms = claim.flows.map(({ room }) => room)
    for (let tries = 0; tries < TRIES && taken.length < limit; tries++) {
      const chosen = await chooseDue(tx, claim, rooms, limit - taken.length)
      const locked = await lockDue(tx, [...chosen.keys()], claim)
      for (const id of locked) rooms[chosen.get(id)!]! -= 1
      taken.push(...locked)
      await own(tx, locked, claim)
      if (locked.length === chosen.size) break
    }
    await own(tx, lapsed, claim)
    if (taken.length === 0) return []
    const { rows } = await sql<Claimed>`select r.*, ${sql.raw(DATABASE_NOW)} as db_now from gantry.run r
      where r.id = any(${taken}::uuid[])`.execute(tx)
    const places = new Map(taken.map((id, place) => [id, place]))
    return rows.sort((a, b) => places.get(a.id)! - places.get(b.id)!)
  })
}

async function lapsedRuns(tx: Transaction, { flows, limit }: Claim): Promise<string[]> {
  const carried = flows.map(({ name, version }) => `${name}@${version}`)
  const { rows } = await sql<{ id: string }>`
    select id from gantry.run where state = 'running' and lease_until < clock_timestamp()
      and flow || '@' || version::text = any(${carried}::text[])
    order by lease_until limit ${limit} for update skip locked`.execute(tx)
  return rows.map(({ id }) => id)
}

const before = ({ overdueMs = 0 }: Claim) => sql`gantry.now() - ${overdueMs}::float8 * interval '1 ms'`

/** The runs whose turn it is and the flow of each, in the order of their turns. */
async function chooseDue(
  tx: Transaction,
  claim: Weighed,
  rooms: readonly number[],
  places: number,
): Promise<Map<string, number>> {
  const lanes = await lanesOf(tx, claim, rooms, places)
  if (lanes.length === 0) return new Map()
  // Seldom does a lane get more than four times its even share: more is read of each only where places are left over.
  let depth = Math.min(places, Math.max(16, 4 * Math.ceil(places / lanes.length)))
  for (;;) {
    const { rows } = await sql<{ lane: string; id: string }>`
      select l.lane, h.id from unnest(${lanes.map(({ flow }) => claim.flows[flow]!.name)}::text[],
        ${lanes.map(({ flow }) => claim.flows[flow]!.version)}::int[], ${lanes.map(({ tenant }) => tenant)}::text[])
        with ordinality as l(flow, version, tenant, lane)
      cross join lateral (
        select r.id, r.due_at from gantry.run r where r.flow = l.flow and r.version = l.version and r.tenant = l.tenant
          and ${DUE} <= ${before(claim)} order by r.due_at limit ${depth}) h
      order by l.lane, h.due_at`.execute(tx)
    const queues: string[][] = lanes.map(() => [])
    for (const { lane, id } of rows) queues[Number(lane) - 1]!.push(id)
    const turns = takeTurns(
      lanes.map((lane, at) => ({ ...lane, queued: queues[at]!.length })),
      { places, rooms, after: claim.after },
    )
    const exhausted = turns.some(({ runs }) => runs >= depth) && depth < places
    const chosen = new Map(
      turns.flatMap(({ lane, runs }) => queues[lane]!.slice(0, runs).map((id) => [id, lanes[lane]!.flow] as const)),
    )
    if (!exhausted || chosen.size >= places) return chosen
    depth = places
  }
}

/** Of each flow with room the tenants that have something due, going around from the tenant after the last one's turn. */
async function lanesOf(tx: Transaction, claim: Weighed, rooms: readonly number[], places: number): Promise<Lane[]> {
  const { flows, weights, after } = claim
  const lanes: Lane[] = []
  const going = rooms.flatMap((room, flow) => (room > 0 ? [{ flow, at: after, wrapped: after === '', found: 0 }] : []))
  while (going.length > 0) {
    // The next tenant of every flow that still goes around, each by one step into the index.
    const { rows } = await sql<{ place: string; tenant: string; overdue: boolean; late: number }>`
      select g.place, h.tenant, h.due_at <= ${before(claim)} as overdue,
        extract(epoch from ${before(claim)} - h.due_at)::float8 as late
      from unnest(${going.map(({ flow }) => flows[flow]!.name)}::text[],
        ${going.map(({ flow }) => flows[flow]!.version)}::int[], ${going.map(({ at }) => at)}::text[])
        with ordinality as g(flow, version, tenant, place)
      cross join lateral (
        select r.tenant, r.due_at from gantry.run r
        where r.flow = g.flow and r.version = g.version and r.tenant > g.tenant and ${DUE} is not null
        order by r.tenant, r.due_at limit 1) h`.execute(tx)
    const heads = new Map(rows.map((row) => [Number(row.place) - 1, row]))
    for (const [place, one] of [...going.entries()].reverse()) {
      const head = heads.get(place)
      const around = one.wrapped && after !== '' && (!head || head.tenant > after)
      if (head && !around) {
        one.at = head.tenant
        if (head.overdue) {
          lanes.push({ flow: one.flow, tenant: head.tenant, lateMs: head.late * 1000, weight: weights[one.flow]! })
          one.found += 1
        }
        if (one.found < places) continue
      } else if (!head && !one.wrapped) {
        Object.assign(one, { wrapped: true, at: '' })
        continue
      }
      going.splice(place, 1)
    }
  }
  return lanes
}

async function lockDue(tx: Transaction, ids: readonly string[], claim: Claim): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select r.id from gantry.run r where r.id = any(${ids}::uuid[]) and ${DUE} <= ${before(claim)}
    order by r.id for update skip locked`.execute(tx)
  const locked = new Set(rows.map(({ id }) => id))
  return ids.filter((id) => locked.has(id))
}

async function own(tx: Transaction, ids: readonly string[], { owner, leaseMs }: Claim): Promise<void> {
  if (ids.length === 0) return
  await sql`update gantry.run set state = 'running', owner = ${owner}, epoch = epoch + 1, woken = false, due_at = null,
      lease_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 ms', updated_at = clock_timestamp()
    where id = any(${ids}::uuid[])`.execute(tx)
}
