import { sql } from 'kysely'
import { BinaryArray } from '../database/binary-array.ts'
import { DATABASE_NOW } from '../database/clock.ts'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { lockNames } from '../database/named-locks.ts'
import { type Prepared, runPrepared } from '../database/prepared.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { whole } from './archive.ts'
import { type Claimed, received } from './claims.ts'
import type { Flow } from './flow.ts'
import { GroupCommit } from './group-commit.ts'
import { digestOf, nameOfOrder, type Ordered, runIdOf } from './identity.ts'
import { inputOf, keptInput } from './kept-input.ts'
import { type Run, type RunSummary, summaryOf } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type Start = { flow: Flow; input: unknown; tenant: string; principal: string; correlation: string }

/** A run to be: the row it begins with. */
type Row = ReturnType<typeof rowOf>

/** Who can carry on, in this process, the runs that it starts: a worker. */
export type Carrier = {
  readonly id: string
  readonly leaseMs: number
  /** Keeps places for runs of these flow versions (`name@version`); says for each whether it has one. Give them back with `carry`. */
  reserve: (versions: readonly string[]) => boolean[]
  /** Carries on what was claimed for it, and frees the places that were reserved. */
  carry: (claimed: readonly Claimed[], reserved: number) => void
}

/**
 * Starts runs for many callers at once: as many as gather share a commit. A run without an order that a worker of this
 * process has a place for is its from the first moment; the others are queued, and any worker takes them.
 */
export class Starts {
  readonly #db: Database
  readonly #wakes: Wakes
  #carrier: Carrier | undefined
  readonly #group = new GroupCommit<Row, RunSummary | IntegrationError>('starts', (rows) => this.#start(rows))

  constructor(db: Database, wakes: Wakes) {
    this.#db = db
    this.#wakes = wakes
  }

  carriedBy(carrier: Carrier): void {
    this.#carrier = carrier
  }

  /** A key already taken gives the run that has it; throws `different-body` where it was started with other data. */
  async start(start: Start): Promise<RunSummary> {
    const started = await this.#group.add(rowOf(start))
    if (started instanceof IntegrationError) throw started
    return started
  }

