import { sql } from 'kysely'
import type { Logger } from 'pino'
import { archiveRuns, dropArchive } from '../flow/archive.ts'
import { deleteBlobs } from '../flow/blobs.ts'
import type { Database } from './database.ts'

/**
 * How long each class of rows is kept, in days; `null` keeps it for ever. Exceptions, approvals and what people did to runs
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

export type Swept = Record<keyof Retention, number>

const BATCH = 200
/** The archive goes by months: its last day may lie so much after a run's. */
const MONTH = 31
const FOR_MS = 60_000

/**
 * Archives and deletes what is old enough, in short transactions of `batch` rows that touch nothing live work touches.
 * Ends after `forMs` at the latest; the next sweep goes on. Two at once share the work.
 */
export async function sweepRetention(
  db: Database,
  { retention = RETENTION, batch = BATCH, forMs = FOR_MS, log }: SweepOptions = {},
): Promise<Swept> {
  const until = performance.now() + forMs
  const swept: Swept = { runs: 0, archive: 0, events: 0, webhooks: 0, idempotency: 0, deadLetters: 0 }
  const { runs, archive, events, webhooks, idempotency, deadLetters } = retention
  const repeat = async (of: keyof Retention, some: () => Promise<number>) => {
    for (let count = 1; count > 0 && performance.now() < until; ) {
      count = await some()
      swept[of] += count
    }
  }
  if (runs !== null)
    for (const tenant of await tenantsOf(db)) await repeat('runs', () => archiveRuns(db, tenant, runs, batch))
  if (archive !== null) {
    swept.archive = (await dropArchive(db, archive)).length
    if (runs !== null) await repeat('archive', () => deleteBlobs(db, archive + runs + MONTH, batch))
  }
  if (deadLetters !== null) await deleteById(db, until, 'dead_letter', deadLetters, batch).then(told('deadLetters'))
  if (events !== null) await deleteById(db, until, 'event', events, batch).then(told('events'))
  if (webhooks !== null) await deleteById(db, until, 'webhook', webhooks, batch).then(told('webhooks'))
  if (idempotency !== null) await repeat('idempotency', () => deleteAnswers(db, idempotency, batch))
  if (Object.values(swept).some(Boolean)) log?.info({ swept }, 'retention')
  return swept

  function told(of: keyof Retention) {
    return (count: number) => {
      swept[of] = count
    }
  }
}

export type SweepOptions = { retention?: Retention; batch?: number; forMs?: number; log?: Logger }

/** Every tenant with runs, from one probe of the index each. */
async function tenantsOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ tenant: string }>`
    with recursive found(tenant) as (
      (select tenant from gantry.run where archived_at is null order by tenant limit 1)
      union all
      select (select tenant from gantry.run where archived_at is null and tenant > found.tenant order by tenant limit 1)
      from found where tenant is not null)
    select tenant from found where tenant is not null`.execute(db)
  return rows.map(({ tenant }) => tenant)
}

/** Of each class of rows: its age, and what may go. Ids rise with age, so the oldest are the first by key. */
const BY_ID = {
  event: {
    at: 'received_at',
    // No reader has it before it, and no dead letter points at it.
    free: `not exists (select from gantry.cursor c where c.xid is not null and (c.xid, c.event_id) < (o.xid, o.id))
      and not exists (select from gantry.dead_letter d where d.event = o.id)`,
  },
  webhook: { at: 'received_at', free: 'true' },
  dead_letter: { at: 'failed_at', free: `o.state <> 'open'` },
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
      ), old as (select * from oldest where ${sql.raw(at)} < gantry.now() - ${days} * interval '1 day'),
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
    delete from gantry.idempotency where ctid = any(array(
      select ctid from gantry.idempotency
      where created_at < gantry.now() - ${days} * interval '1 day' and free_at < clock_timestamp()
      order by created_at limit ${batch}))
    returning 1`.execute(db)
  return rows.length
}
