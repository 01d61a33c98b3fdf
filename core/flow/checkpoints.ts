import { recordInSteps } from '../cockroachdb/checkpoints.ts'
import { isCockroach } from '../cockroachdb/dialect.ts'
import { BinaryArray } from '../database/binary-array.ts'
import type { Database } from '../database/database.ts'
import { type Prepared, runPrepared } from '../database/prepared.ts'
import type { Tables } from '../database/tables.ts'
import { GroupCommit } from './group-commit.ts'
import { throughOutage } from './outage.ts'

export type Checkpoint = {
  step: string
  item: string
  kind: Tables['gantry.journal']['kind']
  state: 'done' | 'failed' | 'retrying' | 'undone'
  /** As JSON. */
  result?: string
  /** As JSON. */
  error?: string
  attempts: number
  startedAt: Date
  dueAt?: Date
  /** The journal may have a row of this step: it is overwritten. */
  again?: boolean
}

/** What a run did: a checkpoint, its end (`output` as JSON), or both. Until it is `sent`, an end may be added. */
export type Write = { run: string; epoch: number; checkpoint?: Checkpoint; output?: string; sent?: boolean }

/** Thrown when another worker has taken the run over: nothing this one knows counts any more. */
export class Fenced extends Error {
  constructor(run: string) {
    super(`Run ${run} belongs to another worker now.`)
    this.name = 'Fenced'
  }
}

const RECORD: Prepared = {
  name: 'gantry-record',
  text: `select accepted, ended from gantry.record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
}

/** Places, from 1, of the writes that were accepted, and of those that ended their run. */
export type Recorded = { accepted: number[] | null; ended: number[] | null }

/**
 * Writes checkpoints and ends of all runs in flight together. Each is accepted or fenced by itself, under the lock of its
 * run's row.
 */
export class Checkpoints {
  readonly #db: Database
  readonly #group = new GroupCommit<Write, 'fenced' | 'written' | 'ended'>('checkpoints', async (writes) => {
    for (const write of writes) write.sent = true
    // Everybody locks runs in the order of their ids, or two workers wait for each other.
    const order = [...writes.keys()].sort((a, b) => {
      const [one, other] = [writes[a]!.run, writes[b]!.run]
      return one < other ? -1 : one > other ? 1 : a - b
    })
    const { accepted, ended } = await this.#record(order.map((index) => writes[index]!))
    const outcomes = new Array<'fenced' | 'written' | 'ended'>(writes.length)
    for (const [place, index] of order.entries())
      outcomes[index] = ended.has(place + 1) ? 'ended' : accepted.has(place + 1) ? 'written' : 'fenced'
    return outcomes
  })

  constructor(db: Database) {
    this.#db = db
  }

  /**
   * Whether the run ended with it: it does not where a person gave it up meanwhile. Throws `Fenced` where another worker
   * has the run now.
   */
  async write(write: Write): Promise<boolean> {
    const written = await throughOutage((again) => {
      if (again && write.checkpoint) write.checkpoint.again = true
      return this.#group.add(write)
    })
    if (written === 'fenced') throw new Fenced(write.run)
    return written === 'ended'
  }

  async #record(writes: readonly Write[]): Promise<{ accepted: Set<number>; ended: Set<number> }> {
    const each = <T>(of: (checkpoint: Checkpoint) => T) =>
      writes.map(({ checkpoint }) => (checkpoint ? of(checkpoint) : null))
    const texts = (of: (checkpoint: Checkpoint) => string | null) => new BinaryArray('text', each(of))
    const runs = writes.map(({ run }) => run)
    const epochs = writes.map(({ epoch }) => epoch)
    const begun = each(({ startedAt }) => startedAt)
    const due = each(({ dueAt = null }) => dueAt)
    const again = each(({ again = false }) => again)
    const tries = each(({ attempts }) => attempts)
    const outputs = writes.map(({ output = null }) => output)
    const columns = [
      new BinaryArray('uuid', runs),
      new BinaryArray('int4', epochs),
      texts(({ step }) => step),
      texts(({ item }) => item),
      texts(({ kind }) => kind),
      texts(({ state }) => state),
      texts(({ result = null }) => result),
      texts(({ error = null }) => error),
      new BinaryArray('int4', tries),
      new BinaryArray('timestamptz', begun),
      new BinaryArray('timestamptz', due),
      new BinaryArray('bool', again),
      new BinaryArray('text', outputs),
    ]
    const { accepted, ended } = isCockroach(this.#db)
      ? await recordInSteps(this.#db, columns)
      : (await runPrepared<Recorded>(this.#db, RECORD, columns))[0]!
    return { accepted: new Set(accepted), ended: new Set(ended) }
  }
}
