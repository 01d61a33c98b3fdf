import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { openDatabase } from '../database/database.ts'
import { BACKEND } from '../testing/database.ts'
import { gate, log, TestEngine } from '../testing/engine.ts'
import { threeEffects, Vendor } from '../testing/engine-flow.ts'
import { Link } from '../testing/link.ts'
import { Checkpoints, Fenced } from './checkpoints.ts'
import { claimRuns, putDown } from './claims.ts'
import { Execution } from './execution.ts'
import type { Flow } from './flow.ts'
import { defineFlow } from './flow.ts'

const LEASE_MS = 600
const waits = new Map<string, { called: ReturnType<typeof gate>; go: ReturnType<typeof gate> }>()
const gated = defineFlow({
  name: 'gated',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  uses: {},
  run: async ({ id }, { step }) => {
    await step('gate', async () => {
      waits.get(id)!.called.open()
      await waits.get(id)!.go.opened
    })
    await step('after', async () => 1)
    return 'ended'
  },
})

let engine: TestEngine
let vendor: Vendor
let flow: Flow
const children: ChildProcess[] = []
beforeAll(async () => {
  engine = await TestEngine.open([gated])
  vendor = new Vendor(engine.url)
  await vendor.found()
  await vendor.pool.query('create table switch (name text)')
  flow = threeEffects(vendor)
})
afterEach(async () => {
  await vendor.pool.query('truncate switch; truncate call')
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(async () => {
  await vendor.pool.end()
  await engine.close()
})

async function process(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('../testing/engine-worker.ts', import.meta.url))
  const child = fork(script, [engine.url, String(LEASE_MS)])
  children.push(child)
  await once(child, 'message')
  return child
}

/** Waits for the vendor to be called: its table is not the engine's, so it is asked at each turn of a timer. */
async function called(step: string): Promise<void> {
  const until = Date.now() + 10_000
  while ((await vendor.calls(step)) === 0) if (Date.now() > until) throw new Error(`${step} was not called`)
}

test('kill -9 in mid-call: another worker resumes within the lease, each effect is there once', async () => {
  await vendor.pool.query(`insert into switch values ('two')`)
  const child = await process()
  const run = await engine.start(flow, { id: 'kill' })
  await called('two')
  const killed = Date.now()
  child.kill('SIGKILL')
  await once(child, 'exit')
  await vendor.pool.query('truncate switch')
  const other = await process()
  await engine.reaches(run, 'completed')
  // The lease, and the sweep that finds it.
  expect(Date.now() - killed).toBeLessThan(LEASE_MS + 6_000)
  expect(await vendor.effects(run)).toEqual(['one', 'two', 'three'])
  expect(await vendor.calls('one')).toBe(1)
  expect(await vendor.calls('two')).toBe(2)
  other.kill('SIGKILL')
})

test('kill -9 in mid-compensation: the undos go on in order, each once', async () => {
  await vendor.pool.query(`insert into switch values ('undo two')`)
  const child = await process()
  const run = await engine.start(flow, { id: 'kill undo', refuse: true })
  await called('undo two')
  child.kill('SIGKILL')
  await once(child, 'exit')
  await vendor.pool.query('truncate switch')
  await process()
  await engine.reaches(run, 'compensated')
  expect(await vendor.effects(run)).toEqual(['one', 'two', 'undo two', 'undo one'])
  expect(await vendor.calls('undo two')).toBe(2)
  expect(await vendor.calls('undo one')).toBe(1)
})

test('five workers share a database: each effect is called once', async () => {
  const workers = await Promise.all([...Array(5)].map(() => engine.work({ flows: [flow], concurrency: 10 })))
  const runs = await Promise.all([...Array(60).keys()].map((n) => engine.start(flow, { id: `five-${n}` })))
  for (const run of runs) await engine.reaches(run, 'completed')
  for (const step of ['one', 'two', 'three']) expect(await vendor.calls(step)).toBe(60)
  for (const worker of workers) await worker.stop()
})

test('more runs than places: all are carried on, none beyond the limit at a time', async () => {
  const worker = await engine.work({ flows: [flow], concurrency: 3 })
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, worker.running)
  }, 1)
  const runs = await Promise.all([...Array(40).keys()].map((n) => engine.start(flow, { id: `few-${n}` })))
  for (const run of runs) await engine.reaches(run, 'completed')
  clearInterval(watch)
  expect(most).toBeLessThanOrEqual(3)
  await worker.stop()
})

