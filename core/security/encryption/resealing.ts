import { sql } from 'kysely'
import { isCockroach } from '../../cockroachdb/dialect.ts'
import type { Database } from '../../database/database.ts'
import { IntegrationError } from '../../errors/integration-error.ts'
import type { Keyring } from './keyring.ts'

/** Where sealed values lie: JSON, but for the bodies of webhooks, which are kept as they came. */
const COLUMNS = [
  ['run', 'input', 'json'],
  ['run', 'output', 'json'],
  ['journal', 'result', 'json'],
  ['superseded', 'result', 'json'],
  ['blob', 'content', 'json'],
  ['exception', 'before', 'json'],
  ['exception', 'after', 'json'],
  ['exception', 'call', 'json'],
  ['event', 'data', 'json'],
  ['dead_letter', 'data', 'json'],
  ['dead_letter', 'before', 'json'],
  ['webhook', 'body', 'text'],
  ['run_archive', 'input', 'json'],
  ['run_archive', 'output', 'json'],
  ['run_archive', 'journal', 'json'],
  ['run_archive', 'superseded', 'json'],
] as const

/** What process APIs seal in tables of their own lies in a JSON column of this name. */
const OWN_COLUMN = 'sealed'

const TOKEN = /"\$sealed":"([^"]+)"/g
const BATCH = 200

export type Resealed = {
  /** Columns' values that were sealed anew. */
  resealed: number
  /** Values under a key that is not in the ring: they stay as they are. */
  unreadable: number
}

/**
 * Seals under the ring's first key what lies under an earlier one, in short transactions beside live work. Afterwards, with
 * nothing `unreadable`, the earlier keys can go. Ended half way, it is begun again. Throws `backend-unfit` on CockroachDB.
 */
export async function reseal(db: Database, keyring: Keyring): Promise<Resealed> {
  // Found by expressions that look ahead, and read by the places of rows: it has neither.
  if (isCockroach(db))
    throw new IntegrationError('backend-unfit', 'Payloads cannot be sealed anew on CockroachDB yet.', {
      kind: 'policy',
      team: 'platform',
      detail: 'Keep the earlier keys in the ring: what lies under them stays readable.',
    })
  const total: Resealed = { resealed: 0, unreadable: 0 }
  for (const [table, column, type] of [...COLUMNS, ...(await ownColumns(db))])
    for (const leaf of await leavesOf(db, table)) {
      // Whoever writes meanwhile writes under the first key, or moves a row that the next look finds.
      for (let changed = 1; changed > 0; ) {
        const found = await resealColumn(db, keyring, { leaf, column, type })
        changed = found.resealed
        total.resealed += found.resealed
        if (changed === 0) total.unreadable += found.unreadable
      }
    }
  return total
}

async function ownColumns(db: Database): Promise<[string, string, 'json'][]> {
  const { rows } = await sql<{ table: string }>`
    select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'gantry'::regnamespace and c.relkind = 'r' and a.attname = ${OWN_COLUMN}
      and a.atttypid = 'json'::regtype and not a.attisdropped order by 1`.execute(db)
  return rows.map(({ table }) => [table, OWN_COLUMN, 'json'])
}

/** A partitioned table has no places of its own. */
async function leavesOf(db: Database, table: string): Promise<string[]> {
  const { rows } = await sql<{ leaf: string }>`
    select relid::text as leaf from pg_partition_tree(${`gantry.${table}`}::regclass) where isleaf
    union select oid::regclass::text from pg_class where oid = ${`gantry.${table}`}::regclass and relkind = 'r'`.execute(
    db,
  )
  return rows.map(({ leaf }) => leaf)
}

async function resealColumn(
  db: Database,
  keyring: Keyring,
  { leaf, column, type }: { leaf: string; column: string; type: 'json' | 'text' },
): Promise<Resealed> {
  const [from, value] = [sql.raw(leaf), sql.ref(column)]
  const stale = `"\\$sealed":"(?!${keyring.active}\\.)`
  const found: Resealed = { resealed: 0, unreadable: 0 }
  for (let after = '(0,0)'; ; ) {
    const { rows } = await sql<{ place: string; text: string; tenant: string }>`
      select ctid::text as place, ${value}::text as text, tenant from ${from}
      where ctid > ${after}::tid and ${value}::text ~ ${stale} order by ctid limit ${BATCH}`.execute(db)
    for (const { place, text, tenant } of rows) {
      after = place
      const anew = resealedText(keyring, tenant, text)
      if (anew === text) {
        found.unreadable += 1
        continue
      }
      const { numAffectedRows } = await sql`update ${from} set ${value} = ${anew}::text::${sql.raw(type)}
        where ctid = ${place}::tid and ${value}::text = ${text}`.execute(db)
      found.resealed += Number(numAffectedRows ?? 0)
    }
    if (rows.length < BATCH) return found
  }
}

const resealedText = (keyring: Keyring, tenant: string, text: string): string =>
  text.replace(TOKEN, (whole, token: string) => {
    if (token.startsWith(`${keyring.active}.`)) return whole
    const content = keyring.open(token)
    return content === undefined ? whole : `"$sealed":"${keyring.seal(tenant, content)}"`
  })
