import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import type { OpenDatabase } from '../database/database.ts'
import { archiveRuns } from '../flow/archive.ts'
import { defineFlow } from '../flow/flow.ts'
import { readRun } from '../flow/run-reader.ts'
import { Engine } from '../runtime/engine.ts'
import { Keyring } from '../security/encryption/keyring.ts'
import { callOf, TENANT, TestEngine } from '../testing/engine.ts'
import { type Class, classificationOf, classified, classifiedNames } from './classification.ts'
import { eraseSubject } from './erasure.ts'
import { liftHold, placeHold } from './legal-hold.ts'

const CANARY = 'ada.lovelace@canary.example'
const input = z.object({
  id: z.string(),
  region: z.string().optional(),
  email: z.email().meta(classified('personal')),
  amount: z.string().meta(classified('financial')),
  wait: z.boolean().optional(),
})
const flow = defineFlow({
  name: 'kept',
  version: 1,
  team: 'platform',
  input,
  key: ({ id }) => id,
  about: ({ id }) => id,
  uses: {},
  run: async ({ email, amount, wait }, { step, sleep }) => {
    await step('told', async () => ({ email, amount }))
    if (wait) await sleep('later', { within: { days: 1 } })
    return { email, amount }
  },
})
const names: ReadonlyMap<string, Class> = classifiedNames([classificationOf(input)])

let tests: TestEngine
let own: OpenDatabase
beforeAll(async () => {
  tests = await TestEngine.open([flow])
  own = tests.openDatabase({
    max: 4,
    keyring: new Keyring([{ id: 'k1', key: randomBytes(32) }]),
  })
  await tests.work()
})
afterAll(async () => {
  await own?.close()
  await tests?.close()
})

const ended = async (id: string) => {
  const run = await tests.start(flow, { id, email: CANARY, amount: '10.00' })
  await tests.reaches(run, 'completed')
  return run
}
const erase = (subject: string) =>
  eraseSubject(own.db, { tenant: TENANT, subject, by: 'grace', reason: 'asked to be forgotten', names })

test('what is kept of a person is erased, the amounts of the books stay, and who erased it is recorded', async () => {
  const [run, other] = [await ended('a'), await ended('b')]
  expect(await erase('a')).toMatchObject({ runs: 1, values: 3 })
  const seen = await readRun(own.db, TENANT, run)
  expect(seen.input).toEqual({ id: 'a', email: '[personal]', amount: '10.00' })
  expect(seen.output).toEqual({ email: '[personal]', amount: '10.00' })
  expect(JSON.stringify(seen)).not.toContain(CANARY)
  expect((await readRun(own.db, TENANT, other)).input).toMatchObject({ email: CANARY })
  expect(await erase('a')).toMatchObject({ runs: 1, values: 0 })
  const acts = await tests.database.pool.query(
    `select by, reason from gantry.audit_content where action = 'data.erased'`,
  )
  expect(acts.rows[0]).toEqual({ by: 'grace', reason: 'asked to be forgotten' })
})

test('in the archive too', async () => {
  const run = await ended('archived')
  await tests.database.pool.query(`update gantry.run set updated_at = now() - interval '2 days' where id = $1`, [run])
  expect(await archiveRuns(own.db, TENANT, 1, 10)).toBe(1)
  await erase('archived')
  const { rows } = await tests.database.pool.query('select a::text as text from gantry.run_archive a')
  expect(rows).toHaveLength(1)
  expect(rows[0].text).not.toContain(CANARY)
})

test('a run that is under way keeps what it needs', async () => {
  const run = await tests.start(flow, { id: 'underway', email: CANARY, amount: '1.00', wait: true })
  await tests.reaches(run, 'waiting')
  await expect(erase('underway')).rejects.toMatchObject({ code: 'run-underway' })
})

test('a legal hold keeps all of it, from erasure and from the archive, until it is lifted', async () => {
  const run = await ended('held')
  const hold = { tenant: TENANT, subject: 'held', by: 'counsel', reason: 'a dispute' }
  await placeHold(own.db, hold)
  await placeHold(own.db, hold)
  await tests.database.pool.query(`update gantry.run set updated_at = now() - interval '2 days' where id = $1`, [run])
  await expect(erase('held')).rejects.toMatchObject({ code: 'legal-hold' })
  expect(await archiveRuns(own.db, TENANT, 1, 10)).toBe(0)
  await liftHold(own.db, hold)
  expect(await archiveRuns(own.db, TENANT, 1, 10)).toBe(1)
  expect((await erase('held')).runs).toBe(1)
  const acts = await tests.database.pool.query(
    `select action from gantry.audit_content where object = 'subject:held' order by at, action`,
  )
  expect(acts.rows.map(({ action }) => action)).toEqual(['legal-hold.placed', 'legal-hold.lifted', 'data.erased'])
})

test('an entity’s data stays in its region’s database, and nothing of it is written elsewhere', async () => {
  const elsewhere = await TestEngine.open([flow])
  try {
    const entities = { DE: 'eu', US: 'us' }
    const regions = { eu: tests, us: elsewhere }
    const hosts = Object.entries(regions).map(([region, { db, wakes }]) => ({
      region,
      db,
      engine: new Engine(db, wakes, [flow], { residency: { region, entities, field: 'region' } }),
    }))
    for (const { region, engine, db } of hosts)
      for (const [entity, home] of Object.entries(entities)) {
        const id = `${entity}-${region}`
        const start = engine.start(flow, { id, region: entity, email: CANARY, amount: '1.00' }, callOf())
        if (home === region) expect((await start).started).toBe(true)
        else await expect(start).rejects.toMatchObject({ code: 'wrong-region', status: 421 })
        const kept = await db.selectFrom('gantry.run').select('id').where('key', '=', id).execute()
        expect(kept).toHaveLength(home === region ? 1 : 0)
      }
    const unknown = hosts[0]!.engine.start(flow, { id: 'x', region: 'XX', email: CANARY, amount: '1.00' }, callOf())
    await expect(unknown).rejects.toMatchObject({ code: 'unknown-entity' })
  } finally {
    await elsewhere.close()
  }
})
