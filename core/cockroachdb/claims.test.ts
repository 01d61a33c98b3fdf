import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Claimable, claimDue } from '../flow/claims.ts'
import { TestEngine } from '../testing/engine.ts'

const BACKENDS = ['postgres', 'cockroachdb'] as const
const PRIORITIES = ['interactive', 'normal', 'bulk'] as const

let engines: TestEngine[]
beforeAll(async () => {
  engines = await Promise.all(BACKENDS.map((backend) => TestEngine.open([], [], { backend })))
})
afterAll(async () => {
  for (const engine of engines) await engine.close()
})

/** Of each tenant and flow, how many runs are due and how many seconds the oldest is late. */
const backlog = fc.uniqueArray(
  fc.record({
    tenant: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    flow: fc.integer({ min: 0, max: 2 }),
    runs: fc.integer({ min: 1, max: 30 }),
    lateS: fc.constantFrom(0, 5, 130, 250),
  }),
  { selector: ({ tenant, flow }) => `${tenant}${flow}`, minLength: 1, maxLength: 9 },
)

test('takes what the function takes on Postgres: of each tenant and flow as many, and the oldest of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      backlog,
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('', 'a', 'c', 'e'),
      fc.constantFrom(60, 3),
      fc.integer({ min: 0, max: 4 }),
      async (lanes, limit, after, bulkRoom, lapsed) => {
        // Where waiting has made priorities alike, chance decides between the flows of a tenant.
        const aged = lanes.some(({ lateS }) => lateS > 100)
        const flows = PRIORITIES.map(
          (priority, at): Claimable => ({
            name: `flow-${at}`,
            version: 1,
            priority,
            room: at === 2 && !aged ? bulkRoom : 60,
          }),
        )
        const taken = await Promise.all(
          engines.map(async (engine) => {
            const { pool } = engine.database
            await pool.query('delete from gantry.run')
            await pool.query(
              `insert into gantry.run (id, tenant, flow, version, key, digest, input, correlation, principal, state, due_at)
               select gen_random_uuid(), l.tenant, 'flow-' || l.flow, 1, n::text, '', '{}', '', '', 'queued',
                 clock_timestamp() - l.late * interval '1 s' - (l.runs - n) * interval '1 ms'
               from unnest($1::text[], $2::int[], $3::int[], $4::int[]) as l(tenant, flow, runs, late), generate_series(1, l.runs) as n`,
              [
                lanes.map((l) => l.tenant),
                lanes.map((l) => l.flow),
                lanes.map((l) => l.runs),
                lanes.map((l) => l.lateS),
              ],
            )
            await pool.query(
              `insert into gantry.run (id, tenant, flow, version, key, digest, input, correlation, principal, state, lease_until)
               select gen_random_uuid(), 'z', 'flow-0', 1, n::text, '', '{}', '', '', 'running', clock_timestamp() - interval '1 s'
               from generate_series(1, $1) as n`,
              [lapsed],
            )
            const claimed = await claimDue(engine.db, { owner: 'w', leaseMs: 60_000, limit, flows, after })
            expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length)
            for (const run of claimed)
              expect(run).toMatchObject({ state: 'running', owner: 'w', epoch: 1, due_at: null, woken: false })
            return claimed
          }),
        )
        const [ours, theirs] = taken.map((claimed) =>
          claimed.map(({ tenant, flow, key }) => (aged ? tenant : `${tenant} ${flow} ${key}`)),
        )
        expect(theirs!.toSorted()).toEqual(ours!.toSorted())
        // The next claim goes on after the tenant that came last.
        if (!aged) expect(theirs!.at(-1)?.at(0)).toBe(ours!.at(-1)?.at(0))
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('many workers at once share what is due: every run is one worker’s', async () => {
  const engine = engines[1]!
  await engine.database.pool.query('delete from gantry.run')
  await engine.database.pool.query(
    `insert into gantry.run (id, tenant, flow, version, key, digest, input, correlation, principal, state, due_at)
     select gen_random_uuid(), 't' || n % 3, 'flow-0', 1, n::text, '', '{}', '', '', 'queued', clock_timestamp() - interval '1 s'
     from generate_series(1, 300) as n`,
  )
  const flows: Claimable[] = [{ name: 'flow-0', version: 1, priority: 'normal', room: 20 }]
  const taken: string[] = []
  await Promise.all(
    Array.from({ length: 6 }, async (_, worker) => {
      for (let idle = 0; idle < 3; ) {
        const claimed = await claimDue(engine.db, { owner: `w${worker}`, leaseMs: 60_000, limit: 20, flows, after: '' })
        taken.push(...claimed.map(({ id }) => id))
        idle = claimed.length > 0 ? 0 : idle + 1
      }
    }),
  )
  expect(taken).toHaveLength(300)
  expect(new Set(taken).size).toBe(300)
})