  async #start(rows: readonly Row[]): Promise<(RunSummary | IntegrationError)[]> {
    const free = rows.filter((row) => row.ordered_by === null)
    const places = this.#carrier?.reserve(free.map(versionOf)) ?? []
    const here = new Set(free.filter((_, index) => places[index]))
    const answers = new Map<Row, RunSummary | IntegrationError>()
    const answer = (some: readonly Row[], answered: (RunSummary | IntegrationError)[]) => {
      for (const [index, row] of some.entries()) answers.set(row, answered[index]!)
    }
    const [carried, queued] = [rows.filter((row) => here.has(row)), rows.filter((row) => !here.has(row))]
    if (carried.length > 0) answer(carried, await this.#startHere(carried, this.#carrier!))
    if (queued.length > 0)
      answer(queued, await inTransaction(this.#db, (tx) => insertRuns(tx, this.#wakes, queued, true)))
    return rows.map((row) => answers.get(row)!)
  }

  /** Started and claimed in one statement. Should this process die right after it, the lease runs out. */
  async #startHere(rows: readonly Row[], carrier: Carrier): Promise<(RunSummary | IntegrationError)[]> {
    const unique = uniqueOf(rows)
    const rowsById = new Map(unique.map((row) => [row.id, row]))
    let claimed: Claimed[] = []
    const askedAt = performance.now()
    try {
      const inserted = await runPrepared<Inserted>(this.#db, START_HERE, [
        ...columnsOf(unique),
        carrier.id,
        carrier.leaseMs,
      ])
      claimed = received(inserted, askedAt).map((each) => claimedOf(rowsById.get(each.id)!, each, carrier))
    } finally {
      carrier.carry(claimed, rows.length)
    }
    const started = new Map(claimed.map((run): [string, Run] => [run.id, run]))
    const others = unique.filter((row) => !started.has(row.id))
    return summariesOf(rows, unique, started, new Map([...started, ...(await storedRuns(this.#db, others))]))
  }
}

type Inserted = Pick<Claimed, 'id' | 'seq' | 'created_at' | 'updated_at' | 'db_now'>

/** The run as it was inserted and claimed, without asking for what is known. */
const claimedOf = (row: Row, inserted: Inserted, { id: owner, leaseMs }: Carrier): Claimed => ({
  ...row,
  ...inserted,
  input: inputOf(row.input) as object,
  state: 'running',
  released: false,
  woken: false,
  compensating: false,
  output: null,
  error: null,
  revision: 0,
  epoch: 1,
  owner,
  lease_until: new Date(inserted.db_now.getTime() + leaseMs),
  due_at: null,
  finished_at: null,
  archived_at: null,
  awaited: false,
  place: null,
  stopping: false,
})

const versionOf = ({ flow, version }: Row) => `${flow}@${version}`

/**
 * Starts runs in the caller's transaction; a key already taken gives the run that has it. Several starts of one order
 * (`orderedBy`) queue up behind each other. With `wake` false the caller claims them itself.
 */
export async function startRuns(
  tx: Transaction,
  wakes: Wakes,
  starts: readonly Start[],
  { wake = true } = {},
): Promise<RunSummary[]> {
  return (await insertRuns(tx, wakes, starts.map(rowOf), wake)).map((started) => {
    if (started instanceof IntegrationError) throw started
    return started
  })
}

function rowOf({ flow, input, tenant, principal, correlation }: Start) {
  const parsed = flow.input.parse(input) as never
  const key = flow.key(parsed)
  const texts = { key, ordered_by: flow.orderedBy?.(parsed) ?? null, subject: flow.about?.(parsed) ?? null }
  if (Object.values(texts).some((text) => text?.includes('\0')))
    throw new IntegrationError('unfit-key', 'A business key may not hold a NUL byte.', { kind: 'data' })
  return {
    id: runIdOf(tenant, flow.name, key),
    tenant,
    flow: flow.name,
    version: flow.version,
    ...texts,
    digest: digestOf(flow.digest(parsed)),
    input: keptInput(flow, tenant, parsed),
    correlation,
    principal,
  }
}

const COLUMNS = 'id, tenant, flow, version, key, digest, ordered_by, subject, input, correlation, principal'
const SELECTED = COLUMNS.replace('input', 'input::json')
const TYPES = ['uuid', 'text', 'text', 'int4', 'text', 'text', 'text', 'text', 'text', 'text', 'text']

/** The rows by their columns. */
function columnsOf(rows: readonly Row[]): BinaryArray[] {
  const texts = (of: (row: Row) => string | null) => new BinaryArray('text', rows.map(of))
  const ids = rows.map(({ id }) => id)
  const versions = rows.map(({ version }) => version)
  const inputs = rows.map(({ input }) => input)
  return [
    new BinaryArray('uuid', ids),
    texts(({ tenant }) => tenant),
    texts(({ flow }) => flow),
    new BinaryArray('int4', versions),
    texts(({ key }) => key),
    texts(({ digest }) => digest),
    texts(({ ordered_by }) => ordered_by),
    texts(({ subject }) => subject),
    // Of texts: there are databases that know no array of JSON.
    new BinaryArray('text', inputs),
    texts(({ correlation }) => correlation),
    texts(({ principal }) => principal),
  ]
}

const START_HERE: Prepared = {
  name: 'gantry-start',
  text: `insert into gantry.run (${COLUMNS}, state, epoch, owner, lease_until)
    select ${SELECTED}, 'running', 1, $12, clock_timestamp() + $13::float8 * interval '1 ms'
    from unnest(${TYPES.map((type, at) => `$${at + 1}::${type}[]`).join(', ')}) as n(${COLUMNS})
    on conflict (id) do nothing
    returning id, seq, created_at, updated_at, ${DATABASE_NOW} as db_now`,
}

const unnested = (rows: readonly Row[]) =>
  sql`unnest(${sql.join(columnsOf(rows).map((values, at) => sql`${values}::${sql.raw(TYPES[at]!)}[]`))})`

/** Of several starts of one run the first counts; the others are repeats of it. */
const uniqueOf = (rows: readonly Row[]) =>
  [...new Map(rows.toReversed().map((row) => [row.id, row])).values()].reverse()

async function insertRuns(
  tx: Transaction,
  wakes: Wakes,
  rows: readonly Row[],
  wake: boolean,
): Promise<(RunSummary | IntegrationError)[]> {
  const unique = uniqueOf(rows)
  await lockOrders(tx, unique)
  const inserted = await sql<{ id: string }>`
    insert into gantry.run (${sql.raw(COLUMNS)}, state, due_at)
    select ${sql.raw(SELECTED)}, 'queued', clock_timestamp() from ${unnested(unique)} as n(${sql.raw(COLUMNS)})
    on conflict (id) do nothing
    returning id`.execute(tx)
  const started = new Set(inserted.rows.map((row) => row.id))
  const ordered = unique.filter((row) => row.ordered_by !== null && started.has(row.id)).map((row) => row.id)
  const blocked = new Set(await block(tx, ordered))
  const ready = [...started].filter((id) => !blocked.has(id)).map((run) => ({ run }))
  if (wake) await wakes.send(tx, ready)
  const stored = await storedRuns(tx, rows)
  return summariesOf(rows, unique, started, stored)
}

async function storedRuns(db: Database, rows: readonly Row[]): Promise<Map<string, Run>> {
  if (rows.length === 0) return new Map()
  const { rows: stored } = await sql<Run>`
    select * from gantry.run where id = any(${rows.map((row) => row.id)}::uuid[])`.execute(db)
  return new Map(await Promise.all(stored.map(async (run) => [run.id, await whole(db, run)] as const)))
}

function summariesOf(
  rows: readonly Row[],
  unique: readonly Row[],
  started: Pick<ReadonlySet<string>, 'has'>,
  stored: ReadonlyMap<string, Run>,
): (RunSummary | IntegrationError)[] {
  const first = new Set(unique)
  return rows.map((row) => {
    const run = stored.get(row.id)!
    if (run.digest === row.digest) return summaryOf(run, first.has(row) && started.has(row.id))
    return new IntegrationError('different-body', `${row.flow} was already started for ${row.key} with other data.`, {
      kind: 'data',
      status: 422,
      detail: 'Send what was sent before, or a new business key.',
    })
  })
}

/** Of runs just inserted, those that must wait for an earlier one of the same order. */
async function block(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    update gantry.run r set state = 'blocked', due_at = null
    where r.id = any(${ids}::uuid[]) and exists (
      select from gantry.run e where e.tenant = r.tenant and e.flow = r.flow and e.ordered_by = r.ordered_by
        and not e.released and e.seq < r.seq)
    returning r.id`.execute(tx)
  return rows.map((row) => row.id)
}

const lockOrders = (tx: Transaction, rows: readonly Ordered[]): Promise<void> =>
  lockNames(tx, 'order', rows.filter((row) => row.ordered_by !== null).map(nameOfOrder))
