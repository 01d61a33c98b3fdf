import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import type { OpenDatabase } from '../database/database.ts'
import { RETENTION, retentionOf, sweepRetention } from '../database/retention.ts'
import { archiveRuns } from '../flow/archive.ts'
import { defineFlow } from '../flow/flow.ts'
import { readRun } from '../flow/run-reader.ts'
import { Engine } from '../runtime/engine.ts'
import { Keyring } from '../security/encryption/keyring.ts'
import { Sealable } from '../security/encryption/sealable.ts'
import { callOf, TENANT, TestEngine } from '../testing/engine.ts'
import { type Class, classificationOf, classified, classifiedNames } from './classification.ts'
import { liftHold, placeHold } from './legal-hold.ts'
import { idleRules } from './retention-rules.ts'
import { sweepByRules } from './retention-sweep.ts'

const CANARY = 'ada.lovelace@canary.example'
const LONG = 'x'.repeat(70_000)
const input = z.object({
  id: z.string(),
  entity: z.string().optional(),
  email: z.email().meta(classified('personal')),
  amount: z.string().meta(classified('financial')),
})
const flow = defineFlow({
  name: 'reached',
  version: 1,
  team: 'platform',
  input,
  key: ({ id }) => id,
  about: ({ id }) => id,
  uses: {},
  run: async ({ email }, { step }) => {
    await step('customer', async () => ({ id: 'cus_1', email }))
    await step('large', async () => ({ email, text: LONG }))
  },
})
const names: ReadonlyMap<string, Class> = classifiedNames([classificationOf(input)])
const { rules } = retentionOf({
  field: 'entity',
  rules: [
    { class: 'personal', keepDays: 30 },
    { class: 'financial', entity: 'DE', keepDays: 3650 },
  ],
})
const ruling = { ...rules, names }

let tests: TestEngine
let own: OpenDatabase
let engine: Engine
beforeAll(async () => {
  tests = await TestEngine.open([flow])
  const keyring = new Keyring([{ id: 'k1', key: randomBytes(32) }])
  own = tests.openDatabase({ max: 4, keyring })
  const erasure = { how: 'Ask for it.', stays: 'The books.', page: 'https://vendor.example/erasure' }
  engine = new Engine(own.db, tests.wakes, [flow], {
    ruling,
    connectorOf: async (name) => (name === 'known' ? { title: 'Known', erasure } : { title: 'Silent' }),
  })
  await tests.work()
})
afterAll(async () => {
  await own?.close()
  await tests?.close()
})

const ended = async (id: string, entity = 'DE') => {
  const run = await tests.start(flow, { id, entity, email: CANARY, amount: '10.00' })
  await tests.reaches(run, 'completed')
  return run
}
const asked = (run: string, step: string, connection: string, operation: string) =>
  tests.database.pool.query(
    `insert into gantry.lineage (tenant, run, step, item, undo, connection, operation, request, answer)
      values ($1, $2, $3, '', false, $4, $5, 'q', 'a')`,
    [TENANT, run, step, connection, operation],
  )
const webhook = async (digest: string, body: unknown) => {
  const kept = new Sealable(TENANT, typeof body === 'string' ? body : JSON.stringify(body)) as unknown as string
  await sql`insert into gantry.webhook (tenant, connection, digest, headers, body, events)
    values (${TENANT}, 'known', ${digest}, '{}', ${kept}, 1)`.execute(own.db)
}
const empty = async () => {
  const { rows } = await tests.database.pool.query(`select digest from gantry.webhook where body = '' order by 1`)
  return rows.map(({ digest }) => digest)
}
const erase = (subject: string, classes?: Class[]) =>
  engine.erase(subject, { reason: 'asked to be forgotten', names, ...(classes && { classes }) }, callOf())
const older = (run: string, days: number) =>
  tests.database.pool.query(
    `update gantry.run set updated_at = updated_at - $2 * interval '1 day', finished_at = finished_at - $2 * interval '1 day'
      where id = $1`,
    [run, days],
  )

