import type { IntegrationError } from '../../errors/integration-error.ts'
import { listApprovals } from '../../flow/approval-reader.ts'
import { Checkpoints, type Write } from '../../flow/checkpoints.ts'
import { type Claimed, claimDue } from '../../flow/claims.ts'
import { Execution } from '../../flow/execution.ts'
import type { Flow } from '../../flow/flow.ts'
import type { Run } from '../../flow/runs.ts'
import { callOf, log, TENANT, type TestEngine } from '../engine.ts'
import { childFlow, modelledFlow, told, underway } from './author.ts'
import type { Found } from './expectation.ts'
import { type Crash, nameOf, type Program } from './program.ts'

const FLOWS: Flow[] = [modelledFlow, childFlow]
/** A program that needs more does not end. */
const CLAIMS = 400

class Crashing extends Checkpoints {
  count = 0
  crashes: readonly Crash[] = []

  override async write(write: Write): Promise<boolean> {
    const crash = this.crashes.find(({ at }) => at === this.count)
    this.count++
    const gone = () => {
      throw new Error('Connection terminated unexpectedly')
    }
    if (crash?.when === 'before') gone()
    const ended = await super.write(write)
    if (crash?.when === 'after') gone()
    return ended
  }
}

/**
 * Carries one program to its end: claims its runs itself, so that a crash is exact, and does what people, clocks and
 * vendors do meanwhile.
 */
export class Driver {
  readonly #engine: TestEngine
  readonly #id: string
  readonly #program: Program
  readonly #checkpoints: Crashing
  #run = ''
  #claims = 0
  #cancelled = false
  /** A restarted run has effects of two revisions: the model says nothing of what cancelling undoes of them. */
  #mayCancel = true

  constructor(engine: TestEngine, id: string, program: Program) {
    this.#engine = engine
    this.#id = id
    this.#program = program
    this.#checkpoints = new Crashing(engine.db)
    this.#checkpoints.crashes = program.crashes
  }

  async drive(): Promise<Found> {
    const { books } = underway.get(this.#id)!
    const { ops, cancel, restart } = this.#program
    let calls = 0
    books.onCall = async () => {
      if (cancel?.during === 'call' && calls++ === cancel.at) await this.#cancel()
    }
    this.#run = await this.#engine.start(modelledFlow, { id: this.#id })
    for (const [n, op] of ops.entries()) if (op.op === 'signal' && op.early) await this.#signal(`signal ${n}`)
    await this.#toTheEnd()
    let restarted: number | undefined
    const op = restart === null ? undefined : ops[restart]
    const { state } = await this.#engine.run(this.#run)
    if (restart !== null && op && op.op !== 'parallel' && state === 'completed') {
      restarted = restart
      this.#mayCancel = false
      await this.#engine.engine.restart(this.#run, { from: nameOf(op, restart), reason: 'modelled' }, callOf())
      await this.#toTheEnd()
    }
    const { output, ...run } = await this.#engine.run(this.#run)
    return {
      state: run.state,
      output,
      effects: books.effects,
      calls: books.calls,
      cancelled: this.#cancelled,
      restarted,
    }
  }

  async #toTheEnd(): Promise<void> {
    const { db } = this.#engine
    const flows = FLOWS.map(({ name, version, priority }) => ({ name, version, priority, room: 1 }))
    while (this.#claims++ < CLAIMS) {
      const { cancel } = this.#program
      if (cancel?.during === 'claim' && cancel.at === this.#claims) await this.#cancel()
      const [claimed] = await claimDue(db, { owner: 'm', leaseMs: 60_000, limit: 1, flows, after: '' })
      if (claimed) await this.#execute(claimed)
      else {
        const live = await this.#live()
        if (live.length === 0) return
        for (const run of live) await this.#help(run)
      }
    }
    throw new Error(`not ended after ${CLAIMS} claims`)
  }

  async #execute(run: Claimed): Promise<void> {
    const { db, wakes } = this.#engine
    const flow = FLOWS.find(({ name }) => name === run.flow)!
    const checkpoints = this.#checkpoints
    const services = { db, wakes, checkpoints, clientsOf: () => ({}), log, draining: () => false }
    await new Execution(run, flow, services).execute()
  }

  /** Runs of this program that have not ended. */
  #live(): Promise<Run[]> {
    return this.#engine.db.selectFrom('gantry.run').selectAll().where('finished_at', 'is', null).execute()
  }

  async #help(run: Run): Promise<void> {
    const { engine } = this.#engine
    const { pool } = this.#engine.database
    // The lease of a worker that is gone runs out.
    if (run.state === 'running')
      await pool.query(`update gantry.run set lease_until = clock_timestamp() - interval '1 s' where id = $1`, [run.id])
    for (const { id, step } of await this.#engine.exceptions(run.id)) {
      const op = this.#program.ops[Number(step.split(' ')[1])]
      if (op?.op !== 'held') throw new Error(`held at "${step}"`)
      underway.get(this.#id)!.mended.add(step)
      await this.#engine.resolve(id, op.by === 'retry' ? { action: 'retry' } : { action: 'skip', result: 'skipped' })
    }
    for (const { id, step } of await listApprovals(this.#engine.db, TENANT, {
      run: run.id,
      state: 'pending',
      limit: 9,
    })) {
      const op = this.#program.ops[Number(step.split(' ')[1])]
      if (op?.op === 'approval' && op.decision === 'rejected') await engine.reject(id, 'modelled', callOf())
      else await engine.approve(id, 'modelled', callOf())
    }
    const { rows } = await pool.query<{ step: string; event: string; key: string }>(
      `select step, event, key from gantry.waiter where run = $1 and key is not null`,
      [run.id],
    )
    for (const { step, event, key } of rows)
      if (event === told.name) await this.#engine.publish({ event: told, data: { key }, source: key })
      else if (event.startsWith('signal:')) await this.#signal(step)
  }

  #signal(name: string): Promise<unknown> {
    return this.#engine.engine.signal(modelledFlow, this.#id, name, name, { ...callOf(), id: name })
  }

  async #cancel(): Promise<void> {
    if (!this.#mayCancel) return
    try {
      await this.#engine.engine.cancel(this.#run, 'modelled', callOf())
      this.#cancelled = true
    } catch (error) {
      if (!['run-ended', 'already-compensating'].includes((error as IntegrationError).code)) throw error
    }
  }
}
