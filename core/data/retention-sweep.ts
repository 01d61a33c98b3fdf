import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Class } from './classification.ts'
import type { Eraser } from './erasure.ts'
import { dropResults, eraseKept } from './large-results.ts'
import { classesHeld, type Row } from './payload.ts'
import { ages, expiredClasses, isRowExpired, type RetentionRules } from './retention-rules.ts'
import { type Gone, Tally } from './retention-tally.ts'
import { entitiesOf, readUnits, START, tenantsOf, UNITS, type Unit, type UnitPlace } from './retention-unit.ts'

/** The rules, and what it takes to carry them out. */
export type Ruling = RetentionRules & {
  /** What fields are called that have a class (`namesIn`). */
  names: ReadonlyMap<string, Class>
  /** Of read models. */
  erasers?: readonly Eraser[]
}

export type SweptByRules = {
  gone: Gone[]
  /** What a rule wanted gone and something still keeps, by what it is. */
  waiting: Record<UnitPlace, number>
  /** Whether the time sufficed to look at everything. */
  complete: boolean
}

export type RuleSweep = {
  ruling: Ruling
  /** After how many days a row goes that no rule tells of. */
  rowDays: Readonly<Record<UnitPlace, number | null>>
  batch: number
  /** `performance.now()` at which it ends at the latest. */
  until: number
  /** Only count; nothing is changed. */
  preview?: boolean
}

/** Of what runs across tenants. */
const ALL_TENANTS = '*'

/**
 * Erases in place the fields whose class has had its days, and removes rows that nothing keeps any longer: runs (from the
 * archive), events and dead letters. Each age of the rules goes through each place by a cursor of its own, so that a row is
 * looked at once for each; what something still keeps is noted, and looked at again. Other rules begin anew.
 */
export async function sweepByRules(db: Database, sweep: RuleSweep): Promise<SweptByRules> {
  const { ruling, rowDays, preview } = sweep
  const { rows } = await sql<{ now: string }>`select gantry.now()::text as now`.execute(db)
  const edition = editionOf(sweep)
  const going: Going = { ...sweep, now: rows[0]!.now, gone: new Tally(), seen: new Set(), waiting: new Map() }
  if (!preview)
    await sql`delete from gantry.cursor where name like 'retention:%'
      and name not like ${`retention:${edition}:%`}`.execute(db)
  const tenants = await tenantsOf(db)
  let complete = true
  for (const place of UNITS) {
    if (!preview) complete = (await retry(db, going, place)) && complete
    for (const tenant of place === 'run' ? tenants : [ALL_TENANTS])
      for (const days of ages(ruling, rowDays[place]))
        complete =
          (await pass(db, going, { place, tenant, days, name: `retention:${edition}:${place}:${days}` })) && complete
  }
  return { gone: going.gone.all(), waiting: preview ? countsOf(going.waiting) : await waitingOf(db), complete }
}

type Going = RuleSweep & {
  now: string
  gone: Tally
  /** Of a preview: what was counted, and what would wait. */
  seen: Set<string>
  waiting: Map<UnitPlace, number>
}

/** One age of the rules, through one place. */
type Age = { place: UnitPlace; tenant: string; days: number; name: string }
/** The position that was reached; none at the end, or where another sweep is at it. */
type Reached = { position?: string; kept: Unit[]; done: Gone[] }

/** Whether it came to the end. */
async function pass(db: Database, going: Going, age: Age): Promise<boolean> {
  const { tenant, name, place } = age
  let after = await cursorOf(db, tenant, name, START[place])
  if (!going.preview)
    await sql`insert into gantry.cursor (tenant, name, position) values (${tenant}, ${name}, ${after})
      on conflict do nothing`.execute(db)
  while (performance.now() < going.until) {
    // A transaction may be repeated: what it did counts once it is sure.
    const { position, kept, done } = await inTransaction(db, (tx) => part(tx, going, age, after))
    going.gone.add(done)
    going.waiting.set(place, (going.waiting.get(place) ?? 0) + kept.length)
    if (position === undefined) return true
    after = position
  }
  return false
}

