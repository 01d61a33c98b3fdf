import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine } from '../testing/engine.ts'
import { threeEffects, Vendor } from '../testing/engine-flow.ts'

const RUNS = 100
const WORKER = fileURLToPath(new URL('../testing/engine-worker.ts', import.meta.url))

let engine: TestEngine
let vendor: Vendor
beforeAll(async () => {
  engine = await TestEngine.open([])
  vendor = new Vendor(engine.url)
  await vendor.found()
  // The vendor takes its time over the second step, as long as the test holds this lock.
  await vendor.pool.query(`create table switch (name text);
    create function slow() returns trigger language plpgsql as
      $$ begin if new.step = 'two' then perform pg_advisory_xact_lock_shared(7); end if; return new; end $$;
    create trigger slow before insert on call for each row execute function slow()`)
})
afterAll(async () => {
  await vendor.pool.end()
  await engine.close()
})

const worker = async (leaseMs: number): Promise<ChildProcess> => {
  const child = fork(WORKER, [engine.url, String(leaseMs), String(RUNS)])
  await once(child, 'message')
  return child
}

test(`a worker told to stop hands ${RUNS} runs in flight over: none fails, none waits for a lease, no effect shows twice`, async () => {
  const flow = threeEffects(vendor)
  const holder = await engine.database.pool.connect()
  await holder.query('select pg_advisory_lock(7)')
  // A lease so long that a run left behind by it would never end in this test.
  const leaving = await worker(600_000)
  const ids = await Promise.all(Array.from({ length: RUNS }, (_, n) => engine.start(flow, { id: `run-${n}` })))
  await engine.until('all runs are in flight', async () => {
    const running = await engine.db.selectFrom('gantry.run').select('id').where('state', '=', 'running').execute()
    return running.length === RUNS
  })
  const left = once(leaving, 'exit')
  leaving.kill('SIGTERM')
  const successor = await worker(600_000)
  await holder.query('select pg_advisory_unlock(7)')
  holder.release()
  const [code] = await left
  expect(code).toBe(0)
  for (const id of ids) await engine.reaches(id, 'completed')
  for (const id of ids) expect(await vendor.effects(id)).toEqual(['one', 'two', 'three'])
  const { rows } = await vendor.pool.query<{ pid: number; calls: number }>(
    `select pid, count(*)::int as calls from call group by pid order by min(step)`,
  )
  // Both had a part in it, and what was under way when the first was told to stop was not called again.
  expect(rows).toHaveLength(2)
  expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(RUNS * 3)
  successor.kill('SIGTERM')
  await once(successor, 'exit')
})