test('a worker whose claim was taken over is fenced; its neighbours in the batch pass', async () => {
  const ids = ['stale', 'fresh'] as const
  const [stale, fresh] = await Promise.all(ids.map((id) => engine.start(gated, { id: `fence-${id}` })))
  const claim = async () =>
    claimRuns(engine.db, { owner: 'test', leaseMs: 60_000, limit: 10, carried: ['gated@1'], runs: [stale!, fresh!] })
  const claimed = await claim()
  expect(claimed.map(({ epoch }) => epoch)).toEqual([1, 1])
  await engine.database.pool.query(`update gantry.run set lease_until = now() - interval '1 s' where id = $1`, [stale])
  expect(await claim()).toMatchObject([{ id: stale, epoch: 2 }])
  const checkpoints = new Checkpoints(engine.db)
  const write = (run: string, epoch: number, step: string) =>
    checkpoints.write({
      run,
      epoch,
      checkpoint: {
        step,
        item: '',
        kind: 'step',
        state: 'done',
        result: String(epoch),
        attempts: 1,
        startedAt: new Date(),
      },
    })
  const settled = await Promise.allSettled([
    write(stale!, 1, 'same'),
    write(fresh!, 1, 'same'),
    write(stale!, 2, 'same'),
    write(fresh!, 1, 'a NUL \0'),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'rejected'])
  expect((settled[0] as PromiseRejectedResult).reason).toBeInstanceOf(Fenced)
  expect((settled[3] as PromiseRejectedResult).reason).not.toBeInstanceOf(Fenced)
  expect(await engine.journal(stale!)).toMatchObject([{ step: 'same', result: 2 }])
  await engine.database.pool.query(`update gantry.run set state = 'discarded' where id = any($1)`, [[stale, fresh]])
})

test('a stale execution never journals, calls nothing more, and its author hears of no failure', async () => {
  const heard: string[] = []
  const go = gate()
  const called = gate()
  const author = defineFlow({
    name: 'stale',
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string() }),
    key: ({ id }) => id,
    uses: {},
    run: async (_, { step }) => {
      try {
        await step('one', async () => {
          called.open()
          await go.opened
        })
        // Pure code may still run: nothing that leaves the process does.
        await step('two', async () => heard.push('called'))
      } catch {
        heard.push('catch')
      } finally {
        heard.push('finally')
      }
    },
  })
  const run = await engine.start(author, { id: 'stale' })
  const [claimed] = await claimRuns(engine.db, { owner: 'a', leaseMs: 1, limit: 1, carried: ['stale@1'], runs: [run] })
  const { db, wakes } = engine
  const services = {
    db,
    wakes,
    checkpoints: new Checkpoints(db),
    clientsOf: () => ({}),
    log,
    draining: () => false,
  }
  const execution = new Execution(claimed!, author, services).execute()
  await called.opened
  await engine.until('the lease has run out', async () => {
    const claims = await claimRuns(db, { owner: 'b', leaseMs: 60_000, limit: 1, carried: ['stale@1'], runs: [run] })
    return claims.length > 0
  })
  go.open()
  expect(await execution).toBeUndefined()
  expect(heard).toEqual([])
  expect(await engine.journal(run)).toEqual([])
})

test('a worker that stops hands over what it has not begun, and loses nothing', async () => {
  waits.set('drain', { called: gate(), go: gate() })
  const { called, go } = waits.get('drain')!
  const first = await engine.work()
  const run = await engine.start(gated, { id: 'drain' })
  await called.opened
  const stopped = first.stop()
  go.open()
  await stopped
  expect(await engine.run(run)).toMatchObject({ state: 'queued' })
  expect((await engine.journal(run)).map(({ step }) => step)).toEqual(['gate'])
  const second = await engine.work()
  expect((await engine.reaches(run, 'completed')).output).toBe('ended')
  await second.stop()
})

