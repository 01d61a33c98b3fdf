import { sql } from 'kysely'
import type { Database, Transaction } from '../database/database.ts'
import { type Kept, namedIn, type Place, payloadsOf, type Row } from './payload.ts'

/** What is kept and erased together: a run with all it wrote, an event, a dead letter. */
export type Unit = {
  tenant: string
  id: string
  /** In the order in which its place is gone through. */
  position: string
  /** In days. */
  age: number
  /** Of runs: what people call the thing it is about. */
  subject?: string | null
  correlation: string
  /** Something still needs it: a legal hold, an open exception, a reader that has not had it. */
  waits: boolean
  /** Its fields may go, its row not yet. */
  stays: boolean
  kept: Kept[]
}

export const UNITS = ['run', 'event', 'dead_letter'] as const
export type UnitPlace = (typeof UNITS)[number]

/** A part of a place: what is older than `days` beyond a position, oldest first; or what has these ids. */
export type Part = {
  /** Of runs; the others are gone through across tenants. */
  tenant: string
  now: string
  after: string
  days: number
  limit: number
  /** Of handled dead letters. */
  rowDays: number | null
}

type Found = Row & { id: string; position: string; age: number; correlation: string; waits: boolean; stays: boolean }

/** The start of a place. */
export const START = { run: '-infinity|00000000-0000-0000-0000-000000000000', event: '0', dead_letter: '0' } as const

const PLACES: Record<'event' | 'dead_letter', Place> = {
  event: { table: 'event', key: ['id'], columns: ['data'] },
  dead_letter: { table: 'dead_letter', key: ['id'], columns: ['data', 'before'] },
}

export function readUnits(tx: Transaction, place: UnitPlace, part: Part, ids?: readonly string[]): Promise<Unit[]> {
  if (place === 'run') return readRuns(tx, part, ids)
  return place === 'event' ? readEvents(tx, part, ids) : readLetters(tx, part, ids)
}

async function readRuns(tx: Transaction, { tenant, now, after, days, limit }: Part, ids?: readonly string[]) {
  const [at, id] = after.split('|') as [string, string]
  const old = sql`tenant = ${tenant} and finished_at is not null
    and updated_at >= ${at}::timestamptz and (updated_at, id) > (${at}::timestamptz, ${id}::uuid)
    and updated_at < ${now}::timestamptz - ${days}::float8 * interval '1 day'`
  const some = (archived: boolean) => sql`(select id from gantry.run
    where archived_at is ${sql.raw(archived ? 'not null' : 'null')} and ${old} order by updated_at, id limit ${limit})`
  const chosen = ids ? sql`any(${ids}::uuid[])` : sql`any(array(${some(false)} union all ${some(true)}))`
  const { rows } = await sql<Found & { subject: string | null }>`
    select id::text, tenant, subject, correlation, updated_at::text || '|' || id as position,
      (extract(epoch from ${now}::timestamptz - updated_at) / 86400)::float8 as age, archived_at is null as stays,
      finished_at is null or gantry.is_held(tenant, subject, key)
        or exists (select from gantry.exception e where e.run = r.id and e.state = 'open') as waits
    from gantry.run r where tenant = ${tenant} and id = ${chosen} order by updated_at, id limit ${limit}
    for no key update of r`.execute(tx)
  const payloads = await payloadsOf(
    tx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ ...row, kept: payloads.get(row.id)! }))
}

async function readEvents(tx: Transaction, part: Part, ids?: readonly string[]) {
  const { rows } = await sql<Found>`
    select o.*, o.id::text as position, ${ageOf('received_at', part)},
      o.xid is null or gantry.is_held_with(tenant, key, correlation) or exists (
        select from gantry.cursor c where c.xid is not null and (c.xid, c.event_id) < (o.xid, o.id)) as waits,
      exists (select from gantry.dead_letter d where d.event = o.id) as stays
    from gantry.event o where ${chosen('event', part, ids)} order by id for no key update of o`.execute(tx)
  return oldOf(PLACES.event, rows, part, ids)
}

async function readLetters(tx: Transaction, part: Part, ids?: readonly string[]) {
  const { rows } = await sql<Found>`
    select o.*, o.id::text as position, ${ageOf('opened_at', part)},
      gantry.is_held_with(tenant, null, correlation) or state in ('open', 'due') as waits,
      failed_at >= ${part.now}::timestamptz - coalesce(${part.rowDays}::float8, 0) * interval '1 day' as stays
    from gantry.dead_letter o where ${chosen('dead_letter', part, ids)} order by id for no key update of o`.execute(tx)
  return oldOf(PLACES.dead_letter, rows, part, ids)
}

const ageOf = (at: string, { now }: Part) =>
  sql`(extract(epoch from ${now}::timestamptz - ${sql.ref(at)}) / 86400)::float8 as age`

const chosen = (table: string, { after, limit }: Part, ids?: readonly string[]) =>
  ids
    ? sql`id = any(${ids}::bigint[])`
    : sql`id = any(array(select id from ${sql.table(`gantry.${table}`)} where id > ${after}::bigint order by id limit ${limit}))`

/** Ids rise with age: the first that is too young ends the part, so that the next part begins with it. */
function oldOf(place: Place, rows: readonly Found[], { days }: Part, ids?: readonly string[]): Unit[] {
  const young = ids ? -1 : rows.findIndex(({ age }) => age < days)
  return rows.slice(0, young < 0 ? rows.length : young).map((row) => ({ ...row, kept: [{ place, row }] }))
}

/** Whose each unit is: what its payloads name; where they name nobody, what runs of its correlation name. */
export async function entitiesOf(
  tx: Transaction,
  units: readonly Unit[],
  field?: string,
): Promise<Map<Unit, string[]>> {
  const found = new Map<Unit, string[]>(units.map((unit) => [unit, field ? namedIn(unit.kept, field) : []]))
  if (!field) return found
  const open = units.filter((unit) => found.get(unit)!.length === 0 && unit.correlation !== '')
  for (const [tenant, own] of Map.groupBy(open, (unit) => unit.tenant)) {
    const correlations = [...new Set(own.map(({ correlation }) => correlation))]
    const { rows } = await sql<{ id: string; correlation: string }>`select id::text, correlation from gantry.run
      where tenant = ${tenant} and correlation = any(${correlations}::text[])`.execute(tx)
    const payloads = await payloadsOf(
      tx,
      rows.map(({ id }) => id),
    )
    const named = Map.groupBy(rows, ({ correlation }) => correlation)
    for (const unit of own)
      found.set(unit, [
        ...new Set((named.get(unit.correlation) ?? []).flatMap(({ id }) => namedIn(payloads.get(id)!, field))),
      ])
  }
  return found
}

/** Every tenant with runs, from one probe of the index each. */
export async function tenantsOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ tenant: string }>`
    with recursive found(tenant) as (
      (select tenant from gantry.run order by tenant limit 1)
      union all
      select (select tenant from gantry.run where tenant > found.tenant order by tenant limit 1)
      from found where tenant is not null)
    select tenant from found where tenant is not null`.execute(db)
  return rows.map(({ tenant }) => tenant)
}
