import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { defineFlow } from './flow.ts'
import { announceHost, listVersions, refuseDroppedVersions } from './versions.ts'

const versioned = (version: number) =>
  defineFlow({
    name: 'versioned',
    version,
    team: 'platform',
    input: z.object({ id: z.string(), order: z.string().optional() }),
    key: ({ id }) => id,
    orderedBy: ({ order }) => order,
    uses: {},
    run: async () => {},
  })
const [one, two] = [versioned(1), versioned(2)]

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open([one])
})
afterEach(() => engine.close())

test('a release that drops a version with live runs is refused, and says which and how many', async () => {
  await expect(refuseDroppedVersions(engine.db, [])).resolves.toBeUndefined()
  const ids: string[] = []
  for (const id of ['a', 'b', 'c', 'd']) ids.push(await engine.start(one, { id, ...(id > 'b' && { order: 'x' }) }))
  // In every state that has not ended: running, held, queued, and blocked behind it.
  const { pool } = engine.database
  await pool.query(
    `update gantry.run set state = 'running', due_at = null, lease_until = now() + interval '1 min' where id = $1`,
    [ids[0]],
  )
  await pool.query(`update gantry.run set state = 'held', due_at = null where id = $1`, [ids[1]])
  await expect(refuseDroppedVersions(engine.db, [two])).rejects.toMatchObject({
    code: 'versions-dropped',
    message: 'This release drops versioned version 1 with 4 live runs.',
  })
  await expect(refuseDroppedVersions(engine.db, [one, two])).resolves.toBeUndefined()
  await pool.query(`update gantry.run set state = 'completed', due_at = null, lease_until = null`)
  await expect(refuseDroppedVersions(engine.db, [two])).resolves.toBeUndefined()
})

test('versions in use are listed with their runs and with the hosts that carry them, as long as those live', async () => {
  await engine.start(one, { id: 'a' })
  const blue = await announceHost(engine.db, { id: '1', name: 'blue', flows: [one, two] })
  const green = await announceHost(engine.db, { id: '2', name: 'green', flows: [two] })
  expect(await listVersions(engine.db)).toEqual([
    { flow: 'versioned', version: 1, runs: 1, hosts: ['blue'] },
    { flow: 'versioned', version: 2, runs: 0, hosts: ['blue', 'green'] },
  ])
  await blue.close()
  await engine.database.pool.query(`update gantry.host set seen_at = now() - interval '2 min'`)
  expect(await listVersions(engine.db)).toEqual([{ flow: 'versioned', version: 1, runs: 1, hosts: [] }])
  await green.close()
})

const { approved } = defineContract({
  name: 'release',
  version: '1.0.0',
  tier: 'process',
  title: 'Release',
  description: 'Events of this test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { approved: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
}).events
const IN_FLIGHT = 500
/** Of those, how many are in the middle of a call when the new version comes. */
const CALLING = 50

test(`S60 a flow's code changes while ${IN_FLIGHT} runs are in flight: each ends under the version it began with`, async () => {
  const slow = gate()
  const released = (version: number, steps: readonly [before: string, after: string]) =>
    defineFlow({
      name: 'released',
      version,
      team: 'platform',
      input: z.object({ id: z.string(), slow: z.boolean().default(false) }),
      key: ({ id }) => id,
      uses: {},
      run: async ({ id, slow: calls }, { step, wait }) => {
        await step(steps[0], async () => {
          if (calls) await slow.opened
        })
        await wait('approval', approved, id, { within: { days: 1 } })
        await step(steps[1], async () => version)
        return version
      },
    })
  // A run of the first version that the second one took up would not find its steps, and stop.
  const [v1, v2] = [released(1, ['book', 'bill']), released(2, ['check', 'post'])]
  const begun = (flow: typeof v1, prefix: string, count: number, slow = false) =>
    Promise.all(Array.from({ length: count }, (_, n) => engine.start(flow, { id: `${prefix}-${n}`, slow })))
  const states = async (state: string) =>
    (
      await engine.db
        .selectFrom('gantry.run')
        .select('id')
        .where('state', '=', state as 'waiting')
        .execute()
    ).length

  const old = await engine.work({ flows: [v1] })
  const waiting = await begun(v1, 'waiting', IN_FLIGHT - CALLING)
  await engine.until('they wait', async () => (await states('waiting')) === waiting.length)
  const calling = await begun(v1, 'calling', CALLING, true)
  await engine.until('they call', async () => (await states('running')) === CALLING)

  // As a rolling deploy does it: the new host comes, and only then the old one goes.
  await engine.work({ flows: [v1, v2] })
  const later = await begun(v2, 'later', CALLING)
  const gone = old.stop()
  slow.open()
  await gone
  const ids = [...Array(IN_FLIGHT - CALLING).keys()].map((n) => `waiting-${n}`)
  for (const prefix of ['calling', 'later']) ids.push(...[...Array(CALLING).keys()].map((n) => `${prefix}-${n}`))
  await engine.publish(...ids.map((id) => ({ event: approved, data: { id } })))
  await engine.until('all have ended', async () => (await states('completed')) === ids.length, 40_000)

  const { rows } = await engine.database.pool.query(
    `select version, output::text as output, steps, count(*)::int as runs from gantry.run r, lateral (
       select string_agg(step, ' ' order by seq) as steps from gantry.journal j where j.run = r.id) as journal
     group by 1, 2, 3 order by 1`,
  )
  expect(rows).toEqual([
    { version: 1, output: '1', steps: 'book approval bill', runs: waiting.length + calling.length },
    { version: 2, output: '2', steps: 'check approval post', runs: later.length },
  ])
}, 60_000)
