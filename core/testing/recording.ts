import { sql } from 'kysely'
import type { Flow } from '../flow/flow.ts'
import { callOf, TestEngine } from './engine.ts'
import { type Recorded, recordings } from './recorded-flows.ts'

/** What a real run left in the tables when it was interrupted. `engine` is the newest migration of those who made it. */
export type Recording = { engine: string; flow: string; name: string; tables: Record<string, Row[]> }
type Row = Record<string, unknown>

/** The tables that hold a run, parents first, and the column that names it. */
const TABLES = { run: 'id', journal: 'run', waiter: 'run', exception: 'run', approval: 'run' } as const

/** Carries a flow to where it is to be interrupted, and reads what it left. */
export async function recordingOf(name: string, engine: string): Promise<Recording> {
  const recorded = recordings[name]!
  const test = await TestEngine.open([recorded.flow])
  try {
    await test.work()
    const id = await test.start(recorded.flow, { id: name }, callOf({ correlation: name }))
    await recorded.interrupted(test, id)
    const tables: Record<string, Row[]> = {}
    for (const [table, column] of Object.entries(TABLES)) {
      const { rows } = await sql<{ row: Row }>`select to_json(t) as row from gantry.${sql.raw(table)} t
        where ${sql.ref(column)} = ${id}`.execute(test.db)
      if (rows.length > 0) tables[table] = rows.map(({ row }) => row)
    }
    const { rows: blobs } = await sql<{ row: Row }>`select to_json(t) as row from gantry.blob t`.execute(test.db)
    if (blobs.length > 0) tables.blob = blobs.map(({ row }) => row)
    // A worker is called after the machine it ran on.
    for (const row of tables.run!) if (row.owner !== null) row.owner = 'gone'
    recorded.release?.()
    return { engine, flow: `${recorded.flow.name}@${recorded.flow.version}`, name, tables }
  } finally {
    await test.close()
  }
}

/** Puts the recorded rows into a database of today's schema: columns added since have their defaults. */
export async function restore(test: TestEngine, { tables }: Recording): Promise<string> {
  // As the migration did with the journals of its day.
  for (const row of tables.journal ?? []) row.run_seq ??= tables.run![0]!.seq
  for (const [table, rows] of Object.entries(tables)) {
    const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.ref(column)))
    await sql`insert into gantry.${sql.raw(table)} (${columns}) overriding system value
      select ${columns} from json_populate_recordset(null::gantry.${sql.raw(table)}, ${JSON.stringify(rows)}::json)`.execute(
      test.db,
    )
  }
  // The sequences of the new database know nothing of the rows.
  await sql`select setval(pg_get_serial_sequence('gantry.journal', 'seq'), 1000000)`.execute(test.db)
  return tables.run![0]!.id as string
}

export const flowOf = ({ name }: Recording): Flow => recordings[name]!.flow
export const continuationOf = ({ name }: Recording): Recorded['continued'] => recordings[name]!.continued