async function part(
  tx: Transaction,
  going: Going,
  { place, tenant, days, name }: Age,
  after: string,
): Promise<Reached> {
  const { now, batch, rowDays, preview, seen } = going
  let from = after
  if (!preview) {
    const { rows } = await sql<{ position: string }>`select position from gantry.cursor
      where tenant = ${tenant} and name = ${name} for update skip locked`.execute(tx)
    if (!rows[0]) return { kept: [], done: [] }
    from = rows[0].position
  }
  const units = await readUnits(tx, place, { tenant, now, after: from, days, limit: batch, rowDays: rowDays[place] })
  const position = units.at(-1)?.position
  if (position === undefined) return { kept: [], done: [] }
  // Nothing changes in a preview, so that a later age meets the same again.
  const fresh = preview ? units.filter(({ id }) => !seen.has(`${place} ${id}`)) : units
  const visited = await visit(tx, place, fresh, going)
  if (preview) for (const { id } of fresh) seen.add(`${place} ${id}`)
  else {
    await note(tx, place, visited.kept)
    await sql`update gantry.cursor set position = ${position}, updated_at = clock_timestamp()
      where tenant = ${tenant} and name = ${name}`.execute(tx)
  }
  return { position, ...visited }
}

/** Looks again at what was kept back. Whether it came to the end. */
async function retry(db: Database, going: Going, place: UnitPlace): Promise<boolean> {
  const { now, batch, rowDays, until, gone } = going
  for (let after = ['', '']; performance.now() < until; ) {
    const { rows } = await sql<{ tenant: string; id: string }>`select tenant, id from gantry.retention_left
      where place = ${place} and (tenant, id) > (${after[0]}, ${after[1]}) order by tenant, id limit ${batch}`.execute(
      db,
    )
    if (rows.length === 0) return true
    for (const [tenant, own] of Map.groupBy(rows, (row) => row.tenant)) {
      const ids = own.map(({ id }) => id)
      const looked = { tenant, now, after: START[place], days: 0, limit: ids.length, rowDays: rowDays[place] }
      const done = await inTransaction(db, async (tx) => {
        const visited = await visit(tx, place, await readUnits(tx, place, looked, ids), going)
        const still = visited.kept.map(({ id }) => id)
        await sql`delete from gantry.retention_left where place = ${place} and tenant = ${tenant}
          and id = any(${ids}::text[]) and id <> all(${still}::text[])`.execute(tx)
        return visited.done
      })
      gone.add(done)
    }
    const last = rows.at(-1)!
    after = [last.tenant, last.id]
  }
  return false
}

/** Erases in these what has had its days; returns what something still keeps. */
async function visit(
  tx: Transaction,
  place: UnitPlace,
  units: readonly Unit[],
  { ruling, rowDays, preview = false }: RuleSweep,
): Promise<{ kept: Unit[]; done: Gone[] }> {
  const entities = await entitiesOf(tx, units, ruling.field)
  const kept: Unit[] = []
  const tally = new Tally()
  for (const unit of units) {
    const own = entities.get(unit)!
    const classes = new Set(expiredClasses(ruling, own, unit.age))
    const rowGoes = isRowExpired(ruling, {
      entities: own,
      holds: holdsOf(unit, ruling),
      age: unit.age,
      rowDays: rowDays[place],
    })
    // Of a run that is archived already only what the archive has can go.
    const due = rowGoes && (place !== 'run' || unit.stays || unit.kept.some((one) => one.place.table === 'run_archive'))
    const going = { names: ruling.names, classes, field: ruling.field, preview: preview || unit.waits }
    try {
      const { columns, tables } = await eraseKept(tx, unit.tenant, unit.kept, going)
      if (unit.waits ? due || columns > 0 : due && unit.stays) kept.push(unit)
      if (unit.waits) continue
      const entity = own.toSorted().join(', ') || '–'
      for (const [table, found] of tables)
        for (const [of, { rows, fields }] of found) tally.count({ table, class: of, entity, rows, fields })
      if (columns > 0 && !preview) await forget(tx, unit, ruling, [...classes])
      if (!due || unit.stays) continue
      tally.count({ table: place === 'run' ? 'run_archive' : place, class: 'row', entity, rows: 1, fields: 0 })
      if (!preview) await remove(tx, place, unit)
    } catch (error) {
      // One payload under a key that is gone must not keep the others from having their days.
      if (!(error instanceof IntegrationError && error.code === 'payload-unreadable')) throw error
      kept.push(unit)
    }
  }
  return { kept, done: tally.all() }
}