test('an erasure says by name which systems have to be asked, for which of their records, and how', async () => {
  const run = await ended('Q-1')
  await asked(run, 'customer', 'known', 'billing.upsertCustomer')
  await asked(run, 'large', 'silent', 'tax.commit')
  const at = { connection: 'known', title: 'Known', how: 'Ask for it.', stays: 'The books.' }
  const systems = [
    { ...at, records: [{ operation: 'billing.upsertCustomer', id: 'cus_1' }] },
    { connection: 'silent', title: 'Silent', records: [] },
  ]
  expect(await erase('Q-1')).toMatchObject({ runs: 1, systems })
  expect((await erase('Q-1')).systems[1]).not.toHaveProperty('how')
  // From the archive too.
  await older(run, 200)
  expect(await archiveRuns(own.db, TENANT, 100, 10)).toBe(1)
  expect((await erase('Q-1')).systems).toMatchObject(systems)
})

test('it reaches webhooks that name the subject as a word or carry its event, results that lie apart, and answers', async () => {
  const run = await ended('Q-2')
  await tests.database.pool.query(
    `insert into gantry.event (tenant, name, key, data, source, correlation, occurred_at)
      values ($1, 'told', 'in_2', $3, 'evt_2', (select correlation from gantry.run where id = $2), now())`,
    [TENANT, run, JSON.stringify({ email: CANARY })],
  )
  await webhook('named', { order: 'Q-2', email: CANARY })
  await webhook('event', { id: 'evt_2', email: CANARY })
  await webhook('no-json', `<order email="${CANARY}">Q-2</order>`)
  await webhook('other', { order: 'Q-20', email: CANARY })
  await webhook('disputed', { orders: ['Q-2', 'Q-disputed'], email: CANARY })
  await placeHold(own.db, { tenant: TENANT, subject: 'Q-disputed', by: 'counsel', reason: 'a dispute' })
  await tests.database.pool.query(
    `insert into gantry.idempotency (tenant, operation, key, digest, state, answer, free_at)
      values ($1, 'o', 'k', 'd', 'done', $2, now())`,
    [TENANT, JSON.stringify({ reference: 'Q-2', email: CANARY, amount: '10.00' })],
  )
  expect(await erase('Q-2')).toMatchObject({ webhooks: 3, webhooksHeld: 1 })
  expect(await empty()).toEqual(['event', 'named', 'no-json'])
  const { steps } = await readRun(own.db, TENANT, run)
  const [masked] = await own.db
    .selectFrom('gantry.blob')
    .select('content')
    .where('sha256', '=', (steps.at(-1)!.result as { $blob: string }).$blob)
    .execute()
  expect(masked?.content).toHaveProperty('email', '[personal]')
  expect(masked?.content).toHaveProperty('text.length', LONG.length)
  const blobs = await tests.database.pool.query(`select 1 from gantry.blob where content::text like '%canary%'`)
  expect(blobs.rows).toEqual([])
  const answers = await tests.database.pool.query(`select answer from gantry.idempotency`)
  expect(answers.rows).toEqual([{ answer: { reference: 'Q-2', email: '[personal]', amount: '10.00' } }])
  expect(JSON.stringify(await own.db.selectFrom('gantry.event').select('data').execute())).not.toContain(CANARY)
  await liftHold(own.db, { tenant: TENANT, subject: 'Q-disputed', by: 'counsel', reason: 'settled' })
})

test('financial data is not erased before its days; where its rule has passed, or none speaks, it is', async () => {
  const [run] = [await ended('Q-3'), await ended('Q-4', 'FR')]
  await expect(erase('Q-3', ['personal', 'financial'])).rejects.toMatchObject({ code: 'kept-by-rule', status: 409 })
  expect((await erase('Q-4', ['financial'])).values).toBe(1)
  await older(run!, 3651)
  expect((await erase('Q-3', ['financial'])).values).toBe(1)
})

