import { sql } from 'kysely'
import type { EventType } from '../contract/contract.ts'
import type { Database, Transaction } from '../database/database.ts'
import { lockNames } from '../database/named-locks.ts'
import { notify } from '../database/notice.ts'
import type { Wakes } from '../flow/wakes.ts'
import { keptData } from './kept-data.ts'

export const EVENT_CHANNEL = 'gantry_event'

export type Publication = {
  event: EventType
  data: unknown
  tenant: string
  correlation: string
  /** The id its source gave it; the same one again is dropped. */
  source: string
  /** When it happened, ISO 8601 UTC; now, by the database's clock, where absent. */
  at?: string
}

/**
 * Stores events and wakes the runs that wait for them, all in the caller's transaction. Returns how many were new.
 * A wait takes the same lock on (tenant, event, key) before it looks, so neither can miss the other.
 */
export async function publish(tx: Transaction, wakes: Wakes, publications: readonly Publication[]): Promise<number> {
  if (publications.length === 0) return 0
  const rows = publications.map((publication) => {
    const data = publication.event.data.parse(publication.data)
    return { ...publication, data, name: publication.event.name, key: publication.event.key(data) }
  })
  await lockKeys(tx, rows)
  const stored = await sql<{ tenant: string; name: string; key: string }>`
    insert into gantry.event (tenant, name, key, data, source, correlation, occurred_at)
    select tenant, name, key, data::json, source, correlation, coalesce(at, gantry.now()) from unnest(
      ${rows.map((r) => r.tenant)}::text[], ${rows.map((r) => r.name)}::text[], ${rows.map((r) => r.key)}::text[],
      ${rows.map((r) => keptData(r.event, r.tenant, r.data))}::text[], ${rows.map((r) => r.source)}::text[],
      ${rows.map((r) => r.correlation)}::text[], ${rows.map((r) => r.at ?? null)}::timestamptz[])
      as e(tenant, name, key, data, source, correlation, at)
    on conflict (tenant, name, source) do nothing
    returning tenant, name, key`.execute(tx)
  if (stored.rows.length === 0) return 0
  const woken = await sql<{ id: string; state: string }>`
    with woken as (
      -- Locked in one order with everybody else, or two publishers wait for each other.
      select id from gantry.run where state in ('running', 'waiting', 'held') and id in (
        select w.run from gantry.waiter w join unnest(
          ${stored.rows.map((r) => r.tenant)}::text[], ${stored.rows.map((r) => r.name)}::text[],
          ${stored.rows.map((r) => r.key)}::text[]) as e(tenant, name, key)
          on w.tenant = e.tenant and w.event = e.name and w.key = e.key)
      order by id for no key update
    )
    update gantry.run r set
      woken = (r.state = 'running'),
      state = case when r.state in ('waiting', 'held') then 'queued' else r.state end,
      due_at = case when r.state in ('waiting', 'held') then clock_timestamp() else r.due_at end
    where r.id in (select id from woken)
    returning r.id, r.state`.execute(tx)
  await wakes.send(
    tx,
    woken.rows.filter((run) => run.state === 'queued').map((run) => ({ run: run.id })),
  )
  if (wakes.listen) await notify(tx, EVENT_CHANNEL)
  return stored.rows.length
}

type EventKey = { tenant: string; name: string; key: string }

/** Serialises writers of an event with the runs that begin to wait for it, until the transaction ends. */
export const lockKeys = (tx: Transaction, keys: readonly EventKey[]): Promise<void> =>
  lockNames(
    tx,
    'event',
    keys.map(({ tenant, name, key }) => `${tenant}\n${name}\n${key}`),
  )

/** The data of the newest event of this type and key, by when it happened at its source; undefined where none was stored. */
export async function latest(db: Database, tenant: string, { name }: EventType, key: string): Promise<unknown> {
  const { rows } = await sql<{ data: unknown }>`select data from gantry.event
    where tenant = ${tenant} and name = ${name} and key = ${key}
    order by occurred_at desc, id desc limit 1`.execute(db)
  return rows[0]?.data
}
