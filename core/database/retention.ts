import { sql } from 'kysely'
import type { Logger } from 'pino'
import { orderEvents } from '../cockroachdb/event-order.ts'
import { heldMonths } from '../data/legal-hold.ts'
import { checkRules, longest, type RetentionRules, shortest } from '../data/retention-rules.ts'
import { type Ruling, type SweptByRules, sweepByRules } from '../data/retention-sweep.ts'
import { tenantsOf } from '../data/retention-unit.ts'
import { deleteWebhooks } from '../data/stored-copies.ts'
import { archiveRuns, dropArchive } from '../flow/archive.ts'
import { deleteBlobs } from '../flow/blobs.ts'
import { erasures } from '../observe/measures.ts'
import type { Database } from './database.ts'

/**
 * How long each kind of rows is kept, in days; `null` keeps it for ever. Exceptions, approvals and what people did to runs
 * always stay.
 */
export type Retention = {
  /** Ended runs, their journals and what restarts set aside, after their end; then they go to the archive. */
  runs: number | null
  /**
   * Months of the archive, after their last day; then they are dropped, and later the results that were too large for a
   * journal. The runs' business keys stay taken.
   */
  archive: number | null
  /**
   * After they were received. Longer than any wait `ofAnyAge` looks back, than a vendor tells of an event anew, and than
   * `runs`: a connector looks up what its vendor confirmed.
   */
  events: number | null
  /** Bodies as vendors sent them. Longer than a vendor repeats a delivery. */
  webhooks: number | null
  /** Answers by `Idempotency-Key`. Longer than any caller repeats a request. */
  idempotency: number | null
  /** After they were handled; those still open stay. */
  deadLetters: number | null
}

export const RETENTION: Retention = {
  runs: 90,
  archive: 3650,
  events: 400,
  webhooks: 90,
  idempotency: 30,
  deadLetters: 90,
}

/** As a landscape states it: what differs from the default, and rules by class of data and entity. */
export type RetentionConfig = Partial<Retention> & Partial<RetentionRules>

/** Throws an `Error` that names the rule at fault. */
export function retentionOf({ rules = [], field, ...kinds }: RetentionConfig = {}): {
  retention: Retention
  rules: RetentionRules
} {
  const retention = { ...RETENTION, ...kinds }
  const read: RetentionRules = { rules, ...(field && { field }) }
  checkRules(read, retention)
  return { retention, rules: read }
}

export type Swept = Record<keyof Retention, number> & { byRules?: SweptByRules }

const BATCH = 200
/** The archive goes by months: its last day may lie so much after a run's. */
const MONTH = 31
const FOR_MS = 60_000
/** PostgreSQL takes no more for an interval. */
const EVER = Number.POSITIVE_INFINITY

/**
 * Erases, archives and deletes what is old enough, in short transactions of `batch` rows that touch nothing live work
 * touches. Ends after `forMs` at the latest; the next sweep goes on. Two at once share the work. Where there are rules they
 * say which events, dead letters and archived runs go; what is under a legal hold stays.
 */
