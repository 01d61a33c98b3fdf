import { expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { defineFlow } from '../flow/flow.ts'
import { TestEngine } from '../testing/engine.ts'
import type { Backend } from './backend.ts'

const { told } = defineContract({
  name: 'below',
  version: '1.0.0',
  tier: 'process',
  title: 'Below',
  description: 'Events of this test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
}).events
const flow = defineFlow({
  name: 'below',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  orderedBy: () => 'all',
  uses: {},
  run: async ({ id }, { step, wait, sleep, emit }) => {
    await step('call', async () => 1)
    await sleep('short', { within: { ms: 30 } })
    await wait('told', told, id, { within: { minutes: 1 } })
    await emit('tell', told, { id: `again ${id}` })
  },
})

// On Postgres, each with pg-boss's own statements for that database; the databases themselves are not tested.
test.each<[Backend, boolean]>([
  ['postgres', true],
  ['postgres', false],
  ['citus', true],
  ['yugabytedb', true],
  ['cockroachdb', false],
])('runs begin, sleep, wait in order and end with pg-boss for %s, LISTEN: %s', async (backend, listen) => {
  const settings = { backend, listen }
  const engine = await TestEngine.open([flow], [], settings)
  await engine.work(settings)
  const runs = await Promise.all(['a', 'b', 'c'].map((id) => engine.start(flow, { id })))
  for (const id of ['a', 'b', 'c']) await engine.publish({ event: told, data: { id } })
  for (const run of runs) await engine.reaches(run, 'completed')
  const { rows } = await engine.database.pool.query<{ listening: number }>(
    `select count(*)::int as listening from pg_stat_activity where datname = current_database()
      and application_name = 'gantry-listen'`,
  )
  expect(rows[0]!.listening).toBe(listen ? 1 : 0)
  await engine.close()
})
