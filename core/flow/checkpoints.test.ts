import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { TestEngine } from '../testing/engine.ts'
import { Checkpoints, Fenced } from './checkpoints.ts'
import { claimDue, claimRuns, renewLeases } from './claims.ts'
import { defineFlow, type Flow } from './flow.ts'

const flow = defineFlow({
  name: 'written',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  uses: {},
  run: async () => {},
})
let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
})
afterAll(() => engine.close())

test('checkpoints of all runs in flight share commits, keep their order, and pass or fail by themselves', async () => {
  const ids = await Promise.all([...Array(50).keys()].map((n) => engine.start(flow, { id: `shared-${n}` })))
  const claims = await claimDue(engine.db, {
    owner: 'w',
    leaseMs: 60_000,
    limit: 100,
    after: '',
    flows: [{ ...flow, room: 100 }],
  })
  expect(claims).toHaveLength(50)
  const checkpoints = new Checkpoints(engine.db)
  await Promise.all(
    ids.flatMap((run) =>
      [...Array(6).keys()].map((n) =>
        checkpoints.write({
          run,
          epoch: 1,
          checkpoint: {
            step: 'many',
            item: String(n),
            kind: 'step',
            state: 'done',
            result: String(n),
            attempts: 1,
            startedAt: new Date(),
          },
        }),
      ),
    ),
  )
  const { rows } = await engine.database.pool.query<{ commits: number; entries: number }>(
    `select count(distinct xmin::text)::int as commits, count(*)::int as entries from gantry.journal`,
  )
  expect(rows[0]!.entries).toBe(300)
  expect(rows[0]!.commits).toBeLessThanOrEqual(3)
  for (const run of ids.slice(0, 5)) expect((await engine.journal(run)).map(({ item }) => item)).toEqual([...'012345'])
})

test('a checkpoint that waits while another worker takes the run over is fenced, with the end that goes with it', async () => {
  const run = await engine.start(flow, { id: 'taken' })
  await claimRuns(engine.db, { owner: 'w', leaseMs: 60_000, limit: 1, carried: ['written@1'], runs: [run] })
  const other = await engine.database.pool.connect()
  await other.query('begin')
  await other.query('update gantry.run set epoch = epoch + 1 where id = $1', [run])
  const written = new Checkpoints(engine.db)
    .write({
      run,
      epoch: 1,
      checkpoint: { step: 'late', item: '', kind: 'step', state: 'done', attempts: 1, startedAt: new Date() },
      output: 'null',
    })
    .catch((error: unknown) => error)
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  // By another connection: a transaction sees the same picture of its neighbours until it ends.
  while ((await engine.database.pool.query(waiting)).rowCount === 0);
  await other.query('commit')
  other.release()
  expect(await written).toBeInstanceOf(Fenced)
  expect([(await engine.run(run)).state, await engine.journal(run)]).toEqual(['running', []])
})

test('a claim raises the epoch, takes no more than its limit of due and lapsed runs, and none it does not carry', async () => {
  await engine.database.pool.query(`update gantry.run set state = 'discarded'`)
  const ids = await Promise.all([...Array(6).keys()].map((n) => engine.start(flow, { id: `claim-${n}` })))
  const claim = (limit: number, carried: Pick<Flow, 'name' | 'version' | 'priority'>[] = [flow]) =>
    claimDue(engine.db, {
      owner: 'w',
      leaseMs: 60_000,
      limit,
      after: '',
      flows: carried.map((one) => ({ ...one, room: limit })),
    })
  expect(
    await claim(10, [
      { ...flow, version: 2 },
      { ...flow, name: 'other' },
    ]),
  ).toEqual([])
  const first = await claim(3)
  expect(first).toHaveLength(3)
  await engine.database.pool.query(`update gantry.run set lease_until = now() - interval '1 s' where state = 'running'`)
  const second = await claim(4)
  expect(second.map(({ epoch }) => epoch).sort()).toEqual([1, 2, 2, 2])
  const [one, other] = await Promise.all([claim(10), claim(10)])
  expect([...one!, ...other!].map(({ id }) => id).sort()).toEqual(
    ids.filter((id) => !second.some((run) => run.id === id)).sort(),
  )
  // A lease is renewed for the epoch that holds it, and for no older one.
  const held = second.map(({ id: run, epoch }) => ({ run, epoch }))
  expect((await renewLeases(engine.db, held, 1000)).size).toBe(4)
  const older = held.map(({ run, epoch }) => ({ run, epoch: epoch - 1 }))
  expect((await renewLeases(engine.db, older, 1000)).size).toBe(0)
})