export async function sweepRetention(
  db: Database,
  { retention = RETENTION, ruling, batch = BATCH, forMs = FOR_MS, log }: SweepOptions = {},
): Promise<Swept> {
  const until = performance.now() + forMs
  // Rules that are new have much to look at, and must not keep the rest waiting.
  const halfway = until - forMs / 2
  const swept: Swept = { runs: 0, archive: 0, events: 0, webhooks: 0, idempotency: 0, deadLetters: 0 }
  const { runs, archive, events, deadLetters } = retention
  const ruled = ruling !== undefined && ruling.rules.length > 0
  const repeat = async (of: keyof Retention, some: () => Promise<number>) => {
    for (let count = 1; count > 0 && performance.now() < until; ) {
      count = await some()
      swept[of] += count
    }
  }
  // What has no place among the events counts as unread: there may be no reader who would see to it.
  await orderEvents(db)
  if (ruled) {
    swept.byRules = await sweepByRules(db, { ruling, rowDays: rowDaysOf(retention), batch, until: halfway })
    if (erasures.hasSubscribers) erasures.publish(swept.byRules.gone)
  }
  if (runs !== null)
    for (const tenant of await tenantsOf(db)) await repeat('runs', () => archiveRuns(db, tenant, runs, batch))
  const months = ruled && archive !== null ? Math.max(archive, longest(ruling)) : archive
  if (months !== null && months !== EVER) {
    const held = await heldMonths(db)
    swept.archive = (await dropArchive(db, months, held)).length
    // An archived run under a hold may refer to any of them.
    if (runs !== null && held.size === 0) await repeat('archive', () => deleteBlobs(db, months + runs + MONTH, batch))
  }
  if (!ruled && deadLetters !== null)
    await deleteById(db, until, 'dead_letter', deadLetters, batch).then(told('deadLetters'))
  if (!ruled && events !== null) await deleteById(db, until, 'event', events, batch).then(told('events'))
  // Copies, in which nothing can be told apart: they go with the first rule.
  const [webhooks, idempotency] = [retention.webhooks, retention.idempotency].map((days) => copyDays(days, ruling))
  if (webhooks !== null) await deleteWebhooks(db, { days: webhooks!, batch, until }).then(told('webhooks'))
  if (idempotency !== null) await repeat('idempotency', () => deleteAnswers(db, idempotency!, batch))
  if (Object.values(swept).some((count) => typeof count === 'number' && count > 0) || swept.byRules?.gone.length)
    log?.info({ swept }, 'retention')
  return swept

  function told(of: keyof Retention) {
    return (count: number) => {
      swept[of] = count
    }
  }
}

export type SweepOptions = {
  retention?: Retention
  ruling?: Ruling | undefined
  batch?: number
  forMs?: number
  log?: Logger
}

/** After how many days rows go that no rule tells of. */
export const rowDaysOf = ({ archive, events, deadLetters }: Retention) => ({
  run: archive,
  event: events,
  dead_letter: deadLetters,
})

function copyDays(days: number | null, ruling: Ruling | undefined): number | null {
  const first = ruling && shortest(ruling)
  if (first === undefined) return days
  return days === null ? first : Math.min(days, first)
}

/** Of each kind of rows: its age, and what may go. Ids rise with age, so the oldest are the first by key. */
const BY_ID = {
  event: {
    at: 'received_at',
    // No reader has it before it, and no dead letter points at it.
    free: `o.xid is not null and not exists (select from gantry.cursor c where c.xid is not null and (c.xid, c.event_id) < (o.xid, o.id))
      and not exists (select from gantry.dead_letter d where d.event = o.id)
      and not gantry.is_held_with(o.tenant, o.key, o.correlation)`,
  },
  dead_letter: {
    at: 'failed_at',
    free: `o.state <> 'open' and not gantry.is_held_with(o.tenant, null, o.correlation)`,
  },
} as const

async function deleteById(
  db: Database,
  until: number,
  table: keyof typeof BY_ID,
  days: number,
  batch: number,
): Promise<number> {
  const { at, free } = BY_ID[table]
  let [deleted, after] = [0, '0']
  while (performance.now() < until) {
    const { rows } = await sql<{ last: string | null; deleted: number }>`
      with oldest as materialized (
        select * from ${sql.raw(`gantry.${table}`)} where id > ${after}::bigint order by id limit ${batch}
      ), old as (select * from oldest where ${sql.raw(at)} < gantry.now() - ${days}::float8 * interval '1 day'),
      gone as (
        delete from ${sql.raw(`gantry.${table}`)} where id = any(array(select id from old o where ${sql.raw(free)}))
        returning id)
      select (select max(id) from old)::text as last, (select count(*) from gone)::int as deleted`.execute(db)
    const { last, deleted: now } = rows[0]!
    deleted += now
    if (last === null) break
    after = last
  }
  return deleted
}

async function deleteAnswers(db: Database, days: number, batch: number): Promise<number> {
  const { rows } = await sql`
    delete from gantry.idempotency where (tenant, operation, key) in (
      select tenant, operation, key from gantry.idempotency
      where created_at < gantry.now() - ${days}::float8 * interval '1 day' and free_at < clock_timestamp()
      order by created_at limit ${batch})
    returning 1`.execute(db)
  return rows.length
}
