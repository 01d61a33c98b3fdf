import { sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import type { Kept } from './payload.ts'

/** A connection that runs asked, and which of its records they were answered with. */
export type SystemErasure = { connection: string; records: VendorRecord[] }
/** `operation` is `contract.operation`; `id` is the vendor's. */
export type VendorRecord = { operation: string; id: string }

type Asked = { run: string; step: string; item: string; connection: string; operation: string }

/** Which systems hold records of their own of what these runs did: each has to be asked to erase them. */
export async function systemsOf(
  tx: Transaction,
  tenant: string,
  payloads: ReadonlyMap<string, readonly Kept[]>,
): Promise<SystemErasure[]> {
  const { rows: live } = await sql<Asked>`select run, step, item, connection, operation from gantry.lineage
    where tenant = ${tenant} and run = any(${[...payloads.keys()]}::uuid[])`.execute(tx)
  const kept = [...payloads.values()].flat()
  const archived = kept.flatMap(({ place, row }) =>
    place.table === 'run_archive' ? ((row.lineage ?? []) as Asked[]) : [],
  )
  const ids = new Map(entriesIn(kept).map((entry) => [placeOf(entry), idOf(entry.result)]))
  const systems = new Map<string, Map<string, VendorRecord>>()
  for (const asked of [...live, ...archived]) {
    const records = systems.get(asked.connection) ?? new Map<string, VendorRecord>()
    systems.set(asked.connection, records)
    const id = ids.get(placeOf(asked))
    if (id !== undefined) records.set(`${asked.operation} ${id}`, { operation: asked.operation, id })
  }
  return [...systems]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([connection, records]) => ({ connection, records: [...records.values()] }))
}

type Entry = { run: string; step: string; item: string; result: unknown }

const entriesIn = (kept: readonly Kept[]): Entry[] =>
  kept.flatMap(({ place, row }) => {
    if (place.table === 'journal') return [row as unknown as Entry]
    return place.table === 'run_archive' ? (row.journal as Entry[]) : []
  })

const placeOf = ({ run, step, item }: Pick<Entry, 'run' | 'step' | 'item'>): string => JSON.stringify([run, step, item])

const idOf = (result: unknown): string | undefined => {
  const { id } = (result ?? {}) as { id?: unknown }
  return typeof id === 'string' ? id : undefined
}