test('every connection is cut in mid-run: the worker recovers by itself, and hears notifications again', async () => {
  waits.set('cut', { called: gate(), go: gate() })
  const { called, go } = waits.get('cut')!
  const worker = await engine.work({ leaseMs: LEASE_MS })
  const run = await engine.start(gated, { id: 'cut' })
  await called.opened
  const outside = openDatabase(engine.url, { max: 1, name: 'outside' })
  const cut = () =>
    outside.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name in ('gantry-worker', 'gantry-boss', 'gantry-listen')`)
  await cut()
  go.open()
  await cut()
  expect((await engine.reaches(run, 'completed')).output).toBe('ended')
  // CockroachDB tells nobody.
  if (BACKEND !== 'postgres') return worker.stop()
  await engine.until('it listens again', async () => {
    const { rows } = await outside.pool.query(`select 1 from pg_stat_activity
      where datname = current_database() and application_name = 'gantry-listen' and query like 'listen%'`)
    // Nothing in the engine's tables changes when it does: ask by making a change.
    await outside.pool.query(`select pg_notify('test_change', '')`)
    return rows.length > 0
  })
  await outside.close()
  await worker.stop()
})

test('the database is away for a while in mid-run: what was done is noted once it is back, and nobody waits for a lease', async () => {
  const { link, url } = await Link.open(engine.url)
  const ids = [...Array(20).keys()].map((n) => `away-${n}`)
  for (const id of ids) waits.set(id, { called: gate(), go: gate() })
  const worker = await engine.work({ url, leaseMs: 60_000 })
  const runs = await Promise.all(ids.map((id) => engine.start(gated, { id })))
  for (const id of ids) await waits.get(id)!.called.opened
  const away = link.cut(20)
  for (const id of ids) waits.get(id)!.go.open()
  await away
  link.mend()
  for (const run of runs) expect(await engine.reaches(run, 'completed')).toMatchObject({ output: 'ended', epoch: 1 })
  await worker.stop()
  link.close()
})

test('a run that is put down is claimed at once; one that another worker has meanwhile stays with it', async () => {
  const [mine, theirs] = [await engine.start(gated, { id: 'mine' }), await engine.start(gated, { id: 'theirs' })]
  const claim = (owner: string, runs: string[], leaseMs = 60_000) =>
    claimRuns(engine.db, { owner, leaseMs, limit: 2, carried: ['gated@1'], runs })
  const held = (await claim('a', [mine, theirs], -1)).map(({ id, epoch }) => ({ run: id, epoch }))
  expect(held).toHaveLength(2)
  await claim('b', [theirs])
  await putDown(engine.db, held)
  expect(await engine.run(theirs)).toMatchObject({ state: 'running', owner: 'b', epoch: 2 })
  expect((await claim('c', [mine, theirs])).map(({ id }) => id)).toEqual([mine])
})

test.runIf(BACKEND === 'postgres')('a worker that does not carry a flow passes its wakes on', async () => {
  const carriedBy = (name: string) =>
    defineFlow({
      name,
      version: 1,
      team: 'platform',
      input: z.object({ id: z.string() }),
      key: ({ id }) => id,
      uses: {},
      run: async (_, { step }) => step('do', async () => name),
    })
  const flows = [carriedBy('left'), carriedBy('right')] as const
  const own = await TestEngine.open(flows)
  try {
    const [left] = await Promise.all(flows.map((carried) => own.work({ flows: [carried] })))
    for (let n = 0; n < 15; n++)
      for (const carried of flows) {
        const run = await own.start(carried, { id: String(n) })
        const { created_at, finished_at } = await own.reaches(run, 'completed')
        // The sweep would find it too, but not before two seconds.
        expect(finished_at!.getTime() - created_at.getTime()).toBeLessThan(1_500)
      }
    expect(left!.running).toBe(0)
  } finally {
    await own.close()
  }
})
