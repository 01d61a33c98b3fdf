import { randomBytes } from 'node:crypto'
import { compactDecrypt } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, get, z } from '../../contract/contract.ts'
import { classified } from '../../data/classification.ts'
import { IntegrationError } from '../../errors/integration-error.ts'
import { defineFlow } from '../../flow/flow.ts'
import { readRun } from '../../flow/run-reader.ts'
import { Wakes } from '../../flow/wakes.ts'
import { Worker } from '../../flow/worker.ts'
import { Engine } from '../../runtime/engine.ts'
import { BACKEND } from '../../testing/database.ts'
import { callOf, engineUrl, log, TENANT, TestEngine } from '../../testing/engine.ts'
import { Keyring, masterKeysIn } from './keyring.ts'
import { reseal } from './resealing.ts'

const key = (id: string) => ({ id, key: randomBytes(32) })
const [first, second] = [key('k1'), key('k2')]
const CANARY = 'ada.lovelace@canary.example'

const people = defineContract({
  name: 'people',
  version: '1.0.0',
  tier: 'system',
  title: 'People',
  description: 'People.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    getPerson: get('/people/{id}', {
      summary: 'Read a person.',
      returns: z.object({ email: z.email().meta(classified('personal')) }),
    }),
  },
})
const place = z.string().meta(classified('internal'))
const welcome = defineFlow({
  name: 'welcome',
  version: 1,
  team: 'platform',
  input: z.object({
    id: z.string(),
    place,
    email: z.email().meta(classified('personal')),
    refuse: z.boolean().optional(),
  }),
  key: ({ id }) => id,
  uses: {},
  run: async ({ email, refuse }, { step, local }) => {
    const large = await step('large', async () => ({ text: email.repeat(5000) }))
    const greeted = await step('greet', async () => ({ to: email, run: 'not the run' }))
    await local('note', async () => ({ noted: email }))
    await step('check', async () => {
      if (refuse && !email.startsWith('new.')) throw new IntegrationError('unfit', 'It does not fit.', { kind: 'data' })
    })
    return { to: greeted.to, length: large.text.length }
  },
})
const hearing = defineFlow({
  name: 'hearing',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  uses: { people },
  run: async (_, { step }) => step('heard', async () => CANARY),
})
const plain = defineFlow({
  name: 'plain',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), given: z.unknown().optional() }),
  key: ({ id }) => id,
  uses: {},
  run: async ({ given }, { step }) => step('echo', async () => ({ given })),
})
const flows = [welcome, hearing, plain]

let tests: TestEngine
const closers: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  tests = await TestEngine.open(flows)
})
afterAll(async () => {
  for (const close of closers) await close()
  await tests?.close()
})

/** A process of its own with these keys. */
async function process(...masters: { id: string; key: Buffer }[]) {
  const url = engineUrl(tests.url)
  const database = tests.openDatabase({ max: 4, keyring: new Keyring(masters) })
  const wakes = await Wakes.open(url, { supervise: false, createSchema: false, log, backend: BACKEND })
  const engine = new Engine(database.db, wakes, flows)
  const worker = new Worker({ db: database.db, url, wakes, flows, clientsOf: () => ({}), log })
  let ended: Promise<void> | undefined
  const end = () => {
    ended ??= (async () => {
      await worker.stop()
      await wakes.close()
      await database.close()
    })()
    return ended
  }
  closers.push(end)
  return { ...database, engine, worker, end }
}

/** Everything that lies in the engine's tables, as whoever steals the disk reads it. */
async function stolen(): Promise<string> {
  const thief = new pg.Client({ connectionString: tests.url })
  await thief.connect()
  const { rows } = await thief.query(`select table_name from information_schema.tables where table_schema = 'gantry'`)
  let text = ''
  for (const { table_name: table } of rows)
    text += (await thief.query(`select coalesce(string_agg(t::text, ' '), '') as text from gantry."${table}" t`))
      .rows[0].text
  await thief.end()
  return text
}

test('what is personal is nowhere to be read in the database, and everywhere for the engine', async () => {
  const one = await process(first)
  await one.worker.start()
  one.engine.carriedBy(one.worker)
  const { id } = await one.engine.start(welcome, { id: 'a', place: 'north', email: CANARY }, callOf())
  await tests.reaches(id, 'completed')
  const heard = await one.engine.start(hearing, { id: 'b' }, callOf())
  await tests.reaches(heard.id, 'completed')
  const held = await one.engine.start(welcome, { id: 'c', place: 'south', email: CANARY, refuse: true }, callOf())
  await tests.reaches(held.id, 'held')
  expect(await stolen()).not.toContain(CANARY)
  const run = await readRun(one.db, TENANT, id)
  expect(run.input).toEqual({ id: 'a', place: 'north', email: CANARY })
  expect(run.output).toEqual({ to: CANARY, length: CANARY.length * 5000 })
  expect(run.steps.map(({ result }) => result)).toEqual(
    expect.arrayContaining([{ to: CANARY, run: 'not the run' }, { noted: CANARY }]),
  )
  // What people filter by stays readable.
  const kept = await tests.database.pool.query(`select input ->> 'place' as place from gantry.run where id = $1`, [id])
  expect(kept.rows).toEqual([{ place: 'north' }])
  // An edit and its old value are kept as the run is.
  const [exception] = await tests.exceptions(held.id)
  const input = { id: 'c', place: 'south', email: `new.${CANARY}`, refuse: true }
  await one.engine.resolve(exception!.id, { action: 'edit', input }, 'mended', callOf())
  await tests.reaches(held.id, 'completed')
  expect(await stolen()).not.toContain(CANARY)
  await one.end()
})

