import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { callOf, gate, log, TENANT, TestEngine } from '../testing/engine.ts'
import { listApprovals } from './approval-reader.ts'
import { pause } from './attempt.ts'
import { Checkpoints, type Write } from './checkpoints.ts'
import { claimRuns } from './claims.ts'
import { Execution } from './execution.ts'
import { defineFlow, type FlowContext } from './flow.ts'
import { listInterventions } from './interventions.ts'

const { told } = defineContract({
  name: 'cancel-test',
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

type Author = (context: FlowContext<Record<never, never>>) => Promise<unknown>
const authors = new Map<string, Author>()
const done: string[] = []
const flowOf = (name: string) =>
  defineFlow({
    name,
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string(), account: z.string().optional() }),
    key: ({ id }) => id,
    orderedBy: ({ account }) => account,
    uses: {},
    run: ({ id }, context) => authors.get(id)!(context),
  })
const flow = flowOf('cancelled')
const deaf = flowOf('cancelled-unheard')
/** No worker carries it. */
const unclaimed = flowOf('cancelled-by-hand')

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow, deaf, unclaimed])
  await engine.work({ flows: [flow] })
  await engine.work({ flows: [deaf], listen: false })
})
afterAll(() => engine.close())
beforeEach(() => {
  done.length = 0
})

const start = (id: string, author: Author, account?: string) => {
  authors.set(id, author)
  return engine.start(flow, { id, account })
}
const effect = (name: string) => async () => void done.push(name)
const cancel = (run: string, reason = 'The deal fell through.') => engine.engine.cancel(run, reason, callOf())
/** The worker renews its leases when it hears of a cancellation, and sees then which run it is about. */
const heard = async (run: string, cancelling: () => Promise<unknown>) => {
  const before = (await engine.run(run)).lease_until
  await cancelling()
  await engine.until('its worker has heard', async () => {
    const { lease_until } = await engine.run(run)
    return lease_until!.getTime() > before!.getTime()
  })
  await engine.run(run)
}
const refused = async () => {
  throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
}

test('cancel while waiting: the undos run in reverse, and who, when and why is recorded', async () => {
  const run = await start('waits', async ({ step, wait }) => {
    await step('one', effect('one'), effect('undo one'))
    await step('two', effect('two'), effect('undo two'))
    await wait('told', told, 'waits', { within: { days: 1 } })
    await step('three', effect('three'))
  })
  await engine.reaches(run, 'waiting')
  await cancel(run)
  const { error, finished_at } = await engine.reaches(run, 'cancelled')
  expect(error).toMatchObject({ code: 'cancelled', message: 'Cancelled by tester: The deal fell through.' })
  expect(finished_at).not.toBeNull()
  expect(done).toEqual(['one', 'two', 'undo two', 'undo one'])
  expect(await listInterventions(engine.db, TENANT, run)).toMatchObject([
    { action: 'cancel', by: 'tester', reason: 'The deal fell through.', at: expect.any(Date) },
  ])
})

test('cancel while running: the call under way is recorded and undone, and no further one is made', async () => {
  const held = gate()
  const run = await start('runs', async ({ step }) => {
    await step('one', effect('one'), effect('undo one'))
    await step('two', () => held.opened.then(effect('two')), effect('undo two'))
    await step('three', effect('three'), effect('undo three'))
  })
  await engine.until('the first step is done', async () => (await engine.journal(run)).length === 1)
  await heard(run, () => cancel(run))
  held.open()
  await engine.reaches(run, 'cancelled')
  expect(done).toEqual(['one', 'two', 'undo two', 'undo one'])
})

test('cancel while running at its last step: the run does not complete', async () => {
  const held = gate()
  const run = await start('last', async ({ step }) => {
    await step('only', () => held.opened.then(effect('only')), effect('undo only'))
  })
  await engine.until('it runs', async () => (await engine.run(run)).state === 'running')
  await cancel(run)
  held.open()
  await engine.reaches(run, 'cancelled')
  expect(done).toEqual(['only', 'undo only'])
})

