import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { log, TestEngine } from '../testing/engine.ts'
import { Checkpoints, type Write } from './checkpoints.ts'
import { claimRuns } from './claims.ts'
import { Execution } from './execution.ts'
import { defineFlow, type FlowContext, type StepCall } from './flow.ts'

/**
 * Random flow programs against a model. The test drives claims itself, so that a crash is exact: before or after any
 * checkpoint the worker is gone, its lease runs out, and the next claim replays. `SEED=…` repeats a run.
 */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))

type Op =
  | { op: 'step'; transient: number; undo: boolean }
  | { op: 'parallel'; width: number }
  | { op: 'held'; by: 'retry' | 'skip' }
  | { op: 'caught' }
  | { op: 'wait' }
  | { op: 'sleep' }
  | { op: 'local' }
type Program = { ops: Op[]; end: 'complete' | 'refuse'; crashes: { at: number; when: 'before' | 'after' }[] }

const operation: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ op: fc.constant('step' as const), transient: fc.nat(3), undo: fc.boolean() }),
  fc.record({ op: fc.constant('step' as const), transient: fc.constant(0), undo: fc.boolean() }),
  fc.record({ op: fc.constant('parallel' as const), width: fc.integer({ min: 2, max: 4 }) }),
  fc.record({ op: fc.constant('held' as const), by: fc.constantFrom('retry' as const, 'skip' as const) }),
  fc.constantFrom<Op>({ op: 'caught' }, { op: 'wait' }, { op: 'sleep' }, { op: 'local' }),
)
const program: fc.Arbitrary<Program> = fc.record({
  ops: fc.array(operation, { minLength: 1, maxLength: 7 }),
  end: fc.constantFrom('complete', 'refuse'),
  crashes: fc.uniqueArray(fc.record({ at: fc.nat(20), when: fc.constantFrom<'before' | 'after'>('before', 'after') }), {
    selector: ({ at }) => at,
    maxLength: 4,
  }),
})

const { told } = defineContract({
  name: 'model-test',
  version: '1.0.0',
  tier: 'process',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ key: z.string() }), { key: ({ key }) => key }) },
}).events

/** The vendor: every call counts, an effect is there once for its key. */
class Books {
  readonly effects: string[] = []
  readonly #keys = new Set<string>()
  readonly calls = new Map<string, number>()

  call(name: string, { idempotencyKey }: StepCall): number {
    const calls = (this.calls.get(name) ?? 0) + 1
    this.calls.set(name, calls)
    if (!this.#keys.has(idempotencyKey)) this.effects.push(name)
    this.#keys.add(idempotencyKey)
    return calls
  }
}

const running = new Map<string, { program: Program; books: Books }>()
const retry = { attempts: 50, firstMs: 1, maxMs: 1 }

async function author(id: string, context: FlowContext<Record<never, never>>): Promise<unknown> {
  const { program, books } = running.get(id)!
  const { step, local, wait, sleep } = context
  const results: unknown[] = []
  const undo = (name: string) => async (_: unknown, call: StepCall) => books.call(`undo ${name}`, call)
  const perform = (name: string, transient: number) => async (call: StepCall) => {
    const before = books.calls.get(name) ?? 0
    if (before < transient) {
      books.calls.set(name, before + 1)
      throw new IntegrationError('busy', 'Busy.', { kind: 'transient' })
    }
    books.call(name, call)
    return name
  }
  for (const [n, op] of program.ops.entries()) {
    const name = `${op.op} ${n}`
    if (op.op === 'step') {
      const work = perform(name, op.transient)
      results.push(await (op.undo ? step(name, work, undo(name), { retry }) : step(name, work, { retry })))
    } else if (op.op === 'parallel')
      results.push(
        ...(await Promise.all(
          [...Array(op.width).keys()].map((item) =>
            step(name, perform(`${name}/${item}`, item % 2), undo(`${name}/${item}`), { item: String(item), retry }),
          ),
        )),
      )
    else if (op.op === 'held')
      results.push(
        await step(name, async (call) => {
          if (op.by === 'skip' || !mended.has(`${id} ${name}`))
            throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
          books.call(name, call)
          return name
        }),
      )
    else if (op.op === 'caught')
      results.push(
        await step(name, refuse, { refused: 'throw' }).catch((error: IntegrationError) => `caught ${error.code}`),
      )
    else if (op.op === 'wait') results.push((await wait(name, told, `${id} ${n}`, { within: { days: 1 } })).key)
    else if (op.op === 'sleep') await sleep(name, { within: { ms: 1 } })
    else results.push(await local(name, async () => name))
  }
  if (program.end === 'refuse') await step('refuse', refuse, { refused: 'throw' })
  return results
}
const refuse = async () => {
  throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
}
const mended = new Set<string>()

/** What must come of a program, whatever crashes: results, the effects in order, and those undone in groups. */
function expected(id: string, { ops, end }: Program) {
  const results: unknown[] = []
  const effects: string[][] = []
  const undos: string[][] = []
  for (const [n, op] of ops.entries()) {
    const name = `${op.op} ${n}`
    const names = op.op === 'parallel' ? [...Array(op.width).keys()].map((item) => `${name}/${item}`) : [name]
    if (op.op === 'wait') results.push(`${id} ${n}`)
    else if (op.op === 'caught') results.push('caught refused')
    else if (op.op === 'held' && op.by === 'skip') results.push('skipped')
    else if (op.op !== 'sleep') results.push(...names)
    if (op.op === 'step' || op.op === 'parallel' || (op.op === 'held' && op.by === 'retry')) effects.push(names)
    if (op.op === 'parallel' || (op.op === 'step' && op.undo)) undos.unshift(names.map((one) => `undo ${one}`))
  }
  if (end === 'complete') return { state: 'completed', results, effects }
  return { state: undos.length > 0 ? 'compensated' : 'failed', results: null, effects: [...effects, ...undos] }
}

/** Effects in groups whose members may come in any order: sorted within each group. */
const grouped = (found: string[], groups: string[][]): string[][] => {
  let rest = found
  return groups.map((group) => {
    const own = rest.slice(0, group.length).sort()
    rest = rest.slice(group.length)
    return own
  })
}

const flow = defineFlow({
  name: 'modelled',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  uses: {},
  run: ({ id }, context) => author(id, context),
})

class Crashing extends Checkpoints {
  count = 0
  crashes: Program['crashes'] = []

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

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
})
afterAll(() => engine.close())