test('a preview counts by class, entity and table, and changes nothing; the sweep does what it said', async () => {
  const run = await ended('Q-5', 'FR')
  await older(run, 31)
  const rowDays = { run: 3650, event: 400, dead_letter: 90 }
  const until = () => performance.now() + 60_000
  const look = () => sweepByRules(own.db, { ruling, rowDays, batch: 2, until: until(), preview: true })
  const found = await look()
  expect(found.gone).toContainEqual({ table: 'journal', class: 'personal', entity: 'FR', rows: 1, fields: 1 })
  expect(found.gone).toContainEqual({ table: 'run', class: 'personal', entity: 'FR', rows: 1, fields: 1 })
  expect(found.gone).toContainEqual({ table: 'blob', class: 'personal', entity: 'FR', rows: 1, fields: 1 })
  expect(await look()).toEqual(found)
  expect((await readRun(own.db, TENANT, run)).input).toMatchObject({ email: CANARY })
  const swept = await sweepByRules(own.db, { ruling, rowDays, batch: 2, until: until() })
  expect(swept.gone).toEqual(found.gone)
  expect((await readRun(own.db, TENANT, run)).input).toMatchObject({ email: '[personal]', amount: '10.00' })
  expect((await look()).gone).toEqual([])
})

test('a month of the archive with a run under a legal hold is not dropped; nor are old events and webhooks that name it', async () => {
  const run = await ended('Q-6')
  await older(run, 200)
  await archiveRuns(own.db, TENANT, 100, 10)
  const hold = { tenant: TENANT, subject: 'Q-6', by: 'counsel', reason: 'a dispute' }
  await placeHold(own.db, hold)
  await tests.database.pool.query(
    `insert into gantry.event (tenant, name, key, data, source, correlation, occurred_at, received_at)
      values ($1, 'told', 'Q-6', '{}', 'evt_6', '', now(), now() - interval '900 days')`,
    [TENANT],
  )
  await webhook('held', { order: 'Q-6' })
  await tests.database.pool.query(
    `update gantry.webhook set received_at = now() - interval '900 days' where digest = 'held'`,
  )
  const sweep = () => sweepRetention(own.db, { retention: { ...RETENTION, runs: null, archive: 100 } })
  const there = async () => {
    const { rows } = await tests.database.pool.query(
      `select (select count(*) from gantry.run_archive where id = $1)::int as run,
      (select count(*) from gantry.event where key = 'Q-6')::int as event,
      (select count(*) from gantry.webhook where digest = 'held')::int as webhook`,
      [run],
    )
    return rows[0]
  }
  await sweep()
  expect(await there()).toEqual({ run: 1, event: 1, webhook: 1 })
  await liftHold(own.db, hold)
  await sweep()
  expect(await there()).toEqual({ run: 0, event: 0, webhook: 0 })
})

test('a rule whose class no field has is told of; one of a row never is', () => {
  const told = {
    rules: [...rules.rules, { class: 'secret', keepDays: 1 }, { class: 'internal', keepDays: 90 }],
  } as const
  expect(idleRules(told, names)).toEqual([{ class: 'secret', keepDays: 1 }])
})

test('rules that contradict each other, or what they rest on, stop a start and name the rule', () => {
  const of = (given: Parameters<typeof retentionOf>[0]) => () => retentionOf(given)
  const personal = { class: 'personal', keepDays: 30 } as const
  expect(of({ rules: [personal, { ...personal, keepDays: 60 }] })).toThrow('personal stands there twice')
  expect(of({ rules: [{ ...personal, entity: 'DE' }] })).toThrow('DE personal: say which field names the entity')
  expect(of({ rules: [{ ...personal, keepDays: 0.5 }] })).toThrow('whole days')
  expect(of({ rules: [{ class: 'private' as never, keepDays: 1 }] })).toThrow('no such class')
  expect(of({ rules: [{ class: 'internal', keepDays: 89 }] })).toThrow('before runs go to the archive')
  expect(of({ rules: [personal, { class: 'internal', keepDays: 90 }] })).not.toThrow()
})