test('cancelled while its worker is lost in mid-call: the call is made again under its key, and then undone', async () => {
  const held = gate()
  const keys: string[] = []
  let lost = false
  const run = await start('lost', async ({ step }) => {
    await step('one', effect('one'), effect('undo one'))
    await step(
      'two',
      async ({ idempotencyKey }) => {
        keys.push(idempotencyKey)
        if (!lost) await held.opened
      },
      effect('undo two'),
    )
    await step('three', effect('three'), effect('undo three'))
  })
  await engine.until('the call is under way', async () => (await engine.journal(run)).length === 1 && keys.length > 0)
  lost = true
  await cancel(run)
  await engine.database.pool.query(
    `update gantry.run set epoch = epoch + 1, lease_until = now() - interval '1 s' where id = $1`,
    [run],
  )
  await engine.reaches(run, 'cancelled')
  held.open()
  expect(new Set(keys).size).toBe(1)
  expect(keys).toHaveLength(2)
  expect(done).toEqual(['one', 'undo two', 'undo one'])
})

test('cancelled while its worker is lost in its last call: made again, it is recorded before the run is put down', async () => {
  const [begun, lost] = [gate(), gate()]
  const keys: string[] = []
  authors.set('lost last', async ({ step }) => {
    await step(
      'only',
      async ({ idempotencyKey }) => {
        keys.push(idempotencyKey)
        begun.open()
        if (keys.length === 1) await lost.opened
        await effect('only')()
      },
      effect('undo only'),
    )
  })
  const run = await engine.start(unclaimed, { id: 'lost last' })
  /** A commit that takes longer than anything else the engine does meanwhile. */
  class Slow extends Checkpoints {
    override async write(write: Write) {
      await pause(200)
      return super.write(write)
    }
  }
  const checkpoints = new Slow(engine.db)
  const services = {
    db: engine.db,
    wakes: engine.wakes,
    checkpoints,
    clientsOf: () => ({}),
    log,
    draining: () => false,
  }
  const claim = () =>
    claimRuns(engine.db, { owner: 'm', leaseMs: 0, limit: 1, carried: [`${unclaimed.name}@1`], runs: [run] })
  const [first] = await claim()
  const abandoned = new Execution(first!, unclaimed, services).execute()
  await begun.opened
  await cancel(run)
  for (let next: string | undefined = run; next; ) {
    const [claimed] = await claim()
    next = await new Execution(claimed!, unclaimed, services).execute()
  }
  expect((await engine.run(run)).state).toBe('cancelled')
  expect(done).toEqual(['only', 'undo only'])
  expect(new Set(keys).size).toBe(1)
  lost.open()
  await abandoned
})

test('cancel while a step fails for good: nobody is asked to mend it', async () => {
  const held = gate()
  const run = await start('fails', async ({ step }) => {
    await step('one', effect('one'), effect('undo one'))
    await step('two', () => held.opened.then(refused))
  })
  await engine.until('the first step is done', async () => (await engine.journal(run)).length === 1)
  await cancel(run)
  held.open()
  expect((await engine.reaches(run, 'cancelled')).error).toMatchObject({ code: 'cancelled' })
  expect(await engine.exceptions(run)).toEqual([])
  expect(done).toEqual(['one', 'undo one'])
})

test('cancel while held settles the exception; while an approval is asked for withdraws it', async () => {
  const held = await start('held', async ({ step }) => {
    await step('one', effect('one'), effect('undo one'))
    await step('two', refused)
  })
  await engine.held(held)
  await cancel(held)
  await engine.reaches(held, 'cancelled')
  expect(await engine.exceptions(held, 'resolved')).toMatchObject([{ resolution: 'cancel', resolved_by: 'tester' }])
  const asks = await start('asks', ({ approval }) =>
    approval('release', { by: 'finance', within: { days: 1 }, ask: { subject: 'Release it?' } }),
  )
  const { id } = await engine.approval(asks)
  await cancel(asks)
  await engine.reaches(asks, 'cancelled')
  const { items } = await listApprovals(engine.db, TENANT, { run: asks, limit: 1 })
  expect(items).toMatchObject([{ id, state: 'withdrawn' }])
  await expect(engine.engine.approve(id, 'Yes.', callOf())).rejects.toMatchObject({ code: 'already-decided' })
})