const CLAIMS = 200

/** Claims and carries on until the run has ended, and does what people, clocks and vendors do meanwhile. */
async function drive(id: string, run: string, { ops, crashes }: Program): Promise<void> {
  const { db, wakes } = engine
  const checkpoints = new Crashing(db)
  checkpoints.crashes = crashes
  const services = { db, wakes, checkpoints, clientsOf: () => ({}), log, draining: () => false }
  for (let claims = 0; claims < CLAIMS; claims++) {
    const [claimed] = await claimRuns(db, {
      owner: 'm',
      leaseMs: 60_000,
      limit: 1,
      carried: ['modelled@1'],
      runs: [run],
    })
    if (claimed) {
      await new Execution(claimed, flow, services).execute()
      continue
    }
    const { state, finished_at } = await engine.run(run)
    if (finished_at) return
    const { pool } = engine.database
    // The lease of a worker that is gone runs out.
    if (state === 'running')
      await pool.query(`update gantry.run set lease_until = clock_timestamp() - interval '1 s' where id = $1`, [run])
    if (state === 'held')
      for (const { id: exception, step } of await engine.exceptions(run)) {
        const op = ops[Number(step.split(' ')[1])]
        if (op?.op !== 'held') throw new Error(`held at "${step}"`)
        mended.add(`${id} ${step}`)
        await engine.resolve(exception, op.by === 'retry' ? { action: 'retry' } : { action: 'skip', result: 'skipped' })
      }
    if (state === 'waiting') {
      const { rows } = await pool.query<{ key: string }>(
        `select key from gantry.waiter where run = $1 and key is not null`,
        [run],
      )
      for (const { key } of rows) await engine.publish({ event: told, data: { key }, source: key })
    }
  }
  throw new Error(`not ended after ${CLAIMS} claims`)
}

let programs = 0
test(`R16 fifty random programs of steps, retries, failures, waits and crashes do what the model says (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(program, async (given) => {
      const id = `program-${++programs}`
      const books = new Books()
      running.set(id, { program: given, books })
      const run = await engine.start(flow, { id })
      await drive(id, run, given)
      const { state, output } = await engine.run(run)
      const { state: wanted, results, effects } = expected(id, given)
      expect({ state, output }).toEqual({ state: wanted, output: results })
      expect(books.effects).toHaveLength(effects.flat().length)
      expect(grouped(books.effects, effects)).toEqual(effects.map((group) => [...group].sort()))
      // Nothing is called more often than its failures and the crashes account for.
      for (const [name, calls] of books.calls) expect(calls, name).toBeLessThanOrEqual(1 + 3 + given.crashes.length)
      expect(await engine.exceptions(run)).toEqual([])
    }),
    { numRuns: Number(process.env.PROGRAMS ?? 50), seed },
  )
}, 120_000)
