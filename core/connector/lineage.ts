import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { GroupCommit } from '../flow/group-commit.ts'
import { digestOf, isId } from '../flow/identity.ts'

/** What a step asked of a connection and was answered: SHA-256 digests over JSON with sorted keys, base64url. */
export type Exchange = {
  step: string
  item: string
  undo: boolean
  connection: string
  /** `contract.operation`. */
  operation: string
  request: string
  answer: string
  /** ISO 8601 UTC. */
  answeredAt: string
}

/** What a connector was asked and what it answered, in full. */
export type Answered = {
  connection: string
  operation: string
  key: string | undefined
  input: unknown
  output: unknown
}

type Row = { tenant: string; run: string } & Omit<Exchange, 'answeredAt'>

/** What rows gather for, in milliseconds: each write is a commit, and nobody waits for these. */
const GATHER_MS = 50

/**
 * Records digests of what runs exchange with vendors. Nobody waits for it: the rows of many calls are written together, and a
 * crash may lose the latest. The answer of a repeat replaces the one before.
 */
export class Lineage {
  readonly #tenant: string
  readonly #log: Logger
  readonly #writes: GroupCommit<Row, true>
  readonly #pending = new Set<Promise<void>>()
  #gathering: Promise<void> | undefined

  constructor(db: Database, tenant: string, log: Logger) {
    this.#tenant = tenant
    this.#log = log
    this.#writes = new GroupCommit('lineage', async (rows) => {
      await insert(db, rows)
      return rows.map(() => true)
    })
  }

  /** Digests a call of a run's step; what has no such key is none. */
  record({ connection, operation, key, input, output }: Answered): void {
    const place = placeOf(key)
    if (!place) return
    const written: Promise<void> = (async () => {
      const digests = { request: digestOf(asJson(input)), answer: digestOf(asJson(output)) }
      await this.#gathered()
      await this.#writes.add({ ...place, ...digests, tenant: this.#tenant, connection, operation })
    })()
      // The effect is there: nothing here may fail it.
      .catch((error: Error) => this.#log.warn({ connection, operation, error: error.message }, 'lineage not recorded'))
      .finally(() => this.#pending.delete(written))
    this.#pending.add(written)
  }

  #gathered(): Promise<void> {
    this.#gathering ??= pause(GATHER_MS).then(() => {
      this.#gathering = undefined
    })
    return this.#gathering
  }

  async close(): Promise<void> {
    await Promise.all(this.#pending)
  }
}

/** As it crosses a port: amounts and times of an answer may still be objects that say themselves how they are written. */
const asJson = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)))

/** The step behind an idempotency key, as `core/flow` makes it: run, step, item, revision and phase. */
function placeOf(key = ''): Pick<Row, 'run' | 'step' | 'item' | 'undo'> | undefined {
  const [run = '', step = '', item = '', , phase] = key.split(':')
  if (!isId(run) || step === '') return undefined
  try {
    return { run, step: decodeURIComponent(step), item: decodeURIComponent(item), undo: phase === 'undo' }
  } catch {
    return undefined
  }
}

async function insert(db: Database, rows: readonly Row[]): Promise<void> {
  // A statement may not touch a row twice; of two equal requests the later answer counts.
  const last = new Map(
    rows.map((row) => [JSON.stringify([row.run, row.step, row.item, row.undo, row.operation, row.request]), row]),
  )
  const all = [...last.values()]
  await sql`
    insert into gantry.lineage (tenant, run, step, item, undo, connection, operation, request, answer)
    select * from unnest(${all.map((r) => r.tenant)}::text[], ${all.map((r) => r.run)}::uuid[],
      ${all.map((r) => r.step)}::text[], ${all.map((r) => r.item)}::text[], ${all.map((r) => r.undo)}::boolean[],
      ${all.map((r) => r.connection)}::text[], ${all.map((r) => r.operation)}::text[],
      ${all.map((r) => r.request)}::text[], ${all.map((r) => r.answer)}::text[])
    on conflict (run, step, item, undo, operation, request) do update set
      answer = excluded.answer, connection = excluded.connection, answered_at = excluded.answered_at`.execute(db)
}

/** What a run exchanged with vendors, in the order of the answers; also of a run that is archived. */
export async function lineageOf(db: Database, tenant: string, run: string): Promise<Exchange[]> {
  if (!isId(run)) return []
  const { rows } = await sql<Exchange & { answered_at: string }>`
    with exchanged as (
      select to_json(l) as e from gantry.lineage l where l.tenant = ${tenant} and l.run = ${run}
      union all
      select json_array_elements(a.lineage) from gantry.run_archive a where a.tenant = ${tenant} and a.id = ${run}
    )
    select e.* from exchanged, json_to_record(exchanged.e) as e(step text, item text, undo boolean, connection text,
      operation text, request text, answer text, answered_at timestamptz) order by answered_at`.execute(db)
  return rows.map(({ answered_at, ...exchange }) => ({ ...exchange, answeredAt: new Date(answered_at).toISOString() }))
}
