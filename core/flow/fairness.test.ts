import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { BACKEND } from '../testing/database.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { claimDue } from './claims.ts'
import { defineFlow, type Priority } from './flow.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([])
})
beforeEach(() => engine.database.pool.query('truncate gantry.run cascade'))
afterAll(() => engine.close())

type Lane = { tenant: string; flow: string; runs: number; ageSeconds?: number }

const queue = (lanes: readonly Lane[]) =>
  sql`insert into gantry.run (id, tenant, flow, version, key, digest, input, correlation, principal, state, due_at)
    select gen_random_uuid(), l.tenant, l.flow, 1, gen_random_uuid()::text, '', '{}', '', '', 'queued',
      clock_timestamp() - l.age * interval '1 s' + n * interval '1 us'
    from unnest(${lanes.map((l) => l.tenant)}::text[], ${lanes.map((l) => l.flow)}::text[],
      ${lanes.map((l) => l.runs)}::int[], ${lanes.map((l) => l.ageSeconds ?? 1)}::float8[])
      as l(tenant, flow, runs, age), generate_series(1, l.runs) as n`.execute(engine.db)

type Claiming = { priority?: Record<string, Priority>; room?: Record<string, number>; after?: string; flows?: string[] }

const claim = (limit: number, { priority = {}, room = {}, after = '', flows = ['a', 'b', 'c'] }: Claiming = {}) =>
  claimDue(engine.db, {
    owner: 'w',
    leaseMs: 60_000,
    limit,
    after,
    flows: flows.map((name) => ({ name, version: 1, priority: priority[name] ?? 'normal', room: room[name] ?? limit })),
  })

const counted = <T>(runs: readonly T[], by: (run: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const run of runs) counts[by(run)] = (counts[by(run)] ?? 0) + 1
  return counts
}

test('one run behind another tenant’s 10,000 goes in the first round, whatever the number of places', async () => {
  await queue([
    { tenant: 'large', flow: 'a', runs: 10_000, ageSeconds: 900 },
    { tenant: 'small', flow: 'a', runs: 1 },
  ])
  expect(counted(await claim(10), ({ tenant }) => tenant)).toEqual({ large: 9, small: 1 })
  // With a single place tenants take it in turns.
  await queue([{ tenant: 'small', flow: 'b', runs: 1 }])
  const [one] = await claim(1)
  const [other] = await claim(1, { after: one!.tenant })
  expect([one!.tenant, other!.tenant].sort()).toEqual(['large', 'small'])
})

test('every claim is full while there is enough, takes nothing twice and gives tenants equal shares', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(
        fc.record({
          tenant: fc.constantFrom('t1', 't2', 't3', 't4'),
          flow: fc.constantFrom('a', 'b', 'c'),
          runs: fc.integer({ min: 1, max: 30 }),
          ageSeconds: fc.integer({ min: 1, max: 100 }),
        }),
        { minLength: 1, maxLength: 12, selector: ({ tenant, flow }) => `${tenant} ${flow}` },
      ),
      fc.integer({ min: 1, max: 20 }),
      async (lanes, limit) => {
        await engine.database.pool.query('truncate gantry.run cascade')
        await queue(lanes)
        const left = counted(
          lanes.flatMap(({ tenant, runs }) => Array<string>(runs).fill(tenant)),
          (tenant) => tenant,
        )
        let total = lanes.reduce((sum, { runs }) => sum + runs, 0)
        const seen = new Set<string>()
        for (let after = ''; total > 0; ) {
          const runs = await claim(limit, { after })
          expect(runs).toHaveLength(Math.min(limit, total))
          const shares = counted(runs, ({ tenant }) => tenant)
          // Whoever got less than another had nothing more, or waits for the last place of the round.
          const most = Math.max(...Object.values(shares))
          for (const [tenant, queued] of Object.entries(left))
            expect(shares[tenant] ?? 0).toBeGreaterThanOrEqual(Math.min(queued, most - 1))
          for (const { id, tenant } of runs) {
            expect(seen.has(id)).toBe(false)
            seen.add(id)
            left[tenant]!--
          }
          total -= runs.length
          after = runs.at(-1)!.tenant
        }
      },
    ),
    { numRuns: 25 },
  )
})

test('with one place at a time no tenant waits longer than once round all of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 6 }), async (depths) => {
      await engine.database.pool.query('truncate gantry.run cascade')
      await queue(depths.map((runs, n) => ({ tenant: `t${n}`, flow: 'a', runs, ageSeconds: 50 - n })))
      const turns: string[] = []
      for (let after = ''; ; after = turns.at(-1)!) {
        const [run] = await claim(1, { after })
        if (!run) break
        turns.push(run.tenant)
      }
      for (const [n, runs] of depths.entries())
        for (let nth = 0, from = -1; nth < runs; nth++) {
          const at = turns.indexOf(`t${n}`, from + 1)
          expect(at - from).toBeLessThanOrEqual(depths.length)
          from = at
        }
    }),
    { numRuns: 25 },
  )
})

