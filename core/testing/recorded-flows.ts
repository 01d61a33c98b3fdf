import { expect } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { defineFlow, type Flow, type FlowContext } from '../flow/flow.ts'
import { callOf, gate, type TestEngine } from './engine.ts'

/**
 * Flows whose interrupted runs are kept in core/flow/recorded. They stay as they are for ever: a run that an older
 * engine began must be carried to its end by every later one.
 */
export type Recorded = {
  flow: Flow
  /** Waits until the run is where it is to be interrupted. */
  interrupted: (engine: TestEngine, run: string) => Promise<unknown>
  /** Lets go of what hangs, once the rows were read. */
  release?: () => void
  /** Carries the restored run to its end, and holds it to what must come of it. */
  continued: (engine: TestEngine, run: string) => Promise<void>
}

const { told } = defineContract({
  name: 'recorded',
  version: '1.0.0',
  tier: 'process',
  title: 'Recorded',
  description: 'Events of recorded runs.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ key: z.string(), n: z.number() }), { key: ({ key }) => key }) },
}).events

const flow = (name: string, run: (context: FlowContext<Record<never, never>>) => Promise<unknown>) =>
  defineFlow({
    name,
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string() }),
    key: ({ id }) => id,
    orderedBy: ({ id }) => id,
    uses: {},
    run: (_, context) => run(context),
  })

const refused = async () => {
  throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
}
/** Effects and undos of the run since it was restored. */
let called: string[] = []
const calls = (name: string) => async () => {
  called.push(name)
  return name
}
/** What was mended between the interruption and the continuation. */
let mended = false
const hanging = gate()
const DAY = { within: { days: 1 } }

const waiting = flow('recorded-waiting', async ({ step, local, wait, emit, sleep }) => {
  const one = await step('one', calls('one'), calls('undo one'))
  const rows = await local('rows', async () => ({ rows: 2 }))
  const items = await Promise.all(['a', 'b', 'c'].map((item) => step('item', calls(`item ${item}`), { item })))
  const caught = await step('caught', refused, { refused: 'throw' }).catch((error: IntegrationError) => error.code)
  await emit('tell', told, { key: 'other', n: 1 })
  await sleep('moment', { within: { ms: 1 } })
  const { n } = await wait('told', told, 'recorded', DAY)
  const last = await step('last', calls('last'))
  return { one, rows, items, caught, n, last }
})

const held = flow('recorded-held', async ({ step }) => {
  const one = await step('one', calls('one'))
  const two = await step('two', async () => (mended ? 'two' : refused()))
  return [one, two]
})

const undoing = flow('recorded-undoing', async ({ step }) => {
  await step('one', calls('one'), calls('undo one'))
  await step('two', calls('two'), async () => (mended ? called.push('undo two') : refused()))
  await step('three', calls('three'), calls('undo three'))
  await step('refuse', refused, { refused: 'throw' })
})

const asleep = flow('recorded-asleep', async ({ step, sleep }) => {
  await step('one', calls('one'))
  await sleep('hour', { within: { hours: 1 } })
  await step('two', calls('two'))
})

const lost = flow('recorded-lost', async ({ step }) => {
  await step('one', calls('one'))
  await step('two', async () => {
    if (!mended) await hanging.opened
    return calls('two')()
  })
})

/** A worker of today, after what was wrong has been mended. */
const goOn = async (engine: TestEngine) => {
  called = []
  mended = true
  await engine.work()
}

const asking = defineFlow({
  name: 'recorded-asking',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  signals: { note: z.object({ n: z.number() }) },
  uses: {},
  run: async (_, { step, signal, approval }) => {
    const first = await signal('note', { item: '1', ...DAY })
    const large = await step('large', async () => 'x'.repeat(70_000))
    const { by } = await approval('release', { by: 'team', ask: { subject: 'Release it?' }, within: { days: 36_500 } })
    const second = await signal('note', { item: '2', ...DAY })
    return { first, large: large.length, by, second }
  },
})

export const recordings: Record<string, Recorded> = {
  waiting: {
    flow: waiting,
    interrupted: (engine, run) =>
      engine.until('it waits for the event', async () => {
        const steps = await engine.journal(run)
        return steps.some(({ step, state }) => step === 'moment' && state === 'done') &&
          (await engine.run(run)).state === 'waiting'
          ? true
          : undefined
      }),
    continued: async (engine, run) => {
      await goOn(engine)
      await engine.publish({ event: told, data: { key: 'recorded', n: 7 } })
      const { output } = await engine.reaches(run, 'completed')
      const items = ['item a', 'item b', 'item c']
      expect(output).toEqual({ one: 'one', rows: { rows: 2 }, items, caught: 'refused', n: 7, last: 'last' })
      expect(called).toEqual(['last'])
    },
  },
  held: {
    flow: held,
    interrupted: (engine, run) => engine.held(run),
    continued: async (engine, run) => {
      await goOn(engine)
      await engine.resolve((await engine.held(run)).id, { action: 'retry' })
      expect((await engine.reaches(run, 'completed')).output).toEqual(['one', 'two'])
      expect(called).toEqual([])
    },
  },
  undoing: {
    flow: undoing,
    interrupted: (engine, run) => engine.held(run),
    continued: async (engine, run) => {
      await goOn(engine)
      await engine.resolve((await engine.held(run)).id, { action: 'retry' })
      await engine.reaches(run, 'compensated')
      expect(called).toEqual(['undo two', 'undo one'])
    },
  },
  asleep: {
    flow: asleep,
    interrupted: (engine, run) => engine.reaches(run, 'waiting'),
    continued: async (engine, run) => {
      const { pool } = engine.database
      await pool.query(`update gantry.run set due_at = due_at - interval '1 day'`)
      await pool.query(`update gantry.waiter set deadline = deadline - interval '1 day'`)
      await goOn(engine)
      await engine.reaches(run, 'completed')
      expect(called).toEqual(['two'])
    },
  },
  asking: {
    flow: asking,
    interrupted: async (engine, run) => {
      await engine.engine.signal(asking, 'asking', 'note', { n: 1 }, { ...callOf(), id: '1' })
      await engine.approval(run)
    },
    continued: async (engine, run) => {
      await goOn(engine)
      await engine.engine.approve((await engine.approval(run)).id, 'Recorded.', callOf())
      await engine.engine.signal(asking, 'asking', 'note', { n: 2 }, { ...callOf(), id: '2' })
      const { output } = await engine.reaches(run, 'completed')
      expect(output).toEqual({ first: { n: 1 }, large: 70_000, by: 'tester', second: { n: 2 } })
    },
  },
  lost: {
    flow: lost,
    interrupted: (engine, run) =>
      engine.until('the first step is recorded', async () => (await engine.journal(run)).length === 1),
    release: hanging.open,
    continued: async (engine, run) => {
      await goOn(engine)
      await engine.reaches(run, 'completed')
      expect(called).toEqual(['two'])
    },
  },
}
