import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineContract, z } from '../contract/contract.ts'
import { simulateTime } from '../database/clock.ts'
import { defineFlow } from '../flow/flow.ts'
import { listVersions } from '../flow/versions.ts'
import { defineGantry } from '../runtime/config.ts'
import type { Engine } from '../runtime/engine.ts'
import { startHost } from '../runtime/host.ts'
import type { HostOptions } from '../runtime/host-options.ts'
import { defineProcess, type Projection } from '../runtime/process.ts'
import { BACKEND } from '../testing/database.ts'
import { callOf, log, TENANT, TestEngine } from '../testing/engine.ts'

const flowOf = (name: string, version = 1) =>
  defineFlow({
    name,
    version,
    team: 'platform',
    input: z.object({ id: z.string() }),
    key: ({ id }) => id,
    uses: {},
    run: async (_, { step }) => {
      await step('work', async () => 1)
    },
  })
const [carried, other] = [flowOf('carried'), flowOf('other')]
const contract = defineContract({
  name: 'measured',
  version: '1.0.0',
  tier: 'process',
  title: 'Measured',
  description: 'Flows of this test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: {},
})
const projection: Projection = { name: 'measured', events: [], project: async () => {} }
let engine: Engine
let database: TestEngine
beforeEach(async () => {
  database = await TestEngine.open([carried, other])
})
afterEach(() => database.close())

const host = (given: Partial<HostOptions> = {}, flows = [carried, other]) =>
  startHost({
    config: defineGantry({
      database: { backend: BACKEND },
      connections: {},
      capabilities: {},
      processes: {
        measured: async () => ({
          default: defineProcess({
            contract,
            uses: {},
            flows,
            projections: [projection],
            serve: (context) => {
              engine = context.engine
              return {}
            },
          }),
        }),
      },
      views: {},
    }),
    environment: {},
    databaseUrl: database.url,
    serve: ['process'],
    work: true,
    tenant: TENANT,
    identityKey: randomBytes(32).toString('hex'),
    log,
    ...given,
  })

test('a host tells what it does and what is still to do, to whoever knows the token', async () => {
  const open = await host({ metricsToken: 'sesame', work: ['carried'] })
  for (let n = 0; n < 5; n++) await engine.start(carried, { id: String(n) }, callOf())
  for (let n = 0; n < 3; n++) await engine.start(other, { id: String(n) }, callOf())
  await database.until('the runs end', async () => {
    const ended = await database.db.selectFrom('gantry.run').select('id').where('state', '=', 'completed').execute()
    return ended.length === 5
  })
  const read = (token?: string) =>
    fetch(`${open.url}/metrics`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
  expect([(await read()).status, (await read('guess')).status]).toEqual([401, 401])
  const answer = await read('sesame')
  expect(answer.headers.get('content-type')).toContain('version=0.0.4')
  const text = await answer.text()
  const measured = (line: string) =>
    Number(
      text
        .split('\n')
        .find((one) => one.startsWith(line))
        ?.split(' ')
        .at(-1),
    )
  expect(measured('gantry_runs{flow="other",state="queued"}')).toBe(3)
  expect(measured(`gantry_queue_due_runs{tenant="${TENANT}",flow="other",version="1"}`)).toBe(3)
  expect(measured('gantry_queue_oldest_due_seconds')).toBeGreaterThan(0)
  expect(measured('gantry_commit_batch_size_sum{kind="starts"}')).toBe(8)
  expect(measured('gantry_commit_batch_size_sum{kind="checkpoints"}')).toBeGreaterThanOrEqual(5)
  expect(measured('gantry_claims_total')).toBeGreaterThan(0)
  expect(measured('process_resident_memory_bytes')).toBeGreaterThan(0)
  await open.close()
})

test('without a token there are no metrics; a mere worker has a door for them alone', async () => {
  const closed = await host()
  expect((await fetch(`${closed.url}/metrics`)).status).toBe(404)
  await closed.close()
  const worker = await host({ serve: [], metricsToken: 'sesame' })
  expect((await fetch(`${worker.url}/metrics`, { headers: { authorization: 'Bearer sesame' } })).status).toBe(200)
  await worker.close()
})

test('a host chooses its roles: which flows, whether projections, and it says what it carries', async () => {
  const flowsOnly = await host({ serve: [], work: ['carried'], project: false, name: 'flows' })
  const projecting = await host({ serve: [], work: false, project: true, name: 'projecting' })
  const serving = await host({ work: false })
  expect([flowsOnly.worker?.reads, projecting.worker?.reads, serving.worker]).toEqual([
    [],
    ['projection:measured'],
    undefined,
  ])
  expect((await listVersions(database.db)).map(({ flow, hosts }) => [flow, hosts])).toEqual([['carried', ['flows']]])
  for (const one of [flowsOnly, projecting, serving]) await one.close()
  expect(await listVersions(database.db)).toEqual([])
})

test('a release without a flow version that has live runs does not start, unless told to', async () => {
  await database.start(other, { id: 'a' })
  const next = [carried, flowOf('other', 2)]
  await expect(host({}, next)).rejects.toMatchObject({
    code: 'versions-dropped',
    message: 'This release drops other version 1 with 1 live run.',
  })
  await (await host({ dropVersions: true }, next)).close()
  // Not a matter of roles: a host that carries none of it starts.
  await (await host({ work: ['carried'] })).close()
})

test('a production host refuses the database of a simulation', async () => {
  await simulateTime(database.db)
  await expect(host({ environment: { NODE_ENV: 'production' } })).rejects.toMatchObject({ code: 'simulated-time' })
  await (await host()).close()
})