function holdsOf({ kept }: Unit, { names }: Ruling): Set<Class> {
  const holds = new Set<Class>()
  for (const { place, row } of kept) for (const column of place.columns) classesHeld(names, row[column], holds)
  return holds
}

async function remove(tx: Transaction, place: UnitPlace, { id, tenant, kept }: Unit): Promise<void> {
  if (place === 'run') {
    await dropResults(tx, tenant, kept)
    await sql`delete from gantry.run_archive where id = ${id}::uuid
      and finished_at = (select finished_at from gantry.run where id = ${id}::uuid)`.execute(tx)
  } else await sql`delete from ${sql.table(`gantry.${place}`)} where id = ${id}::bigint`.execute(tx)
}

/** Read models forget with the last run about the subject: until then they are what that one goes by. */
async function forget(tx: Transaction, unit: Unit, { erasers = [] }: Ruling, classes: Class[]): Promise<void> {
  const { tenant, subject, id } = unit
  if (!subject || erasers.length === 0) return
  const { rows } = await sql<Row>`select 1 from gantry.run r, gantry.run own where own.id = ${id}::uuid
    and r.tenant = ${tenant} and r.subject = ${subject}
    and (r.finished_at is null or r.updated_at > own.updated_at or gantry.is_held(r.tenant, r.subject, r.key))
    limit 1`.execute(tx)
  if (rows.length === 0) for (const erase of erasers) await erase(tx, { tenant, subject, classes })
}

const note = async (tx: Transaction, place: UnitPlace, units: readonly Unit[]): Promise<void> =>
  units.length === 0
    ? undefined
    : void (await sql`insert into gantry.retention_left (tenant, place, id)
        select tenant, ${place}, id from unnest(${units.map(({ tenant }) => tenant)}::text[],
          ${units.map(({ id }) => id)}::text[]) as u(tenant, id) on conflict do nothing`.execute(tx))

/** Of everything that decides what goes: where one of them changes, all is looked at anew. */
const editionOf = ({ ruling, rowDays }: RuleSweep): string =>
  createHash('sha256')
    .update(JSON.stringify([ruling.rules, ruling.field, rowDays, [...ruling.names].sort()]))
    .digest('base64url')
    .slice(0, 12)

async function cursorOf(db: Database, tenant: string, name: string, start: string): Promise<string> {
  const { rows } = await sql<{ position: string }>`select position from gantry.cursor
    where tenant = ${tenant} and name = ${name}`.execute(db)
  return rows[0]?.position ?? start
}

async function waitingOf(db: Database): Promise<Record<UnitPlace, number>> {
  const { rows } = await sql<{ place: UnitPlace; count: number }>`
    select place, count(*)::int as count from gantry.retention_left group by place`.execute(db)
  return countsOf(new Map(rows.map(({ place, count }) => [place, count])))
}

const countsOf = (counted: ReadonlyMap<UnitPlace, number>): Record<UnitPlace, number> => ({
  run: counted.get('run') ?? 0,
  event: counted.get('event') ?? 0,
  dead_letter: counted.get('dead_letter') ?? 0,
})