test.runIf(BACKEND === 'postgres')('keys are rotated while processes with the old and the new ring go on', async () => {
  const [old, young] = [await process(first, second), await process(second, first)]
  const started = await old.engine.start(welcome, { id: 'd', place: 'east', email: CANARY, refuse: true }, callOf())
  await young.worker.start()
  await tests.reaches(started.id, 'held')
  const both = await tests.database.pool.query(
    `select input ->> '$sealed' as input, (
    select string_agg(result ->> '$sealed', ' ') from gantry.journal where run = r.id) as results from gantry.run r where id = $1`,
    [started.id],
  )
  expect(both.rows[0].input).toMatch(/^k1\./)
  expect(both.rows[0].results).toMatch(/^k2\./)
  await old.end()
  const done = await reseal(young.db, new Keyring([second, first]))
  expect(done.resealed).toBeGreaterThan(3)
  expect(done.unreadable).toBe(0)
  expect(await reseal(young.db, new Keyring([second, first]))).toEqual({ resealed: 0, unreadable: 0 })
  expect(await stolen()).not.toMatch(/"\$sealed":"k1\./)
  await young.end()
  // The old key is gone, and nothing is lost.
  const alone = await process(second)
  await alone.worker.start()
  expect((await readRun(alone.db, TENANT, started.id)).input).toMatchObject({ email: CANARY })
  const [exception] = await tests.exceptions(started.id)
  await alone.engine.resolve(exception!.id, { action: 'skip', result: null }, 'tested', callOf())
  await tests.reaches(started.id, 'completed')
  await alone.end()
})

test('a process without the key does not go on with a run on what it cannot read', async () => {
  const writer = await process(second)
  const { id } = await writer.engine.start(welcome, { id: 'e', place: 'west', email: CANARY }, callOf())
  await writer.end()
  const stranger = await process(key('k9'))
  await stranger.worker.start()
  await tests.reaches(id, 'held')
  expect(await tests.exceptions(id)).toEqual([expect.objectContaining({ code: 'encryption-key-unknown' })])
  await stranger.end()
})

test('what a caller sends that looks sealed is not opened for him, and comes back as he sent it', async () => {
  const one = await process(second)
  await one.worker.start()
  const theirs = new Keyring([second]).seal('else', JSON.stringify('their secret'))
  const { id } = await one.engine.start(plain, { id: 'f', given: { $sealed: theirs } }, callOf())
  await tests.reaches(id, 'completed')
  const run = await readRun(one.db, TENANT, id)
  expect(run.input).toEqual({ id: 'f', given: { $sealed: theirs } })
  expect(run.output).toEqual({ given: { $sealed: theirs } })
  await one.end()
})

test('it is JWE, as others read it (RFC 7516); changed or under another tenant’s key it does not open', async () => {
  const ring = new Keyring([first])
  const sealed = ring.seal('one', 'for your eyes')
  const jwe = sealed.slice('k1.'.length)
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, ring.tenantKey('one'))
  expect(new TextDecoder().decode(plaintext)).toBe('for your eyes')
  expect(protectedHeader).toMatchObject({ alg: 'A256GCMKW', enc: 'A256GCM', kid: 'k1', tenant: 'one' })
  await expect(compactDecrypt(jwe, ring.tenantKey('two'))).rejects.toThrow()
  expect(ring.open(sealed)).toBe('for your eyes')
  const parts = sealed.split('.')
  for (const at of parts.keys()) {
    const changed = parts.with(at, `${parts[at]!.slice(0, -2)}${parts[at]!.endsWith('AA') ? 'BB' : 'AA'}`).join('.')
    expect(ring.open(changed), String(at)).toBeUndefined()
  }
  expect(() => new Keyring(masterKeysIn('k1:c2hvcnQ'))).toThrow('not what it should be')
})

test('a process that started before a rotation reads what is sealed after it', () => {
  const [before, after] = [new Keyring([first], () => [second, first]), new Keyring([second, first])]
  expect(before.open(after.seal('one', 'later'))).toBe('later')
  expect(new Keyring([first], () => [first]).open(after.seal('one', 'later'))).toBeUndefined()
})
