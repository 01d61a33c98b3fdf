import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { TestEngine } from '../testing/engine.ts'
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
