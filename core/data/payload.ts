import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { isMarked, keptLike, Sealable } from '../security/encryption/sealable.ts'
import type { Class } from './classification.ts'
import { maskOf } from './masking.ts'
import { entitiesIn } from './residency.ts'

/** Columns of a table in which payloads lie, and what names a row. */
export type Place = { table: string; key: readonly string[]; columns: readonly string[] }
export type Row = Record<string, unknown> & { tenant: string }
export type Kept = { place: Place; row: Row }

/** Where the payloads of runs lie, and which column names the run; `seq` where its rows are found by the run's number. */
const OF_RUNS: readonly (Place & { run: string; seq?: string })[] = [
  { table: 'run', run: 'id', key: ['id'], columns: ['input', 'output'] },
  { table: 'journal', run: 'run', seq: 'run_seq', key: ['run_seq', 'step', 'item'], columns: ['result'] },
  { table: 'superseded', run: 'run', key: ['intervention', 'step', 'item'], columns: ['result'] },
  { table: 'exception', run: 'run', key: ['id'], columns: ['before', 'after', 'call'] },
  { table: 'approval', run: 'run', key: ['id'], columns: ['detail'] },
  // Not by the end of the run, though it names the partition: read as a `Date` it lacks the microseconds.
  { table: 'run_archive', run: 'id', key: ['id'], columns: ['input', 'output', 'journal', 'superseded'] },
]

/** Everything that runs have kept, by run. */
export async function payloadsOf(tx: Transaction, runs: readonly string[]): Promise<Map<string, Kept[]>> {
  const found = new Map<string, Kept[]>(runs.map((run) => [run, []]))
  if (runs.length === 0) return found
  for (const { run, seq, ...place } of OF_RUNS) {
    const table = sql.table(`gantry.${place.table}`)
    // The end of each run names its part of the archive; asked one by one, or whole months would be read for a few.
    const { rows } =
      place.table === 'run_archive'
        ? await sql<Row>`select o.* from gantry.run r cross join lateral (select a.* from ${table} a
            where a.id = r.id and a.finished_at = r.finished_at for no key update of a) o
          where r.id = any(${runs}::uuid[])`.execute(tx)
        : await sql<Row>`select o.* from ${table} o where ${
            seq === undefined
              ? sql`${sql.ref(`o.${run}`)} = any(${runs}::uuid[])`
              : sql`${sql.ref(`o.${seq}`)} = any(array(select seq from gantry.run where id = any(${runs}::uuid[])))`
          } for no key update of o`.execute(tx)
    for (const row of rows) found.get(row[run] as string)!.push({ place, row })
  }
  return found
}

/** Entities that rows name, in a field of this name. */
export const namedIn = (kept: readonly Kept[], field: string): string[] => [
  ...new Set(kept.flatMap(({ place, row }) => place.columns.flatMap((name) => entitiesIn(row[name], field)))),
]

/** What erasing met in a row: how many columns and fields, fields by class. */
export type Erasures = { columns: number; fields: Map<Class, number> }

export type Going = {
  /** What fields are called that have a class. */
  names: ReadonlyMap<string, Class>
  classes: ReadonlySet<Class>
  /** A field of this name is never masked: it says whose the rest is. */
  field?: string | undefined
  /** Only count. */
  preview?: boolean
  /** References to results that lie apart, and what they become. */
  moved?: ReadonlyMap<string, string>
}

/**
 * Masks the fields of classes that go in a row, and writes it: sealed where it lay sealed. What is masked already counts no
 * more. Throws `payload-unreadable` where it lies under a key that this process does not have.
 */
export async function eraseRow(tx: Transaction, { place, row }: Kept, going: Going): Promise<Erasures> {
  const { moved = new Map(), preview = false } = going
  const erasures: Erasures = { columns: 0, fields: new Map() }
  for (const column of place.columns) {
    const before = row[column]
    if (typeof before !== 'object' || before === null) continue
    refuseUnreadable(before)
    const fields = new Map<Class, number>()
    const after = without(before, going, fields)
    const refers = moved.size > 0 && [...moved.keys()].some((sha) => JSON.stringify(before).includes(sha))
    if (fields.size === 0 && !refers) continue
    if (!preview) {
      row[column] = renamed(after, moved)
      await write(tx, place, row, column, keptAs(before, row.tenant, row[column]))
    }
    if (fields.size > 0) erasures.columns += 1
    for (const [of, count] of fields) erasures.fields.set(of, (erasures.fields.get(of) ?? 0) + count)
  }
  return erasures
}

async function write(tx: Transaction, { table, key }: Place, row: Row, column: string, kept: string): Promise<void> {
  const named: RawBuilder<unknown>[] = key.map((name) => sql`${sql.ref(name)} = ${row[name]}`)
  if (table === 'run_archive') named.push(sql`finished_at = (select finished_at from gantry.run where id = ${row.id})`)
  await sql`update ${sql.table(`gantry.${table}`)} set ${sql.ref(column)} = ${kept}::json
    where ${sql.join(named, sql` and `)}`.execute(tx)
}

/** What is sealed in the middle of a value is sealed with the whole of it: parts cannot be told apart any more. */
const keptAs = (before: unknown, tenant: string, after: unknown): string =>
  !isMarked(before) && holdsMarked(before)
    ? (new Sealable(tenant, JSON.stringify(after)) as unknown as string)
    : keptLike(before, tenant, after)

const holdsMarked = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (isMarked(value) || Object.values(value).some(holdsMarked))

function renamed(value: unknown, moved: ReadonlyMap<string, string>): unknown {
  if (moved.size === 0) return value
  return JSON.parse(JSON.stringify(value), (name, entry) =>
    name === '$blob' && typeof entry === 'string' ? (moved.get(entry) ?? entry) : entry,
  )
}

/** A copy without the fields of classes that go. */
export function without(value: unknown, going: Going, fields: Map<Class, number>): unknown {
  if (Array.isArray(value)) return value.map((entry) => without(entry, going, fields))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const of = going.names.get(name)
      if (!of || !going.classes.has(of) || name === going.field || entry === null || entry === undefined)
        return [name, without(entry, going, fields)]
      if (entry !== maskOf(of)) fields.set(of, (fields.get(of) ?? 0) + 1)
      return [name, maskOf(of)]
    }),
  )
}

/** Every class that a value holds a field of, masked ones too. */
export function classesHeld(names: ReadonlyMap<string, Class>, value: unknown, held = new Set<Class>()): Set<Class> {
  if (typeof value !== 'object' || value === null) return held
  for (const [name, entry] of Object.entries(value)) {
    const of = Array.isArray(value) ? undefined : names.get(name)
    if (of && entry !== null && entry !== undefined) held.add(of)
    classesHeld(names, entry, held)
  }
  return held
}

export function refuseUnreadable(value: unknown): void {
  if (!JSON.stringify(value).includes('"$sealed":"')) return
  throw new IntegrationError('payload-unreadable', 'Some of it lies under an encryption key that this host lacks.', {
    kind: 'policy',
    team: 'platform',
    status: 409,
    detail: 'Give the host the file of keys that sealed it (GANTRY_ENCRYPTION_KEYS_FILE); nothing was erased.',
  })
}
