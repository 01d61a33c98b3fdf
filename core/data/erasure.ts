import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { audit } from '../security/audit/act.ts'
import type { Class } from './classification.ts'
import { refuseHeld } from './legal-hold.ts'
import { maskedByName } from './masking.ts'

/** Masks what a read model keeps about a subject, and tells how many values. */
export type Eraser = (
  tx: Transaction,
  about: { tenant: string; subject: string; classes: readonly Class[] },
) => Promise<number>

export type Erasing = {
  tenant: string
  /** What runs are about, as people call it, or a run's business key. */
  subject: string
  by: string
  onBehalfOf?: string | undefined
  reason: string
  /** What fields are called that have a class (`namesIn`), and which classes are to go; amounts and dates of the books stay. */
  names: ReadonlyMap<string, Class>
  classes?: readonly Class[]
  /** Of read models. */
  erasers?: readonly Eraser[]
}

export type Erased = { runs: number; values: number }

const ALL_BUT: readonly Class[] = ['public', 'internal', 'confidential', 'financial']

/**
 * Erases what is kept of people about a subject: in the inputs, results and outputs of its runs, in the archive too, in
 * its exceptions, approvals, events, dead letters and read models. Fields of other classes stay, and so do keys and digests. The pool
 * needs the keyring: what is sealed is opened, masked and sealed again. Throws `legal-hold`, and `run-underway` while one
 * of its runs has not ended: it would go on without what it needs.
 */
export function eraseSubject(db: Database, erasing: Erasing): Promise<Erased> {
  const { tenant, subject, by, onBehalfOf, reason, names, classes = ['personal', 'secret'], erasers = [] } = erasing
  const kept = new Set<Class>(ALL_BUT.filter((one) => !classes.includes(one)))
  return inTransaction(db, async (tx) => {
    await refuseHeld(tx, tenant, subject)
    const { rows: runs } = await sql<{ id: string; ended: boolean }>`
      select id, finished_at is not null as ended from gantry.run
      where tenant = ${tenant} and (subject = ${subject} or key = ${subject}) order by id for update`.execute(tx)
    if (runs.some(({ ended }) => !ended))
      throw new IntegrationError(
        'run-underway',
        'A run about this has not ended: what it needs cannot be erased yet.',
        {
          kind: 'policy',
          detail: 'Wait for its end, or cancel it.',
        },
      )
    const ids = runs.map(({ id }) => id)
    let values = 0
    for (const place of PLACES) values += await eraseIn(tx, { ...place, tenant, ids, subject, names, kept })
    for (const erase of erasers) values += await erase(tx, { tenant, subject, classes })
    await audit(tx, [
      {
        tenant,
        action: 'data.erased',
        object: `subject:${subject}`,
        by,
        onBehalfOf,
        reason,
        detail: { runs: ids.length, values, classes: [...classes] },
      },
    ])
    return { runs: ids.length, values }
  })
}

type Place = {
  table: string
  key: readonly string[]
  columns: readonly string[]
  of: 'run' | 'id' | 'event' | 'letter'
}

const PLACES: readonly Place[] = [
  { table: 'run', key: ['id'], columns: ['input', 'output'], of: 'id' },
  { table: 'journal', key: ['run', 'step', 'item'], columns: ['result'], of: 'run' },
  { table: 'superseded', key: ['intervention', 'step', 'item'], columns: ['result'], of: 'run' },
  { table: 'exception', key: ['id'], columns: ['before', 'after', 'call'], of: 'run' },
  { table: 'approval', key: ['id'], columns: ['detail'], of: 'run' },
  // Not by the end of the run, though it names the partition: read as a `Date` it lacks the microseconds.
  { table: 'run_archive', key: ['id'], columns: ['input', 'output', 'journal', 'superseded'], of: 'id' },
  { table: 'event', key: ['id'], columns: ['data'], of: 'event' },
  { table: 'dead_letter', key: ['id'], columns: ['data', 'before'], of: 'letter' },
]

type In = Place & {
  tenant: string
  ids: readonly string[]
  subject: string
  names: ReadonlyMap<string, Class>
  kept: ReadonlySet<Class>
}

async function eraseIn(
  tx: Transaction,
  { table, key, columns, of, tenant, ids, subject, names, kept }: In,
): Promise<number> {
  const ofRuns = sql`o.correlation in (select correlation from gantry.run where id = any(${ids}::uuid[]))`
  const whose = {
    id: sql`o.id = any(${ids}::uuid[])`,
    run: sql`o.run = any(${ids}::uuid[])`,
    event: sql`(o.key = ${subject} or ${ofRuns})`,
    letter: ofRuns,
  }[of]
  const { rows } = await sql<Record<string, unknown>>`
    select o.* from ${sql.table(`gantry.${table}`)} o where o.tenant = ${tenant} and ${whose} for update`.execute(tx)
  let values = 0
  for (const row of rows)
    for (const column of columns) {
      const before = row[column]
      if (typeof before !== 'object' || before === null) continue
      const after = maskedByName(names, before, kept)
      if (JSON.stringify(after) === JSON.stringify(before)) continue
      // In the clear: what was worth sealing is gone.
      await sql`update ${sql.table(`gantry.${table}`)} set ${sql.ref(column)} = ${JSON.stringify(after)}::json
        where ${sql.join(
          key.map((name) => sql`${sql.ref(name)} = ${row[name]}`),
          sql` and `,
        )}`.execute(tx)
      values += 1
    }
  return values
}