test('cancel while blocked: the run does nothing, and the order goes on', async () => {
  const held = gate()
  const first = await start('b-1', ({ step }) => step('hold', () => held.opened), 'A')
  const second = await start('b-2', ({ step }) => step('work', effect('second')), 'A')
  const third = await start('b-3', ({ step }) => step('work', effect('third')), 'A')
  expect((await engine.run(second)).state).toBe('blocked')
  await cancel(second)
  await engine.reaches(second, 'cancelled')
  expect((await engine.run(third)).state).toBe('blocked')
  held.open()
  await engine.reaches(first, 'completed')
  await engine.reaches(third, 'completed')
  expect(done).toEqual(['third'])
})

test('cancel twice is the same as once; of a run that has ended or fails it is refused', async () => {
  const run = await start('twice', ({ sleep }) => sleep('long', { within: { days: 1 } }))
  await engine.reaches(run, 'waiting')
  await Promise.all([cancel(run), cancel(run)])
  await engine.reaches(run, 'cancelled')
  expect(await cancel(run)).toMatchObject({ id: run, state: 'cancelled' })
  expect(await listInterventions(engine.db, TENANT, run)).toHaveLength(1)
  const ended = await start('ended', async () => 'done')
  await engine.reaches(ended, 'completed')
  await expect(cancel(ended)).rejects.toMatchObject({ code: 'run-ended' })
  const stuck = await start('stuck', async ({ step }) => {
    await step('one', effect('one'), refused)
    await step('two', refused, { refused: 'throw' })
  })
  await engine.held(stuck)
  await expect(cancel(stuck)).rejects.toMatchObject({ code: 'already-compensating' })
  await expect(cancel('nothing')).rejects.toMatchObject({ code: 'no-such-run' })
  const foreign = callOf({ identity: { tenant: 'other', principal: 'x', scopes: ['*'] } })
  await expect(engine.engine.cancel(stuck, 'mine', foreign)).rejects.toMatchObject({ code: 'no-such-run' })
})

test('an undo that is refused while a run is cancelled opens an exception; resolved, the run ends as cancelled', async () => {
  let mended = false
  const run = await start('refused undo', async ({ step, sleep }) => {
    await step('one', effect('one'), async () => (mended ? done.push('undo one') : refused()))
    await sleep('long', { within: { days: 1 } })
  })
  await engine.reaches(run, 'waiting')
  await cancel(run)
  const exception = await engine.held(run)
  expect(exception).toMatchObject({ code: 'compensation-failed', phase: 'undo' })
  mended = true
  await engine.resolve(exception.id, { action: 'retry' })
  await engine.reaches(run, 'cancelled')
  expect(done).toEqual(['one', 'undo one'])
})

test.for(['wait', 'approval', 'child'] as const)(
  'cancelled in mid-call by a word its worker has not heard, a run begins no %s any more',
  async (next) => {
    const id = `deaf ${next}`
    authors.set(`child of ${id}`, async ({ step }) => step('one', effect('child')))
    authors.set(id, async ({ step, wait, approval, child }) => {
      await step('one', async () => void (await cancel(run.id)), effect('undo one'))
      if (next === 'wait') await wait('told', told, id, { within: { days: 1 } })
      if (next === 'approval') await approval('may', { by: 'team', ask: { subject: 'May it?' }, within: { days: 1 } })
      if (next === 'child') await child('child', flow, { id: `child of ${id}` })
    })
    const run = await engine.engine.start(deaf, { id }, callOf())
    await engine.reaches(run.id, 'cancelled')
    expect(done).toEqual(['undo one'])
    expect((await listApprovals(engine.db, TENANT, { run: run.id, limit: 9 })).items).toEqual([])
    expect(await engine.db.selectFrom('gantry.run').select('id').where('key', '=', `child of ${id}`).execute()).toEqual(
      [],
    )
  },
)