test('places are shared 16 : 4 : 1 by priority, and what has waited goes up', async () => {
  const priority = { a: 'interactive', b: 'normal', c: 'bulk' } as const
  await queue(['a', 'b', 'c'].map((flow) => ({ tenant: 't', flow, runs: 100 })))
  expect(counted(await claim(21, { priority }), ({ flow }) => flow)).toEqual({ a: 16, b: 4, c: 1 })
  await engine.database.pool.query(`update gantry.run set due_at = due_at - interval '5 min' where flow = 'c'`)
  const { a, c } = counted(await claim(20, { priority }), ({ flow }) => flow)
  expect(Math.abs(a! - c!)).toBeLessThanOrEqual(1)
})

test('what nobody carried for years is claimed like anything else', async () => {
  await queue([
    { tenant: 't', flow: 'a', runs: 1, ageSeconds: 100_000_000 },
    { tenant: 't', flow: 'c', runs: 1 },
  ])
  expect(await claim(5, { priority: { a: 'bulk', c: 'interactive' } })).toHaveLength(2)
})

test('bulk work is done although interactive work never ends', async () => {
  const priority = { a: 'interactive', c: 'bulk' } as const
  await queue([{ tenant: 't', flow: 'c', runs: 3 }])
  let rounds = 0
  for (; rounds < 40; rounds++) {
    // Twenty seconds a round, in which two interactive runs come and one is done.
    await queue([{ tenant: 't', flow: 'a', runs: 2 }])
    await claim(1, { priority })
    await engine.database.pool.query(
      `update gantry.run set due_at = due_at - interval '20 s' where state = 'queued'; delete from gantry.run where state = 'running'`,
    )
    const { rows } = await engine.database.pool.query(`select 1 from gantry.run where flow = 'c'`)
    if (rows.length === 0) break
  }
  expect(rounds).toBeLessThan(40)
})

test('a flow gets no more places than it has room, and others get the rest', async () => {
  await queue(['a', 'b'].map((flow) => ({ tenant: 't', flow, runs: 50 })))
  expect(counted(await claim(20, { room: { a: 2 } }), ({ flow }) => flow)).toEqual({ a: 2, b: 18 })
  expect(counted(await claim(20, { room: { a: 0 } }), ({ flow }) => flow)).toEqual({ b: 20 })
})

test.runIf(BACKEND === 'postgres')(
  'a claim reads the heads of the queues: ten times the depth costs the same',
  async () => {
    const blocksRead = async () => {
      const client = await engine.database.pool.connect()
      try {
        await client.query('begin')
        const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
          `explain (analyze, buffers, format json) select * from gantry.claim('w', interval '1 min', 50, '{a,b,c}', '{1,1,1}',
          '{4,4,4}', '{50,50,50}', interval '0', '')`,
        )
        await client.query('rollback')
        const [{ Plan: plan }] = rows[0]!['QUERY PLAN'] as [{ Plan: Record<string, number> }]
        expect(plan['Actual Rows']).toBe(50)
        return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!
      } finally {
        client.release()
      }
    }
    const lanes = ['t1', 't2', 't3', 't4'].flatMap((tenant) =>
      ['a', 'b', 'c'].map((flow) => ({ tenant, flow, runs: 500 })),
    )
    await queue(lanes)
    await engine.database.pool.query('analyze gantry.run')
    const shallow = await blocksRead()
    await queue(lanes.map((lane) => ({ ...lane, runs: 4_500 })))
    await engine.database.pool.query('analyze gantry.run')
    const deep = await blocksRead()
    expect(deep).toBeLessThan(shallow * 2)
  },
)

test('a tenant’s one order is carried on while another’s month end fills every place', async () => {
  const open = gate()
  const started: string[] = []
  const order = defineFlow({
    name: 'order',
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string() }),
    key: ({ id }) => id,
    orderedBy: ({ id }) => id,
    uses: {},
    run: async ({ id }, { step, run }) => {
      await step('work', async () => {
        started.push(run.tenant)
        if (id === 'first') await open.opened
      })
    },
  })
  const own = await TestEngine.open([order])
  const begin = (tenant: string, id: string) =>
    own.start(order, { id }, { identity: { tenant, principal: 'p', scopes: ['*'] }, correlation: id })
  await begin('large', 'first')
  await own.work({ concurrency: 1, flows: [order] })
  await own.until('the place is taken', async () => started.length === 1)
  await Promise.all(Array.from({ length: 300 }, (_, n) => begin('large', `n${n}`)))
  const one = await begin('small', 'one')
  open.open()
  await own.reaches(one, 'completed')
  expect(started.indexOf('small')).toBeLessThanOrEqual(3)
  await own.close()
})
